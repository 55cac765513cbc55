// Working together: counts the chosen rows, copies an address, and suggests people after an @. Each page works without it.
(function () {
  "use strict";

  // Chosen rows -------------------------------------------------------------------------------------------------------
  function showCount() {
    const out = document.querySelector("[data-bulk-count]");
    if (!out) return;
    const count = document.querySelectorAll("input[form=bulk][name=rad]:checked").length;
    out.textContent = count ? " (" + count + ")" : "";
  }
  document.addEventListener("change", function (event) {
    if (event.target.matches("input[form=bulk][name=rad]")) showCount();
  });
  // What the browser remembers of boxes when one comes back to a page is counted as well.
  window.addEventListener("pageshow", showCount);

  // An address to send ------------------------------------------------------------------------------------------------
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).catch(function () {});
  });

  // A page is printed with all its sections -----------------------------------------------------------------------------
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.timeline-part:not([open])").forEach(function (part) {
      part.open = true;
      part.dataset.wasClosed = "";
    });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details.timeline-part[data-was-closed]").forEach(function (part) {
      part.open = false;
      delete part.dataset.wasClosed;
    });
  });

  // People after an @: while suggestions stand, the text is a combobox with a list -----------------------------------------
  document.querySelectorAll("form[data-mentions]").forEach(function (form) {
    const text = form.querySelector("textarea");
    const status = form.querySelector("[data-mention-status]");
    if (!text || !status) return;
    const list = document.createElement("ul");
    list.className = "mention-list";
    list.id = "mention-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.querySelector("label[for=id_mention]").textContent);
    list.hidden = true;
    text.parentNode.append(list);
    let people = [], active = -1, from = -1, timer = 0, asked = "", refused = null;

    function typed() {
      const before = text.value.slice(0, text.selectionStart);
      const match = /(?:^|[\s(,.;:])@([^\s@][^@\n]{0,60})$/.exec(before);
      return match ? { query: match[1], from: before.length - match[1].length - 1 } : null;
    }
    function close() {
      list.hidden = true;
      people = [];
      active = -1;
      asked = "";
      ["role", "aria-expanded", "aria-controls", "aria-autocomplete", "aria-activedescendant"].forEach(function (name) { text.removeAttribute(name); });
    }
    function mark(index) {
      active = index;
      Array.from(list.children).forEach(function (item, place) { item.setAttribute("aria-selected", String(place === index)); });
      text.setAttribute("aria-activedescendant", "mention-" + index);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
    function show(found) {
      if (!found.length) {
        if (!list.hidden) status.textContent = status.dataset.none;
        close();
        return;
      }
      people = found;
      list.replaceChildren();
      found.forEach(function (one, index) {
        const item = document.createElement("li");
        item.id = "mention-" + index;
        item.setAttribute("role", "option");
        item.append(document.createTextNode(one.label));
        if (one.note) {
          const note = document.createElement("span");
          note.className = "soft small";
          note.textContent = one.note;
          item.append(" ", note);
        }
        item.addEventListener("mousedown", function (event) { event.preventDefault(); choose(index); });
        list.append(item);
      });
      list.hidden = false;
      text.setAttribute("role", "combobox");
      text.setAttribute("aria-expanded", "true");
      text.setAttribute("aria-controls", list.id);
      text.setAttribute("aria-autocomplete", "list");
      mark(0);
      status.textContent = status.dataset.some.replace("{n}", String(found.length));
    }
    function choose(index) {
      const rest = text.value.slice(text.selectionStart);
      const start = text.value.slice(0, from) + "@" + people[index].label + " ";
      text.value = start + rest.replace(/^ /, "");
      text.setSelectionRange(start.length, start.length);
      refused = null;
      close();
      text.focus();
    }
    function ask() {
      const now = typed();
      if (!now || (refused !== null && refused === now.from)) { close(); return; }
      from = now.from;
      asked = now.query;
      fetch(form.dataset.mentions + "?q=" + encodeURIComponent(now.query), { headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.ok ? answer.json() : { people: [] }; })
        .then(function (data) { if (asked === now.query) show(data.people); })
        .catch(close);
    }
    text.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(ask, 120);
    });
    text.addEventListener("keydown", function (event) {
      if (list.hidden) return;
      if (event.key === "ArrowDown") mark((active + 1) % people.length);
      else if (event.key === "ArrowUp") mark((active + people.length - 1) % people.length);
      else if (event.key === "Enter" || event.key === "Tab") choose(active);
      else if (event.key === "Escape") { refused = from; close(); }
      else return;
      event.preventDefault();
    });
    text.addEventListener("blur", function () { setTimeout(close, 150); });
  });
})();
