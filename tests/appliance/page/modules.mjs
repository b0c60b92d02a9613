// Tests the modules of the pages in Node: the bytes that are signed, presses and their receipts, what a page shows. Run by test_modules.py.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const { SITE, VECTORS } = process.env;
const load = (name) => import(`${SITE}/${name}`);
const { base64, bytesOf, hex, openBytes, pressBytes } = await load("bytes.js");
const { codeKey, makeKey, opening, pairingProof, sign } = await load("keys.js");
const { Presses, age } = await load("presses.js");
const { agedBy, dayOf, dot, seen } = await load("room_view.js");
const { ROOM } = await load("room_words.js");
const { PAIR } = await load("pair_words.js");
const { MINE } = await load("mine_words.js");
const { PLAIN } = await load("plain_words.js");

const vector = JSON.parse(readFileSync(VECTORS, "utf8"));
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const building = unhex(vector.building);

test("a browser makes the same bytes as the box, byte for byte", () => {
  const { page, challenge, bytes } = vector.opening;
  assert.equal(hex(openBytes(building, page, unhex(challenge))), bytes);
  for (const each of vector.presses) {
    const made = pressBytes(building, each.page, each.contact, each.counter, each.age_ms, unhex(each.ledger), unhex(each.challenge));
    assert.equal(hex(made), each.bytes);
  }
});

test("a browser proves a code as the box expects it", async () => {
  const key = await codeKey(building, vector.code);
  assert.equal(hex(key), vector.code_key);
  assert.equal(hex(await pairingProof(key, building, unhex(vector.public_key))), vector.proof);
});

test("a key cannot leave the browser, and signs what the box can check", async () => {
  const { key, publicKey } = await makeKey();
  await assert.rejects(crypto.subtle.exportKey("jwk", key));
  assert.equal(publicKey.length, 65);
  const who = { id: "B204-page", building, key }, challenge = new Uint8Array(16).fill(7);
  const fields = await opening(who, challenge);
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const open = await crypto.subtle.importKey("raw", publicKey, curve, true, ["verify"]);
  const bytes = openBytes(building, who.id, challenge);
  assert.ok(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, open, bytesOf(fields.signature), bytes));
});

test("base64 goes both ways for every byte", () => {
  const all = Uint8Array.from({ length: 256 }, (_, at) => at);
  assert.deepEqual(bytesOf(base64(all)), all);
  assert.equal(base64(all), Buffer.from(all).toString("base64"));
});

// ---- presses: a shelf in memory, and a box that answers as it is told

async function pressing(answers, kept) {
  const { key } = await makeKey(), shelf = new Map(kept ? [["presses", kept]] : []), told = [];
  const line = {
    ended: false, stales: 0, lost: 0, fresh: async () => new Uint8Array(16), stale() { this.stales += 1; }, lose() { this.lost += 1; this.ended = true; },
  };
  const ask = async (what, fields) => { told.push({ what, ...fields }); return answers.shift() ?? { repeat: false }; };
  const store = { get: async (name) => shelf.get(name), put: async (name, value) => { shelf.set(name, structuredClone(value)); } };
  const presses = new Presses({ id: "B204-page", building, key }, line, ask, store, () => {});
  await presses.load();
  return { presses, told, shelf, line };
}

const done = async (presses) => { while (presses.running || presses.waiting.length) await new Promise((go) => setTimeout(go, 5)); };

test("each kind is counted by itself, and a press goes when its receipt comes", async () => {
  const { presses, told, shelf } = await pressing([]);
  await presses.press("assist");
  await presses.press("emergency");
  await presses.press("assist");
  await done(presses);
  assert.deepEqual(told.map((each) => [each.contact, each.counter]).sort(), [["assist", 1], ["assist", 2], ["emergency", 1]]);
  assert.deepEqual(shelf.get("presses").counts, { assist: 2, emergency: 1 });
  assert.deepEqual(shelf.get("presses").waiting, []);
});

test("a press without a receipt is told again with the same count", async () => {
  const { presses, told } = await pressing([{ code: "away" }, { code: "not-delivered" }, { repeat: true }]);
  await presses.press("assist");
  assert.equal(presses.waiting.length, 1);
  await done(presses);
  assert.deepEqual(told.map((each) => each.counter), [1, 1, 1]);
});

test("a press that waited is told after a reload, and the count goes on from there", async () => {
  const before = { ledger: new Uint8Array(8).fill(5), counts: { assist: 4 }, waiting: [{ contact: "assist", counter: 4, at: Date.now() - 60000, steady: 1, life: 1 }] };
  const { presses, told } = await pressing([], before);
  assert.ok(presses.oldest >= 60000);
  await presses.press("assist");
  await done(presses);
  assert.deepEqual(told.map((each) => each.counter), [4, 5]);
  assert.ok(told[0].age_ms >= 60000 && told[1].age_ms < 60000);
  assert.equal(told[0].ledger, base64(before.ledger));
});

