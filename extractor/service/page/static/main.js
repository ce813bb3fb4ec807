// Starts the page.
import { keepKey, readKey } from "./ask.js";
import { startCompare } from "./compare.js";
import { startCorrect } from "./correct.js";
import { startLook } from "./look.js";
import { startReview } from "./review.js";
import { startTeach } from "./teach.js";
import { otherLanguage, speak } from "./words.js";

const key = document.getElementById("page-key");
key.value = readKey();
key.addEventListener("change", () => keepKey(key.value));

const language = document.getElementById("page-language");
language.addEventListener("click", (event) => {
  event.preventDefault();
  speak(otherLanguage());
  language.href = `?lang=${otherLanguage()}`;
});

startLook();
startReview();
startCompare();
if (document.getElementById("page-correct")) startCorrect();
if (document.getElementById("page-teach")) startTeach();
document.documentElement.dataset.ready = "";
