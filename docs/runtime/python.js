// Starts Python in a worker, and says why it cannot be started.
import { NO_WORKER, SCRIPTS, besideThis, missing, startWorker } from "./delivery.js";

/**
 * Starts a script of this folder in a worker, or throws an error that says why not.
 *
 * @param {string} name The script.
 * @param {(answer: any) => void} hear Takes the messages of the script.
 * @param {(what: string) => void} fail Takes the reason if the script cannot run.
 */
export const startPython = (name, hear, fail) => {
  const script = besideThis(name);
  const worker = startWorker(script, { type: "module" });
  worker.onmessage = async ({ data }) => {
    if ("unloaded" in data) fail((await missing([script, ...SCRIPTS])) ?? data.unloaded);
    else if ("failed" in data) fail(data.failed);
    else hear(data);
  };
  worker.onerror = ({ message }) => fail(message || NO_WORKER);
  return worker;
};
