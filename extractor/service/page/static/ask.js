// One door to the service: the key in every request, every refusal as one sentence.
import { say, translate } from "./words.js";

const KEY = "extractor-key";
const PLAIN = [0, 401, 403, 409, 429, 503]; // statuses that our own words say all of

export const readKey = () => sessionStorage.getItem(KEY) ?? "";
export const keepKey = (key) => sessionStorage.setItem(KEY, key.trim());

/** What the service said no with, in the page's language: `status` (0: not reached), and the problem with its own words. */
export class Refusal extends Error {
  constructor(status, problem, said = `status_${status}`) {
    const known = say(said);
    const detail = known && PLAIN.includes(status) ? "" : explain(problem);
    super([known ?? say("failed"), detail].filter(Boolean).join("：") + fieldsOf(problem));
    this.status = status;
    this.problem = problem;
  }
}

/** Why, as far as there are words for it; else where the reason is to be found. */
const explain = ({ detail = "", request_id: id }) => translate(detail) ?? (id ? say("see_log", { id }) : "");
const fieldsOf = (problem) => (problem.errors ?? []).map((one) => `\n${one.field}：${translate(one.detail) ?? one.detail}`).join("");

/** The response where it is one of success; a Refusal else, in the words that `says` has for its status. */
export async function ask(path, { headers = {}, says = {}, ...options } = {}) {
  const key = readKey();
  const sent = { ...headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  let response;
  try {
    response = await fetch(path, { ...options, headers: sent });
  } catch {
    throw new Refusal(0, {});
  }
  if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => ({})), says[response.status]);
  return response;
}
