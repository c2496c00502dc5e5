// <run-tutorial notebook="01_parse.ipynb"><button>…</button></run-tutorial>: its button opens a
// notebook in JupyterLite, in a dialog over the page. Nothing of JupyterLite is loaded before.
import { CHANNEL, inWords } from "./progress.js";

const PATIENCE = 60_000; // milliseconds without a sign of progress
const LITE = new URL("lite/", import.meta.url);
const SITE = new URL("../../", import.meta.url);

const DIALOG = `
  <dialog aria-label="The tutorial, running in your browser">
    <div class="bar">
      <p role="status"></p>
      <progress aria-label="Loading"></progress>
      <span class="amount"></span>
      <button type="button" class="md-button" data-do="again">Start over</button>
      <button type="button" class="md-button" data-do="close">Close</button>
    </div>
  </dialog>`;

const READY =
  "Python is ready: Shift+Enter runs a cell. " +
  "What you change is kept until you start over or leave this page.";

/**
 * The little of JupyterLite's application that is used here.
 *
 * @typedef {object} App
 * @property {{ currentWidget?: { sessionContext?: { session?: { kernel?: { status: string } } } } }} shell
 * @property {{ execute(command: string, options: object): Promise<unknown> }} commands
 * @typedef {Window & typeof globalThis & { jupyterapp?: App, failedScript?: string }} Frame
 */

class RunTutorial extends HTMLElement {
  /** When something was last heard of what is being loaded. */
  heard = 0;
  /** How many files of JupyterLite came. */
  files = 0;
  /** Whether Python is being loaded, the last part. */
  isPython = false;

  connectedCallback() {
    const button = this.querySelector("button");
    if (!button || this.querySelector("dialog")) return;
    this.insertAdjacentHTML("beforeend", DIALOG);
    this.at("[data-do=again]", HTMLButtonElement).onclick = () => this.start();
    this.at("[data-do=close]", HTMLButtonElement).onclick = () => this.dialog.close();
    button.onclick = () => this.open();
    button.disabled = false;
  }

  disconnectedCallback() {
    this.stop();
  }

  /**
   * Returns the element that a selector finds in this one.
   *
   * @template {HTMLElement} Kind
   * @param {string} selector
   * @param {new () => Kind} kind
   */
  at(selector, kind) {
    const found = this.querySelector(selector);
    if (!(found instanceof kind)) throw new Error(`no ${selector} in a tutorial`);
    return found;
  }

  get dialog() {
    return this.at("dialog", HTMLDialogElement);
  }

  /** Opens the dialog: on what the reader left there, or on the original. */
  open() {
    this.dialog.showModal();
    if (!this.frame) this.start();
  }

  /** Ends the watch over what is being loaded. */
  stop() {
    this.channel?.close();
    clearInterval(this.watch);
  }

  /** Loads the original, and Python, anew. */
  start() {
    this.stop();
    this.frame?.remove();
    this.frame = document.createElement("iframe");
    this.frame.title = "The tutorial as a notebook";
    this.frame.src = `${LITE}notebooks/index.html?path=${this.getAttribute("notebook")}`;
    this.dialog.append(this.frame);

    this.heard = Date.now();
    this.files = 0;
    this.isPython = false;
    this.channel = new BroadcastChannel(CHANNEL);
    this.channel.onmessage = ({ data }) => this.hear(data);
    this.watch = setInterval(() => this.look(), 100);
    this.say("Loading JupyterLite …");
    this.show("0 files");
  }

  /** @param {string} text What is announced: few and short messages, since it interrupts. */
  say(text) {
    const status = this.at("[role=status]", HTMLParagraphElement);
    if (status.textContent !== text) status.textContent = text;
  }

  /**
   * @param {string} amount What came so far, in words.
   * @param {{ value?: number, max?: number }} share Nothing, if the whole is not known.
   */
  show(amount, share = {}) {
    const progress = this.at("progress", HTMLProgressElement);
    progress.hidden = !amount;
    progress.removeAttribute("value");
    Object.assign(progress, share);
    this.at(".amount", HTMLSpanElement).textContent = amount;
  }

  /** @param {import("./progress.js").Progress} told */
  hear(told) {
    this.heard = Date.now();
    this.isPython = true;
    if ("failed" in told) return this.fail(told.failed);
    const { loaded: value, total: max } = told;
    this.say(value < max ? "Loading Python …" : "Starting Python …");
    this.show(inWords(told), value < max ? { max, value } : {});
  }

  /** Looks how far JupyterLite is, until Python tells how far it is itself, and is ready. */
  look() {
    const frame = /** @type {Frame} */ (this.frame?.contentWindow);
    if (frame.failedScript) return this.fail(frame.failedScript);
    const [page] = frame.performance.getEntriesByType("navigation");
    if (page instanceof frame.PerformanceNavigationTiming && page.responseStatus >= 400)
      return this.fail("JupyterLite is not there any more");
    const files = frame.performance.getEntriesByType("resource").length;
    if (files !== this.files) {
      this.files = files;
      this.heard = Date.now();
      if (!this.isPython) this.show(`${files} files`);
    }
    const kernel = frame.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
    if (kernel?.status === "idle") this.ready(frame);
    else if (Date.now() - this.heard > PATIENCE) this.fail("nothing came for a minute");
  }

  /** @param {Frame} frame */
  ready(frame) {
    this.stop();
    this.say(READY);
    this.show("");
    const dark = document.body.dataset.mdColorScheme === "slate";
    const theme = dark ? "JupyterLab Dark" : "JupyterLab Light";
    frame.jupyterapp?.commands.execute("apputils:change-theme", { theme });
    frame.document.addEventListener("click", leave, { capture: true });
  }

  /** @param {string} what */
  fail(what) {
    this.stop();
    this.say(`This could not be loaded: ${what}. “Start over” tries again; if it fails, too, reload the page.`);
    this.show("");
  }
}

/**
 * Opens a link of the notebook to a page of the site, which JupyterLite would take for a file.
 *
 * @param {MouseEvent} event
 */
const leave = (event) => {
  const address = /** @type {Element} */ (event.target).closest("a")?.href;
  if (!address?.startsWith(`${LITE}files/`)) return;
  event.preventDefault();
  event.stopPropagation();
  const [file, anchor = ""] = address.slice(`${LITE}files/`.length).split("#");
  const page = file.replace(/^docs\//, "").replace(/^(\w+)\.ipynb$/, "tutorials/$1").replace(/\.md$/, "");
  open(new URL(`${page}/#${anchor}`, SITE));
};

if (!customElements.get("run-tutorial")) customElements.define("run-tutorial", RunTutorial);
