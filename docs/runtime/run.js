// <run-exchange>: runs the whole exchange with the sandbox, one step after another.
// Python is loaded with the first step, and not before.
import { inWords } from "./progress.js";
import { startPython } from "./python.js";

/**
 * @typedef {import("./flow-worker.js").Answer} Answer
 * @typedef {import("./flow-worker.js").Call} Call
 * @typedef {import("./flow-worker.js").Result} Result
 */

const BEGIN = "Press a step: it runs with the steps before it.";

/** @param {string} kind @param {(Node | string)[]} children */
const element = (kind, ...children) => {
  const made = document.createElement(kind);
  made.append(...children);
  return made;
};

/** @param {string} title @param {string} text */
const message = (title, text) => {
  const code = element("code", text);
  // It scrolls, so the keyboard has to reach it.
  code.tabIndex = 0;
  code.setAttribute("role", "group");
  code.setAttribute("aria-label", title);
  return element("div", element("h2", title), element("pre", code));
};

/** @param {Result} result */
const shown = ({ calls, read }) => {
  const list = element("dl");
  for (const [label, value] of Object.entries(read)) list.append(element("div", element("dt", label), element("dd", value)));
  const pairs = calls.map(({ request, response }) => {
    const pair = element("div", message("Request", request), message("Response", response));
    pair.className = "call";
    return pair;
  });
  return [list, ...pairs];
};

class RunExchange extends HTMLElement {
  /** @type {Worker | undefined} */
  worker;
  isReady = false;
  /** @type {Map<string, Result>} */
  results = new Map();
  /** @type {string | undefined} The step that the reader wants to see. */
  wanted;

  connectedCallback() {
    for (const button of this.buttons) {
      button.disabled = false;
      button.onclick = () => this.want(button.dataset.step ?? "");
    }
    this.at("again").onclick = () => this.again();
  }

  disconnectedCallback() {
    this.end();
  }

  /** @param {string} name @returns {HTMLElement} */
  at(name) {
    const found = this.querySelector(`[data-part="${name}"]`);
    if (found instanceof HTMLElement) return found;
    throw new Error(`no part ${name}`);
  }

  get buttons() {
    return [...this.querySelectorAll("button")].filter(({ dataset }) => dataset.step);
  }

  get steps() {
    return this.buttons.map(({ dataset }) => dataset.step ?? "");
  }

  end() {
    this.worker?.terminate();
    this.worker = undefined;
    this.isReady = false;
    this.results.clear();
  }

  /** @param {string} step */
  want(step) {
    this.wanted = step;
    if (!this.worker) {
      this.say("Loading Python from this site …");
      try {
        this.worker = startPython("flow-worker.js", (answer) => this.hear(answer), (what) => this.fail(what));
      } catch (error) {
        return this.fail(error instanceof Error ? error.message : String(error));
      }
    }
    this.next();
  }

  /** Runs the first step that has not run, up to the wanted one, which it then shows. */
  next() {
    if (!this.isReady || !this.wanted) return;
    const result = this.results.get(this.wanted);
    if (result) return this.show(this.wanted, result);
    const step = this.steps.find((name) => !this.results.has(name));
    this.say(`Running: ${step} …`);
    this.worker?.postMessage({ step });
  }

  /** @param {Answer} answer */
  hear(answer) {
    if ("loaded" in answer) return this.load(answer);
    if ("ready" in answer) {
      this.isReady = true;
      this.progress.hidden = true;
      this.at("again").hidden = false;
    } else if ("step" in answer) this.results.set(answer.step, JSON.parse(answer.result));
    this.next();
  }

  get progress() {
    return /** @type {HTMLProgressElement} */ (this.at("progress"));
  }

  /** @param {{ loaded: number, total: number }} progress */
  load({ loaded, total }) {
    this.progress.hidden = false;
    this.progress.max = total;
    this.progress.value = loaded;
    this.progress.title = inWords({ loaded, total });
    if (loaded >= total) {
      this.progress.removeAttribute("value");
      this.say("Starting Python and the sandbox …");
    }
  }

  /** @param {string} step @param {Result} result */
  show(step, result) {
    for (const button of this.buttons) {
      button.toggleAttribute("data-done", this.results.has(button.dataset.step ?? ""));
      if (button.dataset.step === step) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    }
    this.at("shown").replaceChildren(...shown(result));
    this.at("shown").hidden = false;
    const later = this.steps[this.steps.indexOf(step) + 1];
    this.say(later ? `Done: ${step}. The next step: ${later}.` : "That was the last step. The session is over.");
  }

  again() {
    this.results.clear();
    this.worker?.postMessage({ again: true });
    this.clear();
    this.say(BEGIN);
  }

  clear() {
    this.wanted = undefined;
    this.at("shown").hidden = true;
    this.at("shown").replaceChildren();
    for (const button of this.buttons) {
      button.removeAttribute("data-done");
      button.removeAttribute("aria-current");
    }
  }

  /** @param {string} what */
  fail(what) {
    this.end();
    this.clear();
    this.progress.hidden = true;
    this.at("again").hidden = true;
    this.say(`It stopped: ${what}. Press a step to try again.`);
  }

  /** @param {string} text */
  say(text) {
    const told = this.at("told");
    if (told.textContent !== text) told.textContent = text;
  }
}

if (!customElements.get("run-exchange")) customElements.define("run-exchange", RunExchange);
