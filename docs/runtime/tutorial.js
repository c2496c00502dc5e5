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
      <button type="button" class="md-button" data-do="again">Start over</button>
      <button type="button" class="md-button" data-do="close">Close</button>
    </div>
  </dialog>`;

const READY = `Python is ready: Shift+Enter runs a cell, and the menu Run has all of them.
  What you change is kept until you start over or leave this page.`;

/**
 * The little of JupyterLite's application that is used here.
 *
 * @typedef {object} App
 * @property {{ currentWidget?: { sessionContext?: { session?: { kernel?: { status: string } } } } }} shell
 * @property {{ execute(command: string, options: object): Promise<unknown> }} commands
 */

class RunTutorial extends HTMLElement {
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
    this.channel = new BroadcastChannel(CHANNEL);
    this.channel.onmessage = ({ data }) => this.hear(data);
    this.watch = setInterval(() => this.look(), 250);
    this.say("Loading JupyterLite …", { loading: true });
  }

  /**
   * @param {string} text
   * @param {{ loading: boolean }} state
   */
  say(text, { loading }) {
    this.at("[role=status]", HTMLParagraphElement).textContent = text;
    const progress = this.at("progress", HTMLProgressElement);
    progress.hidden = !loading;
    progress.removeAttribute("value");
  }

  /** @param {import("./progress.js").Progress} told */
  hear(told) {
    this.heard = Date.now();
    if ("failed" in told) return this.fail(told.failed);
    this.say(inWords(told), { loading: true });
    Object.assign(this.at("progress", HTMLProgressElement), { max: told.total, value: told.loaded });
  }

  /** Looks whether the kernel is ready, or something did not load. */
  look() {
    const frame = /** @type {Window & { jupyterapp?: App }} */ (this.frame?.contentWindow);
    const [broken] = frame.performance
      .getEntriesByType("resource")
      .filter((entry) => entry instanceof frame.PerformanceResourceTiming)
      .filter(({ initiatorType }) => initiatorType === "script")
      .filter(({ responseStatus }) => responseStatus === 0 || responseStatus >= 400);
    const kernel = frame.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
    if (broken) this.fail(broken.name);
    else if (kernel?.status === "idle") this.ready(frame);
    else if (Date.now() - (this.heard ?? 0) > PATIENCE) this.fail("nothing came for a minute");
  }

  /** @param {Window & { jupyterapp?: App }} frame */
  ready(frame) {
    this.stop();
    this.say(READY, { loading: false });
    const dark = document.body.dataset.mdColorScheme === "slate";
    const theme = dark ? "JupyterLab Dark" : "JupyterLab Light";
    frame.jupyterapp?.commands.execute("apputils:change-theme", { theme });
    frame.document.addEventListener("click", leave, { capture: true });
  }

  /** @param {string} what */
  fail(what) {
    this.stop();
    this.say(`This could not be loaded: ${what}. “Start over” tries again.`, { loading: false });
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
