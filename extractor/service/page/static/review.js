// 核可: findings that a person has looked at and found fine, by fingerprint. They stay in this browser by the report's title, and go to
// the command line and back as the file that `extractor extract --accept` takes.
import { say } from "./words.js";

const KEPT = "extractor-accepted:";
const find = (id) => document.getElementById(id);
const cards = () => [...find("page-top").querySelectorAll(".finding[data-fingerprint]")];
let title = "";
let accepted = new Set();

export const acceptedNow = () => [...accepted];

export function startReview() {
  find("page-top").addEventListener("click", (event) => {
    const button = event.target.closest("button.accept");
    if (button) toggle(button.closest(".finding"));
  });
  find("page-accepted-save").addEventListener("click", save);
  find("page-accepted-file").addEventListener("change", load);
}

/** Mark in the report that is shown what this browser keeps as accepted. */
export function showReview(shown) {
  title = shown;
  accepted = new Set(keep.read());
  for (const card of cards()) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "accept" });
    button.dataset.say = "accept_finding"; // in the other language too
    const line = Object.assign(document.createElement("p"), { className: "finding-acts" });
    line.append(button);
    card.append(line);
  }
  draw();
}

/** Accept a finding, or take that back. */
export function toggle(card) {
  const name = card.dataset.fingerprint;
  if (!accepted.delete(name)) accepted.add(name);
  keep.write([...accepted]);
  draw();
}

// ---------------------------------------------------------------- draw
function draw() {
  for (const card of cards()) {
    const is = accepted.has(card.dataset.fingerprint);
    const severity = card.querySelector(".severity");
    severity.dataset.open ??= severity.textContent;
    severity.textContent = is ? say("accepted") : severity.dataset.open;
    card.classList.toggle("accepted", is);
    const button = card.querySelector("button.accept");
    button.setAttribute("aria-pressed", is);
    button.dataset.say = is ? "take_back" : "accept_finding";
    button.textContent = say(button.dataset.say);
  }
  drawPlaces();
  const shown = cards().filter((card) => accepted.has(card.dataset.fingerprint));
  find("page-review").hidden = !cards().length;
  find("page-review-said").textContent = say(keep.works ? "reviewed" : "reviewed_here", { open: cards().length - shown.length, accepted: shown.length });
  find("page-accepted-save").disabled = !accepted.size;
}

/** A place that only accepted findings rest on is drawn as any other. */
function drawPlaces() {
  const open = new Set(cards().filter((card) => !card.classList.contains("accepted")).flatMap(anchorsOf));
  for (const id of new Set(cards().flatMap(anchorsOf))) {
    for (const one of piecesOf(id)) one.classList.toggle("settled", !open.has(id));
  }
}

const anchorsOf = (card) => [...card.querySelectorAll("dd a")].flatMap((link) => [link.hash.slice(1), link.hash.slice(1).replace(/^c/, "t")]);

/** An element with an id, and the marks right behind it that belong to the same evidence. */
function piecesOf(id) {
  const pieces = [find(id)].filter(Boolean);
  for (let next = pieces[0]?.nextSibling; next instanceof HTMLElement && next.matches("mark:not([id]):is(.error, .query)"); next = next.nextSibling) pieces.push(next);
  return pieces;
}

// ---------------------------------------------------------------- keep
const keep = {
  works: true, // false where the browser keeps nothing for pages
  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT + title) ?? "[]");
      return Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : [];
    } catch (fault) {
      return this.fail(fault, []);
    }
  },
  write(names) {
    try {
      if (names.length) localStorage.setItem(KEPT + title, JSON.stringify(names));
      else localStorage.removeItem(KEPT + title);
    } catch (fault) {
      this.fail(fault);
    }
  },
  fail(fault, instead) {
    if (!(fault instanceof DOMException || fault instanceof SyntaxError)) throw fault;
    this.works = fault instanceof SyntaxError;
    return instead;
  },
};

function save() {
  const messages = Object.fromEntries(cards().map((card) => [card.dataset.fingerprint, card.querySelector("p").lastChild.textContent.trim()]));
  const findings = [...accepted].map((fingerprint) => ({ fingerprint, ...(messages[fingerprint] ? { message: messages[fingerprint] } : {}) }));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify({ title, findings }, null, 1)], { type: "application/json" }));
  link.download = "findings.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function load(event) {
  const [file] = event.target.files;
  event.target.value = ""; // so that the same file may be given again
  const names = file ? readAccepted(await file.text()) : [];
  if (!names) {
    find("page-review-said").textContent = say("accepted_unread", { name: file.name });
    return;
  }
  accepted = new Set([...accepted, ...names]);
  keep.write([...accepted]);
  draw();
}

/** The fingerprints of {"findings": [{"fingerprint": …}]} or of a list; null where it is neither, as the command line has it. */
function readAccepted(text) {
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  const entries = Array.isArray(found) ? found : found?.findings;
  if (!Array.isArray(entries)) return null;
  const names = entries.map((entry) => (typeof entry === "string" ? entry : entry?.fingerprint));
  return names.every((name) => typeof name === "string" && name) ? names : null;
}
