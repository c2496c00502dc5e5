// <response-playground>: checks a body with Python, which runs in a worker beside the page.
// The page opens with an example and the report on it. Python is loaded when the reader changes the
// body, and not before.
import { NO_WORKER, SCRIPTS, besideThis, deliver, missing, startWorker } from "./delivery.js";
import { inWords } from "./progress.js";

/**
 * @typedef {import("./worker.js").Answer} Answer
 * @typedef {import("./result.js").Span} Span
 * @typedef {{ body: string, result: import("./result.js").Result, figure: string, cards: string }} Example
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

/** What follows the name of `result.js`, because a browser never imports an address again that failed. */
let attempt = "";

/** @returns {Promise<typeof import("./result.js")>} */
const results = async () => {
  const url = besideThis(`result.js${attempt}`);
  try {
    return await import(url);
  } catch (error) {
    attempt += attempt ? "+" : "?";
    throw new Error((await missing([url])) ?? String(error));
  }
};

const WORKER = besideThis("worker.js");

/** Starts the worker, or throws an error that says why it cannot be started. */
const startPython = () => {
  if (typeof WebAssembly === "undefined") throw new Error("this browser does not support WebAssembly");
  let asked = false;
  const worker = startWorker(WORKER, {
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
  /** How often the body or its status has changed. */
  #turn = 0;
  #left = new AbortController();
  #timer = 0;
  #wait = 0;

  /** @type {Blob | string | null} The file or the name of the example that the body comes from. */
  #source;

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
    const { codes = "", diagnoses = "" } = element.dataset;
    this.pages = { codes, diagnoses };
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
    this.link = part("link", HTMLButtonElement);

    this.#source = this.examples.value;
    this.start.onclick = () => this.#load();
    this.examples.onchange = () => this.#choose(this.examples.value);
    this.status.oninput = () => this.#change();
    this.text.oninput = () => this.#type();
    this.text.onpaste = (event) => this.#paste(event);
    this.file.onchange = () => this.#take(this.file.files?.[0]);
    this.result.onclick = ({ target }) => this.#find(target);
    for (const kind of ["pointerover", "focusin", "click"]) this.result.addEventListener(kind, this.#field);
    this.work.ondragover = (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    this.work.ondrop = (event) => {
      const [file] = event.dataTransfer?.files ?? [];
      if (!file) return;
      event.preventDefault();
      this.#take(file);
    };
    this.#follow();
    addEventListener("hashchange", this.#follow, { signal: this.#left.signal });
  }

  /** Stops Python. */
  end() {
    this.#left.abort();
    this.#stop();
  }

  #stop() {
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
    this.start.hidden = true;
    this.loading.hidden = false;
    this.progress.removeAttribute("value");
    this.amount.textContent = "";
    this.#tell(["Not checked yet."]);
    try {
      const worker = startPython();
      this.#worker = worker;
      worker.onmessage = ({ data }) => this.#hear(data);
      worker.onerror = ({ message }) => this.#fail(message || NO_WORKER);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {string} what */
  #fail(what) {
    const ran = this.#ready;
    this.#stop();
    this.loading.hidden = true;
    this.start.hidden = false;
    this.told.textContent = ran ? `Python stopped: ${what}.` : `Python could not be loaded: ${what}.`;
    this.#tell(["Not checked: Python is not running."]);
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
    else if ("ready" in answer) this.#begin();
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

  #begin() {
    this.#ready = true;
    this.loading.hidden = true;
    this.told.textContent = "Python is running in this page.";
    this.#changed = true;
    this.#check();
  }

  /** @param {string} name @returns {Promise<Example>} */
  async #example(name) {
    return (await deliver(besideThis(`examples/${name}.json`))).json();
  }

  /**
   * Shows an example. The site has the report on it, so that Python is not needed.
   *
   * @param {string} name
   * @param {string} [pointer] The place of a finding to show.
   */
  async #choose(name, pointer) {
    if (!name) return;
    this.#source = name;
    try {
      // An example never appears above the report on another body.
      const [{ body, result, figure }] = await Promise.all([this.#example(name), results()]);
      if (this.#source !== name) return;
      this.examples.value = name;
      this.#put(body);
      if (this.#ready || this.status.value) return;
      clearTimeout(this.#timer);
      await this.#present(result, true);
      if (this.#source !== name) return;
      if (figure) this.#annotate(figure);
      if (pointer) this.#find(this.#button(pointer));
    } catch (error) {
      if (this.#source === name) this.#hold(null, `The example cannot be shown: ${error instanceof Error ? error.message : error}.`);
    }
  }

  /** Shows an example's annotated JSON in place of the response. @param {string} html */
  #annotate(html) {
    for (const shown of this.result.querySelectorAll("h3, h3 ~ *")) shown.remove();
    this.result.insertAdjacentHTML("beforeend", html);
  }

  /** Explains a field of an example, when the reader first points at one. @param {Event} event */
  #field = async (event) => {
    const { target, type } = event;
    const figure = target instanceof Element ? target.closest(".annotated[data-lazy]") : null;
    if (!figure || !(target instanceof Element) || (type === "click" && !target.closest("a"))) return;
    if (type === "click") event.preventDefault();
    const fields = await import("./fields.js").catch(() => null);
    if (fields) return fields.explain(figure, String(this.#source), target, type);
    figure.removeAttribute("data-lazy");
    if (type === "click") target.closest("a")?.click();
  };

  /** @param {string} pointer */
  #button(pointer) {
    return this.result.querySelector(`[data-pointer="${CSS.escape(pointer)}"] button`);
  }

  /** Shows the example and the finding that the address names. */
  #follow = () => {
    const named = new URLSearchParams(location.hash.slice(1));
    const [name, pointer] = [named.get("example") ?? "", named.get("finding") ?? ""];
    const isKnown = [...this.examples.options].some(({ value }) => value && value === name);
    if (isKnown && this.#source !== name) this.#choose(name, pointer);
    else if (isKnown && pointer) this.#find(this.#button(pointer));
    else this.#point("");
  };

  /** Selects the place of a finding in the body. @param {EventTarget | null} target */
  #find(target) {
    const button = target instanceof Element ? target.closest("button[data-span]") : null;
    if (!(button instanceof HTMLButtonElement)) return;
    const [start, end] = (button.dataset.span ?? "").split(" ").map(Number);
    for (const shown of this.result.querySelectorAll(".on")) shown.classList.remove("on");
    const item = /** @type {HTMLElement} */ (button.closest("[data-pointer]"));
    item.classList.add("on");
    this.#point(item.dataset.pointer ?? "");
    select(this.text, [start, end]);
  }

  /**
   * Puts the example and a finding into the address, or clears it: a body is never part of a link.
   *
   * @param {string} pointer
   */
  #point(pointer) {
    const isExample = typeof this.#source === "string";
    const finding = pointer ? `&finding=${encodeURIComponent(pointer).replaceAll("%2F", "/")}` : "";
    const hash = isExample ? `#example=${this.#source}${finding}` : "";
    this.link.hidden = !isExample;
    this.link.dataset.clipboardText = new URL(hash, location.href).href;
    if (pointer || location.hash.startsWith("#example="))
      history.replaceState(history.state, "", hash || location.pathname + location.search);
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
    this.#point("");
    this.#change();
  }

  #change() {
    this.#changed = true;
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), PAUSE);
  }

  /** Checks the present body. Only one check runs at a time; the newest body is next. */
  #check() {
    if (this.#checking || !this.#changed) return;
    this.#changed = false;
    const typed = this.status.value.trim();
    const valid = /^\d*$/.test(typed);
    this.wrongStatus.hidden = valid;
    this.status.setAttribute("aria-invalid", String(!valid));
    const status = valid && typed ? Number(typed) : undefined;
    const body = this.#unshown ?? new TextEncoder().encode(this.text.value);
    if (!body.length && status === undefined) return this.#tell([NOTHING]);
    if (!this.#ready) return this.#load();
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
    this.#present(result, !this.#unshown).catch(({ message }) => this.#fail(message));
  }

  /**
   * Shows the result of a check.
   *
   * @param {import("./result.js").Result} result
   * @param {boolean} isShown Whether the body is shown.
   */
  async #present(result, isShown) {
    const turn = this.#turn;
    const { show, verdict } = await results();
    if (turn !== this.#turn) return;
    this.#tell(verdict(result.report, this.pages), result.report.ok, show(result, this.pages, isShown));
  }

  /**
   * Shows a verdict, and some elements below it.
   *
   * @param {(string | HTMLElement)[]} words
   * @param {boolean} [ok]
   * @param {HTMLElement[]} below
   */
  #tell(words, ok, below = []) {
    clearTimeout(this.#wait);
    const verdict = document.createElement("div");
    verdict.append(...words);
    // A screen reader would read the same text out again.
    if (this.verdict.textContent !== verdict.textContent) this.verdict.replaceChildren(...verdict.childNodes);
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
