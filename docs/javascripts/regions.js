/* What the theme makes while a page is read is a landmark too many, or out of the keyboard's reach. */
const mend = () => {
  for (const buttons of document.querySelectorAll("nav.md-code__nav:not([role])"))
    buttons.setAttribute("role", "none");
  /** @type {NodeListOf<HTMLElement>} */
  const regions = document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset figure, div.output");
  for (const region of regions)
    if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
    else region.removeAttribute("tabindex");
};
new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
addEventListener("resize", mend);
mend();

// Without a choice the tabulator would lead to a button of the scheme that is hidden.
/** @type {HTMLInputElement | null} */
const scheme = document.querySelector(".md-option:has(+ label:not([hidden]))");
if (scheme) scheme.checked = true;
