/* Small things on every page: the notice of overdue data, decided before the text is shown, and the print button. */
(() => {
  "use strict";
  const due = document.currentScript.dataset.due;
  if (due && new Date().toISOString().slice(0, 10) > due) document.documentElement.dataset.stale = "";
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-action=print]")) print();
  });
})();
