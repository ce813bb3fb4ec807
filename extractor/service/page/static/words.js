// The page's words in both languages; changing the language touches no report.
const root = document.documentElement;
const words = JSON.parse(root.dataset.words);

export function say(key, values = {}) {
  const written = words[root.dataset.language][key];
  return written?.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function speak(language) {
  root.dataset.language = language;
  root.lang = language === "zh" ? "zh-CN" : "en";
  document.title = say("title");
  for (const one of document.querySelectorAll("[data-say]")) one.textContent = say(one.dataset.say);
  for (const one of document.querySelectorAll("[data-say-label]")) one.setAttribute("aria-label", say(one.dataset.sayLabel));
}

export const otherLanguage = () => (root.dataset.language === "zh" ? "en" : "zh");
