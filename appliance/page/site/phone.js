// The page of a responder's phone: who is called, where, who goes, and the three answers. It decides nothing about calls: what it shows
// comes from the box, and an answer counts when the box shows it.

import { keepPages } from "./kept_pages.js";
import { identity } from "./keys.js";
import { PhoneLine } from "./phone_line.js";
import * as sound from "./phone_sound.js";
import { PHONE } from "./phone_words.js";
import { add, say, speak, switchedBy } from "./words.js";

const STALE_MS = 12000; // two heartbeats without an answer, and some more
const TAKEN_MS = 5000; // promise 1: five seconds after an answer the box has it, or the page says to use the radio
const part = (id) => document.getElementById(id);
const put = (node, text) => { if (node.textContent !== text) node.textContent = text; };

let line = null, screen = null, screenAt = 0, lost = false, over = "", lit = null, anyway = false, told = null;
const nodes = new Map(); // message → its card
const answered = new Map(); // message → { reply, at } until the box shows it

add(PHONE);
speak();
switchedBy(part("language"), draw);
part("sound-on").addEventListener("click", async () => { await sound.turnOn().catch(() => null); keepLit(); draw(); });
part("anyway").addEventListener("click", () => { anyway = true; draw(); });
document.addEventListener("visibilitychange", keepLit);
setInterval(draw, 1000);
keepPages(() => !screen?.cards.length && !sound.isOn()); // a page that is loaded anew is silent until somebody touches it
begin();

async function begin() {
  const who = await identity().catch(() => undefined);
  if (who?.kind !== "phone" || !who.boxKey) return only("forgot");
  // one tab works: two would take the line from each other
  await navigator.locks.request("handbell-page", { ifAvailable: true }, (lock) => {
    if (!lock) return only("tab");
    line = new PhoneLine(who, { screen: take, lost: () => { lost = true; draw(); }, over: () => only("unpaired") });
    line.start();
    keepLit();
    draw();
    return new Promise(() => {});
  });
  if (over === "tab") navigator.locks.request("handbell-page", () => location.reload());
}

// Shows that this page tells nobody anything, and why.
function only(why) {
  over = why;
  screen = told = null;
  draw();
}

// Takes what the box shows. What stood here and stands no more is told once.
function take(said) {
  for (const card of screen?.cards ?? []) {
    if (said.cards.some((each) => each.call === card.call)) continue;
    const gave = answered.get(card.message)?.reply;
    told = { key: gave === "cannot" ? "cannot-said" : "over-said", n: card.call };
    answered.delete(card.message);
  }
  for (const card of said.cards) {
    const gave = answered.get(card.message)?.reply; // a desk may have noted meanwhile that whoever goes is there
    if (gave && (gave === card.mine || (gave === "going" && card.mine === "there"))) answered.delete(card.message);
    if (card.asks && !nodes.has(card.message)) told = { key: "new-call", card };
  }
  if (!said.response) anyway = false;
  screen = said;
  screenAt = performance.now();
  lost = false;
  for (const [message, each] of answered) if (said.cards.some((card) => card.message === message)) line.answer(message, each.reply);
  draw();
  const asking = said.cards.filter((card) => card.asks).map((card) => card.message);
  if (said.test) asking.push(said.test); // to draw a test is all that it asks
  requestAnimationFrame(() => line.drew(asking)); // a browser calls this for what is seen, and never for a hidden page
}

function give(message, reply) {
  answered.set(message, { reply, at: performance.now() });
  line.answer(message, reply);
  draw();
}

async function keepLit() {
  if (document.visibilityState !== "visible") return;
  try {
    const held = await navigator.wakeLock.request("screen");
    held.addEventListener("release", () => { lit = null; draw(); });
    lit = true;
  } catch { lit = false; }
  draw();
}

// ---- what is seen

