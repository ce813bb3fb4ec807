// The figures that both years print, as small plots that the service draws; where it cannot, the page says so.
import { ask } from "./ask.js";
import { say } from "./words.js";

const MOST = 12;
const NARROW = 700; // pixels, under which one plot stands below the other
const find = (id) => document.getElementById(id);
const rateOf = (one) => Math.abs(one.rate ?? 0);

export async function drawPlots(comparison, nameOf) {
  const place = find("page-year-plots");
  place.replaceChildren();
  if (!place.dataset.offered) return place.append(note(say("no_plots")));
  const shown = chooseShown(comparison);
  if (!shown.length) return;
  const figures = shown.flatMap((one) => ["last", "this"].map((side) => (
    { panel: `${one.name}（${one.unit}）`, line: "", year: nameOf(comparison[side], side), value: Number(one[side]) })));
  try {
    const body = JSON.stringify({ columns: innerWidth < NARROW ? 1 : innerWidth < 2 * NARROW ? 3 : 4, figures });
    const response = await ask("v1/plots", { method: "POST", headers: { "Content-Type": "application/json" }, body, says: { 422: "plots_failed", 503: "plots_failed" } });
    const drawn = new Image();
    drawn.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await response.text())}`;
    drawn.alt = shown.map((one) => `${one.name}：${one.last} → ${one.this}${one.unit}`).join("；");
    await drawn.decode();
    place.replaceChildren(drawn);
  } catch (refusal) {
    place.replaceChildren(note(refusal.message));
  }
}

/** Whole rows of the form before indicators of the prose, those that changed most first; one name once. */
function chooseShown({ rows, indicators }) {
  const both = (one) => one.last !== null && one.this !== null && (Number(one.last) || Number(one.this)) && one.difference !== 0;
  const often = (all) => all.filter(both).toSorted((a, b) => rateOf(b) - rateOf(a));
  const all = [...often(rows.filter((row) => row.column === null)), ...often(indicators)];
  return all.filter((one, at) => all.findIndex((other) => other.name === one.name && other.unit === one.unit) === at).slice(0, MOST);
}

const note = (textContent) => Object.assign(document.createElement("p"), { textContent, className: "faint" });
