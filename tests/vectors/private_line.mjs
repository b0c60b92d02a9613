// Drives a browser's end of a private line under Node, with WebCrypto alone. The first argument is the path of private.js. Reads one JSON
// value a line (bytes in hex) and writes one answer a line: {"ok": ...}, or {"error": ...} where private.js refused.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const source = readFileSync(process.argv[2]).toString("base64");
const { agreed, isOfBox, offer, openBytes } = await import(`data:text/javascript;base64,${source}`);

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const raw = (hexed) => new Uint8Array(Buffer.from(hexed, "hex"));
const ecdh = { name: "ECDH", namedCurve: "P-256" };
const about = ({ building, page, challenge }) => ({ building: raw(building), id: page, challenge: raw(challenge) });

// Takes a key pair of the vectors in the place of one that `offer` makes.
const given = async ({ private: scalar, public: point }) => {
  const part = (from, to) => raw(point).slice(from, to);
  const url = (bytes) => Buffer.from(bytes).toString("base64url");
  const jwk = { kty: "EC", crv: "P-256", d: url(raw(scalar)), x: url(part(1, 33)), y: url(part(33, 65)) };
  return { keys: { privateKey: await crypto.subtle.importKey("jwk", jwk, ecdh, false, ["deriveBits"]) }, ephemeral: raw(point) };
};

let offered;
let line;
const does = {
  offer: async () => {
    offered = await offer();
    return hex(offered.ephemeral);
  },
  given: async (asked) => {
    offered = await given(asked.keys);
    return hex(offered.ephemeral);
  },
  openBytes: async (asked) => hex(openBytes(about(asked), offered.ephemeral)),
  isOfBox: async (asked) => {
    const key = await crypto.subtle.importKey("raw", raw(asked.code_key), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
    return isOfBox(key, raw(asked.building), raw(asked.box_key), raw(asked.public_key), raw(asked.proof));
  },
  agree: async (asked) => {
    line = await agreed(about(asked), offered, raw(asked.lasting), raw(asked.box));
    return true;
  },
  seal: async (asked) => hex(await line.seal(asked.value)),
  sealAll: async (asked) => (await Promise.all(asked.values.map((value) => line.seal(value)))).map(hex),
  open: async (asked) => line.open(raw(asked.frame)),
  over: async () => line.over,
};

for await (const said of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(said);
  let answer;
  try {
    answer = { ok: await does[asked.do](asked) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
