// Filters the field index while the reader types. Without it the page shows every field.
(() => {
  const form = document.getElementById("field-filter");
  const input = form?.querySelector("input");
  const count = form?.querySelector("output");
  if (!form || !input || !count) return;

  /** @type {NodeListOf<HTMLElement>} */
  const lines = document.querySelectorAll("#field-table tbody tr");
  const rows = [...lines].map((row) => {
    const folded = row.querySelector("details");
    const text = row.textContent.toLowerCase();
    const inFold = folded ? folded.textContent.toLowerCase() : "";
    return { row, folded, text, shown: text.replace(inFold, "") };
  });

  // A finding points to one item of an array, but the index has `*`: `/roles/1/` becomes `/roles/*/`.
  /** @param {string} text */
  const words = (text) =>
    text.toLowerCase().replace(/\/\d+(?=\/|\s|$)/g, "/*").split(/\s+/).filter(Boolean);

  const filter = () => {
    const sought = words(input.value);
    let found = 0;
    for (const { row, folded, text, shown } of rows) {
      row.hidden = !sought.every((word) => text.includes(word));
      if (!row.hidden) found += 1;
      if (folded) folded.open = !row.hidden && !sought.every((word) => shown.includes(word));
    }
    const all = `${rows.length} fields`;
    count.value = !sought.length ? all : found ? `${found} of ${all}` : "No field matches.";
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", filter);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    input.value = "";
    filter();
  });
  form.hidden = false;
  filter();
})();
