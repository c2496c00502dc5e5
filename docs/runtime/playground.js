// <response-playground>: checks a body with Python, which runs in a worker beside the page.
// Python is loaded when the reader asks for it, and not before.
import { SCRIPTS, besideThis, missing } from "./delivery.js";
import { inWords } from "./progress.js";
import { show, verdict } from "./result.js";

/**
 * @typedef {import("./worker.js").Answer} Answer
 * @typedef {import("./result.js").Span} Span
 */

const PAUSE = 150; // milliseconds without a key before a check
const LONG = 500; // milliseconds of checking before the page says so
const LARGEST = 2 * 1024 * 1024; // bytes: the package does not look into longer bodies
const NOTHING = "Nothing to check yet: choose an example, paste a body, or drop a file.";

/** @param {Uint8Array} bytes */
const decoded = (bytes) => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
};

// Only a worker that is made from a blob inherits the page's Content-Security-Policy, which keeps a
// body from being sent anywhere.
const WORKER = besideThis("worker.js");
const BOOT = `import("${WORKER}").catch(({ message }) => postMessage({ unloaded: message }));`;

/** Starts the worker, or throws an error that says why it cannot be started. */
const startWorker = () => {
  if (typeof WebAssembly === "undefined") throw new Error("this browser does not support WebAssembly");
  let asked = false;
  const boot = URL.createObjectURL(new Blob([BOOT], { type: "text/javascript" }));
  const worker = new Worker(boot, {
    get type() {
      asked = true;
      return /** @type {WorkerType} */ ("module");
    },
  });
  if (asked) return worker;
  worker.terminate();
  throw new Error("this browser does not support modules in workers");
};

/**
 * Selects a part of the text, and scrolls to it, because browsers do not.
 *
 * @param {HTMLTextAreaElement} area
 * @param {Span} span
 */
const select = (area, [start, end]) => {
  const ruler = /** @type {HTMLTextAreaElement} */ (area.cloneNode());
  ruler.removeAttribute("id");
  Object.assign(ruler.style, { position: "absolute", visibility: "hidden", width: `${area.offsetWidth}px` });
  Object.assign(ruler.style, { height: "0", minHeight: "0" });
  ruler.value = area.value.slice(0, start);
  area.after(ruler);
  const height = ruler.scrollHeight;
  ruler.remove();
  area.setSelectionRange(start, end);
  area.focus();
  area.scrollTop = height - area.clientHeight / 3;
};

/** The playground of one page, from when the page is shown to when it is left. */
class Playground {
  /** @type {Worker | null} */
  #worker = null;
  #ready = false;
  #checking = false;

  /** Whether the body or its status has changed since the last check began. */
  #changed = false;
  #timer = 0;
  #wait = 0;

  /** @type {Blob | string | null} The file or the example that the body comes from. */
  #source = null;

  /** @type {Uint8Array<ArrayBuffer> | null} A body that is checked but not shown. */
  #unshown = null;

