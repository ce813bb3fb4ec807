// Two versions of one passage: where they differ, and one passage of both.
import { FIGURE, measurementOf } from "./passage.js";

const MEASURED = ["indicator", "row", "column", "period", "body"];
const LINKED = ["indicator_span", "of", "share"];

/** Where the versions differ: {mine, theirs} hold the spans of one place, which one of them may not have; in order. */
export function findDifferences(mine, theirs) {
  const same = new Set(mine.spans.map((span) => describe(mine, span)).filter(has(theirs)));
  const tagged = (passage, side) => passage.spans.filter((span) => !same.has(describe(passage, span))).map((span) => ({ side, span }));
  const all = [...tagged(mine, "mine"), ...tagged(theirs, "theirs")].sort((a, b) => a.span.start - b.span.start);
  const differences = [];
  let end = -1;
  for (const { side, span } of all) {
    if (span.start >= end) differences.push({ mine: [], theirs: [] });
    differences.at(-1)[side].push(span);
    end = Math.max(end, span.end);
  }
  return differences;
}

/** One passage: what both say, and of each difference the side that was chosen; links lead to what now stands at their place. */
export function merge(mine, theirs, differences, choices) {
  const sides = { mine, theirs };
  const disputed = new Set(differences.flatMap(({ mine: spans }) => spans));
  const kept = [
    ...mine.spans.filter((span) => !disputed.has(span)).map((span) => ({ side: "mine", span })),
    ...differences.flatMap((one, at) => one[choices[at]].map((span) => ({ side: choices[at], span }))),
  ].sort((a, b) => a.span.start - b.span.start);
  const spans = kept.map(({ span }, at) => ({ ...span, id: at + 1 }));
  const measurements = kept.flatMap(({ side, span }, at) => {
    const one = measurementOf(sides[side], span.id);
    return one ? [{ ...relink(one, sides[side], spans), quantity: at + 1 }] : [];
  });
  return { ...mine, spans, measurements };
}

function relink(measurement, passage, spans) {
  const idOf = (old) => {
    const was = passage.spans.find((span) => span.id === old);
    return spans.find((span) => was && span.label === was.label && span.start < was.end && was.start < span.end)?.id ?? null;
  };
  const changes = measurement.changes.map((change) => ({ ...change, quantity: idOf(change.quantity) })).filter((change) => change.quantity !== null);
  return { ...measurement, ...Object.fromEntries(LINKED.map((link) => [link, idOf(measurement[link])])), changes };
}

const has = (passage) => {
  const described = new Set(passage.spans.map((span) => describe(passage, span)));
  return (one) => described.has(one);
};

/** Everything that a person has said of a span, whatever its ids and the scores; links by where they lead. */
function describe(passage, span) {
  const place = (id) => passage.spans.find((other) => other.id === id)?.start ?? null;
  const one = span.label === "QUANTITY" ? measurementOf(passage, span.id) : null;
  const figure = FIGURE.map((name) => span[name] ?? (name === "modifier" && span.label === "QUANTITY" ? "exact" : null));
  const measured = one ? [...MEASURED.map((name) => one[name] ?? null), ...LINKED.map((link) => place(one[link]))] : null;
  const changes = one ? one.changes.map((change) => [change.base, change.direction, place(change.quantity)]) : null;
  return JSON.stringify([span.label, span.start, span.end, figure, measured, changes]);
}
