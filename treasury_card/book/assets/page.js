/* Small things on every page: the print button, folded parts opened for print, scrolling tables that need no tab stop. */
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-action=print]")) print();
  });
})();
