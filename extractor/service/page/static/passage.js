// A passage and what can be done to it. Offsets count code points, as everywhere in this project; a passage is never changed, each
// act gives another one.
export const LABELS = ["QUANTITY", "INDICATOR", "DATE", "DOCUMENT_NUMBER", "DOCUMENT_TITLE"];
export const FIGURE = ["value", "unit", "modifier", "lower", "upper"];
const LINKS = ["of", "share"];

/** How many code points lie before a UTF-16 offset; one inside a surrogate pair counts the whole character. */
export const pointsBefore = (text, offset) => [...text.slice(0, offset)].length;

export const textOf = (passage, start, end) => [...passage.text].slice(start, end).join("");

export const inOrder = (passage) => [...passage.spans].sort((a, b) => a.start - b.start);

const isFree = (passage, start, end, but) =>
  0 <= start && start < end && end <= [...passage.text].length &&
  passage.spans.every((one) => one.id === but || one.end <= start || end <= one.start);

/** The passage with one label more; null where it would lie over another, or over nothing but blanks. */
export function addSpan(passage, label, start, end) {
  const points = [...passage.text];
  while (start < end && !points[start].trim()) start += 1;
  while (start < end && !points[end - 1].trim()) end -= 1;
  if (!isFree(passage, start, end)) return null;
  const id = Math.max(0, ...passage.spans.map((one) => one.id)) + 1;
  const span = { id, label, start, end, text: textOf(passage, start, end) };
  return { ...passage, spans: [...passage.spans, label === "QUANTITY" ? readFigure(span) : span] };
}

/** Value and unit as the digits say them; what they do not say by themselves a person writes. */
function readFigure(span) {
  const read = /^([\d,]+(?:\.\d+)?)(万亿|[万亿])?(.*)$/su.exec(span.text);
  if (!read) return span;
  const zeros = { 万: 4, 亿: 8, 万亿: 12 }[read[2]] ?? 0;
  const [whole, part = ""] = read[1].replaceAll(",", "").split(".");
  const digits = whole + part.padEnd(zeros, "0").slice(0, zeros);
  const rest = part.slice(zeros);
  const value = digits.replace(/^0+(?=\d)/, "") + (rest ? `.${rest}` : "");
  return { ...span, value, unit: read[3].replace(/^[余多]/u, ""), modifier: "exact" };
}

export function removeSpan(passage, id) {
  const measurements = passage.measurements
    .filter((one) => one.quantity !== id)
    .map((one) => ({
      ...one,
      indicator_span: one.indicator_span === id ? null : one.indicator_span,
      ...Object.fromEntries(LINKS.map((link) => [link, one[link] === id ? null : one[link]])),
      changes: one.changes.filter((change) => change.quantity !== id),
    }));
  return { ...passage, spans: passage.spans.filter((one) => one.id !== id), measurements };
}

/** The span with other borders; null where they would lie over another label. */
export function moveSpan(passage, id, start, end) {
  if (!isFree(passage, start, end, id)) return null;
  return changeSpan(passage, id, { start, end, text: textOf(passage, start, end) });
}

export function changeSpan(passage, id, changed) {
  return { ...passage, spans: passage.spans.map((one) => (one.id === id ? pruned({ ...one, ...changed }) : one)) };
}

/** Only a figure has a value. */
function pruned(span) {
  if (span.label === "QUANTITY") return span;
  return Object.fromEntries(Object.entries(span).filter(([key]) => ![...FIGURE, "kind"].includes(key)));
}

export const measurementOf = (passage, quantity) => passage.measurements.find((one) => one.quantity === quantity);

/** What the figure measures; without a name it measures nothing. */
export function changeMeasurement(passage, quantity, changed) {
  const empty = { quantity, indicator: "", indicator_span: null, of: null, share: null, changes: [], row: null, column: null, period: null, body: null };
  const next = { ...empty, ...measurementOf(passage, quantity), ...changed };
  const others = passage.measurements.filter((one) => one.quantity !== quantity);
  return { ...passage, measurements: next.indicator.trim() ? [...others, next].sort((a, b) => a.quantity - b.quantity) : others };
}

/** A passage with everything that was done to it. */
export class History {
  #states;
  #at = 0;
  constructor(passage) {
    this.#states = [passage];
  }
  get now() {
    return this.#states[this.#at];
  }
  get touched() {
    return this.#at > 0;
  }
  take(next) {
    this.#states = [...this.#states.slice(0, this.#at + 1), next];
    this.#at += 1;
  }
  undo() {
    this.#at = Math.max(0, this.#at - 1);
  }
  redo() {
    this.#at = Math.min(this.#states.length - 1, this.#at + 1);
  }
}
