// What the theme leaves out where it follows links by itself, for keyboards and screen readers.
(() => {
  // Where a page takes the place of another, the focus would be lost, and nothing would be read out.
  // It goes to the heading, unless the address names a place in the page.
  let isLoad = true;
  document$.subscribe(() => {
    /** @type {HTMLElement | null} */
    const heading = document.querySelector("article h1");
    if (!isLoad && !location.hash && heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    isLoad = false;
  });

  // A preview is there to be read: it has a name, holds no stop of the tabulator, and Escape ends it.
  const previews = ".md-tooltip2[role=dialog]";
  new MutationObserver(() => {
    for (const preview of document.querySelectorAll(`${previews}:not([aria-label])`)) {
      preview.setAttribute("aria-label", "Preview");
      /** @type {NodeListOf<HTMLElement>} */
      const stops = preview.querySelectorAll("a, button, input, summary, [tabindex]");
      for (const stop of stops) stop.tabIndex = -1;
    }
  }).observe(document.body, { childList: true });
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape") document.querySelector(previews)?.remove();
  });
})();
