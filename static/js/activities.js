// Suggests roles for each of several titles in one field: what stands before the last separator is kept in the suggestion.
(function () {
  "use strict";
  document.addEventListener("input", function (event) {
    const field = event.target.closest("input[data-several][list]");
    if (!field) return;
    const list = document.getElementById(field.getAttribute("list"));
    const end = field.value.lastIndexOf(field.dataset.several);
    const before = end < 0 ? "" : field.value.slice(0, end + 1) + " ";
    list.querySelectorAll("option").forEach(function (option) {
      if (!option.dataset.title) option.dataset.title = option.value;
      option.value = before + option.dataset.title;
    });
  });
})();
