// A status is saved inside the table. When the answer is not the table (something is missing, or somebody was first),
// the page that says so takes the place of the whole of <main>; without JavaScript the browser does the same by itself.
(function () {
  "use strict";
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status < 400 || !event.detail.shouldSwap) return;
    event.detail.target = document.getElementById("main");
    event.detail.selectOverride = "#main";
    event.detail.swapOverride = "outerHTML";
  });
})();
