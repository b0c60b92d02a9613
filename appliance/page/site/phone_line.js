// Keeps the private line of a responder's phone: opened anew whenever it ends, a heartbeat while the page is in front, frames in their
// order. Knows no page. What is said on it: appliance/api/page/phone.py.

import { ask } from "./ask.js";
import { base64, bytesOf } from "./bytes.js";
import { Line } from "./events.js";
import { sign } from "./keys.js";
import { agreed, offer, openBytes } from "./private.js";

const BEAT_MS = 5000; // as HEARTBEAT_S of the box
const AGAIN_MS = 1000;

export class PhoneLine extends Line {
  // `on`: screen(fields), lost(), over(says).
  constructor(who, on) {
    super(who, {
      opened: () => this.openPrivate(), state() {}, over: (said) => on.over(said.says),
      lost: () => { this.sealed = null; on.lost(); },
    });
    this.phone = on;
    this.sealed = null;
    this.drawn = new Set();
    this.sending = Promise.resolve();
  }

  start() {
    super.start();
    setInterval(() => this.beat(), BEAT_MS);
    document.addEventListener("visibilitychange", () => this.beat());
  }

  beat() { if (document.visibilityState === "visible") this.say({ t: "beat" }); }

  // Says that the page drew these messages, once on each line, and only while somebody can see it.
  drew(messages) {
    const news = messages.filter((each) => !this.drawn.has(each));
    if (!news.length || document.visibilityState !== "visible") return;
    news.forEach((each) => this.drawn.add(each));
    this.say({ t: "drew", messages: news });
  }

  answer(message, reply) { this.say({ t: "answer", message, reply }); }

  // Seals and sends, one after another: a frame counts only as the next one.
  say(value) {
    const sealed = this.sealed;
    if (!sealed) return;
    this.sending = this.sending.then(async () => {
      if (this.sealed !== sealed) return;
      const said = await ask("private-up", { page: this.who.id, data: base64(await sealed.seal(value)) });
      if (said.code && this.sealed === sealed) this.broke();
    }).catch(() => this.broke());
  }

  async openPrivate() {
    this.sealed = null;
    const challenge = await this.fresh();
    if (challenge === null || this.ended) return;
    const about = { building: this.who.building, id: this.who.id, challenge }, offered = await offer();
    const signature = await sign(this.who.key, openBytes(about, offered.ephemeral));
    const said = await ask("private-open", {
      page: about.id, ephemeral: base64(offered.ephemeral), challenge: base64(challenge), signature: base64(signature),
    });
    if (said.code) {
      this.stale();
      this.openSoon();
      return;
    }
    this.sealed = await agreed(about, offered, this.who.boxKey, bytesOf(said.ephemeral));
    this.drawn.clear();
    this.beat(); // the box says nothing before it heard this
  }

  openSoon() { setTimeout(() => { if (!this.sealed && this.connected) this.openPrivate(); }, AGAIN_MS); }

  // The line broke: another one is opened.
  broke() {
    this.sealed = null;
    this.openSoon();
  }

  take(name, fields) {
    if (name === "private") {
      const sealed = this.sealed;
      sealed?.open(bytesOf(fields.data)).then((said) => this.phone.screen(said), () => { if (this.sealed === sealed) this.broke(); });
    } else if (name === "private-closed") {
      if (fields.code === "retired") this.finish({ says: "" });
      else this.broke();
    } else super.take(name, fields);
  }
}
