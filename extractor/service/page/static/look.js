// Give a report, read it through /v1/extract, show it, take it away in every format.
import { ask } from "./ask.js";
import { showReport, showText } from "./report.js";
import { acceptedNow, showReview } from "./review.js";
import { readPlain } from "./runs.js";
import { say } from "./words.js";

const KINDS = {
  json: "application/json",
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  html: "text/html",
};
const find = (id) => document.getElementById(id);
let given = null; // the report that is shown: how to ask for it again

export function startLook() {
  find("page-give").addEventListener("submit", (event) => {
    event.preventDefault();
    readGiven();
  });
  find("page-file").addEventListener("change", ({ target }) => target.files.length && read(target.files[0]));
  find("page-sample").addEventListener("click", readSample);
  find("page-another").addEventListener("click", startAnew);
  for (const button of document.querySelectorAll("[data-download]"))
    button.addEventListener("click", () => download(button.dataset.download));
  acceptDrops();
}

/** The report's text or file as a request to extract, with the fingerprints of accepted findings. */
export function requestOf(report, accepted = []) {
  const query = accepted.length ? `?${new URLSearchParams({ accepted: accepted.join(",") })}` : "";
  if (typeof report === "string")
    return { path: `v1/extract${query}`, method: "POST", body: report, headers: { "Content-Type": "text/plain; charset=utf-8" } };
  const body = new FormData();
  body.append("file", report);
  if (query) body.append("accepted", accepted.join(","));
  return { path: "v1/extract", method: "POST", body, headers: {} };
}

export const shownReport = () => given;

async function readGiven() {
  const [file] = find("page-file").files;
  const text = find("page-text").value;
  if (!file && !text.trim()) return tell(say("empty"), "wrong");
  await read(text.trim() ? text : file);
}

async function readSample() {
  await read(await (await ask("page/sample.txt")).text());
}

async function read(report) {
  performance.clearMarks();
  const begun = performance.mark("given").startTime;
  delete document.documentElement.dataset.shown;
  tell(say("reading"));
  find("page-progress").hidden = false;
  given = report;
  try {
    const [drawn] = await Promise.all([extract("html", []).then((response) => response.text()), preview(report)]);
    performance.mark("answered");
    showReview(showReport(drawn));
    showWhole(true);
    await painted();
    performance.mark("shown");
    tell(say("read_in", { seconds: ((performance.now() - begun) / 1000).toFixed(2) }));
    document.documentElement.dataset.shown = Math.round(performance.now() - begun);
  } catch (refusal) {
    showWhole(false);
    tell(refusal.message, "wrong");
  } finally {
    find("page-progress").hidden = true;
  }
}

/** Plain text can be read while the service reads it. */
async function preview(report) {
  const text = typeof report === "string" ? report : await readPlain(report);
  if (text === null) return;
  showText(text);
  showWhole(true);
  await painted();
  performance.mark("text");
}

function showWhole(is) {
  find("page-give").hidden = is;
  find("page-report").hidden = !is;
}

function extract(kind, accepted) {
  const { path, headers, ...options } = requestOf(given, accepted);
  return ask(path, { ...options, headers: { ...headers, Accept: KINDS[kind] } });
}

async function download(kind) {
  try {
    const response = await extract(kind, acceptedNow());
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = `${typeof given === "string" ? "report" : given.name.replace(/\.[^.]*$/, "")}.${kind}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch (refusal) {
    tell(refusal.message, "wrong");
  }
}

function startAnew() {
  showWhole(false);
  find("page-told").hidden = true;
  find("page-give").reset();
  tell("");
  find("page-text").focus();
}

function acceptDrops() {
  const over = (event, is) => {
    event.preventDefault();
    document.body.classList.toggle("over", is);
  };
  document.addEventListener("dragover", (event) => over(event, true));
  document.addEventListener("dragleave", (event) => over(event, false));
  document.addEventListener("drop", (event) => {
    over(event, false);
    const [file] = event.dataTransfer.files;
    if (file) read(file);
  });
}

function tell(message, look = "") {
  find("page-said").textContent = message;
  find("page-said").className = look;
}

const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
