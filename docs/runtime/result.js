// Shows the result of a check: a verdict, the findings, and the response.

/**
 * @typedef {"error" | "warning" | "info"} Severity
 * @typedef {{ pointer: string, code: string, severity: Severity, message: string }} Finding
 * @typedef {Record<string, string | number>} Fields
 * @typedef {{ kind: string, message: string, advice: string, pointer: string | null }} Diagnosis
 * @typedef {{ ok: boolean, diagnosis: Diagnosis | null, findings: Finding[], error: Fields | null }} Report
 * @typedef {string | { kind: string, items: [string, Node][], more: number }} Node
 * @typedef {[start: number, end: number]} Span
 * @typedef {{ report: Report, spans: (Span | null)[], tree: Node | null, partial: boolean }} Result The result that `bridge.py` returns.
 */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Partial<HTMLElementTagNameMap[T]>} properties
 * @param {(globalThis.Node | string)[]} children
 */
const element = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

/** @param {string} text */
const code = (text) => element("code", {}, text);

/**
 * The pages that explain what is shown.
 *
 * @typedef {{ codes: string, diagnoses: string }} Pages
 */

/** @param {string} href @param {string} title @param {string} name */
const explained = (href, title, name) => element("a", { href, target: "_blank", title }, code(name));

/**
 * Counts findings in words. A field that was filled is counted once, as missing.
 *
 * @param {Finding[]} findings
 */
const counts = (findings) => {
  /** @type {Severity[]} */
  const severities = ["error", "warning", "info"];
  return severities
    .flatMap((severity) => {
      const count = findings.filter((found) => found.severity === severity && found.code !== "filled").length;
      const word = count === 1 || severity === "info" ? severity : `${severity}s`;
      return count ? `${count} ${word}` : [];
    })
    .join(", ");
};

/**
 * Returns what a body is, and below it whether the body is valid.
 *
 * @param {Report} report
 * @param {Pages} pages
 */
export const verdict = ({ ok, diagnosis, findings }, { diagnoses }) => {
  const isRefusal = findings.some((finding) => finding.code === "refused");
  const valid = ok ? "Valid" : "Not valid";
  const words = isRefusal ? "A refusal: the exchange did not succeed." : `${valid}: ${counts(findings) || "nothing found"}.`;
  if (!diagnosis) return [element("p", {}, element("strong", {}, words))];
  const { kind, message, advice } = diagnosis;
  const link = explained(`${diagnoses}#${kind}`, "Explain this in a new tab", kind);
  return [element("p", {}, element("strong", {}, message), ` ${advice} `, link), element("p", {}, words)];
};

const OPEN = 12; // findings after which the next objects are folded
const LISTED = 25; // findings of one object that are in sight

/** @typedef {{ finding: Finding, span: Span | null, filled: Finding | undefined }} Found */

/**
 * Returns a finding as an item of a list.
 *
 * @param {Found} found
 * @param {string} codes
 * @param {boolean} isShown Whether the body is shown, so that a place in it can be selected.
 */
const item = ({ finding, span, filled }, codes, isShown) => {
  const { pointer, code: name, severity, message } = finding;
  const where = code(pointer.slice(pointer.lastIndexOf("/") + 1) || "(body)");
  /** @type {HTMLElement} */
  let place = where;
  if (isShown && span) {
    place = element("button", { type: "button", title: "Show this place in the body" }, where);
    place.dataset.span = span.join(" ");
  }
  const meaning = explained(`${codes}#${name}`, "Explain this code in a new tab", name);
  const mark = element("span", { className: `severity ${severity}` }, severity);
  const text = filled ? `${message}; it ${filled.message}` : message;
  const made = element("li", {}, mark, " ", meaning, " ", place, element("p", {}, text));
  made.dataset.pointer = pointer;
  return made;
};

/** @param {HTMLElement[]} items */
const list = (items) => element("ol", { className: "findings" }, ...items);

