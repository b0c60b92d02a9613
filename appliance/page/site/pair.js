// Pairs this browser: a code that was typed, or that came with the address after #. The key is made here and cannot leave.

import { ask } from "./ask.js";
import { base64, bytesOf } from "./bytes.js";
import { codeKey, identity, keep, makeKey, pairingProof } from "./keys.js";
import { PAIR } from "./pair_words.js";
import { isOfBox } from "./private.js";
import { add, say, speak, switchedBy } from "./words.js";

const CODE_CHARACTERS = 8; // as appliance/api/page/signed.py says
const part = (id) => document.getElementById(id);
let who, busy = false;

add(PAIR);
speak();
switchedBy(part("language"), () => { part("said").textContent = ""; before(); });
part("form").addEventListener("submit", (event) => { event.preventDefault(); pair(); });
addEventListener("hashchange", begin); // a second QR code, opened where the page is open already
begin();

async function begin() {
  who = await identity().catch(() => undefined);
  before();
  const code = codeOf(decodeURIComponent(location.hash.slice(1)));
  history.replaceState(null, "", "/pair"); // a code is used once, and stands in no history
  if (code) {
    part("code").value = code;
    await pair();
  }
}

function before() {
  part("paired").hidden = !who;
  if (who) part("paired").textContent = say("paired-as", { id: who.id });
}

// A code as it is meant: no letter in it looks like a digit in it.
function codeOf(typed) {
  return typed.toUpperCase().replaceAll("0", "O").replaceAll("1", "I").replaceAll("8", "B").replace(/[^A-Z2-7]/g, "");
}

async function pair() {
  const code = codeOf(part("code").value);
  if (code.length !== CODE_CHARACTERS) return tell("code-short");
  if (busy) return;
  busy = true;
  tell("pairing");
  try {
    await paired(code);
  } catch {
    tell("no-key");
  } finally { busy = false; }
}

async function paired(code) {
  const hello = await ask("hello");
  if (hello.code) return tell("no-box");
  const building = bytesOf(hello.building), { key, publicKey } = await makeKey();
  const secret = await codeKey(building, code), proof = await pairingProof(secret, building, publicKey);
  const answer = await ask("pair", { public_key: base64(publicKey), proof: base64(proof) });
  if (answer.code) return tell(answer.code === "away" ? "no-box" : answer.code === "too-many" ? "too-many" : "no-pair");
  const kind = answer.kind, boxKey = bytesOf(answer.box_key);
  // whoever carried the answer could have put a key of their own in its place
  const ofBox = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  if (!await isOfBox(ofBox, building, boxKey, publicKey, bytesOf(answer.box_proof))) return tell("no-pair");
  await keep({ id: answer.page, kind, building, key, publicKey, boxKey });
  const lasts = (await navigator.storage?.persist?.()) ?? false;
  tell("done");
  part("unkept").hidden = lasts;
  location.replace("/" + kind);
}

function tell(key) {
  part("said").textContent = say(key);
}
