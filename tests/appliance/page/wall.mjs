// Tests in Node what a wall board shows: never more than is true, and practice never as a real call. Run by test_modules.py.

import assert from "node:assert/strict";
import { test } from "node:test";

const load = (name) => import(`${process.env.SITE}/${name}`);
const { drawn, headlineOf, named } = await load("wall_view.js");
const { WALL } = await load("wall_words.js");

const wing = (zone, word = "calm", practice = false) => ({ zone, word, practice });
const there = (...wings) => ({ special: "", starting: false, connected: true, wings });
const key = (...wings) => headlineOf(there(...wings)).key;

test("a board says whether anybody calls, and a call that waits comes first", () => {
  assert.deepEqual(headlineOf(there(wing("west"), wing("east"))), { key: "all-calm", tone: "calm" });
  assert.deepEqual(headlineOf(there(wing("west"), wing("east", "on-the-way"))), { key: "some-helped", tone: "coming" });
  assert.deepEqual(headlineOf(there(wing("west", "on-the-way"), wing("east", "call"))), { key: "some-call", tone: "person" });
});

test("practice is said to be practice", () => {
  assert.equal(key(wing("west", "call", true)), "practice-some-call");
  assert.equal(key(wing("west", "on-the-way", true), wing("east")), "practice-some-helped");
});

test("practice neither hides a real call nor makes it look worse than it is", () => {
  assert.equal(key(wing("west", "on-the-way", true), wing("east", "call")), "some-call");
  assert.equal(key(wing("west", "call", true), wing("east", "on-the-way")), "some-helped");
});

test("a board that heard nothing for a while knows nothing of any wing", () => {
  const stale = { ...there(wing("west", "call"), wing("", "call")), connected: false };
  assert.deepEqual(headlineOf(stale), { key: "stale", tone: "alarm" });
  assert.deepEqual(drawn(stale), [{ zone: "west", word: "unknown", practice: false }]);
});

test("a board that never heard anything says that it connects, and one that ended says why", () => {
  assert.equal(headlineOf({ ...there(), connected: false, starting: true }).key, "starting");
  for (const special of ["tab", "forgot", "over"]) assert.deepEqual(headlineOf({ ...there(wing("west")), special }), { key: special, tone: "alarm" });
});

test("a call of which nobody knows the wing is drawn too", () => {
  const at = there(wing("west"), wing("", "call"));
  assert.equal(headlineOf(at).key, "some-call");
  assert.deepEqual(drawn(at), at.wings);
});

test("an id of the plan is read as people read it", () => {
  assert.deepEqual(["west", "west-2", "second_floor", "élan.1", ""].map(named), ["West", "West 2", "Second floor", "Élan 1", ""]);
});

test("everything that a board can say is there in both languages", () => {
  assert.deepEqual(Object.keys(WALL.es), Object.keys(WALL.en));
  for (const key of ["starting", "stale", "tab", "forgot", "over", "all-calm", "some-call", "some-helped", "practice-some-call", "practice-some-helped"])
    assert.ok(WALL.en[key] && WALL.es[key], key);
});
