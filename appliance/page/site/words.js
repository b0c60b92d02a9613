// Says things in the language of whoever reads: English or Spanish. Each page brings its own table.

export const tables = {
  en: { language: "Español", wait: "One moment." },
  es: { language: "English", wait: "Un momento." },
};
const REMEMBERED = "language";

const remembered = () => { try { return localStorage.getItem(REMEMBERED); } catch { return null; } };
let now = remembered() ?? (navigator.language?.toLowerCase().startsWith("es") ? "es" : "en");

export const language = () => now;

export function add(words) {
  for (const each of Object.keys(tables)) Object.assign(tables[each], words[each]);
}

// The words for a key, with {name} filled in.
export const say = (key, fill = {}) =>
  (tables[now][key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(fill[name] ?? ""));

// Puts words where the page names them. Text only: a name of a room can never be markup.
export function speak(root = document) {
  document.documentElement.lang = now;
  for (const each of root.querySelectorAll("[data-say]")) each.textContent = say(each.dataset.say);
  for (const each of root.querySelectorAll("[data-label]")) each.setAttribute("aria-label", say(each.dataset.label));
}

// Makes a button the switch to the other language; `then` draws the page anew. `keeps` false: nothing of it stays in the browser.
export function switchedBy(button, then, keeps = true) {
  button.addEventListener("click", () => {
    now = now === "en" ? "es" : "en";
    if (keeps) try { localStorage.setItem(REMEMBERED, now); } catch { /* it holds until the page is closed */ }
    button.lang = now === "en" ? "es" : "en";
    speak();
    then();
  });
  button.lang = now === "en" ? "es" : "en";
}
