// Teach: train with what was saved, look at what it gained and lost, release it or throw it away, go back.
import { ask } from "./ask.js";
import { drawVerdict } from "./verdict.js";
import { say } from "./words.js";

const find = (id) => document.getElementById(id);
const EVERY = 1000;
const SAYS = { 409: "busy", 422: "lesson_refused" };
let timer = null;

export function startTeach() {
  find("page-teach").addEventListener("toggle", () => find("page-teach").open && look());
  document.addEventListener("spoken", () => find("page-teach").open && look());
  find("page-train").addEventListener("click", () => act("start", { action: "train" }));
  find("page-rollback").addEventListener("click", () => confirm(say("really_rollback")) && act("start", { action: "rollback" }));
  find("page-cancel").addEventListener("click", () => act("cancel", {}));
  find("page-versions").addEventListener("click", (event) => {
    const { act: what, version } = event.target.dataset;
    if (what === "discard") confirm(say("really_discard", { version })) && act("discard", { version });
    else if (what === "release") act("start", { action: "release", version, why: find("page-why").value.trim() || null });
    else if (what) act("start", { action: what, version });
  });
}

const look = () => show(() => ask("v1/teaching"));
const act = (what, body) =>
  show(() => ask(`v1/teaching:${what}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), says: SAYS }));

async function show(asked) {
  clearTimeout(timer);
  try {
    const state = await (await asked()).json();
    draw(state);
    if (state.job?.running && find("page-teach").open) timer = setTimeout(look, EVERY);
  } catch (refusal) {
    tell(refusal.message, "wrong");
  }
}

function draw({ job, log, versions, history, verdict }) {
  const running = Boolean(job?.running);
  tell(job ? say(running ? "job_runs" : "job_done", { action: say(job.action), version: job.version ?? "" }) : say("no_job"));
  find("page-teach").dataset.running = running;
  for (const id of ["page-train", "page-rollback"]) find(id).disabled = running;
  find("page-cancel").disabled = !running;
  const pane = find("page-log");
  const isAtEnd = pane.scrollTop + pane.clientHeight >= pane.scrollHeight - 4;
  pane.textContent = log;
  if (isAtEnd) pane.scrollTop = pane.scrollHeight;
  find("page-versions").replaceChildren(...versions.toReversed().map((one) => drawVersion(one, running)));
  drawVerdict(verdict);
  find("page-history").replaceChildren(...history.toReversed().map(drawRelease));
}

function drawVersion({ name, passages, released }, running) {
  const row = document.createElement("tr");
  const acts = released ? [] : ["evaluate", "release", "discard"];
  const buttons = acts.map((what) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: say(what), disabled: running });
    Object.assign(button.dataset, { act: what, version: name });
    button.setAttribute("aria-label", `${say(what)} ${name}`);
    return button;
  });
  const last = make("td");
  last.append(...buttons);
  row.append(make("td", released ? `● ${say("serving")}` : ""), Object.assign(make("th", name), { scope: "row" }), make("td", passages ?? ""), last);
  return row;
}

const drawRelease = ({ when, action, version, from, why }) =>
  make("li", [new Date(when).toLocaleString(document.documentElement.lang), say(action), `${from || "—"} → ${version}`, why].filter(Boolean).join(" · "));

const make = (element, text = "") => Object.assign(document.createElement(element), { textContent: text });

function tell(message, look = "") {
  find("page-teach-said").textContent = message;
  find("page-teach-said").className = look;
}