function draw() {
  const aged = performance.now() - screenAt, stale = !screen || lost || aged > STALE_MS, seconds = Math.floor(aged / 1000);
  const cards = screen?.cards ?? [], asking = cards.filter((card) => card.asks), real = asking.some((card) => !card.practice);
  // a lockdown that is practised silences no real call
  const hides = screen?.response === "lockdown", silent = hides && !anyway && !(screen.response_practice && real);
  document.body.className = [stale || over ? "lost" : "", hides ? "dim" : "", sound.isOn() ? "" : "silent"].join(" ").trim();
  put(part("building"), screen?.building ?? "");
  put(part("person"), screen?.person ?? "");
  put(part("heard"), over ? say(over) : !screen ? say(lost ? "away" : "waiting") : stale ? say("stale", { n: seconds }) : say("heard", { n: seconds }));
  part("heard").setAttribute("aria-live", stale || over ? "assertive" : "off");
  put(part("lost"), stale && (screen || lost) && !over ? say("lost") : "");
  put(part("title"), cards.length ? say("calls") : "");
  document.title = (asking.length ? `(${asking.length}) ` : "") + "Handbell";
  put(part("alert"), told === null ? "" : told.card ? spoken(told.card) : say(told.key, told));
  part("alert").classList.toggle("only-heard", Boolean(told?.card)); // the card itself says it to whoever sees
  part("response").hidden = !screen?.response;
  if (screen?.response) {
    put(part("response-is"), (screen.response_practice ? `${say("drill")}: ` : "") + say(screen.response));
    put(part("response-says"), hides ? say(silent ? "quiet" : "loud") : say("follow"));
    part("anyway").hidden = !silent;
  }
  drawCards(cards, aged);
  part("more").hidden = !screen?.more;
  put(part("more"), screen?.more ? say("more", { n: screen.more }) : "");
  put(part("a-test"), screen?.test ? say("a-test") : "");
  part("calm").hidden = cards.length > 0 || stale || over !== "";
  part("pair").hidden = over === "" || over === "tab";
  part("ready").hidden = over !== "";
  put(part("sound"), silent ? "" : say(sound.isOn() ? "sound-is-on" : "sound-is-off"));
  put(part("sound-on"), say(sound.isOn() ? "test" : "turn-on"));
  part("sound-on").hidden = silent;
  part("sound-on").classList.toggle("main", !sound.isOn());
  put(part("lit"), lit === null ? "" : say(lit ? "lit" : "not-lit"));
  sound.play(!asking.length || silent || over ? "" : real ? "call" : "drill");
}

const spoken = (card) => `${say("new-call")}: ${card.practice ? say("drill") + ". " : ""}${say("kind-" + card.kind)}, ${card.place}`;

function drawCards(cards, aged) {
  for (const [message, node] of nodes) if (!cards.some((card) => card.message === message)) { node.remove(); nodes.delete(message); }
  cards.forEach((card, at) => {
    const node = nodes.get(card.message) ?? made(card.message);
    if (part("cards").children[at] !== node) part("cards").insertBefore(node, part("cards").children[at] ?? null);
    drawCard(node, card, aged);
  });
}

function made(message) {
  const node = part("card").content.firstElementChild.cloneNode(true);
  node.querySelector("h2").id = "call-" + message;
  node.setAttribute("aria-labelledby", "call-" + message);
  for (const reply of ["going", "there", "cannot"]) node.querySelector("." + reply).addEventListener("click", () => give(message, reply));
  nodes.set(message, node);
  return node;
}

function drawCard(node, card, aged) {
  const see = (name, text) => { const found = node.querySelector("." + name); put(found, text); found.hidden = !text; };
  const gave = answered.get(card.message), late = gave && performance.now() - gave.at > TAKEN_MS;
  node.className = "card " + card.kind;
  see("drill", card.practice ? say("drill") : "");
  see("kind", say("kind-" + card.kind));
  see("place", card.place);
  see("floor", card.floor ? say("floor", { at: card.floor }) : "");
  see("means", say("means-" + card.kind));
  const minutes = Math.floor((card.called_ms + aged) / 60000);
  see("since", [card.called_at ? say("since", { at: card.called_at }) : "", minutes ? say("ago", { n: minutes }) : say("now"), `${say("call")} ${card.call}`].filter(Boolean).join(" · "));
  see("pressed", card.presses > 1 ? say("pressed", { n: card.presses }) : "");
  const before = card.pressed_ago_ms === null ? null : Math.floor(card.pressed_ago_ms / 60000);
  see("late", before === null ? say("late-unknown") : before ? say("late", { n: before }) : "");
  see("who", card.sent.map((each) => `${each.name || say("role-" + each.role)}: ${say(each.stage)}`).join(", ") || say(card.taken ? "taken" : "nobody"));
  see("sent-you", card.sent_you ? say("sent-you") : "");
  see("mine", gave ? say(late ? "not-taken" : "sending") : card.mine ? say("said-" + card.mine) : "");
  node.querySelector(".mine").classList.toggle("bad", Boolean(late));
  const going = node.querySelector(".going"), there = node.querySelector(".there");
  for (const reply of ["going", "there", "cannot"]) put(node.querySelector("." + reply), say(reply));
  going.hidden = card.mine !== "";
  going.classList.toggle("main", card.mine === "");
  there.hidden = card.mine === "there";
  there.classList.toggle("main", card.mine === "going");
}