  /** @param {HTMLElement} element */
  constructor(element) {
    /** @template {HTMLElement} T @param {string} name @param {new () => T} kind */
    const part = (name, kind) => {
      const found = element.querySelector(`[data-part="${name}"]`);
      if (found instanceof kind) return found;
      throw new Error(`no part ${name}`);
    };
    this.codes = element.getAttribute("codes") ?? "";
    this.diagnoses = element.getAttribute("diagnoses") ?? "";
    this.start = part("start", HTMLButtonElement);
    this.loading = part("loading", HTMLElement);
    this.progress = part("progress", HTMLProgressElement);
    this.amount = part("amount", HTMLElement);
    this.told = part("told", HTMLElement);
    this.work = part("work", HTMLElement);
    this.examples = part("examples", HTMLSelectElement);
    this.status = part("status", HTMLInputElement);
    this.wrongStatus = part("wrong-status", HTMLElement);
    this.file = part("file", HTMLInputElement);
    this.text = part("text", HTMLTextAreaElement);
    this.unshown = part("unshown", HTMLElement);
    this.verdict = part("verdict", HTMLElement);
    this.result = part("result", HTMLElement);

    this.start.hidden = false;
    this.start.onclick = () => this.#load();
    this.examples.onchange = () => this.#askForExample(this.examples.value);
    this.status.oninput = () => this.#change();
    this.text.oninput = () => this.#type();
    this.text.onpaste = (event) => this.#paste(event);
    this.file.onchange = () => this.#take(this.file.files?.[0]);
    this.work.ondragover = (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    this.work.ondrop = (event) => {
      const [file] = event.dataTransfer?.files ?? [];
      if (!file) return;
      event.preventDefault();
      this.#take(file);
    };
  }

  /** Stops Python. */
  end() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#ready = false;
    this.#checking = false;
    clearTimeout(this.#timer);
  }

  /** Starts Python, unless it is already loading or running. */
  #load() {
    if (this.#worker) return;
    this.told.textContent = "Loading Python from this site.";
    this.start.setAttribute("aria-disabled", "true");
    this.loading.hidden = false;
    this.progress.removeAttribute("value");
    this.amount.textContent = "";
    try {
      const worker = startWorker();
      this.#worker = worker;
      worker.onmessage = ({ data }) => this.#hear(data);
      worker.onerror = ({ message }) => this.#fail(message || "the browser refused to start it");
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {string} what */
  #fail(what) {
    const ran = this.#ready;
    this.end();
    this.loading.hidden = true;
    this.start.hidden = false;
    this.start.textContent = "Try again";
    this.start.removeAttribute("aria-disabled");
    this.told.textContent = ran ? `Python stopped: ${what}.` : `Python could not be loaded: ${what}.`;
    this.#tell("Not checked: Python is not running.");
  }

  /** @param {string} message The browser's, which rarely names the script that the worker lacks. */
  async #explain(message) {
    const worker = this.#worker;
    const what = (await missing([WORKER, ...SCRIPTS])) ?? message;
    if (worker && this.#worker === worker) this.#fail(what);
  }

  /** @param {Answer | { unloaded: string }} answer */
  #hear(answer) {
    if ("loaded" in answer) this.#progress(answer);
    else if ("failed" in answer) this.#fail(answer.failed);
    else if ("unloaded" in answer) this.#explain(answer.unloaded);
    else if ("ready" in answer) this.#begin(answer.ready);
    else if ("example" in answer) this.#fill(answer.example, answer.body);
    else this.#checked(answer.checked);
  }

  /** @param {{ loaded: number, total: number }} progress */
  #progress({ loaded, total }) {
    this.progress.max = total;
    this.progress.value = loaded;
    this.amount.textContent = inWords({ loaded, total });
    if (loaded < total) return;
    this.progress.removeAttribute("value");
    this.amount.textContent = "Starting Python";
  }

