// Evidence, which counts code points, as marks in a text of the browser, which counts UTF-16.

/** Gives the UTF-16 offset of a code point of the text. */
function offsetsOf(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (point) => point;
  const offsets = [];
  let at = 0;
  for (const character of text) {
    offsets.push(at);
    at += character.length;
  }
  return (point) => offsets[point] ?? at;
}

/** The text's nodes; `marks` are {start, end, look, name}: every piece is in the looks of all marks over it, and `data-of` names them. */
export function markText(text, marks) {
  const offset = offsetsOf(text);
  const placed = marks.map((one) => ({ ...one, start: offset(one.start), end: offset(one.end) })).sort((a, b) => a.start - b.start);
  const borders = [...new Set([0, text.length, ...placed.flatMap((one) => [one.start, one.end])])].sort((a, b) => a - b);
  const nodes = [];
  let next = 0;
  let over = [];
  for (let at = 0; at + 1 < borders.length; at += 1) {
    const [start, end] = [borders[at], borders[at + 1]];
    while (next < placed.length && placed[next].start <= start) over.push(placed[next++]);
    over = over.filter((one) => one.end > start);
    nodes.push(over.length ? drawMark(text.slice(start, end), over) : document.createTextNode(text.slice(start, end)));
  }
  return nodes;
}

function drawMark(text, over) {
  const mark = Object.assign(document.createElement("mark"), { textContent: text });
  mark.className = [...new Set(over.map((one) => one.look))].join(" ");
  mark.dataset.of = [...new Set(over.map((one) => one.name))].join(" ");
  return mark;
}
