// Makes the theme's instant navigation usable with a keyboard and a screen reader.
(() => {
  // When a page replaces another, the focus would be lost, and a screen reader would stay silent.
  // So focus the heading, unless the address has an anchor.
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

  // A preview is only for reading: give it a name, skip its links with Tab, and close it with Escape.
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
