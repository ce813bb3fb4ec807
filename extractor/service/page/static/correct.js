// Correct what was read, passage by passage; what only the model has said is drawn as open until a person accepts it.
import { ask } from "./ask.js";
import { closeConflict, showConflict, startConflict } from "./conflict.js";
import { drawFields } from "./fields.js";
import { requestOf, shownReport } from "./look.js";
import * as edit from "./passage.js";
import { say } from "./words.js";

const find = (id) => document.getElementById(id);
const LOOKS = { QUANTITY: "figure-said", INDICATOR: "indicator", DATE: "date", DOCUMENT_NUMBER: "number", DOCUMENT_TITLE: "title" };
let kept = []; // {passage, revision} as the service has them
let at = -1;
let history = null;
let chosen = null; // the id of a span
let form = null; // the official form, for its rows

export function startCorrect() {
  startConflict();
  find("page-correct-report").addEventListener("click", () => (shownReport() === null ? tell(say("empty"), "wrong") : load(cutReport)));
  find("page-correct-queue").addEventListener("click", () => load(() => ask("v1/annotations")));
  find("page-save").addEventListener("click", save);
  find("page-undo").addEventListener("click", () => travel("undo"));
  find("page-redo").addEventListener("click", () => travel("redo"));
  find("page-accept").addEventListener("click", acceptAbove);
  for (const button of document.querySelectorAll("[data-label]")) button.addEventListener("click", () => addOrRename(button.dataset.label));
  find("page-passage").addEventListener("click", (event) => choose(event.target.closest("mark")?.dataset.span));
  find("page-passage").addEventListener("pointerdown", drag);
  find("page-fields").addEventListener("change", (event) => changeField(event.target));
  find("page-correct").addEventListener("keydown", pressed);
  document.addEventListener("spoken", () => history && draw());
  addEventListener("beforeunload", (event) => history?.touched && event.preventDefault()); // what is not saved would be lost
}

function cutReport() {
  const { path, headers, ...options } = requestOf(shownReport());
  return ask(`${path.replace("extract", "annotations:cut")}`, { ...options, headers });
}

async function load(asked) {
  try {
    kept = (await (await asked()).json()).passages;
    find("page-desk").hidden = !kept.length;
    tell(kept.length ? say("passages", { number: kept.length }) : say("no_passages"));
    drawList();
    if (kept.length) await open(0);
  } catch (refusal) {
    tell(refusal.message, "wrong");
  }
}

async function open(number) {
  if (history?.touched && at !== number && !confirm(say("unsaved"))) return;
  at = number;
  closeConflict();
  const { passage } = kept[at];
  history = new edit.History({ passage, open: passage.status === "gold" ? [] : passage.spans.map((one) => one.id) });
  chosen = null;
  form = await readForm(passage.source.form);
  draw();
}

async function readForm(name) {
  if (!name) return null;
  return form?.name === name ? form : (await ask(`v1/forms/${name}`)).json();
}

// ---------------------------------------------------------------- draw
const draw = () => {
  drawList();
  drawPassage();
  showFields();
};

function drawList() {
  const items = kept.map(({ passage }, number) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: passage.text.trim().slice(0, 24) });
    button.prepend(Object.assign(document.createElement("span"), { className: "mark-of", textContent: passage.status === "gold" ? "✓ " : "？ " }));
    button.title = passage.status === "gold" ? `${say("gold")} · ${passage.annotator}` : say("suggested");
    if (number === at) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => open(number));
    const item = document.createElement("li");
    item.append(button);
    return item;
  });
  find("page-passages").replaceChildren(...items);
}

