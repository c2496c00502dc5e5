// Imports the script whose name follows the `?` in this module's address, or reports why it cannot.

const script = new URL(import.meta.url).search.slice(1);

/** @returns {Promise<string | undefined>} The name of a file that does not arrive, and why. */
const lacking = async () => {
  try {
    const { besideThis, missing } = await import("./delivery.js");
    return await missing([script, "progress.js"].map(besideThis));
  } catch {
    return "delivery.js (it cannot be imported)";
  }
};

try {
  await import(`./${script}`);
} catch (error) {
  const told = document.createElement("p");
  told.setAttribute("role", "alert");
  told.textContent = `A script of this page could not be loaded: ${(await lacking()) ?? error}. `;
  const again = document.createElement("button");
  again.type = "button";
  again.className = "md-button";
  again.textContent = "Reload the page";
  again.onclick = () => location.reload();
  document.querySelector(".starting")?.replaceWith(told, again);
}
