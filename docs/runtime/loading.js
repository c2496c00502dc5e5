// Loads Python from the folder of this file, and reports the progress.
// JupyterLite's kernel imports this module in place of Pyodide's own.
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
 * Returns the names of some packages and of everything they depend on.
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
 * @param {Response} response
 * @param {(bytes: number) => void} count
 */
const counted = (response, count) => {
  const counting = new TransformStream({
    transform(chunk, controller) {
      count(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body?.pipeThrough(counting), { status, statusText, headers });
};

/**
 * Loads Python with some packages, and fails if one of them fails: Pyodide would ignore that.
 *
 * @param {{ packages: string[] } & Record<string, unknown>} options Pyodide's options.
 * @param {(progress: Progress) => void} tell
 */
export const loadPyodide = async (options, tell = broadcast) => {
  const folder = new URL(".", import.meta.url).href;
  const plainFetch = globalThis.fetch;
  let loaded = 0;
  let total = 0;

  globalThis.fetch = async (...request) => {
    const response = await plainFetch(...request);
    if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
    return counted(response, (bytes) => tell({ loaded: (loaded += bytes), total }));
  };

  try {
    const lock = await (await plainFetch(`${folder}pyodide-lock.json`)).json();
    const names = [...closure(lock.packages, options.packages)];
    loaded = lock.info.modules;
    total = names.reduce((sum, name) => sum + lock.packages[name].size, lock.info.size);
    const pyodide = await load({ ...options, lockFileContents: lock, packageBaseUrl: folder });
    const missing = names.filter((name) => !(name in pyodide.loadedPackages));
    if (missing.length) throw new Error(missing.join(", "));
    return pyodide;
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    globalThis.fetch = plainFetch;
  }
};
