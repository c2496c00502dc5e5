// Runs Python for the playground in a worker, so that the page never freezes.
import { besideThis, deliver } from "./delivery.js";
import { loadPyodide } from "./loading.js";

/**
 * @typedef {import("./loading.js").Progress
 *   | { ready: true }
 *   | { checked: string }} Answer A message to the page. `checked` is the JSON that `bridge.py` returns.
 * @typedef {{ body: Uint8Array, status: number | undefined }} Request
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

  /** @param {Request} request */
  const answer = (request) => {
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
  tell({ ready: true });
};

start().catch(fail);
