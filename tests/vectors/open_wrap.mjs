// Opens one key entry with nothing of Handbell's: HPKE and X-Wing of @hpke, SHA-256, HMAC and ChaCha20-Poly1305 of Node.
//
//     node open_wrap.mjs FOLDER_OF_NODE_MODULES < {"seed", "recipient", "wrap", "entry", "class"}, byte strings in hex
//
// Prints {"data_key", "plaintext", "digest"} in hex, or says what does not hold and exits 1.
import { createDecipheriv, createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(process.argv[2] + "/"));
const { CipherSuite, HkdfSha256 } = require("@hpke/core");
const { Chacha20Poly1305 } = require("@hpke/chacha20poly1305");
const { XWing } = require("@hpke/hybridkem-x-wing");

const ENCAPSULATED = 1120, HEADER = 116, NONCE = 12, TAG = 16;
const unhex = (text) => Uint8Array.from(Buffer.from(text, "hex")); // with a buffer of its own, which @hpke reads whole
const label = (purpose) => Buffer.concat([Buffer.from(purpose), Buffer.alloc(32)]).subarray(0, 32);

async function unwrapped(wrap, seed, info) {
  const kem = new XWing();
  const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });
  const recipientKey = await kem.importKey("raw", seed, false);
  const context = await suite.createRecipientContext({ recipientKey, enc: wrap.slice(0, ENCAPSULATED), info });
  return Buffer.from(await context.open(wrap.slice(ENCAPSULATED)));
}

function opened(entry, key) {
  const decipher = createDecipheriv("chacha20-poly1305", key, entry.subarray(HEADER, HEADER + NONCE), { authTagLength: TAG });
  decipher.setAAD(entry.subarray(0, HEADER));
  decipher.setAuthTag(entry.subarray(-TAG));
  const padded = Buffer.concat([decipher.update(entry.subarray(HEADER + NONCE, -TAG)), decipher.final()]);
  return padded.subarray(4, 4 + padded.readUInt32BE(0));
}

const asked = JSON.parse(readFileSync(0, "utf-8"));
const [seed, wrap, entry] = [asked.seed, asked.wrap, asked.entry].map(unhex);
const [building, epoch, stream, number] = [[6, 22], [38, 54], [62, 78], [78, 80]].map(([a, b]) => entry.subarray(a, b));
const place = Buffer.concat([stream, number, Buffer.from(asked.class)]);
try {
  const info = Buffer.concat([label("handbell key wrap v1"), building, epoch, place, unhex(asked.recipient)]);
  const key = await unwrapped(wrap, seed, info);
  const plaintext = opened(entry, key);
  const commitment = createHmac("sha256", key).update(label("handbell key commitment v1")).update(place).digest();
  if (!plaintext.includes(commitment)) throw new Error("the key entry commits to another key");
  const named = createHash("sha256").update(wrap).digest();
  if (!plaintext.includes(named)) throw new Error("the key entry does not name this wrap");
  const digest = createHash("sha256").update(label("handbell entry digest v1")).update(entry).digest();
  console.log(JSON.stringify({ data_key: key.toString("hex"), plaintext: plaintext.toString("hex"), digest: digest.toString("hex") }));
} catch (wrong) {
  console.log(`does not hold: ${wrong.message}`);
  process.exit(1);
}
