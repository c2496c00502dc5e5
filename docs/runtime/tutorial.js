// <run-tutorial notebook="01_parse.ipynb"><button>…</button></run-tutorial>: the button opens a
// notebook in JupyterLite, in a dialog. JupyterLite is loaded then, and not before.
import { SCRIPTS, missing, nameOf } from "./delivery.js";
import { CHANNEL, inWords } from "./progress.js";

const PAUSE = 5_000; // milliseconds without a sign of progress, before files are fetched again
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
  "Your changes are kept until you start over or leave this page.";

/**
 * The part of JupyterLite's application that is used here.
 *
 * @typedef {object} App
 * @property {{ currentWidget?: { sessionContext?: { session?: { kernel?: { status: string } } } } }} shell
 * @property {{ execute(command: string, options: object): Promise<unknown> }} commands
 * @typedef {Window & typeof globalThis & { jupyterapp?: App, failedScript?: string, forbidden?: string }} Frame
 */

const NOT_SHOWN =
  "the browser refused to show JupyterLite inside this page. " +
  "The host may send a header that forbids it (X-Frame-Options or Content-Security-Policy)";

/**
 * Returns why JupyterLite makes no progress although all of its files arrive, if its page knows.
 *
 * @param {Frame} frame
 */
const obstacle = ({ document, forbidden = "script-src" }) => {
  if (document.URL === "about:blank") return NOT_SHOWN;
  // Without a policy that is stricter than its own, the page has set the variable in its head.
  const directive = document.URL.startsWith(LITE.href) && document.body ? forbidden : "";
  if (directive) return `the host sends a Content-Security-Policy that stops JupyterLite (${directive})`;
};

class RunTutorial extends HTMLElement {
  /** The time of the last sign of progress. */
  heard = 0;
  /** The number of JupyterLite's files that have arrived. */
  files = 0;
  /** Whether JupyterLite is loaded and Python is loading. */
  isPython = false;
  /** Whether files were fetched again since the last sign of progress. */
  isProbed = false;

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
   * Returns the element inside this one that matches a selector.
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

  /** Opens the dialog, with the reader's changes if there are any. */
  open() {
    this.dialog.showModal();
    if (!this.frame) this.start();
  }

  /** Stops watching the progress. */
  stop() {
    this.channel?.close();
    clearInterval(this.watch);
    this.watch = undefined;
  }

  /** Loads the original notebook and Python, again if they were loaded before. */
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
    this.isProbed = false;
    const channel = (this.channel = new BroadcastChannel(CHANNEL));
    // Before the new frame is loaded, only the old one can still report something.
    this.frame.onload = () => {
      channel.onmessage = ({ data }) => this.hear(data);
    };
    this.watch = setInterval(() => this.look(), 100);
    this.say("Loading JupyterLite …");
    this.show("0 files");
  }

  /** @param {string} text The text that is announced: keep it short, because it interrupts a screen reader. */
  say(text) {
    const status = this.at("[role=status]", HTMLParagraphElement);
    if (status.textContent !== text) status.textContent = text;
  }

  /**
   * @param {string} amount How much has arrived, in words.
   * @param {{ value?: number, max?: number }} share Empty if the total is not known.
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
    this.isProbed = false;
    this.isPython = true;
    if ("failed" in told) return this.fail(told.failed);
    const { loaded: value, total: max } = told;
    this.say(value < max ? "Loading Python …" : "Starting Python …");
    this.show(inWords(told), value < max ? { max, value } : {});
  }

  /** Shows the progress of JupyterLite, until Python reports its own or is ready. */
  look() {
    const frame = /** @type {Frame} */ (this.frame?.contentWindow);
    // An error page of the browser has another origin.
    if (!this.frame?.contentDocument) return this.explain([String(this.frame?.src)], NOT_SHOWN);
    const [page] = frame.performance.getEntriesByType("navigation");
    if (page instanceof frame.PerformanceNavigationTiming && page.responseStatus >= 400)
      return this.fail(`JupyterLite was not found on this site (index.html, status ${page.responseStatus})`);
    const files = /** @type {PerformanceResourceTiming[]} */ (frame.performance.getEntriesByType("resource"));
    if (files.length !== this.files) {
      this.files = files.length;
      this.heard = Date.now();
      this.isProbed = false;
      if (!this.isPython) this.show(`${this.files} files`);
    }
    const refused = frame.failedScript ?? files.find(({ responseStatus }) => responseStatus >= 400)?.name;
    if (refused) return this.explain([refused], obstacle(frame) ?? nameOf(refused));
    const kernel = frame.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
    if (kernel?.status === "idle") this.ready(frame);
    else if (Date.now() - this.heard > PATIENCE) this.fail("no data arrived for a minute");
    // JupyterLite does not say which file it lacks.
    else if (Date.now() - this.heard > PAUSE) this.explain([...SCRIPTS, this.frame.src, ...files.map(({ name }) => name)], obstacle(frame));
  }

  /**
   * Fails with the name of a file that does not arrive, unless all of them arrive.
   *
   * @param {string[]} files
   * @param {string} [otherwise] What to say if all of them arrive now.
   */
  async explain(files, otherwise) {
    if (this.isProbed) return;
    this.isProbed = true;
    const { watch } = this;
    const what = (await missing([...new Set(files)])) ?? otherwise;
    if (what && watch && this.watch === watch) this.fail(what);
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
    this.say(`Loading failed: ${what}. Choose “Start over” to try again. If that fails too, reload the page.`);
    this.show("");
  }
}

/**
 * Opens a notebook's link to a page of the site, because JupyterLite would look for a file.
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
