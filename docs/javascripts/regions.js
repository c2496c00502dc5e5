/* Elements that the theme adds later: remove a landmark, and make what scrolls reachable with Tab. */
const fixRegions = () => {
  for (const buttons of document.querySelectorAll("nav.md-code__nav:not([role])"))
    buttons.setAttribute("role", "none");
  /** @type {NodeListOf<HTMLElement>} */
  const regions = document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset figure, div.output");
  for (const region of regions)
    if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
    else region.removeAttribute("tabindex");
};
new MutationObserver(fixRegions).observe(document.body, { childList: true, subtree: true });
addEventListener("resize", fixRegions);
fixRegions();

// Select a color scheme, because Tab would otherwise stop at a hidden button.
/** @type {HTMLInputElement | null} */
const scheme = document.querySelector(".md-option:has(+ label:not([hidden]))");
if (scheme) scheme.checked = true;