  /** @param {string[]} examples */
  #begin(examples) {
    this.#ready = true;
    if (this.examples.options.length === 1) for (const name of examples) this.examples.add(new Option(name, name));
    this.work.hidden = false;
    // The button disappears: move the focus to the next control, but only if the button had it.
    if (document.activeElement === this.start) this.examples.focus();
    this.start.hidden = true;
    this.start.removeAttribute("aria-disabled");
    this.loading.hidden = true;
    this.told.textContent = "Python is running in this page.";
    this.#changed = true;
    this.#check();
  }

  /** @param {string} name */
  #askForExample(name) {
    if (!name) return;
    this.#source = name;
    this.#worker?.postMessage({ example: name });
  }

  /** @param {string} name @param {Uint8Array} body */
  #fill(name, body) {
    if (this.#source === name) this.#put(new TextDecoder().decode(body));
  }

  /** @param {ClipboardEvent} event */
  #paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const pasted = new Blob([text]);
    if (pasted.size <= LARGEST) return;
    event.preventDefault();
    this.#take(pasted);
  }

  /**
   * Takes a body that was dropped or chosen, or a pasted one that is too long for the field.
   *
   * @param {Blob | undefined} blob
   */
  async #take(blob) {
    if (!blob) return;
    this.#source = blob;
    // One byte over the limit is enough to see that the body is too long.
    const read = await blob.slice(0, LARGEST + 1).arrayBuffer().catch(() => null);
    if (this.#source !== blob) return;
    const name = blob instanceof File ? blob.name : "What you pasted";
    if (!read) return this.#hold(null, `${name} cannot be read.`);
    const bytes = new Uint8Array(read);
    if (bytes.length > LARGEST) return this.#hold(bytes, `${name} is over 2 MiB: it is checked, but not shown here.`);
    const text = decoded(bytes);
    if (text === null) return this.#hold(bytes, `${name} is not UTF-8 text: it is checked, but not shown here.`);
    this.#put(text);
  }

  /** @param {Uint8Array<ArrayBuffer> | null} bytes @param {string} note */
  #hold(bytes, note) {
    this.#put("");
    this.#unshown = bytes;
    this.unshown.textContent = note;
  }

  /** @param {string} text */
  #put(text) {
    this.text.value = text;
    this.text.scrollTop = 0;
    this.#settle();
  }

  #type() {
    this.#source = null;
    this.#settle();
  }

  /** Goes on with the text that is in the field now. */
  #settle() {
    if (typeof this.#source !== "string") this.examples.value = "";
    if (!(this.#source instanceof File)) this.file.value = "";
    this.#unshown = null;
    this.unshown.textContent = "";
    this.#change();
  }

  #change() {
    this.#changed = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), PAUSE);
  }

  /** Checks the present body. Only one check runs at a time; the newest body is next. */
  #check() {
    if (!this.#ready || this.#checking || !this.#changed) return;
    this.#changed = false;
    const typed = this.status.value.trim();
    const valid = /^\d*$/.test(typed);
    this.wrongStatus.hidden = valid;
    this.status.setAttribute("aria-invalid", String(!valid));
    const status = valid && typed ? Number(typed) : undefined;
    const body = this.#unshown ?? new TextEncoder().encode(this.text.value);
    if (!body.length && status === undefined) return this.#tell(NOTHING);
    this.#checking = true;
    this.result.setAttribute("aria-busy", "true");
    this.#wait = setTimeout(() => (this.verdict.textContent = "Checking …"), LONG);
    this.#worker?.postMessage({ body, status });
  }

  /** @param {string} json */
  #checked(json) {
    this.#checking = false;
    clearTimeout(this.#wait);
    if (this.#changed) return this.#check();
    /** @type {import("./result.js").Result} */
    const result = JSON.parse(json);
    const find = this.#unshown ? null : (/** @type {Span} */ span) => select(this.text, span);
    this.#tell(verdict(result.report), result.report.ok, show(result, this.codes, this.diagnoses, find));
  }

  /**
   * Shows a verdict, and some elements below it.
   *
   * @param {string} words
   * @param {boolean} [ok]
   * @param {HTMLElement[]} below
   */
  #tell(words, ok, below = []) {
    clearTimeout(this.#wait);
    // A screen reader would read the same text out again.
    if (this.verdict.textContent !== words) this.verdict.textContent = words;
    this.verdict.className = ok === undefined ? "" : ok ? "ok" : "wrong";
    this.result.replaceChildren(...below);
    this.result.removeAttribute("aria-busy");
  }
}

class ResponsePlayground extends HTMLElement {
  /** @type {Playground | undefined} */
  #playground;

  connectedCallback() {
    this.#playground = new Playground(this);
  }

  disconnectedCallback() {
    this.#playground?.end();
  }
}

// The module runs only once if a reader returns to the page without a new load.
if (!customElements.get("response-playground")) customElements.define("response-playground", ResponsePlayground);
