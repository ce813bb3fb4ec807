// Two models side by side: what people have corrected and whether the new one reads so, a bar for each figure of both, and what the new
// one has gained and lost.
import { say } from "./words.js";

const find = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const WIDE = 160;
let drawn = null; // as it was given, so that nothing moves under a reader while a job is looked at

export function drawVerdict(verdict) {
  const written = JSON.stringify([document.documentElement.lang, verdict]);
  if (written === drawn) return;
  drawn = written;
  find("page-verdict").hidden = !verdict;
  if (!verdict) return;
  find("page-verdict-of").textContent = say("verdict_of", verdict);
  find("page-verdict-before").textContent = verdict.before;
  find("page-verdict-after").textContent = verdict.after;
  drawCorrections(verdict);
  find("page-verdict-rows").replaceChildren(...verdict.figures.map(drawFigure));
  for (const side of ["gained", "lost"]) {
    find(`page-${side}-title`).textContent = say("examples", { what: say(side), number: verdict[side].length });
    find(`page-${side}`).replaceChildren(...(verdict[side].length ? verdict[side].map(drawExample) : [make("li", say("none_of_it"))]));
  }
}

const nameOf = ({ measure, name }) => say(measure) ?? name;
const signed = (value) => `${value > 0 ? "+" : value < 0 ? "−" : "±"}${Math.abs(value).toFixed(3)}`;

function drawFigure(one) {
  const row = document.createElement("tr");
  const change = Math.round((one.after - one.before) * 1000) / 1000;
  const bars = document.createElement("td");
  bars.append(drawBars(one));
  const cells = [one.before.toFixed(3), one.after.toFixed(3), signed(change), one.gained, one.lost, one.p.toFixed(3)].map((text) => make("td", text));
  cells[2].className = change > 0 ? "yes" : change < 0 ? "no" : "";
  row.append(Object.assign(make("th", nameOf(one)), { scope: "row" }), bars, ...cells);
  return row;
}

/** Everything that people have put right in real reports and that a model reads otherwise; what does not hold stands first. */
function drawCorrections({ corrected = 0, corrections = [] }) {
  const lost = corrections.filter((one) => !one.holds).length;
  find("page-corrections-said").textContent = say(corrected ? "corrections_said" : "corrections_none", { passages: corrected, held: corrections.length - lost, lost });
  find("page-corrections").hidden = !corrections.length;
  find("page-corrections-rows").replaceChildren(...corrections.map(drawCorrection));
}

function drawCorrection(one) {
  const row = document.createElement("tr");
  const cells = [nameOf(one), ...[one.before, one.after, one.want].map((value) => value ?? say("nothing_there"))].map((text) => make("td", text));
  const holds = Object.assign(make("td", say(one.holds ? "holds" : "not_held")), { className: one.holds ? "yes" : "no" });
  row.append(Object.assign(make("th", `…${one.text.replace(/\s+/g, " ")}…`), { scope: "row" }), ...cells, holds);
  return row;
}

/** The serving model's figure over the new one's, from 0 to 1; decoration, since both stand beside it. */
function drawBars({ before, after }) {
  const plot = document.createElementNS(SVG, "svg");
  set(plot, { viewBox: `0 0 ${WIDE} 22`, width: WIDE, height: 22, "aria-hidden": "true" });
  [before, after].forEach((value, at) => {
    for (const shape of [{ width: WIDE, class: "bar-all" }, { width: value * WIDE, class: at ? "bar-this" : "bar-last" }]) {
      const bar = document.createElementNS(SVG, "rect");
      set(bar, { x: 0, y: at * 11 + 1, height: 9, ...shape });
      plot.append(bar);
    }
  });
  return plot;
}

const set = (element, said) => Object.entries(said).forEach(([name, value]) => element.setAttribute(name, value));

/** What the passage says there, what it should be read as, and how both models read it. */
function drawExample(one) {
  const item = document.createElement("li");
  const told = [[say("wanted"), one.want], [say("before"), one.before], [say("after"), one.after]];
  const list = document.createElement("dl");
  for (const [name, value] of told) list.append(make("dt", name), make("dd", value ?? "—"));
  item.append(make("strong", nameOf(one)), ` ${one.text ? `…${one.text.replace(/\s+/g, " ")}…` : one.passage}`, list);
  return item;
}

const make = (element, textContent) => Object.assign(document.createElement(element), { textContent });