function drawPassage() {
  const { passage, open: undecided } = history.now;
  const nodes = [];
  let last = 0;
  for (const span of edit.inOrder(passage)) {
    nodes.push(edit.textOf(passage, last, span.start));
    const mark = Object.assign(document.createElement("mark"), { textContent: span.text, tabIndex: 0 });
    const isOpen = undecided.includes(span.id);
    mark.className = [LOOKS[span.label], isOpen ? "open" : "gold", span.id === chosen ? "chosen" : ""].join(" ").trim();
    mark.dataset.span = span.id;
    mark.setAttribute("aria-label", `${span.text} ${say(span.label)} ${say(isOpen ? "suggested" : "gold")}`);
    mark.title = `${say(span.label)}${span.score === undefined ? "" : ` · ${Math.round(span.score * 100)}%`} · ${say(isOpen ? "suggested" : "gold")}`;
    nodes.push(mark);
    last = span.end;
  }
  nodes.push(edit.textOf(passage, last));
  const box = find("page-passage");
  const hadFocus = box.contains(document.activeElement);
  box.replaceChildren(...nodes);
  if (hadFocus) (box.querySelector(".chosen") ?? box).focus({ preventScroll: true });
  find("page-open").textContent = say("open", { number: undecided.length });
}

function showFields() {
  const { passage } = history.now;
  const span = passage.spans.find((one) => one.id === chosen);
  find("page-fields").replaceChildren(...(span ? drawFields(passage, span, form) : [say("choose")]));
}

// ---------------------------------------------------------------- act
/** Take an act's outcome; what a person has touched is accepted by it. */
function take(passage, touched = chosen) {
  if (!passage) return tell(say("overlaps"), "wrong");
  history.take({ passage, open: history.now.open.filter((id) => id !== touched && passage.spans.some((one) => one.id === id)) });
  tell("");
  draw();
  return true;
}

function travel(way) {
  history?.[way]();
  draw();
}

function choose(id) {
  chosen = id === undefined ? null : Number(id);
  drawPassage();
  showFields();
}

function addOrRename(label) {
  const range = selectedRange();
  const { passage } = history.now;
  if (!range && chosen !== null) return take(edit.changeSpan(passage, chosen, { label }));
  if (!range) return tell(say("select_first"), "wrong");
  const next = edit.addSpan(passage, label, ...range);
  if (take(next)) choose(next.spans.at(-1).id);
}

/** The selection inside the passage, in code points. */
function selectedRange() {
  const selection = getSelection();
  const box = find("page-passage");
  if (selection.isCollapsed || !box.contains(selection.anchorNode) || !box.contains(selection.focusNode)) return null;
  const range = selection.getRangeAt(0);
  return [placeOf(range.startContainer, range.startOffset), placeOf(range.endContainer, range.endOffset)];
}

function placeOf(node, offset) {
  const before = document.createRange();
  before.selectNodeContents(find("page-passage"));
  before.setEnd(node, offset);
  return edit.pointsBefore(history.now.passage.text, before.toString().length);
}

function moveBorder(start, end) {
  const span = history.now.passage.spans.find((one) => one.id === chosen);
  if (span) take(edit.moveSpan(history.now.passage, chosen, span.start + start, span.end + end));
}

/** Drag the nearer border of the chosen span. */
function drag(event) {
  const mark = event.target.closest("mark.chosen");
  if (!mark) return;
  event.preventDefault();
  const rects = [...mark.getClientRects()];
  const isStart = event.clientX - rects[0].left < rects.at(-1).right - event.clientX;
  const drop = (up) => {
    const caret = document.caretPositionFromPoint?.(up.clientX, up.clientY);
    if (!caret || !find("page-passage").contains(caret.offsetNode)) return;
    const place = placeOf(caret.offsetNode, caret.offset);
    const span = history.now.passage.spans.find((one) => one.id === chosen);
    const borders = isStart ? [place, span.end] : [span.start, place];
    if (borders[0] !== span.start || borders[1] !== span.end) take(edit.moveSpan(history.now.passage, chosen, ...borders));
  };
  document.addEventListener("pointerup", drop, { once: true });
}

function acceptAbove() {
  const least = Number(find("page-least").value);
  const { passage, open: undecided } = history.now;
  const left = undecided.filter((id) => (passage.spans.find((one) => one.id === id).score ?? 0) < least);
  history.take({ passage, open: left });
  draw();
}

