// The grid of a cost return: sums while one types, arrow keys and Enter, a block pasted from a spreadsheet.
// Without this file the page works the same; the sums are then those of the latest save.
(function () {
  "use strict";

  const form = document.getElementById("cost-grid");
  if (!form) return;
  const inputs = Array.from(form.querySelectorAll("input[data-column]"));
  const exponent = Number(form.dataset.exponent);
  const english = form.dataset.language.slice(0, 2) === "en";
  const unit = "\u00a0" + form.dataset.unit;
  const agencyColumns = ["agency", "agency_correction"];
  const ownColumns = ["own", "own_correction"];
  const moneyColumns = ["agency", "own", "on_call", "outside", "agency_correction", "own_correction"];
  let isDirty = false;

  // Numbers ------------------------------------------------------------------------------------------------------------

  // The rules of values/numbers.py: thousands in groups of three, and a dot that may part thousands is no number.
  function matched(text) {
    const match = /^([+\-\u2212]?)(\d+|\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+)(?:([.,])(\d+))?$/.exec(text.trim());
    if (!match || (match[3] === "." && match[4].length === 3 && /^\d{1,3}$/.test(match[2]) && /[1-9]/.test(match[2]))) return null;
    return match;
  }
  // What is wrong with a cell, as a key of the words on the form; "" when nothing is. The server checks all again.
  function wrongOf(input) {
    const text = input.value.trim();
    if (text === "") return "";
    const match = matched(text);
    if (!match) return /^[+\-\u2212]?\d{1,3}(\.\d{3})+$/.test(text) ? "wrongDot" : "wrongNumber";
    const isNegative = match[1] === "-" || match[1] === "\u2212";
    return isNegative && /[1-9]/.test(text) && !/_correction$/.test(input.dataset.column) ? "wrongNegative" : "";
  }
  function isUnreadable(input) { return wrongOf(input) !== ""; }
  // Hundredths as BigInt, so that sums are exact; null for what is empty or no number (the server says why).
  function hundredths(text) {
    const match = matched(text);
    if (!match) return null;
    const digits = ((match[4] || "") + "00000").slice(0, 2 + exponent);
    return BigInt((match[1] === "-" || match[1] === "\u2212" ? "-" : "") + match[2].replace(/\D/g, "") + digits);
  }

  function grouped(value, decimals) {
    const negative = value < 0n;
    const digits = String(negative ? -value : value).padStart(decimals + 1, "0");
    const whole = digits.slice(0, digits.length - decimals) || "0";
    const fraction = decimals ? (english ? "." : ",") + digits.slice(-decimals) : "";
    return (negative ? "\u2212" : "") + whole.replace(/\B(?=(\d{3})+$)/g, "\u00a0") + fraction;
  }

  // Kronor in hundredths → whole units of the page, halves away from zero.
  function rounded(value, unitExponent) {
    const scale = 10n ** BigInt(unitExponent + 2);
    const half = scale / 2n;
    return value >= 0n ? (value + half) / scale : -((-value + half) / scale);
  }
  function shown(value) { return value === null || value === undefined ? "–" : grouped(rounded(value, exponent), 0); }

  function valueOf(input) { return hundredths(input.value); }
  // Cells that cannot be read are left out, and the page says how many.
  function sum(list) {
    const values = list.filter(function (input) { return !isUnreadable(input); }).map(valueOf).filter(function (value) { return value !== null; });
    return values.length ? values.reduce(function (a, b) { return a + b; }, 0n) : null;
  }
  function ofColumn(keys) { return inputs.filter(function (input) { return keys.includes(input.dataset.column); }); }
  // Columns of weeks and hours are not money: their hundredths have no exponent.
  function countSum(key) {
    const texts = ofColumn([key]).filter(function (input) { return !isUnreadable(input); }).map(function (input) { return input.value.replace(/[\s\u00a0\u202f\u2009]/g, "").replace(",", "."); });
    const values = texts.filter(function (text) { return text !== "" && Number.isFinite(Number(text)); }).map(Number);
    if (!values.length) return "–";
    const total = Math.round(values.reduce(function (a, b) { return a + b; }, 0) * 10) / 10;
    return total.toLocaleString(english ? "en-GB" : "sv-SE");
  }

  function update() {
    form.querySelectorAll("[data-row]").forEach(function (row) {
      const cells = Array.from(row.querySelectorAll("input"));
      row.querySelector("[data-row-share]").textContent = share(of(cells, agencyColumns), of(cells, ownColumns));
    });
    form.querySelectorAll("[data-column-sum]").forEach(function (output) {
      const key = output.dataset.columnSum;
      output.textContent = moneyColumns.includes(key) ? shown(sum(ofColumn([key]))) : countSum(key);
    });
    const typedAgency = sum(ofColumn(agencyColumns));
    const typedOwn = sum(ofColumn(ownColumns));
    form.querySelector("[data-all-share]").textContent = share(typedAgency, typedOwn);
    const agency = together(inKronor(form.dataset.otherAgency), typedAgency);
    const own = together(inKronor(form.dataset.otherOwn), typedOwn);
    form.querySelector('[data-total="agency"]').textContent = inWords(agency);
    form.querySelector('[data-total="own"]').textContent = inWords(own);
    form.querySelector('[data-total="share"]').textContent = share(agency, own);
    sayLeftOut(inputs.filter(isUnreadable).length);
  }
  // A share of a row with a cell that cannot be read would be of something else: undefined, and none is shown.
  function of(cells, keys) {
    const mine = cells.filter(function (input) { return keys.includes(input.dataset.column); });
    return mine.some(isUnreadable) ? undefined : sum(mine);
  }
  function sayLeftOut(count) {
    const words = count === 0 ? "" : count === 1 ? form.dataset.leftOutOne : form.dataset.leftOutMany.replace("{count}", count);
    const note = document.getElementById("grid-left-out");
    if (note.textContent !== words) note.textContent = words;
  }
  // Agency ÷ own, where both are there and own is above zero, as the server prints it: tenths of a per cent, halves upwards.
  function share(agency, own) {
    if (typeof agency !== "bigint" || typeof own !== "bigint" || own <= 0n) return "–";
    const twice = (agency < 0n ? -agency : agency) * 2000n;
    const tenths = (twice + own) / (own * 2n);
    return grouped(agency < 0n ? -tenths : tenths, 1) + (english ? "%" : "\u00a0%");
  }
  function isKnown(value) { return value !== null && value !== undefined; }
  function inWords(value) { return isKnown(value) ? shown(value) + unit : "–"; }
  // What is reported nowhere is missing and no zero.
  function together(others, typed) {
    if (others === null) return typed;
    return others + (typed || 0n);
  }
  function inKronor(text) {
    if (text === "") return null;
    const parts = text.split(".");
    return BigInt(parts[0] + ((parts[1] || "") + "00").slice(0, 2));
  }

  // Marking ------------------------------------------------------------------------------------------------------------

  // The same mark as the server's: aria-invalid and words before the field, of which there is one at a time.
  function mark(input) {
    const key = wrongOf(input);
    const id = input.id + "-error";
    let words = document.getElementById(id);
    if (key === "") {
      if (words) words.remove();
      input.removeAttribute("aria-invalid");
      input.closest("td").classList.remove("cell-invalid");
      describe(input, id, false);
      return;
    }
    if (!words) {
      words = document.createElement("span");
      words.className = "cell-error";
      words.id = id;
      input.before(words);
    }
    words.textContent = form.dataset[key];
    input.setAttribute("aria-invalid", "true");
    input.closest("td").classList.add("cell-invalid");
    describe(input, id, true);
  }
  function describe(input, id, isDescribed) {
    const ids = (input.getAttribute("aria-describedby") || "").split(" ").filter(function (one) { return one && one !== id; });
    if (isDescribed) ids.unshift(id);
    if (ids.length) input.setAttribute("aria-describedby", ids.join(" "));
    else input.removeAttribute("aria-describedby");
  }
  // What the server has said of a cell stands until the cell is changed.
  form.addEventListener("change", function (event) {
    if (event.target.dataset && event.target.dataset.column) mark(event.target);
  });

  // Moving -------------------------------------------------------------------------------------------------------------

  function isVisible(input) { return input.offsetParent !== null; }
  function rowsOfInputs() {
    return Array.from(form.querySelectorAll("[data-row]")).map(function (row) {
      return Array.from(row.querySelectorAll("input[data-column]")).filter(isVisible);
    });
  }
  function place(input) {
    const rows = rowsOfInputs();
    for (let row = 0; row < rows.length; row += 1) {
      const column = rows[row].indexOf(input);
      if (column >= 0) return { rows: rows, row: row, column: column };
    }
    return null;
  }
  function move(input, down, right) {
    const at = place(input);
    if (!at) return false;
    const target = (at.rows[at.row + down] || [])[at.column + right];
    if (!target) return false;
    target.focus();
    target.select();
    return true;
  }

  form.addEventListener("keydown", function (event) {
    const input = event.target;
    if (!input.dataset || !input.dataset.column || event.altKey || event.ctrlKey || event.metaKey) return;
    const atStart = input.selectionStart === 0 && (input.selectionEnd === 0 || input.selectionEnd === input.value.length);
    const atEnd = input.selectionEnd === input.value.length && (input.selectionStart === input.value.length || input.selectionStart === 0);
    let moved = false;
    if (event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey)) moved = move(input, 1, 0) || event.key === "Enter";
    else if (event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey)) moved = move(input, -1, 0) || event.key === "Enter";
    else if (event.key === "ArrowLeft" && atStart) moved = move(input, 0, -1);
    else if (event.key === "ArrowRight" && atEnd) moved = move(input, 0, 1);
    if (moved) event.preventDefault();
  });

  form.addEventListener("paste", function (event) {
    const input = event.target;
    const text = event.clipboardData ? event.clipboardData.getData("text/plain").replace(/\r?\n$/, "") : "";
    if (!input.dataset || !input.dataset.column || !/[\t\n]/.test(text)) return;
    const at = place(input);
    if (!at) return;
    event.preventDefault();
    const lines = text.split(/\r?\n/);
    // Headings that came along with the numbers are no row of them.
    if (lines.length > 1 && /\S/.test(lines[0]) && !/\d/.test(lines[0])) lines.shift();
    lines.forEach(function (line, down) {
      line.split("\t").forEach(function (value, right) {
        const target = (at.rows[at.row + down] || [])[at.column + right];
        if (!target) return;
        target.value = value.trim();
        target.classList.add("was-pasted");
        mark(target);
      });
    });
    isDirty = true;
    update();
  });

  // The dirty flag -------------------------------------------------------------------------------------------------------

  form.addEventListener("input", function (event) {
    isDirty = true;
    event.target.classList.remove("was-pasted");
    // A mark goes as soon as the cell is put right; a new one comes when the cell is left, and not while one types.
    if (event.target.hasAttribute("aria-invalid") && wrongOf(event.target) === "") mark(event.target);
    update();
  });
  form.addEventListener("submit", function () { isDirty = false; });
  window.addEventListener("beforeunload", function (event) { if (isDirty) event.preventDefault(); });
  update();
})();
