// Speaks a private line from a browser to the box: whoever carries the frames reads none of them, and changes none unseen.
// The box's end is appliance/private_line; both are held together by tests/vectors/private_line_v1.json.

const TEXT = new TextEncoder();
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const BLOCK = 256; // what is said is filled up to such blocks, so that its length says nothing
const FRAME_MAX = 65536;
const TAG = 16;

const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

const counted = (id) => joined([TEXT.encode(id).length], TEXT.encode(id));

const nonce = (count) => {
  const made = new DataView(new ArrayBuffer(12));
  made.setBigUint64(4, BigInt(count));
  return new Uint8Array(made.buffer);
};

// Gives a key pair for one line alone: {keys, ephemeral}, where `ephemeral` has 65 bytes and is sent to the box.
export const offer = async () => {
  const keys = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  return { keys, ephemeral: new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey)) };
};

// Gives the bytes that the browser's own key signs to open a line. `about`: {building, id, challenge}, two byte arrays of 16 and a text.
export const openBytes = ({ building, id, challenge }, ephemeral) =>
  joined(TEXT.encode("handbell-private-open-1\0"), building, counted(id), ephemeral, challenge);

// Gives whether `boxKey` is the box's own, by the proof that only who knows the code of the pairing can make. `codeKey`: a key for HMAC.
export const isOfBox = (codeKey, building, boxKey, publicKey, proof) =>
  crypto.subtle.verify("HMAC", codeKey, proof, joined(TEXT.encode("handbell-page-box-1\0"), building, boxKey, publicKey));

const shared = async (own, other) => {
  const key = await crypto.subtle.importKey("raw", other, CURVE, false, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: key }, own, 256));
};

// Opens the line: gives a PrivateLine. `offered` is what `offer` gave, `boxKey` was learnt at the pairing, `box` is the box's answer.
export const agreed = async (about, offered, boxKey, box) => {
  const own = offered.keys.privateKey;
  const secret = joined(await shared(own, box), await shared(own, boxKey));
  const hkdf = {
    name: "HKDF",
    hash: "SHA-256",
    salt: joined(about.building, about.challenge),
    info: joined(TEXT.encode("handbell-private-1\0"), counted(about.id), offered.ephemeral, box),
  };
  const from = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const made = new Uint8Array(await crypto.subtle.deriveBits(hkdf, from, 512));
  const cipher = (bytes, use) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, [use]);
  return new PrivateLine(await cipher(made.slice(0, 32), "decrypt"), await cipher(made.slice(32), "encrypt"));
};

// One line. Frames are sealed and opened in the order of the calls; each must be sent before the next. After the first frame that does
// not open, `over` is true and nothing opens or is sealed any more: open another line.
export class PrivateLine {
  over = false;
  #down;
  #up;
  #opened = 0;
  #sealed = 0;
  #opening = Promise.resolve();
  #sealing = Promise.resolve();

  constructor(down, up) {
    this.#down = down;
    this.#up = up;
  }

  // Gives the sealed frame of a value, bytes.
  seal(value) {
    const sealed = this.#sealing.then(async () => {
      const text = TEXT.encode(JSON.stringify(value));
      const filled = new Uint8Array(Math.ceil(text.length / BLOCK) * BLOCK).fill(32);
      if (this.over) throw new Error("this private line is over");
      if (filled.length + TAG > FRAME_MAX) throw new Error(`${text.length} bytes are too long for one frame`);
      filled.set(text);
      const iv = nonce(this.#sealed);
      this.#sealed += 1;
      return new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.#up, filled));
    });
    this.#sealing = sealed.catch(() => {});
    return sealed;
  }

  // Gives the value in a frame. Throws for a frame that is not the next one; then the line is over.
  open(frame) {
    const opened = this.#opening.then(async () => {
      if (this.over) throw new Error("this private line is over");
      try {
        if (frame.length > FRAME_MAX) throw new Error("a frame that is too long");
        const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce(this.#opened) }, this.#down, frame);
        this.#opened += 1;
        return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
      } catch (error) {
        this.over = true;
        throw new Error("a frame that is not the next one of this line", { cause: error });
      }
    });
    this.#opening = opened.catch(() => {});
    return opened;
  }
}