function changeField({ name, value }) {
  const { passage } = history.now;
  const own = (changed) => edit.changeMeasurement(passage, chosen, changed);
  const span = passage.spans.find((one) => one.id === chosen);
  if (name === "start" || name === "end") return take(edit.moveSpan(passage, chosen, ...(name === "start" ? [Math.trunc(value), span.end] : [span.start, Math.trunc(value)])));
  if (["indicator", "row", "column", "period"].includes(name)) return take(own({ [name]: name === "indicator" ? value : value || null, ...(name === "row" ? { column: null } : {}) }));
  if (["indicator_span", "of", "share"].includes(name)) return take(own({ [name]: value ? Number(value) : null }));
  if (["change_of", "direction", "base"].includes(name)) return take(changeChange(passage));
  return take(edit.changeSpan(passage, chosen, { [name]: name === "unit" || value ? value : null }));
}

/** The figure as a change of another one, as its three fields say. */
function changeChange(passage) {
  const said = Object.fromEntries(["change_of", "direction", "base"].map((name) => [name, find("page-fields").querySelector(`[name=${name}]`).value]));
  const without = passage.measurements.map((one) => ({ ...one, changes: one.changes.filter((change) => change.quantity !== chosen) }));
  const change = { base: said.base || null, direction: said.direction || "up", quantity: chosen };
  const isOf = (one) => one.quantity === Number(said.change_of);
  return { ...passage, measurements: without.map((one) => (said.change_of && isOf(one) ? { ...one, changes: [...one.changes, change] } : one)) };
}

async function save() {
  const { passage, open: undecided } = history.now;
  if (undecided.length) return tell(say("still_open", { number: undecided.length }), "wrong");
  const body = JSON.stringify({ passage, revision: kept[at].revision });
  try {
    const response = await ask("v1/annotations:save", { method: "POST", headers: { "Content-Type": "application/json" }, body, says: { 422: "faulty" } });
    kept[at] = { passage: { ...passage, status: "gold" }, revision: (await response.json()).revision };
    history = new edit.History({ passage: kept[at].passage, open: [] });
    draw();
    tell(say("saved"));
  } catch (refusal) {
    const theirs = refusal.problem?.kept;
    tell(theirs ? say("stale", { name: theirs.passage.annotator }) : refusal.message, "wrong");
    if (theirs) showConflict({ mine: passage, theirs: theirs.passage, form }, (merged) => settle(merged, theirs));
  }
}

/** What was made of mine and theirs, on top of theirs; nothing is written before it is saved, and undo gives mine back. */
function settle(merged, theirs) {
  kept[at] = theirs;
  chosen = null;
  history.take({ passage: merged, open: [] });
  draw();
  tell(say("settled"));
  find("page-save").focus();
}

function pressed(event) {
  if (!history || at < 0) return;
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && (key === "s" || key === "z" || key === "y")) {
    event.preventDefault();
    return key === "s" ? save() : travel(key === "y" || event.shiftKey ? "redo" : "undo");
  }
  if (event.target.matches("input, select, textarea")) return;
  const acts = { "[": [-1, 0], "]": [1, 0], "{": [0, -1], "}": [0, 1] };
  const label = edit.LABELS[Number(event.key) - 1];
  if (acts[event.key]) moveBorder(...acts[event.key]);
  else if (label) addOrRename(label);
  else if (key === "a") acceptAbove();
  else if (key === "enter" && event.target.matches("mark")) accept(Number(event.target.dataset.span));
  else if ((key === "delete" || key === "backspace") && chosen !== null) take(edit.removeSpan(history.now.passage, chosen)) && choose(undefined);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Accept one suggestion, and stay on it. */
function accept(id) {
  chosen = id;
  take(history.now.passage, id);
  find("page-passage").querySelector(`[data-span="${id}"]`)?.focus();
}

function tell(message, look = "") {
  find("page-correct-said").textContent = message;
  find("page-correct-said").className = look;
}
