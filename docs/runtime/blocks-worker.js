// Runs the blocks of a page in a worker: Python, and `blocks.py`, which runs them.
import { besideThis, deliver } from "./delivery.js";
import { loadPyodide } from "./loading.js";

/**
 * @typedef {import("./progress.js").Progress
 *   | { ready: true }
 *   | { ran: string }} Answer A message to the page. `ran` is the JSON that `blocks.py` returns.
 */

const QUIETLY = { messageCallback: () => {} };

/** @param {Answer} answer */
const tell = (answer) => postMessage(answer);

/** @param {unknown} error Of a Python traceback, only the last line is reported. */
const fail = (error) => {
  const message = error instanceof Error ? error.message : String(error);
  tell({ failed: message.trim().split("\n").at(-1) ?? "" });
};

const start = async () => {
  const [source, pyodide] = await Promise.all([
    deliver(besideThis("blocks.py")).then((response) => response.text()),
    loadPyodide({ packages: ["stytch-exchange"] }, tell),
  ]);
  pyodide.FS.writeFile("blocks.py", source);
  const blocks = pyodide.pyimport("blocks");
  blocks.begin();

  /** @param {{ run: string } | { reset: true }} request */
  const answer = async (request) => {
    if ("reset" in request) return blocks.reset();
    // What a block imports beside the package is loaded now. Wrong code imports nothing.
    await pyodide.loadPackagesFromImports(request.run, QUIETLY).catch(() => {});
    tell({ ran: blocks.run(request.run) });
  };
  addEventListener("message", ({ data }) => answer(data).catch(fail));
  tell({ ready: true });
};

start().catch(fail);
