// Starts Python in a worker, and says why it cannot be started.
import { NO_WORKER, SCRIPTS, besideThis, missing } from "./delivery.js";

/**
 * A worker of this folder, which is made from a blob: only then it inherits the page's
 * Content-Security-Policy, which keeps it from sending anything anywhere.
 *
 * @param {string} name The script.
 * @param {(answer: any) => void} hear Takes the messages of the script.
 * @param {(what: string) => void} fail Takes the reason if the script cannot run.
 */
export const startPython = (name, hear, fail) => {
  const script = besideThis(name);
  const boot = `import("${script}").catch(({ message }) => postMessage({ unloaded: message }));`;
  const worker = new Worker(URL.createObjectURL(new Blob([boot], { type: "text/javascript" })), { type: "module" });
  worker.onmessage = async ({ data }) => {
    if ("unloaded" in data) fail((await missing([script, ...SCRIPTS])) ?? data.unloaded);
    else if ("failed" in data) fail(data.failed);
    else hear(data);
  };
  worker.onerror = ({ message }) => fail(message || NO_WORKER);
  return worker;
};
