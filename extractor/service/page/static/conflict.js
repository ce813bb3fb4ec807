// Somebody else has saved the passage meanwhile: both versions side by side, and for each difference whose it is to be.
import { inOrder, measurementOf, textOf } from "./passage.js";
import { findDifferences, merge } from "./merging.js";
import { say } from "./words.js";

const find = (id) => document.getElementById(id);
const LOOKS = { QUANTITY: "figure-said", INDICATOR: "indicator", DATE: "date", DOCUMENT_NUMBER: "number", DOCUMENT_TITLE: "title" };
const SIDES = ["mine", "theirs"];
let settle = null; // what is done with the passage that comes of it

/** Show both, cells by their names in the form; `settled` gets the passage that the annotator makes of them. */
export function showConflict({ mine, theirs, form }, settled) {
  const differences = findDifferences(mine, theirs);
  settle = (choices) => {
    closeConflict();
    settled(merge(mine, theirs, differences, choices));
  };
  find("page-conflict-theirs-title").textContent = say("theirs", { name: theirs.annotator });
  for (const [side, passage] of Object.entries({ mine, theirs })) find(`page-conflict-${side}`).replaceChildren(...draw(passage, differences.flatMap((one) => one[side])));
  find("page-differences").replaceChildren(...differences.map((one, at) => drawDifference(one, at, { mine, theirs, form })));
  find("page-conflict").hidden = false;
  find("page-conflict").scrollIntoView({ block: "nearest" });
  find("page-keep-mine").focus({ preventScroll: true });
}

export function closeConflict() {
  find("page-conflict").hidden = true;
}

export function startConflict() {
  const count = () => find("page-differences").children.length;
  find("page-keep-mine").addEventListener("click", () => settle(Array(count()).fill("mine")));
  find("page-take-theirs").addEventListener("click", () => settle(Array(count()).fill("theirs")));
  find("page-merge").addEventListener("click", () => settle([...find("page-differences").querySelectorAll("input:checked")].map((one) => one.value)));
}

/** The text with its labels; those that the other version has otherwise are outlined. */
function draw(passage, different) {
  const nodes = [];
  let last = 0;
  for (const span of inOrder(passage)) {
    const mark = make("mark", span.text, `${LOOKS[span.label]}${different.includes(span) ? " differs" : ""}`);
    mark.title = say(span.label);
    nodes.push(textOf(passage, last, span.start), mark);
    last = span.end;
  }
  return [...nodes, textOf(passage, last)];
}

function drawDifference(one, at, passages) {
  const item = document.createElement("li");
  const choice = make("fieldset");
  choice.append(make("legend", [...one.mine, ...one.theirs][0].text));
  for (const side of SIDES) {
    const button = Object.assign(make("input"), { type: "radio", name: `difference-${at}`, value: side, checked: side === "mine" });
    const label = make("label");
    const told = one[side].map((span) => tellSpan(passages[side], span, passages.form)).join("；") || say("no_label");
    label.append(button, " ", make("strong", say(`side_${side}`)), ` ${told}`);
    choice.append(label);
  }
  item.append(choice);
  return item;
}

/** What a version says of a span: 95件（数量，95 件）：申请，属于 100件，统计表行 一、本年新收政府信息公开申请数量. */
function tellSpan(passage, span, form) {
  const textAt = (id) => passage.spans.find((other) => other.id === id)?.text;
  const figure = span.label === "QUANTITY" ? `，${span.value ?? ""} ${span.unit ?? ""}` : "";
  const one = measurementOf(passage, span.id);
  const told = one
    ? [one.indicator, ...["of", "share"].filter((link) => one[link]).map((link) => `${say(`field_${link}`)} ${textAt(one[link])}`),
       ...["row", "column", "period"].filter((name) => one[name]).map((name) => `${say(`field_${name}`)} ${nameIn(form, name, one[name])}`),
       ...one.changes.map((change) => `${say("change")} ${change.base ?? ""}${say(change.direction)}${textAt(change.quantity) ?? ""}`)]
    : [];
  return `${span.text}（${say(span.label)}${figure}）${told.length ? `：${told.join("，")}` : ""}`;
}

/** A row or a column of the form by its name; what the form does not know, as it is. */
function nameIn(form, name, code) {
  const entry = name === "row" ? form?.rows.find((row) => row.id === code) : form?.columns.find((column) => column.code === code);
  return entry?.name ?? code;
}

const make = (element, text = "", look = "") => Object.assign(document.createElement(element), { textContent: text, className: look });
