// <run-block>, after a block of Python: runs the block in the reader's browser, after the blocks
// before it. Nothing is loaded before the first click.

/** @typedef {import("./block-runner.js").Runner} Runner */

/** One for each page, because the blocks of a page share their names. @type {Runner | undefined} */
let runner;

/**
 * @template {keyof HTMLElementTagNameMap} Kind
 * @param {Kind} kind
 * @param {object} properties
 * @returns {HTMLElementTagNameMap[Kind]}
 */
const element = (kind, properties) => Object.assign(document.createElement(kind), properties);

class RunBlock extends HTMLElement {
  /** The code that has run, with the names that are there now. @type {string | undefined} */
  ran;
  /** The HTML of the code as the page has it. */
  original = "";
  run = element("button", { type: "button", textContent: "Run", onclick: () => this.start() });
  edit = element("button", { type: "button", textContent: "Edit", onclick: () => this.open() });
  back = element("button", { type: "button", textContent: "Reset", hidden: true, onclick: () => reset() });
  told = element("span", { role: "status" });
  output = element("code", { tabIndex: 0, role: "group", ariaLabel: "Printed in your browser" });
  shown = element("pre", { hidden: true });

  connectedCallback() {
    if (this.firstChild) return;
    const lacks = this.getAttribute("lacks");
    if (lacks) return this.append(element("small", { textContent: `Run this on your machine: it needs ${lacks}.` }));
    const loads = this.getAttribute("loads");
    this.run.title = loads ? `Loads Python, and for this block: ${loads}` : "Loads Python with the first block";
    this.shown.append(this.output);
    this.append(this.run, this.edit, this.back, this.told, this.shown);
    this.original = this.code.innerHTML;
  }

  disconnectedCallback() {
    runner?.reset();
    runner = undefined;
  }

  /** @returns {HTMLElement} */
  get code() {
    const found = this.previousElementSibling?.querySelector("code");
    if (found) return found;
    throw new Error("no code before a run-block");
  }

  /** Lets the reader edit the code in its place. */
  open() {
    Object.assign(this.code, { contentEditable: "plaintext-only", role: "textbox", ariaMultiLine: "true", ariaLabel: "Code", spellcheck: false });
    this.back.hidden = false;
    this.code.focus();
  }

  /** Runs the blocks before this one, if they have not run, and this one. */
  async start() {
    const all = blocks();
    const before = all.slice(0, all.indexOf(this));
    for (const block of all) block.run.disabled = true;
    try {
      runner ??= new (await import("./block-runner.js")).Runner();
      runner.tell = (words) => this.say(words);
      for (const block of before) if (block.ran !== block.code.textContent) await block.once(runner);
      await this.once(runner);
    } catch (error) {
      for (const block of all) block.ran = undefined;
      this.say(`It stopped: ${error instanceof Error ? error.message : error}.`);
    }
    for (const block of all) block.run.disabled = false;
  }

  /** @param {Runner} runner */
  async once(runner) {
    const code = this.code.textContent ?? "";
    this.back.hidden = false;
    this.say("Running …");
    const { printed, logged, error } = await runner.run(code);
    this.ran = code;
    this.output.textContent = [printed.trimEnd(), logged.trimEnd(), error].filter(Boolean).join("\n");
    this.shown.hidden = !this.output.textContent;
    this.say(error ? "It raised an error." : this.output.textContent ? "Printed in your browser:" : "It ran, and printed nothing.");
  }

  /** @param {string} words */
  say(words) {
    if (this.told.textContent !== words) this.told.textContent = words;
  }

  clear() {
    this.ran = undefined;
    this.code.innerHTML = this.original;
    this.code.removeAttribute("contenteditable");
    for (const name of ["role", "aria-label", "aria-multiline"]) this.code.removeAttribute(name);
    this.shown.hidden = this.back.hidden = true;
    this.say("");
  }
}

/** The blocks of the page that can run, in order. @returns {RunBlock[]} */
const blocks = () => [.../** @type {NodeListOf<RunBlock>} */ (document.querySelectorAll("run-block:not([lacks])"))];

/** Restores the code of all blocks, and forgets their names. */
const reset = () => {
  runner?.reset();
  for (const block of blocks()) block.clear();
};

if (!customElements.get("run-block")) customElements.define("run-block", RunBlock);
