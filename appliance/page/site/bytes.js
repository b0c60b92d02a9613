// Makes the bytes that a browser signs, by the rules of appliance/api/page/signed.py. Pure.

export const LEDGER_LEN = 8;
const AGE_UNKNOWN = 2n ** 64n - 1n;

export const utf8 = (text) => new TextEncoder().encode(text);

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

// A text as it is signed: its length in one byte, then UTF-8.
export function named(text) {
  const encoded = utf8(text);
  return joined([encoded.length], encoded);
}

function number(value, length) {
  const made = new Uint8Array(length);
  for (let at = length - 1, left = BigInt(value); at >= 0; at--, left >>= 8n) made[at] = Number(left & 255n);
  return made;
}

export const openBytes = (building, page, challenge) =>
  joined(utf8("handbell-page-open-1\0"), building, named(page), challenge);

// `age` in ms; null where nobody knows it.
export const pressBytes = (building, page, contact, counter, age, ledger, challenge) =>
  joined(utf8("handbell-page-press-1\0"), building, named(page), named(contact), number(counter, 4),
    number(age ?? AGE_UNKNOWN, 8), ledger, challenge);

export const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
export const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
export const hex = (bytes) => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
