/* A small thing on every page: the print button. */
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-action=print]")) print();
  });
})();
