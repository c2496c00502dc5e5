// Where a page takes the place of another without a load, the focus would be left behind, and a screen
// reader would say nothing. It goes to the heading, unless the address names a place in the page.
(() => {
  let isLoad = true;
  document$.subscribe(() => {
    const heading = document.querySelector("article h1");
    if (!isLoad && !location.hash && heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    isLoad = false;
  });
})();