/**
 * Returns the findings, grouped by the object that has the field. What is long is folded.
 *
 * @param {Result} result
 * @param {Pages} pages
 * @param {boolean} isShown
 */
const groups = ({ report, spans }, { codes }, isShown) => {
  const filled = new Map(report.findings.filter((found) => found.code === "filled").map((found) => [found.pointer, found]));
  /** @type {Map<string, Found[]>} */
  const objects = new Map();
  report.findings.forEach((finding, index) => {
    if (finding.code === "filled") return;
    const around = finding.pointer.slice(0, Math.max(finding.pointer.lastIndexOf("/"), 0));
    const found = { finding, span: spans[index], filled: filled.get(finding.pointer) };
    objects.set(around, [...(objects.get(around) ?? []), found]);
  });
  let before = 0;
  return [...objects].map(([around, found]) => {
    const items = found.map((each) => item(each, codes, isShown));
    const rest = items.splice(LISTED);
    /** @type {HTMLElement[]} */
    const inside = [list(items)];
    if (rest.length) inside.push(element("details", {}, element("summary", {}, `${rest.length} more`), list(rest)));
    const title = element("summary", {}, code(around || "(body)"), ` ${counts(found.map(({ finding }) => finding))}`);
    const group = element("details", { className: "group", open: before < OPEN }, title, ...inside);
    before += found.length;
    return group;
  });
};

/**
 * Returns a part of the response. Its children are created when the reader unfolds it.
 *
 * @param {string} label
 * @param {Node} node
 * @param {string} pointer
 * @param {string[]} filled Pointers to the fields that were missing.
 * @returns {HTMLElement}
 */
const branch = (label, node, pointer, filled) => {
  const name = element("span", { className: "label" }, label);
  const note = filled.includes(pointer) ? [" ", element("em", {}, "was missing: filled in")] : [];
  if (typeof node === "string") return element("li", {}, name, " ", code(node), ...note);
  const { kind, items, more } = node;
  const list = element("ul", {});
  const details = element("details", {}, element("summary", {}, name, " ", code(kind), ...note), list);
  const unfold = () => {
    if (!details.open || list.firstChild) return;
    for (const [key, item] of items) {
      const step = key.replaceAll("~", "~0").replaceAll("/", "~1");
      list.append(branch(key, item, `${pointer}/${step}`, filled));
    }
    if (more) list.append(element("li", {}, `and ${more.toLocaleString("en")} more`));
  };
  details.addEventListener("toggle", unfold);
  details.open = !pointer || filled.some((place) => place.startsWith(`${pointer}/`));
  unfold();
  return element("li", {}, details);
};

/** @param {Fields} fields */
const fieldsList = (fields) =>
  element(
    "ul",
    { className: "tree" },
    ...Object.entries(fields).map(([name, value]) => branch(name, String(value), `/${name}`, [])),
  );

/**
 * Returns the elements below the verdict.
 *
 * @param {Result} result
 * @param {Pages} pages
 * @param {boolean} isShown Whether the body is shown, so that a place in it can be selected.
 * @returns {HTMLElement[]}
 */
export const show = (result, pages, isShown) => [...groups(result, pages, isShown), ...response(result)];

/** @param {Result} result */
const response = ({ report, tree, partial }) => {
  const title = element("h3", {}, report.error ? "Error" : "Response");
  if (report.error) return [title, fieldsList(report.error)];
  if (!tree) return [title, element("p", {}, "This body cannot be read as a response.")];
  const filled = report.findings.flatMap(({ code, pointer }) => (code === "filled" ? pointer : []));
  const notes = [];
  if (partial) notes.push("This is not a whole response: wrong and missing fields are left out.");
  else if (filled.length) notes.push("Missing fields were filled in, and are marked; parse_response refuses such a body.");
  const root = branch(partial ? "body" : "response", tree, "", filled);
  return [title, ...notes.map((note) => element("p", {}, note)), element("ul", { className: "tree" }, root)];
};
