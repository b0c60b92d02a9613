// Keeps the private line of a paired browser: opened anew whenever it ends, frames in their order. Knows no page, and not what is said.

import { ask } from "./ask.js";
import { base64, bytesOf } from "./bytes.js";
import { Line } from "./events.js";
import { sign } from "./keys.js";
import { agreed, offer, openBytes } from "./private.js";

const AGAIN_MS = 1000;
const STRANGE = 3; // so many lines broke and not one frame opened between them: the box has another key than this browser learnt

export class SealedLine extends Line {
  // `asks`: the questions { open, up } of whoever ends this line. `on`: opened(), heard(value), broke(says) while there is no private line
  // for a moment, lost() when the box is away, over(says, elsewhere).
  constructor(who, asks, on) {
    super(who, {
      opened: () => this.openSealed(), state() {},
      over: (said) => { this.sealed = null; on.over(said.says ?? "", said.code === "elsewhere"); },
      lost: () => { this.sealed = null; on.lost(); },
    });
    Object.assign(this, { asks, to: on, sealed: null, turn: 0, strange: 0, sending: Promise.resolve() });
    this.early = []; // frames that came before the box's answer did
  }

  // Seals and sends, one after another: a frame counts only as the next one. What was not sent is not sent later.
  say(value) {
    const { sealed, word } = this, ours = () => this.sealed === sealed;
    if (!sealed) return;
    this.sending = this.sending.then(async () => {
      if (!ours()) return;
      const said = await ask(this.asks.up, { page: this.who.id, word, data: base64(await sealed.seal(value)) });
      if (said.code && ours()) this.broke("");
    }).catch(() => { if (ours()) this.broke(""); });
  }

  openSealed() { return this.opens().catch(() => this.broke("")); }

  async opens() {
    this.sealed = null;
    this.early = [];
    const turn = ++this.turn, old = () => this.ended || turn !== this.turn; // of two openings at once the later one holds, as at the box
    const challenge = await this.fresh();
    if (old()) return;
    if (challenge === null) return this.broke("");
    const about = { building: this.who.building, id: this.who.id, challenge }, offered = await offer();
    const signature = await sign(this.who.key, openBytes(about, offered.ephemeral));
    const said = await ask(this.asks.open, {
      page: about.id, word: this.hears, ephemeral: base64(offered.ephemeral), challenge: base64(challenge), signature: base64(signature),
    });
    if (old()) return;
    if (said.code) {
      this.stale();
      return this.broke(said.says);
    }
    const sealed = await agreed(about, offered, this.who.boxKey, bytesOf(said.ephemeral));
    if (old()) return;
    this.word = said.word;
    this.sealed = sealed;
    this.to.opened();
    for (const data of this.early.splice(0)) this.hear(data);
  }

  // There is no private line: says so, and opens another one soon.
  broke(says) {
    this.sealed = null;
    this.to.broke(says);
    clearTimeout(this.soon);
    this.soon = setTimeout(() => { if (!this.sealed && this.connected && !this.ended) this.openSealed(); }, AGAIN_MS);
  }

  // A frame did not open, at this end or at the box. Where none ever does, this browser must be paired anew.
  unread(says) {
    this.strange += 1;
    if (this.strange >= STRANGE) this.finish({ says: "" });
    else this.broke(says);
  }

  hear(data) {
    const { sealed } = this;
    sealed.open(bytesOf(data)).then(
      (value) => { this.strange = 0; this.to.heard(value); },
      () => { if (this.sealed === sealed) this.unread(""); },
    );
  }

  take(name, fields) {
    if (name === "private") this.sealed ? this.hear(fields.data) : this.early.push(fields.data);
    else if (name !== "private-closed") super.take(name, fields);
    else if (fields.code === "retired") this.finish(fields);
    else if (fields.code === "elsewhere") this.early = []; // the line before this one is over: the box says so as it opens this one
    else if (this.sealed) fields.code === "broken" ? this.unread(fields.says) : this.broke(fields.says);
  }
}
