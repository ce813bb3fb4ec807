// Two years of one office through /v1/compare: what cannot be, both texts with what it rests on, what changed.
import { ask } from "./ask.js";
import { markText } from "./marking.js";
import { drawPlots } from "./plots.js";
import { bringIntoView, cutRuns } from "./runs.js";
import { say } from "./words.js";

const find = (id) => document.getElementById(id);
const SIDES = ["last", "this"];
const SVG = "http://www.w3.org/2000/svg";
let shown = null; // the comparison

export function startCompare() {
  find("page-compare-give").addEventListener("submit", (event) => {
    event.preventDefault();
    compare();
  });
  find("page-changed").addEventListener("change", (event) => find("page-compared").classList.toggle("all", !event.target.checked));
  find("page-compared").addEventListener("click", follow);
  document.addEventListener("spoken", () => shown && show(shown));
}

async function compare() {
  const given = SIDES.map((side) => ({ side, file: find(`page-file-${side}`).files[0], text: find(`page-text-${side}`).value }));
  if (given.some(({ file, text }) => !file && !text.trim())) return tell(say("two_wanted"), "wrong");
  const body = new FormData();
  for (const { side, file, text } of given) body.append(side, text.trim() ? new File([text], `${side}.txt`, { type: "text/plain" }) : file);
  tell(say("reading"));
  try {
    shown = await (await ask("v1/compare?include_text=true", { method: "POST", body, says: { 422: "not_compared" } })).json();
    show(shown);
    await drawPlots(shown, nameOf);
  } catch (refusal) {
    tell(refusal.message, "wrong");
  }
}

function show(comparison) {
  const { findings, checks, rows, indicators } = comparison;
  tell(say("compared", { findings: findings.length, passed: checks.passed, open: checks.not_assessable }));
  const compared = [...rows, ...indicators].filter((one) => one.last !== null || one.this !== null);
  find("page-year-findings").replaceChildren(...findings.map((one, number) => drawFinding(one, number, comparison)));
  for (const side of SIDES) {
    const name = nameOf(comparison[side], side);
    find(`page-year-${side}`).textContent = name;
    find(`page-year-${side}-title`).textContent = [name, comparison[side].title].filter(Boolean).join(" · ");
    const marks = [...marksOf(findings, "f", side), ...marksOf(compared, "r", side)];
    find(`page-year-${side}-text`).replaceChildren(...cutRuns(markText(comparison[side].text, marks)));
  }
  find("page-year-rows").replaceChildren(...compared.map(drawRow));
  find("page-compared").hidden = false;
}

/** What findings or rows rest on in one report; each mark is named like the card or the row. */
function marksOf(all, letter, side) {
  return all.flatMap(({ evidence, severity = "cell" }, number) =>
    evidence.filter((one) => one.report === side).map(({ start, end }) => ({ start, end, look: severity, name: `${letter}${number}` })));
}

const nameOf = (report, side) => (report.year ? `${report.year}` : say(`year_${side}`));

function drawFinding(finding, number, comparison) {
  const card = make("article", "", `finding ${finding.severity}`);
  card.dataset.name = `f${number}`;
  const head = make("p");
  head.append(make("span", say(finding.severity), "severity"), " ", make("strong", finding.message));
  const list = document.createElement("dl");
  for (const one of finding.evidence) {
    const quoted = document.createElement("dd");
    quoted.append(Object.assign(make("button", one.text, "place"), { type: "button" }));
    list.append(make("dt", nameOf(comparison[one.report], one.report)), quoted);
  }
  list.append(make("dt", say("arithmetic")), make("dd", inWords(finding.formula, comparison.rows)));
  if (finding.reading) list.append(make("dt", say("explained")), make("dd", finding.reading));
  card.append(head, list);
  return card;
}

/** The arithmetic with the names of cells in place of their codes: requests.received[total] @last. */
function inWords(formula, rows) {
  const names = new Map(rows.map((one) => [`${one.row}[${one.column ?? "total"}]`, one.name]));
  return formula.replace(/[a-z][\w.]*\[\w+\]/g, (code) => names.get(code) ?? code).replaceAll(" @last", say("of_last"));
}

/** One cell or indicator in both years. */
function drawRow(one, number) {
  const row = document.createElement("tr");
  row.className = one.difference === 0 ? "same" : "";
  row.dataset.name = `r${number}`;
  const head = Object.assign(document.createElement("th"), { scope: "row" });
  head.append(one.evidence.length ? Object.assign(make("button", one.name, "place"), { type: "button" }) : one.name);
  const rate = one.rate === null ? "" : `${one.rate > 0 ? "+" : ""}${Math.round(one.rate * 100) / 100}%`;
  const plot = document.createElement("td");
  plot.append(bars(one));
  row.append(head, make("td", one.unit), ...[one.last, one.this, one.difference].map((value) => make("td", value ?? "—")), make("td", rate), plot);
  return row;
}

/** Last year's and this year's figure as two bars; decoration, since both stand beside it. */
function bars({ last, this: now }) {
  const most = Math.max(Math.abs(last ?? 0), Math.abs(now ?? 0)) || 1;
  const plot = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 100 20", width: 100, height: 20, "aria-hidden": "true" })) plot.setAttribute(name, value);
  [last, now].forEach((value, number) => {
    const bar = document.createElementNS(SVG, "rect");
    const shape = { x: 0, y: number * 10 + 1, width: (100 * Math.abs(value ?? 0)) / most, height: 8, class: number ? "bar-this" : "bar-last" };
    for (const [name, said] of Object.entries(shape)) bar.setAttribute(name, said);
    plot.append(bar);
  });
  return plot;
}

/** From a card, a row or a mark to everything in both texts that belongs to it. */
function follow(event) {
  const mark = event.target.closest("mark[data-of]");
  const name = mark ? mark.dataset.of.split(" ")[0] : event.target.closest("[data-name]")?.dataset.name;
  if (!name) return;
  for (const one of find("page-compared").querySelectorAll(".lit, .current")) one.classList.remove("lit", "current");
  const owner = find("page-compared").querySelector(`[data-name="${name}"]`);
  owner.classList.add("current");
  for (const side of SIDES) {
    const lit = find(`page-year-${side}-text`).querySelectorAll(`mark[data-of~="${name}"]`);
    for (const one of lit) one.classList.add("lit");
    if (lit.length) bringIntoView(lit[0], { block: "center" });
  }
  if (mark) bringIntoView(owner, { block: "nearest" });
  else bringIntoView(find("page-year-texts"), { block: "nearest" });
}

const make = (element, text = "", look = "") => Object.assign(document.createElement(element), { textContent: text, className: look });

function tell(message, look = "") {
  find("page-compare-said").textContent = message;
  find("page-compare-said").className = look;
}
