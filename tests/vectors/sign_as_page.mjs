// Signs and proves as a browser does, with WebCrypto alone: reads {"building", "code", "presses": [...]} (JSON, bytes in hex) and writes
// the key, the proof of the code, and for each press its bytes and its signature. It shares no code with the product.
import { webcrypto as crypto } from "node:crypto";

const text = new TextEncoder();
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const raw = (hexed) => new Uint8Array(Buffer.from(hexed, "hex"));
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const counted = (word) => joined([text.encode(word).length], text.encode(word));
const whole = (number, bytes) => raw(BigInt(number).toString(16).padStart(2 * bytes, "0"));

const asked = JSON.parse(await new Response(process.stdin).text());
const building = raw(asked.building);
const usage = { name: "ECDSA", namedCurve: "P-256" };
const pair = await crypto.subtle.generateKey(usage, false, ["sign", "verify"]);
const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));

const typed = await crypto.subtle.importKey("raw", text.encode(asked.code), "PBKDF2", false, ["deriveBits"]);
const salt = joined(text.encode("handbell-page-code-1\0"), building);
const stretched = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: 200000 }, typed, 256);
const key = await crypto.subtle.importKey("raw", stretched, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
const proof = await crypto.subtle.sign("HMAC", key, joined(text.encode("handbell-page-pair-1\0"), building, publicKey));

const presses = [];
for (const each of asked.presses) {
  const message = joined(
    text.encode("handbell-page-press-1\0"),
    building,
    counted(each.page),
    counted(each.contact),
    whole(each.counter, 4),
    whole(each.age_ms ?? "18446744073709551615", 8),
    raw(each.ledger),
    raw(each.challenge),
  );
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, message);
  presses.push({ bytes: hex(message), signature: hex(signature) });
}
process.stdout.write(JSON.stringify({ public_key: hex(publicKey), code_key: hex(stretched), proof: hex(proof), presses }));
