// <run-tutorial notebook="01_parse.ipynb" name="Parse">: a button that opens a notebook in
// JupyterLite, in a dialog over the page. Nothing of JupyterLite is loaded before.
import { CHANNEL, inWords } from "./progress.js";

const PATIENCE = 60_000; // milliseconds without a sign of progress
const LITE = new URL("lite/", import.meta.url);
const SITE = new URL("../../", import.meta.url);

const KEPT = "What you change is kept until you start over, or leave this page.";

class RunTutorial extends HTMLElement {
  connectedCallback() {
    if (this.firstChild) return;
    const name = this.getAttribute("name");
    this.innerHTML = `
      <button type="button" class="md-button md-button--primary">Run this tutorial in your browser</button>
      <dialog aria-label="${name}, running in your browser">
        <div class="bar">
          <p role="status"></p>
          <progress aria-label="Loading"></progress>
          <button type="button" class="md-button" data-do="again">Start over</button>
          <button type="button" class="md-button" data-do="close">Close</button>
        </div>
        <iframe title="${name}, as a notebook"></iframe>
      </dialog>`;
    this.dialog = this.querySelector("dialog");
    this.status = this.querySelector("[role=status]");
    this.progress = this.querySelector("progress");
    this.querySelector("button").onclick = () => this.open();
    this.querySelector("[data-do=again]").onclick = () => this.start();
    this.querySelector("[data-do=close]").onclick = () => this.dialog.close();
  }

  disconnectedCallback() {
    this.stop?.();
  }

  /** Opens the dialog: on what the reader left there, or on the original. */
  open() {
    this.dialog.showModal();
    if (!this.stop) this.start();
  }

  /** Loads the original anew. */
  start() {
    this.stop?.();
    const frame = document.createElement("iframe");
    frame.title = this.querySelector("iframe").title;
    frame.src = `${LITE}notebooks/index.html?path=${this.getAttribute("notebook")}`;
    this.querySelector("iframe").replaceWith(frame);

    const channel = new BroadcastChannel(CHANNEL);
    const watch = setInterval(() => this.look(frame), 250);
    this.stop = () => {
      channel.close();
      clearInterval(watch);
    };
    this.heard = Date.now();
    this.progress.hidden = false;
    this.progress.removeAttribute("value");
    this.status.textContent = "Loading JupyterLite …";
    channel.onmessage = ({ data }) => this.hear(data);
  }

  /** @param {import("./progress.js").Progress} told */
  hear(told) {
    this.heard = Date.now();
    if ("failed" in told) return this.fail(told.failed);
    this.progress.max = told.total;
    this.progress.value = told.loaded;
    this.status.textContent = inWords(told);
  }

  /** @param {HTMLIFrameElement} frame */
  look(frame) {
    const { contentWindow } = frame;
    const scripts = contentWindow.performance
      .getEntriesByType("resource")
      .filter(({ initiatorType }) => initiatorType === "script");
    const broken = scripts.find(({ responseStatus }) => responseStatus === 0 || responseStatus >= 400);
    if (broken) return this.fail(broken.name);
    const kernel = contentWindow.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
    if (kernel?.status === "idle") return this.ready(frame);
    if (Date.now() - this.heard > PATIENCE) this.fail("no answer");
  }

  /** @param {HTMLIFrameElement} frame */
  ready(frame) {
    this.stop();
    this.progress.hidden = true;
    this.status.textContent = `Python is ready: Shift+Enter runs a cell, the menu Run all of them. ${KEPT}`;
    const dark = document.body.dataset.mdColorScheme === "slate";
    const { jupyterapp } = frame.contentWindow;
    jupyterapp.commands.execute("apputils:change-theme", {
      theme: dark ? "JupyterLab Dark" : "JupyterLab Light",
    });
    frame.contentDocument.addEventListener("click", leave, { capture: true });
  }

  /** @param {string} what */
  fail(what) {
    this.stop();
    this.progress.hidden = true;
    this.status.textContent = `This did not load: ${what}. Start over to try again.`;
  }
}

/**
 * Opens a link of the notebook to another page of the site, which JupyterLite would take for a file.
 *
 * @param {MouseEvent} event
 */
const leave = (event) => {
  const link = event.target.closest("a[href]");
  const page = /(?:docs\/|^)([\w/-]+)\.md(#.*)?$/.exec(link?.getAttribute("href") ?? "");
  if (!page) return;
  event.preventDefault();
  event.stopPropagation();
  open(new URL(`${page[1]}/${page[2] ?? ""}`, SITE));
};

if (!customElements.get("run-tutorial")) customElements.define("run-tutorial", RunTutorial);
