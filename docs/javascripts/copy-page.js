// The button beside a page's title copies the page's Markdown, which is a file beside it.
document.addEventListener("click", async ({ target }) => {
  if (!(target instanceof Element) || !target.closest(".copy-page")) return;
  const text = fetch(new URL("index.md", location.href)).then(async (response) => {
    if (!response.ok) throw new Error(`index.md: ${response.status}`);
    return new Blob([await response.text()], { type: "text/plain" });
  });
  try {
    // A promise, because some browsers allow no copy after a wait.
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
    alert$.next("Copied to clipboard");
  } catch {
    alert$.next("Could not copy this page");
  }
});
