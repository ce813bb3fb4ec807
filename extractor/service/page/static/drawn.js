// The printable page that the service draws of a report, taken apart; it is parsed without scripts, and its text was escaped there.
import { say } from "./words.js";

const parse = window.trustedTypes?.createPolicy("report", { createHTML: (drawn) => drawn }) ?? { createHTML: (drawn) => drawn };

/** `page` is the document without its list of figures; `figures` gives that list as a document of its own, `folded` its section. */
export function takeApart(drawn) {
  const bare = drawn.replace(/<style>[^]*?<\/style>/, ""); // the page has the same style already
  const [body, listed] = takeOut(bare, '<section id="figures">', "</section>");
  const figures = once(() => parseDrawn(listed));
  whenIdle(figures);
  return { page: parseDrawn(body), figures, folded: foldFigures(listed, figures) };
}

/** The list of figures may have thousands of lines: it is parsed when the first of them is wanted, or nothing else is to do. */
function foldFigures(drawn, figures) {
  if (!drawn) return null;
  const count = /<summary>(.*?)<\/summary>/.exec(drawn)[1];
  const section = document.createElement("section");
  const folded = document.createElement("details");
  folded.append(make("summary", count));
  section.append(make("h2", say("figures")), folded);
  folded.addEventListener("toggle", () => folded.append(figures().querySelector(".wide")), { once: true });
  return section;
}

const parseDrawn = (drawn) => new DOMParser().parseFromString(parse.createHTML(drawn), "text/html");
const whenIdle = (act) => (window.requestIdleCallback ?? setTimeout)(() => act());
const make = (element, textContent) => Object.assign(document.createElement(element), { textContent });

/** A text without the part from `first` to `last`, and that part; the text of a report has no tags, since they are escaped in it. */
function takeOut(text, first, last) {
  const start = text.indexOf(first);
  if (start < 0) return [text, ""];
  const end = text.indexOf(last, start) + last.length;
  return [text.slice(0, start) + text.slice(end), text.slice(start, end)];
}

function once(make) {
  let made = null;
  return () => (made ??= make());
}
