// What pages do beyond links and forms. Everything here is an improvement: each page works without it.
(function () {
  "use strict";

  // Rule 4: the error summary (or the conflict) takes the focus, on load and after a swap.
  function focusFirst(root) {
    const target = root.querySelector("[data-focus]");
    if (!target) return;
    target.focus();
    if (target.matches("textarea")) target.setSelectionRange(target.value.length, target.value.length);
  }
  document.addEventListener("DOMContentLoaded", function () { focusFirst(document); });
  document.addEventListener("htmx:afterSettle", function (event) { focusFirst(event.detail.elt); });

  // What has the focus is never under the receipt, which stays at the top of the window.
  function uncover() {
    const receipt = document.getElementById("messages"), focused = document.activeElement;
    if (!receipt || !receipt.querySelector(".note") || !focused || receipt.contains(focused) || !focused.closest("main *")) return;
    const hidden = receipt.getBoundingClientRect().bottom + 8 - focused.getBoundingClientRect().top;
    if (hidden > 0 && receipt.compareDocumentPosition(focused) & Node.DOCUMENT_POSITION_FOLLOWING) window.scrollBy(0, -hidden);
  }
  document.addEventListener("htmx:afterSettle", function () { requestAnimationFrame(uncover); });
  document.addEventListener("focusin", function () { requestAnimationFrame(uncover); });

  // Tabs that do not all find room are one row that scrolls: the current one is in its middle, so that one sees what is beside it.
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".tabs [aria-current]").forEach(function (tab) {
      const row = tab.closest(".tabs"), inRow = row.getBoundingClientRect(), box = tab.getBoundingClientRect();
      row.scrollLeft += box.left - inRow.left - (inRow.width - box.width) / 2;
    });
  });

  // Menus made of <details> close on Escape and when the focus or a click goes elsewhere.
  function closeMenus(except) {
    document.querySelectorAll("details.top-menu[open], details.account-menu[open], details.menu[open]").forEach(function (menu) {
      if (!except || !menu.contains(except)) menu.open = false;
    });
  }
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const open = document.activeElement && document.activeElement.closest("details[open]");
    closeMenus(null);
    if (open) open.querySelector("summary").focus();
  });
  document.addEventListener("click", function (event) { closeMenus(event.target); });

  // A filter form answers as one chooses; its button is for those without JavaScript.
  document.addEventListener("change", function (event) {
    const form = event.target.closest("form[data-autosubmit]");
    if (form) form.requestSubmit();
  });

  // A select that is a choice of place (region, period) goes there at once.
  document.documentElement.classList.add("has-js");
})();
