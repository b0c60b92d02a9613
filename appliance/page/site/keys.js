// Holds who this browser is: its key, which cannot leave it, and what it is paired as. Signs, and proves a code. Knows no page.

import { base64, joined, openBytes, utf8 } from "./bytes.js";
import * as store from "./store.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" }, SIGNING = { name: "ECDSA", hash: "SHA-256" };
const CODE_ROUNDS = 200000; // as appliance/api/page/signed.py says, with the reason

// { id, kind, building, key, publicKey }, or undefined where this browser is not paired, or forgot it.
export const identity = () => store.get("identity");

export async function makeKey() {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["sign"]);
  return { key: pair.privateKey, publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)) };
}

export const keep = async (who) => { await store.forget(); await store.put("identity", who); };

export const sign = async (key, bytes) => new Uint8Array(await crypto.subtle.sign(SIGNING, key, bytes));

// What opens an event stream, as fields of its address.
export async function opening(who, challenge) {
  const signature = await sign(who.key, openBytes(who.building, who.id, challenge));
  return { id: who.id, challenge: base64(challenge), signature: base64(signature) };
}

export async function codeKey(building, code) {
  const from = await crypto.subtle.importKey("raw", utf8(code), "PBKDF2", false, ["deriveBits"]);
  const salt = joined(utf8("handbell-page-code-1\0"), building);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: CODE_ROUNDS };
  return new Uint8Array(await crypto.subtle.deriveBits(how, from, 256));
}

export async function hmac(key, bytes) {
  const made = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", made, bytes));
}

export const pairingProof = (key, building, publicKey) =>
  hmac(key, joined(utf8("handbell-page-pair-1\0"), building, publicKey));
