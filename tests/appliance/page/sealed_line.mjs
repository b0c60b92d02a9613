// Tests the private line of a page in Node, against a box that answers as it is told: frames go out with the word of their line, a former
// line ends nothing, and a box with another key is named. Run by test_modules.py.

import assert from "node:assert/strict";
import { test } from "node:test";

const { SITE } = process.env;
const load = (name) => import(`${SITE}/${name}`);
for (const [name, value] of [["localStorage", { getItem: () => null }], ["navigator", { language: "en" }], ["document", { visibilityState: "visible" }]])
  Object.defineProperty(globalThis, name, { value, configurable: true }); // what a browser has and Node has not
const { base64 } = await load("bytes.js");
const { makeKey } = await load("keys.js");
const { offer } = await load("private.js");
const { DeskLine } = await load("desk_line.js");
const { PhoneLine } = await load("phone_line.js");
const { add } = await load("words.js");
add((await load("desk_words.js")).DESK);

// A browser with its line, and everything that it asked and was told.
async function paired(Kind, id) {
  const { key } = await makeKey(), boxKey = (await offer()).ephemeral, asked = [], told = [];
  globalThis.fetch = async (_path, { body }) => {
    const said = JSON.parse(body);
    asked.push(said);
    const answer = said.ask === "hello" ? { challenge: base64(new Uint8Array(16)) }
      : said.ask.endsWith("-open") ? { ephemeral: base64((await offer()).ephemeral), word: `word ${asked.length}` } : {};
    return { json: async () => answer };
  };
  const on = Object.fromEntries(["opened", "scene", "screen", "lost", "over"].map((name) => [name, (...said) => told.push([name, ...said])]));
  const line = new Kind({ id, building: new Uint8Array(16), key, boxKey }, on);
  return { line, asked, told, names: () => told.map(([name]) => name) };
}

const isOpen = async (line, before) => { while (!line.sealed || line.sealed === before) await new Promise((go) => setTimeout(go, 5)); };

test("each frame goes out with the word of its line, in its order", async () => {
  const { line, asked } = await paired(DeskLine, "library");
  line.take("opened", { word: "of the stream" });
  await isOpen(line);
  line.say({ say: "stroke", key: "a" });
  line.say({ say: "stroke", key: "b" });
  await line.sending;
  const [open, ...ups] = asked.filter((each) => each.ask !== "hello");
  assert.deepEqual([open.ask, ...ups.map((each) => each.ask)], ["desk-open", "desk-up", "desk-up"]);
  assert.deepEqual([open.word, ...ups.map((each) => each.word)], ["of the stream", line.word, line.word]);
  assert.ok(line.word.startsWith("word ") && ups[0].data !== ups[1].data);
});

test("the end of a former line ends nothing; another window ends the desk and says so", async () => {
  const { line, told, names } = await paired(DeskLine, "library");
  line.take("opened", {});
  line.take("private-closed", { code: "elsewhere", says: "This desk was opened in another window or computer." });
  await isOpen(line);
  assert.deepEqual([line.ended, names()], [false, ["opened"]]);
  line.take("elsewhere", {});
  assert.deepEqual([line.ended, told.at(-1)], [true, ["over", "", true]]);
});

test("a phone whose box has another key opens three lines and then says that it must be paired anew", async () => {
  const { line, asked, names } = await paired(PhoneLine, "reyes-phone");
  line.take("opened", {});
  for (let opened = 1; opened <= 3; opened += 1) {
    await isOpen(line);
    await line.sending;
    assert.equal(line.ended, false);
    line.take("private-closed", { code: "broken", says: "The line to the box broke. It is opened again." });
  }
  assert.deepEqual([line.ended, names()], [true, ["over"]]);
  assert.equal(asked.filter((each) => each.ask === "private-open").length, 3);
});

test("lines that ended for another reason do not count for that", async () => {
  const { line } = await paired(PhoneLine, "reyes-phone");
  line.take("opened", {});
  for (const code of ["away", "away", "away", "broken"]) {
    await isOpen(line);
    line.take("private-closed", { code, says: "" });
  }
  assert.equal(line.ended, false);
  line.finish({});
});

test("a line that the box let go is opened again, without a word to the page of a phone", async () => {
  const { line, names } = await paired(PhoneLine, "reyes-phone");
  line.take("opened", {});
  await isOpen(line);
  const { sealed } = line;
  line.take("private-closed", { code: "away", says: "" });
  await isOpen(line, sealed);
  assert.deepEqual(names(), []);
  line.take("private-closed", { code: "retired", says: "This phone is not paired any more." });
  assert.deepEqual(names(), ["over"]);
});
