// Fetches files of this site, starts its workers, and says why one of them did not arrive or start.

// `loading.js` replaces the global function.
const { fetch } = globalThis;

/** @param {string} name */
export const besideThis = (name) => new URL(name, import.meta.url).href;

/** The scripts that load Python, in a worker. */
export const SCRIPTS = ["delivery.js", "loading.js", "progress.js", "pyodide.mjs", "pyodide.asm.mjs"].map(besideThis);

/** If the browser does not say why. */
export const NO_WORKER = "the browser refused to start a worker, maybe by a Content-Security-Policy (worker-src)";

/**
 * Starts a worker that imports a script of this folder, or throws an error.
 *
 * Only a worker that is made from a blob inherits the page's Content-Security-Policy.
 *
 * @param {string} script
 * @param {WorkerOptions} options
 */
export const startWorker = (script, options) => {
  const boot = `import("${script}").catch(({ message }) => postMessage({ unloaded: message }));`;
  try {
    return new Worker(URL.createObjectURL(new Blob([boot], { type: "text/javascript" })), options);
  } catch {
    throw new Error(NO_WORKER);
  }
};

/** @param {string} url */
export const nameOf = (url) => new URL(url).pathname.split("/").at(-1) ?? "";

/**
 * Fetches a file, or throws an error with its name and the status.
 *
 * @param {string} url
 * @param {RequestInit} [options]
 */
export const deliver = async (url, options) => {
  const name = nameOf(url);
  const response = await fetch(url, options).catch(async () => {
    if (!options?.integrity) throw new Error(`${name} (no answer: offline or blocked)`);
    // The browser checks the hash of an error's page, too: ask again for the status alone.
    await deliver(url);
    throw new Error(`${name} (changed since the site was built)`);
  });
  const { status, headers } = response;
  if (!response.ok) throw new Error(`${name} (status ${status})`);
  // Some hosts answer with a page of theirs if they do not have a file.
  if (!name.endsWith(".html") && headers.get("Content-Type")?.startsWith("text/html"))
    throw new Error(`${name} (status ${status}, but an HTML page)`);
  return response;
};

/**
 * Fetches files again, because a browser does not say why it could not import or run one of them.
 *
 * @param {string[]} urls
 * @returns {Promise<string | undefined>} The name of the first that does not arrive, and why.
 */
export const missing = async (urls) => {
  const problems = urls.map(async (url) => {
    try {
      await (await deliver(url)).body?.cancel();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  });
  return (await Promise.all(problems)).find(Boolean);
};
