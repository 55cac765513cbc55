// What the lists of plans and activities do with JavaScript; without it they are links and forms.
// A status is saved inside the table. When the answer is not the table (something is missing, or somebody was first),
// the page that says so takes the place of the whole of <main>; without JavaScript the browser does the same by itself.
(function () {
  "use strict";
  // Addresses that people send to one another name the filters that are on, and no others.
  document.addEventListener("htmx:configRequest", function (event) {
    if (!event.detail.elt.matches("form.filters")) return;
    Array.from(event.detail.formData.keys()).forEach(function (name) {
      if (!event.detail.formData.get(name)) event.detail.formData.delete(name);
    });
  });
  // A status that asks for something more says what: the field is shown by the style sheet.
  document.addEventListener("change", function (event) {
    if (!event.target.matches("#change-progress")) return;
    const form = event.target.form;
    const label = form.querySelector(".change-" + event.target.value + " label");
    form.querySelector("[data-asked]").textContent = label ? label.textContent : "";
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status < 400 || !event.detail.shouldSwap) return;
    // What is missing in an open row is asked for in the row.
    if (event.detail.xhr.getResponseHeader("HX-Retarget")) return;
    event.detail.target = document.getElementById("main");
    event.detail.selectOverride = "#main";
    event.detail.swapOverride = "outerHTML";
  });
})();
