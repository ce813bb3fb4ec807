// A long text in runs of whole lines: the browser lays out those near what is seen, and the others when they come there.
const LEAST = 1500; // UTF-16 units of a run
const WIDE = 38; // characters of a line, where the height of what is not laid out yet is guessed
export const HIGH = 1.65; // em of a line, as report.css has it

/** The nodes of a text, which stand in one line of descent, as blocks; the line's end between two blocks is the block's own. */
export function cutRuns(nodes) {
  const runs = [];
  let run = newRun(runs);
  let length = 0;
  for (let node of nodes) {
    while (node.nodeType === Node.TEXT_NODE) {
      const end = node.data.indexOf("\n", Math.max(0, LEAST - length));
      if (end < 0 || end === node.length - 1) break; // a line's end at a node's end stays, since nothing may follow it
      const rest = node.splitText(end + 1);
      node.data = node.data.slice(0, end);
      run.append(node);
      run = newRun(runs);
      length = 0;
      node = rest;
    }
    length += node.textContent.length;
    run.append(node);
  }
  for (const one of runs) one.style.containIntrinsicBlockSize = `auto ${HIGH * countLines(one.textContent)}em`;
  return runs;
}

const countLines = (text) => text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / WIDE)), 0);

/** Scroll to an element, and again when what lies around it has been laid out. */
export function bringIntoView(element, options) {
  element.scrollIntoView(options);
  requestAnimationFrame(() => requestAnimationFrame(() => element.scrollIntoView(options)));
}

function newRun(runs) {
  const run = document.createElement("div");
  run.className = "run";
  runs.push(run);
  return run;
}

/** The characters of a file of plain text in UTF-8 or GB 18030; null where it is another kind of file. */
export async function readPlain(file) {
  if (!/\.(txt|md)$/i.test(file.name)) return null;
  const bytes = await file.arrayBuffer();
  for (const encoding of ["utf-8", "gb18030"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch (fault) {
      if (!(fault instanceof TypeError)) throw fault;
    }
  }
  return null;
}
