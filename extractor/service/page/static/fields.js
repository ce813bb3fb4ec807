// The fields of one label: its borders, and of a figure its value, what it measures, where it stands in the form, what it is a change of.
import { LABELS, measurementOf } from "./passage.js";
import { say } from "./words.js";

/** Everything that can be said of a span, as labelled controls whose names are those of the annotation; `form` gives its rows. */
export function drawFields(passage, span, form) {
  const fields = [
    select("label", span.label, LABELS.map((label) => [label, say(label)])),
    number("start", span.start),
    number("end", span.end),
  ];
  if (span.label !== "QUANTITY") return fields;
  const one = measurementOf(passage, span.id) ?? { indicator: "" };
  const quantities = passage.spans.filter((other) => other.label === "QUANTITY" && other.id !== span.id).map((other) => [other.id, other.text]);
  const names = passage.spans.filter((other) => other.label === "INDICATOR").map((other) => [other.id, other.text]);
  const modifiers = ["exact", "about", "nearly", "more_than", "less_than", "at_least", "at_most", "range"].map((name) => [name, say(name)]);
  const rows = (form?.rows ?? []).filter((row) => row.unit).map((row) => [row.id, `${row.number} ${row.name}`]);
  const columns = (form?.columns ?? []).filter((column) => form.rows.find((row) => row.id === one.row)?.columns.includes(column.code));
  return [
    ...fields, input("value", span.value), input("unit", span.unit), select("modifier", span.modifier ?? "exact", modifiers),
    input("lower", span.lower), input("upper", span.upper), input("indicator", one.indicator),
    select("indicator_span", one.indicator_span, names, true), select("of", one.of, quantities, true), select("share", one.share, quantities, true),
    select("row", one.row, rows, true), select("column", one.column, columns.map((column) => [column.code, column.name]), true),
    input("period", one.period), ...directions(passage, span, quantities),
  ];
}

/** Whose change the figure is, and which way. */
function directions(passage, span, quantities) {
  const whose = passage.measurements.find((one) => one.changes.some((change) => change.quantity === span.id));
  const change = whose?.changes.find((one) => one.quantity === span.id);
  const ways = ["up", "down", "flat"].map((way) => [way, say(way)]);
  return [select("change_of", whose?.quantity, quantities, true), select("direction", change?.direction, ways, true), input("base", change?.base)];
}

function field(name, control) {
  control.name = name;
  const label = Object.assign(document.createElement("label"), { textContent: say(`field_${name}`) });
  label.append(control);
  return label;
}

const input = (name, value) => field(name, Object.assign(document.createElement("input"), { value: value ?? "" }));
const number = (name, value) => field(name, Object.assign(document.createElement("input"), { type: "number", value }));

function select(name, value, choices, mayBeNone = false) {
  const control = document.createElement("select");
  for (const [code, text] of [...(mayBeNone ? [["", "—"]] : []), ...choices]) control.append(new Option(text, code, false, String(code) === String(value ?? "")));
  return field(name, control);
}
