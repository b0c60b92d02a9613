// Draws a wall board: the wings of a building as large tiles. It presses nothing, and knows no room and no name.

import { Line } from "./events.js";
import { keepPages } from "./kept_pages.js";
import { identity } from "./keys.js";
import { drawn, headlineOf, named } from "./wall_view.js";
import { WALL } from "./wall_words.js";
import { add, say, speak, switchedBy } from "./words.js";

const SHAPES = { calm: "○", call: "▲", "on-the-way": "●", unknown: "?" };
const DRAWN_MS = 1000; // it says in seconds how old it is

const part = (id) => document.getElementById(id);
const at = { special: "", starting: true, connected: false, dark: false, wings: [] };
let name = "", line = null, newsAt = performance.now(), said = "", shown = "";

add(WALL);
speak();
switchedBy(part("language"), () => { said = shown = ""; draw(); });
keepPages(() => !at.wings.some((wing) => wing.word !== "calm"));
begin();

async function begin() {
  const who = await identity().catch(() => undefined);
  if (who?.kind !== "wall") return only("forgot");
  // two tabs would take the stream from each other
  await navigator.locks.request("handbell-page", { ifAvailable: true }, (lock) => {
    if (!lock) return only("tab");
    work(who);
    return new Promise(() => {});
  });
  if (at.special === "tab") navigator.locks.request("handbell-page", () => location.reload());
}

function work(who) {
  line = new Line(who, { opened, state, lost, over: () => only("over") });
  line.start();
  setInterval(draw, DRAWN_MS);
  lit();
  document.addEventListener("visibilitychange", lit);
}

// Keeps the screen on, where the browser can.
async function lit() {
  if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => {});
}

function opened(fields) {
  name = fields.name;
  Object.assign(at, { connected: true, starting: false });
  state(fields.state);
}

function state({ dark, wings }) {
  at.dark = dark;
  if (!dark) at.wings = wings;
  draw();
}

function lost() {
  Object.assign(at, { connected: false, starting: false });
  draw();
}

function only(key) {
  Object.assign(at, { special: key, wings: [], dark: false });
  part("pairing").hidden = key === "tab";
  draw();
}

function draw() {
  const { key, tone } = headlineOf(at);
  document.body.dataset.tone = tone;
  document.body.classList.toggle("dark", at.dark);
  document.title = say("title");
  part("name").textContent = name || say("title");
  if (at.connected) newsAt = line.heardAt;
  const seconds = Math.round((performance.now() - newsAt) / 1000);
  part("since").textContent = key === "stale" ? say("since", { seconds }) : "";
  const detail = at.special || key === "stale" ? say(key + "-says") : "";
  if (said !== key + detail) { // a live region is read aloud whenever it is written
    said = key + detail;
    part("headline").textContent = say(key);
    part("detail").textContent = detail;
  }
  const wings = at.dark ? [] : drawn(at), now = JSON.stringify(wings);
  if (shown === now) return;
  shown = now;
  part("wings").replaceChildren(...wings.map(tile));
}

function tile({ zone, word, practice }) {
  const made = part("wing").content.firstElementChild.cloneNode(true);
  made.dataset.word = word;
  if (practice) made.dataset.practice = "yes";
  made.querySelector(".shape").textContent = SHAPES[word];
  made.querySelector("strong").textContent = zone ? named(zone) : say("elsewhere");
  made.querySelector(".word").textContent = say(word);
  made.querySelector(".practice").textContent = say("practice");
  return made;
}
