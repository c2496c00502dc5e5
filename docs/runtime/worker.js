// Runs Python for the playground in a worker, so that the page never freezes.
import { besideThis, deliver } from "./delivery.js";
import { loadPyodide } from "./loading.js";

/**
 * @typedef {import("./loading.js").Progress
 *   | { ready: string[] }
 *   | { example: string, body: Uint8Array }
 *   | { checked: string }} Answer A message to the page. `checked` is the JSON that `bridge.py` returns.
 * @typedef {{ example: string } | { body: Uint8Array, status: number | undefined }} Request
 */

/** @param {Answer} answer */
const tell = (answer) => postMessage(answer);

/** @param {unknown} error Of a Python traceback, only the last line is reported. */
const fail = (error) => {
  const message = error instanceof Error ? error.message : String(error);
  tell({ failed: message.trim().split("\n").at(-1) ?? "" });
};

const glue = async () => (await deliver(besideThis("bridge.py"))).text();

const start = async () => {
  const [source, pyodide] = await Promise.all([
    glue(),
    loadPyodide({ packages: ["stytch-exchange"] }, tell),
  ]);
  pyodide.FS.writeFile("bridge.py", source);
  const bridge = pyodide.pyimport("bridge");
  const { bytes } = pyodide.pyimport("builtins");
  const { example_names, load_example } = pyodide.pyimport("stytch_exchange");

  /** @param {Request} request */
  const answer = (request) => {
    if ("example" in request) {
      const { example } = request;
      return tell({ example, body: load_example(example).toJs() });
    }
    const body = bytes(pyodide.toPy(request.body));
    tell({ checked: bridge.check(body, request.status) });
    body.destroy();
  };

  addEventListener("message", ({ data }) => {
    try {
      answer(data);
    } catch (error) {
      fail(error);
    }
  });
  /** @type {string[]} */
  const names = example_names().toJs();
  // The first check is slow: run it before the reader asks for one.
  bridge.check(load_example(names[0]), undefined);
  tell({ ready: names });
};

start().catch(fail);
