// Draws a room's page, and joins its parts: the line to the box, the presses, the place. Computes nothing about calls.

import { ask } from "./ask.js";
import { Line } from "./events.js";
import { held } from "./hold.js";
import { keepPages } from "./kept_pages.js";
import { identity } from "./keys.js";
import { SHAPES } from "./kinds.js";
import { Presses } from "./presses.js";
import { agedBy, dayOf, dot, seen } from "./room_view.js";
import { ROOM } from "./room_words.js";
import * as store from "./store.js";
import { add, say, speak, switchedBy } from "./words.js";

const DRAWN_MS = 1000; // ages are in seconds
const FORGOTTEN_MS = 60000; // how often to look whether the key is still there: whoever is near is told within a minute

const part = (id) => document.getElementById(id);
const at = { connected: false, starting: true, over: false, phase: "", dark: false, waiting: 0, oldest: null };
let room = null, kinds = [], carried = false, place = null, presses = null, forgotten = false, half = false, said = "", special = "", shelved = "";

add(ROOM);
speak();
switchedBy(part("language"), () => { said = ""; offer(); draw(); });
part("yes").addEventListener("click", confirm);
keepPages(() => !at.waiting && (at.phase === "ready" || !at.connected));
begin();

async function begin() {
  const who = await identity().catch(() => undefined);
  if (who?.kind !== "room") return only("forgot", true);
  // one tab works: two would count the same presses
  await navigator.locks.request("handbell-page", { ifAvailable: true }, (lock) => {
    if (!lock) return only("tab", false);
    work(who);
    return new Promise(() => {});
  });
  if (special === "tab") navigator.locks.request("handbell-page", () => location.reload());
}

async function work(who) {
  const line = new Line(who, { opened, state, lost, over });
  presses = new Presses(who, line, ask, store, changed);
  const [, before, placed] = await Promise.all([presses.load(), shelf("page"), shelf("place")]);
  if (before) { // what the box said last: enough to press while it is away, and to stay dark
    ({ room, kinds, carried } = before);
    at.dark = before.dark;
  }
  place = placed ?? null;
  offer();
  changed();
  line.start();
  setInterval(changed, DRAWN_MS);
  setInterval(async () => { forgotten = (await identity().catch(() => undefined)) === undefined; }, FORGOTTEN_MS);
}

const shelf = (name) => store.get(name).catch(() => undefined);

// ---- what the box says

function opened(fields) {
  ({ room, kinds, carried } = fields);
  Object.assign(at, { connected: true, starting: false });
  offer();
  state(fields.state);
}

function state({ phase, dark, kept: counts, ledger }) {
  Object.assign(at, { phase, dark });
  const kept = JSON.stringify({ room, kinds, carried, dark });
  if (kept !== shelved) store.put("page", JSON.parse(shelved = kept)).catch(() => {});
  presses.heard(counts, ledger);
  changed();
}

function lost() {
  Object.assign(at, { connected: false, starting: false });
  changed();
}

function over() {
  Object.assign(at, { connected: false, over: true });
  part("pairing").hidden = false;
  part("calls").hidden = true; // a button that calls nobody must not stand there
  changed();
}

// ---- what the person does

async function confirm() {
  place = { ...dayOf(new Date()), room };
  draw();
  await store.put("place", place).catch(() => {});
}

// ---- what is seen

// Makes a button for each kind of call.
function offer() {
  const calls = part("calls"), same = calls.dataset.kinds === kinds.join();
  calls.dataset.kinds = kinds.join();
  if (!same) calls.replaceChildren(...kinds.map(made));
  for (const button of calls.children) label(button);
}

function made(kind) {
  const button = part("call").content.firstElementChild.cloneNode(true);
  button.dataset.kind = kind;
  button.querySelector(".shape").textContent = SHAPES[kind] ?? "";
  held(button, () => presses.press(kind), (first) => { half = first; button.classList.toggle("half", first); draw(); });
  return button;
}

function label(button) {
  const { kind } = button.dataset;
  button.querySelector("strong").textContent = say(kind);
  button.querySelector(".says").textContent = say(kind + "-says");
  button.querySelector(".how").textContent = say("hold");
}

function changed() {
  if (presses) Object.assign(at, { waiting: presses.waiting.length, oldest: presses.oldest });
  draw();
}

function draw() {
  const { key, tone } = special ? { key: special, tone: "alarm" } : seen(at);
  document.body.dataset.tone = tone;
  document.documentElement.classList.toggle("dark", at.dark && !at.over);
  document.title = room ?? say("title");
  part("room").textContent = room ?? say("title");
  const headline = say(key), detail = say(half ? "again" : key + "-says");
  if (said !== headline + detail) { // a live region is read aloud whenever it is written
    said = headline + detail;
    part("headline").textContent = headline;
    part("detail").textContent = detail;
  }
  const { key: age, fill } = agedBy(at.oldest);
  show("told", at.waiting > 0 && key !== "sending", say("told", { age: say(age, fill) }));
  drawPlace();
  show("forgets", !special && (forgotten || presses?.forgets === true), say("forgets"));
  part("dot").href = dot(at.dark ? "none" : tone);
}

function drawPlace() {
  const today = place?.day === dayOf(new Date()).day && place.room === room;
  show("place", carried && today, say("place", { time: place?.time }));
  part("here").hidden = !carried || today || at.over || at.dark;
  part("here-asks").textContent = say("here", { room });
  part("here-says").textContent = say("here-says", { room });
}

function show(id, whether, words) {
  part(id).hidden = !whether;
  if (part(id).textContent !== words) part(id).textContent = words;
}

// Shows one thing alone: this page does not work here.
function only(key, pairing) {
  special = key;
  part("pairing").hidden = !pairing;
  draw();
}
