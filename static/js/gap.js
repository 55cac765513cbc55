// The grid of the gap analysis: digits and arrow keys, every change saved by itself, nothing typed ever lost.
// Without this file each area is a form with a button of its own.
(function () {
  "use strict";

  const root = document.getElementById("gap");
  if (!root) return;
  const words = root.dataset;
  const cells = Array.from(root.querySelectorAll("[data-field]"));
  const rows = Array.from(root.querySelectorAll("[data-row]"));
  const state = document.getElementById("gap-state");
  const token = root.querySelector("input[name=csrfmiddlewaretoken]").value;
  const storageKey = "gap:" + words.user + ":" + words.url;
  const scales = ["degree", "effect", "difficulty", "priority"];
  const waiting = new Map(); // cell → what is wrong with it: "" (on its way), "away", "out", "conflict", "refused"
  const sending = new Set();
  let delay = 2000;
  let timer = null;

  function rowOf(cell) { return cell.closest("[data-row]"); }
  function valueOf(cell) { return cell.type === "checkbox" ? (cell.checked ? "1" : "") : cell.value.trim(); }
  function show(cell, value) {
    if (cell.type === "checkbox") cell.checked = value === "1";
    else cell.value = value;
    if (cell.type === "checkbox") rowOf(cell).classList.toggle("is-out", cell.checked);
  }
  function isChanged(cell) { return valueOf(cell) !== cell.dataset.saved; }

  // What is not saved yet -------------------------------------------------------------------------------------------------

  function keep() {
    const kept = {};
    cells.forEach(function (cell) {
      if (isChanged(cell)) kept[cell.id] = { value: valueOf(cell), before: cell.dataset.saved };
    });
    try {
      if (Object.keys(kept).length) localStorage.setItem(storageKey, JSON.stringify(kept));
      else localStorage.removeItem(storageKey);
    } catch (error) { /* A browser that keeps nothing: the cells still hold what was typed. */ }
  }
  function restore() {
    let kept = {};
    try { kept = JSON.parse(localStorage.getItem(storageKey) || "{}"); } catch (error) { kept = {}; }
    Object.keys(kept).forEach(function (id) {
      const cell = document.getElementById(id);
      if (!cell || !cells.includes(cell) || kept[id].value === cell.dataset.saved) return;
      // The server answers whether somebody changed the cell since: it is asked with what was seen then.
      cell.dataset.saved = kept[id].before;
      show(cell, kept[id].value);
      save(cell);
    });
  }

  function say() {
    const kinds = Array.from(waiting.values());
    const stuck = kinds.filter(function (kind) { return kind !== ""; });
    let text = words.saved;
    if (kinds.includes("out")) text = words.signedOut;
    else if (kinds.includes("away")) text = words.waiting;
    else if (stuck.length) text = words.refused;
    else if (kinds.length) text = words.saving;
    text = text.replace("{n}", String(stuck.length));
    if (state.textContent !== text) state.textContent = text;
    state.classList.toggle("is-waiting", stuck.length > 0);
  }
  function mark(cell, kind) {
    if (kind === null) waiting.delete(cell);
    else waiting.set(cell, kind);
    cell.classList.toggle("is-unsaved", Boolean(kind));
    keep();
    say();
  }

  // Saving ----------------------------------------------------------------------------------------------------------------

  function note(cell, kind) {
    const old = document.getElementById(cell.id + "-note");
    if (old) old.remove();
    cell.removeAttribute("aria-invalid");
    if (!kind) return null;
    const box = document.createElement("span");
    box.id = cell.id + "-note";
    box.className = "gap-cell-note" + (kind === "error" ? " is-error" : "");
    box.setAttribute("role", "alert");
    cell.insertAdjacentElement("afterend", box);
    return box;
  }
  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-outline";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }
  function conflict(cell, answer) {
    const box = note(cell, "conflict");
    const by = answer.words.by ? " (" + answer.words.by + ")" : "";
    [words.conflict,
      words.before + ": " + (answer.words.before || words.empty),
      words.theirs + ": " + (answer.words.theirs || words.empty) + by,
      words.mine + ": " + (answer.words.mine || words.empty)].forEach(function (line) {
      const part = document.createElement("span");
      part.textContent = line;
      box.append(part, document.createElement("br"));
    });
    box.append(
      button(words.keepMine, function () { cell.dataset.saved = answer.theirs; note(cell, ""); cell.focus(); save(cell); }),
      button(words.keepTheirs, function () {
        cell.dataset.saved = answer.theirs; show(cell, answer.theirs); note(cell, ""); cell.focus(); mark(cell, null);
      })
    );
    mark(cell, "conflict");
  }

  // What everybody has answered by now: cells that I am not writing in take it.
  function refresh(answer) {
    rows.forEach(function (row) {
      const found = answer.rows[row.dataset.row] || {};
      row.querySelector("[data-suggested]").textContent = answer.suggested[row.dataset.row] || "–";
      row.dataset.assessed = answer.assessed_rows.includes(Number(row.dataset.row)) ? "1" : "";
      row.querySelectorAll("[data-field]").forEach(function (cell) {
        const theirs = found[cell.dataset.field] || "";
        if (isChanged(cell) || sending.has(cell) || waiting.has(cell) || cell.dataset.saved === theirs) return;
        if (cell === document.activeElement && cell.tagName === "TEXTAREA") return;
        cell.dataset.saved = theirs;
        show(cell, theirs);
      });
    });
    document.getElementById("gap-progress").textContent = words.of.replace("{a}", answer.assessed).replace("{t}", answer.total);
    document.getElementById("gap-bar").value = answer.assessed;
  }

  async function save(cell) {
    if (sending.has(cell)) return;
    const value = valueOf(cell);
    if (value === cell.dataset.saved) { note(cell, ""); mark(cell, null); return; }
    mark(cell, "");
    sending.add(cell);
    let kind = null;
    try {
      const body = new URLSearchParams({
        measure: rowOf(cell).dataset.row, field: cell.dataset.field, value: value, before: cell.dataset.saved });
      const response = await fetch(words.url, { method: "POST", body: body, headers: { "X-CSRFToken": cookieToken() } });
      kind = await take(cell, value, response);
    } catch (error) {
      kind = "away";
    }
    sending.delete(cell);
    if (kind === "conflict") return;
    if (kind === null && isChanged(cell)) { save(cell); return; }
    mark(cell, kind);
    if (kind === "away" || kind === "out") later();
  }
  // A new sign-in in another tab changes the token; the cookie holds the one that counts now.
  function cookieToken() {
    const found = /(?:^|; )(?:__Host-|__Secure-)?csrftoken=([^;]+)/.exec(document.cookie);
    return found ? found[1] : token;
  }
  async function take(cell, value, response) {
    const isJson = (response.headers.get("content-type") || "").includes("json");
    if (response.redirected || response.status === 401 || response.status === 403) return "out";
    if (!isJson) return "away";
    const answer = await response.json();
    if (response.status === 409) { conflict(cell, answer); return "conflict"; }
    if (!response.ok) {
      const box = note(cell, "error");
      box.textContent = answer.error;
      cell.setAttribute("aria-invalid", "true");
      return "refused";
    }
    delay = 2000;
    cell.dataset.saved = value;
    note(cell, "");
    refresh(answer);
    return null;
  }
  function later() {
    if (timer) return;
    timer = setTimeout(again, delay);
    delay = Math.min(delay * 2, 30000);
  }
  function again() {
    clearTimeout(timer);
    timer = null;
    waiting.forEach(function (kind, cell) { if (kind === "away" || kind === "out") save(cell); });
  }
  async function look() {
    if (document.hidden) return;
    try {
      const response = await fetch(words.url);
      if (response.ok && !response.redirected) refresh(await response.json());
    } catch (error) { /* The next look may succeed; what is typed is saved by its own way. */ }
  }

  // Moving ----------------------------------------------------------------------------------------------------------------

  function step(cell, down, right) {
    const row = rows.indexOf(rowOf(cell));
    const own = Array.from(rows[row].querySelectorAll("[data-field]"));
    const target = rows[row + down] && Array.from(rows[row + down].querySelectorAll("[data-field]"))[own.indexOf(cell) + right];
    if (!target) return false;
    focus(target);
    return true;
  }
  function focus(cell) {
    cell.focus();
    if (cell.select && cell.type !== "checkbox") cell.select();
    const box = cell.getBoundingClientRect();
    if (box.top < 140 || box.bottom > window.innerHeight - 40) cell.scrollIntoView({ block: "center" });
  }
  function fieldOf(row, field) { return row.querySelector('[data-field="' + field + '"]'); }
  function onwards(cell) {
    const next = scales[scales.indexOf(cell.dataset.field) + 1];
    if (next) focus(fieldOf(rowOf(cell), next));
    else nextRow(rowOf(cell));
  }
  function nextRow(row) {
    const next = rows[rows.indexOf(row) + 1];
    if (next) focus(fieldOf(next, "degree"));
  }
  function nextOpen(row) {
    const start = row ? rows.indexOf(row) + 1 : 0;
    const order = rows.slice(start).concat(rows.slice(0, start));
    const found = order.find(function (one) { return !one.dataset.assessed; });
    if (found) focus(fieldOf(found, "degree"));
  }
  function set(cell, value) { show(cell, value); save(cell); }
  function refuse(key) {
    state.textContent = words.digits.replace("{n}", key);
    state.classList.add("is-waiting");
  }

  function onScale(cell, key) {
    if (/^[1-5]$/.test(key)) { set(cell, key); onwards(cell); }
    else if (key === "0" || key === "Backspace" || key === "Delete") set(cell, "");
    else if (key === "f") { if (cell.dataset.previous) { set(cell, cell.dataset.previous); onwards(cell); } }
    else return onRow(cell, key);
    return true;
  }
  function onRow(cell, key) {
    if (key === "x") { const out = fieldOf(rowOf(cell), "is_not_relevant"); set(out, out.checked ? "" : "1"); }
    else if (key === "n") nextOpen(rowOf(cell));
    else if (key === "Enter") focus(fieldOf(rowOf(cell), "comment"));
    // Any other single sign is no answer, is not let into the cell, and is not swallowed without a word.
    else if (key.length === 1 && key !== " ") { if (/[0-9]/.test(key)) refuse(key); }
    else return false;
    return true;
  }
  function onArrow(cell, key) {
    const isText = cell.tagName === "TEXTAREA" || cell.dataset.field === "evidence_url";
    const atStart = !isText || cell.selectionEnd === 0;
    const atEnd = !isText || cell.selectionStart === cell.value.length;
    const all = isText && cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    if (key === "ArrowUp") return step(cell, -1, 0);
    if (key === "ArrowDown") return step(cell, 1, 0);
    if (key === "ArrowLeft") return (atStart || all) && step(cell, 0, -1);
    if (key === "ArrowRight") return (atEnd || all) && step(cell, 0, 1);
    return false;
  }
  root.addEventListener("keydown", function (event) {
    const cell = event.target;
    if (!cells.includes(cell) || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    let taken = false;
    if (event.key.startsWith("Arrow")) taken = onArrow(cell, event.key);
    else if (scales.includes(cell.dataset.field)) taken = onScale(cell, event.key.length === 1 ? event.key.toLowerCase() : event.key);
    else if (cell.type === "checkbox") taken = event.key !== " " && onRow(cell, event.key.toLowerCase() === "enter" ? "Enter" : event.key);
    else if (event.key === "Enter" && !event.shiftKey) { save(cell); nextRow(rowOf(cell)); taken = true; }
    if (taken) event.preventDefault();
  });

  // The phone's digits come without keys that can be read, and pasted ones too.
  root.addEventListener("input", function (event) {
    const cell = event.target;
    if (!cells.includes(cell)) return;
    keep();
    if (scales.includes(cell.dataset.field)) { if (cell.value === "0") cell.value = ""; save(cell); }
  });
  root.addEventListener("change", function (event) {
    if (!cells.includes(event.target)) return;
    if (event.target.type === "checkbox") show(event.target, valueOf(event.target));
    save(event.target);
  });
  root.addEventListener("submit", function (event) { event.preventDefault(); cells.forEach(function (cell) { if (isChanged(cell)) save(cell); }); });
  window.addEventListener("online", again);
  window.addEventListener("focus", function () { again(); look(); });
  window.addEventListener("beforeunload", function (event) { if (cells.some(isChanged)) event.preventDefault(); });
  document.getElementById("gap-next").addEventListener("click", function () { nextOpen(document.activeElement && document.activeElement.closest("[data-row]")); });
  cells.forEach(function (cell) { if (isChanged(cell)) { if (!document.querySelector(".conflict, .error-summary")) save(cell); } });
  setInterval(look, 15000);
  restore();
  say();
})();