test("a count that the box has passed begins another ledger, and the press is not lost", async () => {
  const { presses, told } = await pressing([{ code: "count-below-record" }]);
  await presses.press("assist");
  await done(presses);
  assert.deepEqual(told.map((each) => each.counter), [1, 1]);
  assert.notEqual(told[0].ledger, told[1].ledger);
});

test("a box that knows more presses of this ledger than this browser does makes it begin another", async () => {
  const { presses, told } = await pressing([], { ledger: new Uint8Array(8).fill(5), counts: { assist: 2 }, waiting: [] });
  presses.heard({ assist: 2 }, "0505050505050505");
  await presses.press("assist");
  presses.heard({ assist: 9 }, "0505050505050505");
  await presses.press("assist");
  await done(presses);
  assert.equal(told[0].counter, 3);
  assert.notEqual(told.at(-1).ledger, base64(new Uint8Array(8).fill(5)));
});

test("a stale challenge is signed anew; a stranger's browser goes to open its page anew", async () => {
  const first = await pressing([{ code: "stale" }]);
  await first.presses.press("assist");
  await done(first.presses);
  assert.equal(first.line.stales, 1);
  const second = await pressing([{ code: "not-its-browser" }]);
  await second.presses.press("assist");
  while (second.presses.running) await new Promise((go) => setTimeout(go, 5));
  assert.equal(second.line.lost, 1);
  assert.equal(second.presses.waiting.length, 1);
});

test("a kind that the box does not take holds up no other", async () => {
  const { presses, told } = await pressing([{ code: "not-taken" }]);
  await presses.press("medical");
  await presses.press("emergency");
  while (!told.some((each) => each.contact === "emergency")) await new Promise((go) => setTimeout(go, 5));
  await done(presses);
});

test("a store that takes nothing does not keep a press back", async () => {
  const { presses, told } = await pressing([]);
  presses.shelf.put = async () => { throw new Error("no room"); };
  await presses.press("emergency");
  await done(presses);
  assert.equal(told.length, 1);
  assert.equal(presses.forgets, true);
});

test("an age is what both clocks say, and unknown where they differ", () => {
  const press = { at: 1_000_000, steady: 500, life: 7 };
  assert.equal(age(press, 1_004_000, 4_500, 7), 4000);
  assert.equal(age(press, 4_600_000, 4_500, 7), null, "the computer slept, or its clock was set");
  assert.equal(age(press, 900_000, 4_500, 7), null);
  assert.equal(age(press, 1_060_000, 3, 8), 60_000, "after a reload there is the wall clock alone");
  assert.equal(age(press, 900_000, 3, 8), null);
});

// ---- what is seen

const there = { connected: true, starting: false, over: false, waiting: 0, oldest: null, phase: "ready" };

test("a page shows what a lamp would, and never more than is true", () => {
  for (const phase of ["ready", "sending", "received", "acknowledged", "on-the-way", "not-delivered", "test", "out-of-service", "class-coming"])
    assert.equal(seen({ ...there, phase }).key, phase);
  assert.equal(seen({ ...there, waiting: 1, oldest: 4999, phase: "on-the-way" }).key, "sending");
  assert.equal(seen({ ...there, waiting: 1, oldest: 5000, phase: "on-the-way" }).key, "not-delivered");
  assert.equal(seen({ ...there, waiting: 1, oldest: null }).key, "not-delivered");
  assert.equal(seen({ ...there, connected: false, phase: "on-the-way" }).key, "lost");
  assert.equal(seen({ ...there, over: true }).key, "over");
  assert.deepEqual(seen({ ...there, phase: "of a later box" }).tone, "alarm");
});

test("an age is said in words, and a day is the day at this computer", () => {
  assert.deepEqual(agedBy(12_900), { key: "age-s", fill: { count: 12 } });
  assert.deepEqual(agedBy(5 * 60_000), { key: "age-min", fill: { count: 5 } });
  assert.deepEqual(agedBy(3 * 3_600_000), { key: "age-h", fill: { count: 3 } });
  assert.equal(agedBy(null).key, "age-unknown");
  assert.deepEqual(dayOf(new Date(2026, 7, 20, 7, 52)), { day: "2026-08-20", time: "07:52" });
});

test("the icon of the tab has the same colour whatever is going on", () => {
  const colours = ["calm", "busy", "person", "coming", "alarm"].flatMap((tone) => decodeURIComponent(dot(tone)).match(/#[0-9a-f]{6}/g));
  assert.equal(new Set(colours).size, 1);
  assert.ok(!decodeURIComponent(dot("none")).includes("#8a"));
});

test("everything is said in both languages, with the same fields to fill in", () => {
  for (const table of [ROOM, PAIR, MINE, PLAIN]) {
    assert.deepEqual(Object.keys(table.es), Object.keys(table.en));
    for (const key of Object.keys(table.en)) {
      assert.deepEqual(table.es[key].match(/\{\w+\}/g)?.sort(), table.en[key].match(/\{\w+\}/g)?.sort(), key);
    }
  }
});
