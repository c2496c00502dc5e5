// Explains the fields of an example, when the reader first points at one of them.
import { besideThis, deliver } from "./delivery.js";

const ANNOTATED = besideThis("../../javascripts/annotated.js");

/** @type {WeakMap<Element, Promise<void>>} */
const started = new WeakMap();

/**
 * Adds the cards of the fields to annotated JSON, and the script that shows them.
 *
 * @param {Element} figure
 * @param {string} example
 */
const addCards = async (figure, example) => {
  const [file] = await Promise.all([deliver(besideThis(`examples/${example}.json`)), import(ANNOTATED)]);
  /** @type {import("./playground.js").Example} */
  const { cards } = await file.json();
  /** @type {HTMLElement} */ (figure.querySelector(".cards")).innerHTML = cards;
  figure.removeAttribute("data-lazy");
  figure.dispatchEvent(new CustomEvent("annotated", { bubbles: true }));
};

/**
 * Shows the card of the field that an event is about.
 *
 * @param {Element} figure
 * @param {string} example The name of the example.
 * @param {Element} target
 * @param {string} kind The type of the event.
 */
export const explain = async (figure, example, target, kind) => {
  const adding = started.get(figure) ?? addCards(figure, example);
  started.set(figure, adding);
  // Without the cards, the keys are links to the reference.
  await adding.catch(() => figure.removeAttribute("data-lazy"));
  if (kind === "click") target.closest("a")?.click();
  else target.dispatchEvent(new PointerEvent(kind, { bubbles: true, pointerType: "mouse" }));
};
