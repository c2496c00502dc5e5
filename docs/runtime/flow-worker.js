// Runs the exchange in a worker: Python, the sandbox, and `flow.py`, which calls it.
import { besideThis, deliver } from "./delivery.js";
import { loadPyodide } from "./loading.js";

/**
 * @typedef {{ request: string, response: string }} Call
 * @typedef {{ calls: Call[], read: Record<string, string> }} Result What `flow.py` returns.
 * @typedef {import("./progress.js").Progress
 *   | { ready: true }
 *   | { step: string, result: string }} Answer A message to the page.
 */

/** @param {Answer} answer */
const tell = (answer) => postMessage(answer);

/** @param {unknown} error Of a Python traceback, only the last line is reported. */
const fail = (error) => {
  const message = error instanceof Error ? error.message : String(error);
  tell({ failed: message.trim().split("\n").at(-1) ?? "" });
};

const start = async () => {
  const packages = ["stytch-exchange-jwt", "stytch-exchange-sandbox", "stytch-exchange"];
  const [source, pyodide] = await Promise.all([
    deliver(besideThis("flow.py")).then((response) => response.text()),
    loadPyodide({ packages }, tell),
  ]);
  pyodide.FS.writeFile("flow.py", source);
  let flow = pyodide.pyimport("flow").Flow();

  addEventListener("message", ({ data }) => {
    try {
      if ("again" in data) {
        flow.stop();
        flow = pyodide.pyimport("flow").Flow();
      } else tell({ step: data.step, result: flow.run(data.step) });
    } catch (error) {
      fail(error);
    }
  });
  tell({ ready: true });
};

start().catch(fail);
