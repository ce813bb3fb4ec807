// The page's words in both languages; changing the language touches no report.
const root = document.documentElement;
const words = JSON.parse(root.dataset.words);
const sayings = JSON.parse(root.dataset.sayings).map(({ en, zh }) => ({ pattern: toPattern(en), zh }));

export function say(key, values = {}) {
  const written = words[root.dataset.language][key];
  return written?.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** What the service said in English, in the page's language; null where there are no words for it. */
export function translate(said) {
  if (root.dataset.language === "en") return said;
  for (const { pattern, zh } of sayings) {
    const found = pattern.exec(said);
    if (found) return zh.replace(/\{(\w+)\}/g, (_, name) => translate(found.groups[name]) ?? found.groups[name]);
  }
  return null;
}

/** A saying with holes as a pattern that names them. */
function toPattern(en) {
  return new RegExp(`^${en.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.+)")}$`, "s");
}

export function speak(language) {
  root.dataset.language = language;
  root.lang = language === "zh" ? "zh-CN" : "en";
  document.title = say("title");
  for (const one of document.querySelectorAll("[data-say]")) one.textContent = say(one.dataset.say);
  for (const one of document.querySelectorAll("[data-say-label]")) one.setAttribute("aria-label", say(one.dataset.sayLabel));
  document.dispatchEvent(new Event("spoken")); // for what is drawn by scripts
}

export const otherLanguage = () => (root.dataset.language === "zh" ? "en" : "zh");
