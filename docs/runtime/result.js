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

/** @param {Report} report */
const isRefusal = ({ findings }) => findings.some((finding) => finding.code === "refused");

/**
 * Returns a sentence: whether a body is valid, and the number of findings.
 *
 * @param {Report} report
 */
export const verdict = (report) => {
  const { ok, diagnosis, findings } = report;
  const said = diagnosis ? `${diagnosis.message} ${diagnosis.advice} ` : "";
  if (isRefusal(report)) return `${said}A refusal: the exchange did not succeed.`;
  /** @type {Severity[]} */
  const severities = ["error", "warning", "info"];
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((found) => found.severity === severity && found.code !== "filled").length;
    const word = count === 1 || severity === "info" ? severity : `${severity}s`;
    return count ? `${count} ${word}` : [];
  });
  return `${said}${ok ? "Valid" : "Not valid"}: ${counts.join(", ") || "nothing found"}.`;
};

/**
 * Returns the findings as a list.
 *
 * @param {Result} result
 * @param {string} codes The page that explains the codes.
 * @param {((span: Span) => void) | null} find Selects a part of the body; null if the body is not shown.
 */
const findingsList = ({ report, spans }, codes, find) => {
  // A field that was filled is one line, with the finding that it was missing.
  const filled = report.findings.filter(({ code: name }) => name === "filled");
  return element(
    "ol",
    { className: "findings" },
    ...report.findings.flatMap(({ pointer, code: name, severity, message }, index) => {
      if (name === "filled") return [];
      const span = spans[index];
      const where = code(pointer || "(body)");
      const place =
        find && span
          ? element("button", { type: "button", title: "Show this place in the body", onclick: () => find(span) }, where)
          : where;
      const meaning = element(
        "a",
        { href: `${codes}#${name}`, target: "_blank", title: "Explain this code in a new tab" },
        code(name),
      );
      const mark = element("span", { className: `severity ${severity}` }, severity);
      const found = filled.find((finding) => finding.pointer === pointer);
      const text = found ? `${message}; it ${found.message}` : message;
      return element("li", {}, mark, " ", meaning, " ", place, element("p", {}, text));
    }),
  );
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

/**
 * Returns a link to the page that explains a diagnosis.
 *
 * @param {Diagnosis} diagnosis
 * @param {string} diagnoses The page that explains the kinds of bodies.
 */
const explanation = ({ kind }, diagnoses) =>
  element(
    "p",
    {},
    "What this body is: ",
    element("a", { href: `${diagnoses}#${kind}`, target: "_blank", title: "Explain this in a new tab" }, code(kind)),
  );

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
 * @param {string} codes The page that explains the codes of findings.
 * @param {string} diagnoses The page that explains the kinds of bodies.
 * @param {((span: Span) => void) | null} find Selects a part of the body; null if the body is not shown.
 * @returns {HTMLElement[]}
 */
export const show = (result, codes, diagnoses, find) => {
  const { report, tree, partial } = result;
  /** @type {HTMLElement[]} */
  const shown = report.diagnosis ? [explanation(report.diagnosis, diagnoses)] : [];
  if (report.findings.length) shown.push(findingsList(result, codes, find));
  const title = element("h3", {}, report.error ? "Error" : "Response");
  if (report.error) return [...shown, title, fieldsList(report.error)];
  if (!tree) return [...shown, title, element("p", {}, "This body cannot be read as a response.")];
  const filled = report.findings.flatMap(({ code, pointer }) => (code === "filled" ? pointer : []));
  if (partial) shown.push(title, element("p", {}, "This is not a whole response: wrong and missing fields are left out."));
  if (partial) return [...shown, element("ul", { className: "tree" }, branch("body", tree, "", []))];
  const repaired = filled.length ? [element("p", {}, "Missing fields were filled in, and are marked.")] : [];
  return [...shown, title, ...repaired, element("ul", { className: "tree" }, branch("response", tree, "", filled))];
};
