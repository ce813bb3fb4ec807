// The report as the service draws it, brought to life: what belongs together lights up together.
import { takeApart } from "./drawn.js";
import { toggle } from "./review.js";
import { bringIntoView, cutRuns, HIGH } from "./runs.js";
import { say, translate } from "./words.js";

const find = (id) => document.getElementById(id);
const LABELS = { title: "heading", number: "number", date: "date", indicator: "indicator", "figure-said": "figure-said", cell: "cell" };
const TOLD = ["算式", "怎样才一致"]; // as the service draws a finding
let marks = []; // every mark of the text that begins something, in order
let at = -1;
let figures = null; // gives the lines of the list of figures, as a document of their own until it is unfolded

/** The bare text, to be read until the service has answered. */
export function showText(text) {
  const section = document.createElement("section");
  const pane = Object.assign(document.createElement("div"), { className: "text", tabIndex: 0 });
  pane.append(...cutRuns([document.createTextNode(text)]));
  section.append(Object.assign(document.createElement("h2"), { textContent: say("text") }), pane);
  find("page-left").replaceChildren(section);
  for (const id of ["page-top", "page-right", "page-rest"]) find(id).replaceChildren();
  closeTold();
}

/** Show the parts of the drawn page, and give its title. */
export function showReport(drawn) {
  const { page, folded, ...rest } = takeApart(drawn);
  figures = rest.figures;
  const part = (name) => page.getElementById(name);
  const head = page.querySelector("header");
  const title = document.createElement("h2");
  title.textContent = head.querySelector("h1").textContent;
  head.querySelector("h1").replaceWith(title);
  for (const line of head.querySelectorAll("p")) line.textContent = translate(line.textContent) ?? line.textContent; // warnings of the reader
  const read = find("page-left").querySelector(".text")?.scrollTop ?? 0; // so far
  find("page-top").replaceChildren(title, ...head.children, foldFindings(part("findings")));
  marks = [...part("text").querySelectorAll("mark[id]")];
  const pane = part("text").querySelector(".text");
  pane.append(...cutRuns([...pane.childNodes]));
  find("page-left").replaceChildren(part("text"));
  if (read) pane.scrollTop = read; // which lays everything out
  for (const list of part("form")?.querySelectorAll("ul") ?? []) list.style.containIntrinsicBlockSize = `auto ${HIGH * list.children.length}em`;
  find("page-right").replaceChildren(part("form") ?? noForm());
  find("page-rest").replaceChildren(...[part("leftovers"), folded, page.querySelector("footer")].filter(Boolean));
  at = -1;
  closeTold();
  for (const link of document.querySelectorAll("#page-right td a")) link.tabIndex = -1;
  document.querySelector("#page-right td a")?.setAttribute("tabindex", "0");
  return title.textContent;
}

function foldFindings(section) {
  const list = document.createElement("div");
  list.className = "findings";
  list.append(...section.querySelectorAll(".finding"));
  for (const one of list.children) one.tabIndex = -1;
  section.append(list);
  return section;
}

function noForm() {
  const section = document.createElement("section");
  section.append(Object.assign(document.createElement("p"), { textContent: say("no_form") }));
  return section;
}

// ---------------------------------------------------------------- light up
function light(...ids) {
  for (const one of find("page-report").querySelectorAll(".lit")) one.classList.remove("lit");
  const lit = ids.flatMap((id) => [find(id), find(id.replace(/^c/, "t"))]).filter(Boolean);
  for (const one of lit) one.classList.add("lit");
  for (const one of lit.reverse()) bringIntoView(one, { block: "center", inline: "nearest" });
}

function lightFinding(article) {
  for (const one of find("page-top").querySelectorAll(".finding.current")) one.classList.remove("current");
  article.classList.add("current");
  light(...[...article.querySelectorAll("dd a")].map((link) => link.hash.slice(1)));
  tellOfFinding(article);
  article.focus({ preventScroll: true });
}

function stepFinding(step) {
  const all = [...find("page-top").querySelectorAll(".finding")];
  if (!all.length) return;
  const now = all.findIndex((one) => one.classList.contains("current"));
  lightFinding(all[(now + step + all.length + (now < 0 && step < 0 ? 1 : 0)) % all.length]);
}

// ---------------------------------------------------------------- tell
/** What a finding says, beside the places that are lit, since its card may be out of sight. */
function tellOfFinding(article) {
  const head = article.firstElementChild.cloneNode(true);
  const facts = [...article.querySelectorAll("dt")].filter((term) => TOLD.includes(term.textContent));
  tell([[say("finding"), [head], article.classList.contains("error") ? "whole error" : "whole query"], ...facts.map((term) => [term.textContent, [term.nextElementSibling.textContent]])]);
}

/** What is known of one mark of the text: its measurement, or what it is and why no more is known. */
function tellOfMark(mark) {
  at = marks.indexOf(mark.id ? mark : begins(mark));
  const [refers] = (mark.dataset.refers ?? "").split(" ");
  if (refers) return tellOfMeasurement(refers);
  const label = Object.keys(LABELS).find((look) => mark.classList.contains(look));
  const why = document.querySelector(`#leftovers a[href="#${begins(mark).id}"]`)?.parentElement.textContent;
  const cell = mark.classList.contains("cell") ? find(begins(mark).id.replace("t", "c")) : null;
  tell([[say(LABELS[label]), [mark.textContent]], why && [say("leftover"), [why]], cell && [say("printed"), [nameCell(cell)]]]);
  if (cell) light(cell.id);
}

