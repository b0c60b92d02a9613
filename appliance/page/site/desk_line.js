// Keeps the private line of a desk in a browser: opened anew whenever it ends, frames in their order. Knows no page. What is said on it:
// tui/browser/heard.py and tui/browser/scene.py.

import { ask } from "./ask.js";
import { base64, bytesOf } from "./bytes.js";
import { Line } from "./events.js";
import { sign } from "./keys.js";
import { agreed, offer, openBytes } from "./private.js";

const AGAIN_MS = 1000;
const ELSEWHERE = "elsewhere";

export class DeskLine extends Line {
  // `on`: opened(), scene(fields), lost(says), over(says, elsewhere).
  constructor(who, on) {
    super(who, {
      opened: () => this.openPrivate(), state() {}, lost: () => this.none(""),
      over: (said) => { this.sealed = null; on.over(said.says, said.code === ELSEWHERE); },
    });
    this.desk = on;
    this.sealed = null;
    this.turn = 0;
    this.early = []; // frames that came before the box's answer did
    this.sending = Promise.resolve();
  }

  // Seals and sends, one after another: a frame counts only as the next one. What was not sent is not sent later.
  say(value) {
    const { sealed, word } = this;
    if (!sealed) return;
    this.sending = this.sending.then(async () => {
      if (this.sealed !== sealed) return;
      const said = await ask("desk-up", { page: this.who.id, word, data: base64(await sealed.seal(value)) });
      if (said.code && this.sealed === sealed) this.none("");
    }).catch(() => this.none(""));
  }

  openPrivate() { return this.opens(++this.turn).catch(() => this.none("")); }

  async opens(turn) { // of two openings at once the later one holds, as it does at the box
    this.sealed = null;
    this.early = [];
    const challenge = await this.fresh();
    if (turn !== this.turn || this.ended) return;
    if (challenge === null) return this.none("");
    const about = { building: this.who.building, id: this.who.id, challenge }, offered = await offer();
    const signature = await sign(this.who.key, openBytes(about, offered.ephemeral));
    const said = await ask("desk-open", {
      page: about.id, ephemeral: base64(offered.ephemeral), challenge: base64(challenge), signature: base64(signature),
    });
    if (turn !== this.turn || this.ended) return;
    if (said.code) {
      this.stale();
      return this.none(said.says);
    }
    const sealed = await agreed(about, offered, this.who.boxKey, bytesOf(said.ephemeral));
    if (turn !== this.turn || this.ended) return;
    this.word = said.word;
    this.sealed = sealed;
    this.desk.opened();
    for (const data of this.early.splice(0)) this.draw(sealed, data);
  }

  // There is no private line: says so, and opens another one soon.
  none(says) {
    this.sealed = null;
    this.desk.lost(says);
    clearTimeout(this.soon);
    this.soon = setTimeout(() => { if (!this.sealed && this.connected && !this.ended) this.openPrivate(); }, AGAIN_MS);
  }

  draw(sealed, data) {
    sealed.open(bytesOf(data)).then((scene) => this.desk.scene(scene), () => { if (this.sealed === sealed) this.none(""); });
  }

  take(name, fields) {
    if (name === "private") this.sealed ? this.draw(this.sealed, fields.data) : this.early.push(fields.data);
    else if (name === ELSEWHERE) this.finish({ code: ELSEWHERE }); // another window has the stream now: to take it back would begin a quarrel
    else if (name !== "private-closed") super.take(name, fields);
    else if (fields.code === "retired") this.finish(fields);
    else if (fields.code !== ELSEWHERE) this.none(fields.says); // the other one is this page's own: it opened another line in its place
  }
}
