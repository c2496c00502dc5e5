// Loads Python from the folder beside this file, and tells how far it is.
// The kernel of JupyterLite takes this module for Pyodide's own.
import { CHANNEL } from "./progress.js";
import { loadPyodide as load } from "./pyodide.mjs";

/** @typedef {import("./progress.js").Progress} Progress */

/** @param {Progress} progress */
const broadcast = (progress) => {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(progress);
  channel.close();
};

/**
 * Returns the names of packages, and of all that they need.
 *
 * @param {Record<string, { depends: string[], size: number }>} packages
 * @param {string[]} names
 * @param {Set<string>} found
 */
const closure = (packages, names, found = new Set()) => {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    closure(packages, packages[name].depends, found);
  }
  return found;
};

/**
 * @param {{ packages: string[] } & Record<string, unknown>} options As Pyodide takes them.
 * @param {(progress: Progress) => void} tell
 */
export const loadPyodide = async (options, tell = broadcast) => {
  const folder = new URL(".", import.meta.url).href;
  const plainFetch = globalThis.fetch;
  let loaded = 0;
  let total = 0;
  /** @type {unknown} */
  let failure;

  /** @param {Parameters<typeof fetch>} request */
  const countedFetch = async (...request) => {
    const response = await plainFetch(...request);
    if (!response.ok || !response.body) throw new Error(`${response.status} ${response.url}`);
    const counting = new TransformStream({
      transform(chunk, controller) {
        loaded += chunk.byteLength;
        tell({ loaded, total });
        controller.enqueue(chunk);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(counting), { status, statusText, headers });
  };
  // A package that cannot be fetched is none of Pyodide's errors: it starts without.
  globalThis.fetch = (...request) =>
    countedFetch(...request).catch((error) => {
      failure = error;
      throw error;
    });

  try {
    const lock = await (await plainFetch(`${folder}pyodide-lock.json`)).json();
    const names = [...closure(lock.packages, options.packages)];
    total = names.reduce((sum, name) => sum + lock.packages[name].size, lock.info.size);
    const pyodide = await load({ ...options, lockFileContents: lock, packageBaseUrl: folder });
    if (failure) throw failure;
    if (loaded < total) throw new Error(`only ${loaded} of ${total} bytes arrived`);
    return pyodide;
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    globalThis.fetch = plainFetch;
  }
};
