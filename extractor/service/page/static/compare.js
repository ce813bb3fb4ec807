// Two years of one office through /v1/compare: what cannot be, what changed, side by side.
import { ask } from "./ask.js";
import { say } from "./words.js";

const find = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";

export function startCompare() {
  find("page-compare-give").addEventListener("submit", (event) => {
    event.preventDefault();
    compare();
  });
  find("page-changed").addEventListener("change", (event) => find("page-compared").classList.toggle("all", !event.target.checked));
}

async function compare() {
  const given = ["last", "this"].map((side) => ({ side, file: find(`page-file-${side}`).files[0], text: find(`page-text-${side}`).value }));
  if (given.some(({ file, text }) => !file && !text.trim())) return tell(say("two_wanted"), "wrong");
  const body = new FormData();
  for (const { side, file, text } of given) body.append(side, text.trim() ? new File([text], `${side}.txt`, { type: "text/plain" }) : file);
  tell(say("reading"));
  try {
    show(await (await ask("v1/compare", { method: "POST", body })).json());
  } catch (refusal) {
    tell(refusal.message, "wrong");
  }
}

function show(comparison) {
  const { last, this: now, findings, checks, rows, indicators } = comparison;
  tell(say("compared", { findings: findings.length, passed: checks.passed, open: checks.not_assessable }));
  find("page-year-findings").replaceChildren(...findings.map((one) => drawFinding(one, { last, this: now })));
  find("page-year-last").textContent = nameOf(last);
  find("page-year-this").textContent = nameOf(now);
  find("page-year-rows").replaceChildren(...rows.map(drawRow).filter(Boolean), ...indicators.map(drawRow).filter(Boolean));
  find("page-compared").hidden = false;
}

const nameOf = (report) => (report.year ? `${report.year}` : report.id);

function drawFinding(finding, reports) {
  const card = make("article", "", `finding ${finding.severity}`);
  const head = make("p");
  head.append(make("span", say(finding.severity), "severity"), " ", make("strong", finding.message));
  const list = document.createElement("dl");
  for (const one of finding.evidence) list.append(make("dt", nameOf(reports[one.report])), make("dd", one.text));
  list.append(make("dt", say("arithmetic")), make("dd", finding.formula));
  if (finding.reading) list.append(make("dt", say("explained")), make("dd", finding.reading));
  card.append(head, list);
  return card;
}

/** One cell or indicator in both years; nothing where neither year has a figure. */
function drawRow(one) {
  if (one.last === null && one.this === null) return null;
  const row = document.createElement("tr");
  row.className = one.difference === 0 ? "same" : "";
  const head = Object.assign(make("th", one.name), { scope: "row" });
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

const make = (element, text = "", look = "") => Object.assign(document.createElement(element), { textContent: text, className: look });

function tell(message, look = "") {
  find("page-compare-said").textContent = message;
  find("page-compare-said").className = look;
}
