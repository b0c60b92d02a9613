// An educator's own page: the number of a record and the code of a receipt are typed, the box gives the page as blocks of text. Nothing is
// kept: the code stands in no address and no storage, and the page is gone when it is hidden, left, closed or untouched for five minutes.

import { ask } from "./ask.js";
import { MINE } from "./mine_words.js";
import { add, language, say, speak, switchedBy } from "./words.js";

const IDLE_MS = 300000; // as a record at a desk (appliance/doors/sitting/sitting.py)

const part = (id) => document.getElementById(id);
let told = "", idle, asked = 0;

add(MINE);
speak();
document.title = say("title");
switchedBy(part("language"), () => { clear("again"); document.title = say("title"); }, false); // the page comes in one language: it is asked for anew
part("form").addEventListener("submit", (event) => { event.preventDefault(); open(); });
part("close").addEventListener("click", () => clear("closed"));
part("print").addEventListener("click", () => print());
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") clear("closed"); });
addEventListener("pagehide", () => clear(""));
addEventListener("pageshow", (event) => { if (event.persisted) clear(""); });
for (const each of ["keydown", "pointerdown", "scroll"]) addEventListener(each, touched, { passive: true });

async function open() {
  const number = Number(part("number").value.trim()), code = part("code").value.trim();
  if (!Number.isInteger(number) || number < 1) return tell("not-a-number");
  const mine = ++asked;
  tell("opening");
  const said = await ask("mine", { number, code, spanish: language() === "es" });
  if (mine !== asked) return; // it was closed meanwhile
  if (said.code) return tell(said.code in MINE.en ? said.code : said.code === "not-understood" ? "not-a-code" : "away");
  part("form").reset();
  tell("");
  part("form").hidden = true;
  part("acts").hidden = part("page").hidden = false;
  part("page").lang = said.language;
  part("page").replaceChildren(...drawn(said));
  part("page").focus({ preventScroll: true });
  scrollTo(0, 0);
  touched();
}

// Takes everything away that was typed or shown.
function clear(key) {
  asked += 1;
  clearTimeout(idle);
  const was = !part("page").hidden;
  part("page").replaceChildren();
  part("page").hidden = part("acts").hidden = true;
  part("form").hidden = false;
  part("form").reset();
  tell(was ? key : "");
}

function touched() {
  clearTimeout(idle);
  idle = setTimeout(() => clear("closed"), IDLE_MS);
}

function tell(key) {
  told = key;
  part("said").textContent = told ? say(told) : "";
}

// ---- the page, as text alone: whatever somebody wrote can never be markup

function drawn({ title, subtitle, identity, sections }) {
  const parts = sections.flatMap(({ title: heading, level, blocks }) => [made(level > 1 ? "h4" : "h3", heading), ...blocks.map(block)]);
  return [made("h2", title), made("p", subtitle, "strong"), ...parts, made("p", identity, "identity")];
}

const BLOCKS = {
  text: ({ text }) => made("p", text),
  strong: ({ text }) => made("p", text, "strong"),
  quote: ({ text, source }) => within("blockquote", made("p", text), made("footer", source)),
  pairs: ({ rows }) => within("dl", ...rows.flatMap(([asks, answer]) => [made("dt", asks), made("dd", answer)])),
  table: ({ caption, heads, rows }) => {
    const head = within("thead", within("tr", ...heads.map((each) => scoped(made("th", each), "col"))));
    const body = rows.map(([first, ...rest]) => within("tr", scoped(made("th", first), "row"), ...rest.map((each) => made("td", each))));
    const table = within("div", within("table", made("caption", caption), head, within("tbody", ...body)));
    table.className = "scroll";
    return table;
  },
};

const block = (given) => BLOCKS[given.kind]({ text: "", source: "", caption: "", heads: [], rows: [], ...given });

function made(tag, text, kind = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

function within(tag, ...children) {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
}

function scoped(cell, scope) {
  cell.scope = scope;
  return cell;
}