function begins(mark) {
  while (!mark.id && mark.previousElementSibling) mark = mark.previousElementSibling;
  return mark;
}

function tellOfMeasurement(id) {
  const row = find(id) ?? figures().getElementById(id);
  const heads = [...row.closest("table").querySelectorAll("thead th")].map((head) => head.textContent);
  tell(heads.map((head, number) => [head, [...row.cells[number].cloneNode(true).childNodes]]).filter(([, nodes]) => nodes.length));
  const links = [...row.querySelectorAll('a[href^="#t"], a[href^="#c"]')].map((link) => link.hash.slice(1));
  light(...links);
}

/** The heads over a cell and before it, as people name it. */
function nameCell(cell) {
  const row = cell.parentElement.querySelector("th")?.textContent ?? "";
  const box = cell.getBoundingClientRect();
  const heads = [...cell.closest("table").querySelectorAll("thead th")].filter((head) => {
    const over = head.getBoundingClientRect();
    return over.left < box.right - 2 && over.right > box.left + 2;
  });
  return [row, ...heads.map((head) => head.textContent)].filter(Boolean).join(" · ");
}

function tell(lines) {
  const list = document.createElement("dl");
  for (const [name, nodes, look = ""] of lines.filter(Boolean)) {
    const line = document.createElement("div");
    const term = Object.assign(document.createElement("dt"), { textContent: name });
    const told = Object.assign(document.createElement("dd"), { className: look });
    told.append(...nodes);
    line.append(term, told);
    list.append(line);
  }
  find("page-told-text").replaceChildren(list);
  find("page-told").hidden = false;
}

function closeTold() {
  find("page-told").hidden = true;
}

// ---------------------------------------------------------------- by mouse and by key
function follow(link) {
  const id = link.hash.slice(1);
  if (/^m\d/.test(id)) return tellOfMeasurement(id);
  if (link.closest("td[id]")) return tellOfCell(link.closest("td"));
  light(id);
}

/** A cell with its own characters in the text and every figure of the prose that speaks of it. */
function tellOfCell(cell) {
  const said = [...(cell.parentElement.querySelectorAll(".prose a") ?? [])];
  light(...said.map((link) => link.hash.slice(1)), cell.id);
  tell([[say("printed"), [nameCell(cell)]], [say("cell"), [cell.textContent]], ...said.map((link) => ["正文", [link.cloneNode(true)]])]);
}

function move(step) {
  if (!marks.length) return;
  at = Math.min(Math.max(at + step, 0), marks.length - 1);
  for (const one of document.querySelectorAll("mark.at")) one.classList.remove("at");
  marks[at].classList.add("at");
  marks[at].scrollIntoView({ block: "nearest" });
  tellOfMark(marks[at]);
}

function moveCell(from, key) {
  const box = from.getBoundingClientRect();
  const middle = (rect) => [(rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2];
  const [x, y] = middle(box);
  const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  let best = null;
  for (const link of document.querySelectorAll("#page-right td[id] a")) {
    const [left, top] = middle(link.parentElement.getBoundingClientRect());
    const along = (left - x) * dx + (top - y) * dy;
    const aside = Math.abs((left - x) * dy) + Math.abs((top - y) * dx);
    if (along > 4 && (!best || along + 4 * aside < best.far)) best = { link, far: along + 4 * aside };
  }
  if (!best) return;
  from.querySelector("a").tabIndex = -1;
  best.link.tabIndex = 0;
  best.link.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#page-close")) return closeTold();
  const link = event.target.closest('#page-report a[href^="#"], #page-told a[href^="#"]');
  if (link) {
    event.preventDefault();
    follow(link);
    return;
  }
  const mark = event.target.closest("#text .text mark");
  if (mark) return tellOfMark(mark);
  const cell = event.target.closest("#page-right td[id]");
  if (cell) return tellOfCell(cell);
  const article = event.target.closest("#page-top .finding");
  if (article && !event.target.closest("button")) lightFinding(article);
});

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (find("page-report").hidden) return;
  if (event.key === "Escape") return closeTold();
  if (event.target.closest?.("#page-correct, #page-teach, #page-compare")) return; // they have keys of their own
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const cell = event.target.closest?.("#page-right td[id]");
  if (cell && event.key.startsWith("Arrow")) moveCell(cell, event.key);
  else if (step && event.target.closest?.("#text .text")) move(step);
  else if (event.key === "Enter" && event.target.closest?.("#text .text") && marks[at]) goToCell();
  else if (event.key === "j" || event.key === "k") stepFinding(event.key === "j" ? 1 : -1);
  else if (event.key === "x" && find("page-top").querySelector(".finding.current")) toggle(find("page-top").querySelector(".finding.current"));
  else return;
  event.preventDefault();
});

/** From the mark where the reader stands to its cell of the form, and the focus with it. */
function goToCell() {
  const link = find("page-told-text").querySelector('a[href^="#c"]');
  const cell = find(link ? link.hash.slice(1) : marks[at].id.replace("t", "c"));
  cell?.querySelector("a").focus();
}
