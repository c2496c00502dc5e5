// Runs the blocks of one page in Python, one after another. Loaded with the first click.
import { inWords } from "./progress.js";
import { startPython } from "./python.js";

/**
 * @typedef {import("./blocks-worker.js").Answer} Answer
 * @typedef {{ printed: string, logged: string, error: string | null }} Ran
 */

export class Runner {
  /** @type {Worker | undefined} */
  #worker;
  /** @type {{ resolve: (answer: any) => void, reject: (reason: Error) => void } | undefined} */
  #waiting;
  /** Takes the progress of loading, in words. */
  tell = (/** @type {string} */ _words) => {};

  /**
   * Runs a block. Only one runs at a time.
   *
   * @param {string} code
   * @returns {Promise<Ran>}
   */
  async run(code) {
    if (!this.#worker) await this.#start();
    const answer = this.#answer();
    this.#worker?.postMessage({ run: code });
    return JSON.parse((await answer).ran);
  }

  /** Forgets what has run, and stops what still runs. */
  reset() {
    if (this.#waiting) this.#stop(new Error("stopped"));
    this.#worker?.postMessage({ reset: true });
  }

  async #start() {
    const answer = this.#answer();
    this.#worker = startPython(
      "blocks-worker.js",
      (/** @type {Answer} */ heard) => this.#hear(heard),
      (what) => this.#stop(new Error(what)),
    );
    await answer;
  }

  #answer() {
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }

  /** @param {Answer} heard */
  #hear(heard) {
    if ("loaded" in heard) return this.tell(`Loading: ${inWords(heard)}`);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(heard);
  }

  /** @param {Error} reason */
  #stop(reason) {
    this.#worker?.terminate();
    this.#worker = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(reason);
  }
}
