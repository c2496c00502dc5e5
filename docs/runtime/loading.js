// Loads Python from the folder of this file, and reports the progress.
// JupyterLite's kernel imports this module in place of Pyodide's own.
import { SCRIPTS, deliver, missing } from "./delivery.js";
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

/** @param {unknown} error */
const inText = (error) => (error instanceof Error ? error.message : String(error));

/**
 * Loads Python with some packages, and fails if one of them fails: Pyodide would ignore that.
 *
 * @param {{ packages: string[] } & Record<string, unknown>} options Pyodide's options.
 * @param {(progress: Progress) => void} tell
 */
export const loadPyodide = async (options, tell = broadcast) => {
  const folder = new URL(".", import.meta.url).href;
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  let loaded = 0;
  let total = 0;

  /** @type {(reason: Error) => void} */
  let stop;
  /** @type {Promise<never>} */
  const stopped = new Promise((_, reject) => (stop = reject));
  /** @type {Error | undefined} */
  let failure;
  // Pyodide and JupyterLite's kernel only log some of these errors, and then wait forever. Only the
  // first is reported: after it, a reader can already have started again.
  /** @param {string} what */
  const fail = (what) => {
    if (failure) return failure;
    failure = new Error(what);
    tell({ failed: what });
    stop(failure);
    return failure;
  };

  // It stays, because JupyterLite's kernel loads more files later.
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : new URL(input, folder).href;
    if (!url.startsWith(folder)) return fetch(input, init);
    try {
      return counted(await deliver(url, init), (bytes) => tell({ loaded: (loaded += bytes), total }));
    } catch (error) {
      throw fail(inText(error));
    }
  };
  WebAssembly.instantiateStreaming = async (...source) => {
    try {
      return await instantiateStreaming(...source);
    } catch (error) {
      throw fail(`pyodide.asm.wasm (${inText(error)})`);
    }
  };

  try {
    const lock = await (await deliver(`${folder}pyodide-lock.json`)).json();
    const names = [...closure(lock.packages, options.packages)];
    loaded = lock.info.modules;
    total = names.reduce((sum, name) => sum + lock.packages[name].size, lock.info.size);
    const loading = load({ ...options, lockFileContents: lock, packageBaseUrl: folder });
    const pyodide = await Promise.race([stopped, loading]);
    const lacking = names.filter((name) => !(name in pyodide.loadedPackages));
    if (lacking.length) throw new Error(lacking.join(", "));
    return pyodide;
  } catch (error) {
    throw failure ?? fail((await missing(SCRIPTS)) ?? inText(error));
  }
};
