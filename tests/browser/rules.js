// What every page must be, asked of the page itself. Returns a list of broken rules in words.
(() => {
  const broken = [];
  const say = (rule, element) => broken.push(rule + (element ? ": " + element.outerHTML.slice(0, 160) : ""));
  const visible = (element) => element.checkVisibility({ checkVisibilityCSS: true }) && element.getClientRects().length > 0;

  if (document.documentElement.lang !== window.expectedLanguage) say("1 html lang is " + document.documentElement.lang);
  if (!/.+ – Oberoende$/.test(document.title)) say("2 title is " + document.title);
  const first = document.querySelector("body a, body button, body input");
  if (!first || !first.classList.contains("skip-link")) say("3 the skip link is not first");
  if (document.querySelectorAll("h1").length !== 1) say("3 there are " + document.querySelectorAll("h1").length + " h1");
  if (document.querySelectorAll("main").length !== 1) say("3 main");
  let level = 0;
  document.querySelectorAll("main h1, main h2, main h3, main h4, main h5").forEach((heading) => {
    const now = Number(heading.tagName[1]);
    if (level && now > level + 1) say("3 heading level skipped", heading);
    level = now;
  });
  document.querySelectorAll("input:not([type=hidden], [aria-hidden=true]), select, textarea").forEach((control) => {
    if (control.type === "number") say("8 type=number", control);
    if (control.hasAttribute("placeholder")) say("7 placeholder", control);
    const named = control.labels?.length || control.getAttribute("aria-label") || control.getAttribute("aria-labelledby");
    if (!named) say("7 no label", control);
  });
  document.querySelectorAll("table").forEach((table) => {
    if (!table.caption || !table.caption.textContent.trim()) say("12 table without caption", table);
    table.querySelectorAll("th").forEach((head) => { if (!head.scope) say("12 th without scope", head); });
    if (table.querySelectorAll("[aria-sort]").length > 1) say("12 more than one aria-sort", table);
  });
  document.querySelectorAll("[style]").forEach((element) => say("inline style", element));
  document.querySelectorAll("svg[role=img]").forEach((svg) => { if (svg.firstElementChild?.tagName !== "title") say("chart without title first", svg); });
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth + 1) {
    const wide = [...document.querySelectorAll("main *")].find((element) =>
      element.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !element.closest(".table-scroll, .tabs, [data-scroll]"));
    say("13 sideways scroll at " + document.documentElement.clientWidth + " px", wide);
  }
  const smallest = matchMedia("(max-width: 640px)").matches ? 44 : 24;
  document.querySelectorAll("button, summary, select, input:not([type=hidden], [type=checkbox], [type=radio]), a.btn, a.chip, nav a").forEach((target) => {
    if (!visible(target) || target.closest(".visually-hidden") || target.classList.contains("skip-link")) return;
    const box = target.getBoundingClientRect();
    const inText = target.matches(".pages a, button.link, .breadcrumb-list a, nav[aria-label] .breadcrumb-list a");
    const needed = inText || target.matches(".chip, .btn-small") ? 24 : smallest;
    if (box.height + 0.5 < needed || box.width + 0.5 < 24) say("16 target " + Math.round(box.width) + "×" + Math.round(box.height), target);
  });
  return broken;
})();
