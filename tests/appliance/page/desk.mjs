// Tests the line of a desk in a browser in Node: which end of it is the last, and which one this page opens again. Run by test_modules.py.

import assert from "node:assert/strict";
import { test } from "node:test";

const load = (name) => import(`${process.env.SITE}/${name}`);
const { base64 } = await load("bytes.js");
const { DeskLine } = await load("desk_line.js");
const { DESK } = await load("desk_words.js");
const { makeKey } = await load("keys.js");
const { offer } = await load("private.js");

// A desk whose box answers each question with `answers(what)`.
async function desk(answers = () => ({ code: "away" })) {
  globalThis.fetch = async (_, { body }) => ({ json: async () => answers(JSON.parse(body).ask) });
  const told = [], box = await offer();
  const who = { id: "library", building: new Uint8Array(16), key: (await makeKey()).key, boxKey: box.ephemeral };
  const line = new DeskLine(who, {
    opened: () => told.push("opened"), scene() {}, lost: () => told.push("lost"), over: (_, elsewhere) => told.push(elsewhere ? "elsewhere" : "over"),
  });
  return { line, told, box };
}

test("the line that this page opened in the place of its own ends nothing", async () => {
  const { line, told } = await desk();
  line.sealed = { seal() {} };
  line.take("private-closed", { code: "elsewhere", says: "This desk was opened in another window or computer." });
  assert.deepEqual([line.ended, told], [false, []]);
});

test("another window that took the stream ends this one, which does not take it back", async () => {
  const { line, told } = await desk();
  line.sealed = { seal() {} };
  line.take("elsewhere", {});
  assert.deepEqual([line.ended, line.sealed, told], [true, null, ["elsewhere"]]);
});

test("a desk that was retired ends", async () => {
  const { line, told } = await desk();
  line.take("private-closed", { code: "retired", says: "" });
  assert.deepEqual([line.ended, told], [true, ["over"]]);
});

test("of two openings at once the later one alone opens", async () => {
  const waiting = [];
  const { line, told, box } = await desk((what) =>
    what === "hello" ? { challenge: base64(new Uint8Array(16)) } : new Promise((answer) => waiting.push(answer)));
  const both = [line.openSealed(), line.openSealed()];
  while (!waiting.length) await new Promise((go) => setTimeout(go, 1));
  for (const answer of waiting) answer({ ephemeral: base64(box.ephemeral), word: "w" });
  await Promise.all(both);
  assert.deepEqual(told, ["opened"]);
});

test("an answer that cannot be right is a lost line, which is opened again", async () => {
  const { line, told } = await desk((what) => (what === "hello" ? { challenge: base64(new Uint8Array(16)) } : { ephemeral: "AAAA", word: "w" }));
  await line.openSealed();
  clearTimeout(line.soon);
  assert.deepEqual([line.sealed, told], [null, ["lost"]]);
});

test("everything is said in both languages, with the same fields to fill in", () => {
  assert.deepEqual(Object.keys(DESK.es), Object.keys(DESK.en));
  for (const key of Object.keys(DESK.en)) assert.deepEqual(DESK.es[key].match(/\{\w+\}/g)?.sort(), DESK.en[key].match(/\{\w+\}/g)?.sort(), key);
});
