// Holds the event stream of a paired browser, opens it anew when it ends, and says within 6.5 s that it is lost. Knows no page.

import { ask } from "./ask.js";
import { bytesOf } from "./bytes.js";
import { opening } from "./keys.js";

const SILENT_MS = 6500; // a beat comes each 2.5 s; a dead switch must show within 7 s
const LOOK_MS = 250; // with SILENT_MS still within the 7 s
const AGAIN_MS = 1000; // the box is back after some 2 s
const HELLO_MS = 3000; // nothing is at the disk for it: later than this it is lost
const YOUNG_MS = 20000; // a challenge counts for 30 s
const ENDED = ["not-its-browser", "over"];

export class Line {
  // `on`: opened(fields), state(fields), lost(), over(fields). `lost` is called once until `opened` is.
  constructor(who, on) {
    this.who = who;
    this.on = on;
    this.connected = this.toldLost = false;
    this.challenge = null;
    this.ended = false;
  }

  start() {
    this.heardAt = performance.now();
    const look = () => { if (!this.ended && performance.now() - this.heardAt > SILENT_MS) this.lose(); };
    setInterval(look, LOOK_MS);
    document.addEventListener("visibilitychange", look); // timers of a hidden page are slow
    addEventListener("offline", () => this.lose());
    addEventListener("online", () => this.again?.());
    this.run();
  }

  // Gives a challenge that counts still; null while the box does not answer.
  async fresh() {
    if (this.challenge === null || performance.now() - this.challengeAt > YOUNG_MS) {
      const said = await ask("hello", {}, HELLO_MS);
      if (said.code) return null;
      this.note(said.challenge);
    }
    return this.challenge;
  }

  // Forgets the challenge: the box said that it counts no more.
  stale() { this.challenge = null; }

  note(challenge) {
    this.challenge = bytesOf(challenge);
    this.challengeAt = performance.now();
  }

  // The stream is silent: ends it, and says so if nobody did.
  lose() {
    this.stop?.abort();
    this.down();
  }

  async run() {
    while (!this.ended) {
      this.stop = new AbortController();
      await this.once().catch(() => null);
      if (this.ended) return;
      this.down();
      // not all pages of a school in the same moment
      const wait = AGAIN_MS * (0.5 + Math.random());
      await new Promise((go) => { this.again = go; setTimeout(go, wait); });
    }
  }

  down() {
    if (this.toldLost || this.ended) return;
    this.connected = false;
    this.toldLost = true;
    this.on.lost();
  }

  // Opens the stream and reads it to its end.
  async once() {
    this.heardAt = performance.now(); // this try has its own time: the silence before it must not end it
    const challenge = await this.fresh();
    if (challenge === null) return;
    this.heardAt = performance.now();
    const query = new URLSearchParams(await opening(this.who, challenge));
    const answer = await fetch("/events?" + query, { cache: "no-store", credentials: "omit", signal: this.stop.signal });
    if (!answer.ok) {
      const said = await answer.json();
      this.stale();
      if (ENDED.includes(said.code)) this.finish(said);
      return;
    }
    let left = "";
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      this.heardAt = performance.now();
      const parts = (left + value).split("\n\n");
      left = parts.pop();
      for (const part of parts) {
        const [name, data] = part.split("\n").map((line) => line.slice(line.indexOf(": ") + 2));
        this.take(name, JSON.parse(data));
      }
    }
  }

  take(name, fields) {
    if (fields.challenge) this.note(fields.challenge);
    if (name === "opened") {
      this.hears = fields.word ?? this.hears; // none comes where a new plan says something else of a page that is open
      this.connected = true;
      this.toldLost = false;
      this.on.opened(fields);
    } else if (name === "state") this.on.state(fields);
    else if (name === "over") this.finish(fields);
    else if (name === "away") this.stale();
  }

  finish(said) {
    this.ended = true;
    this.connected = false;
    this.on.over(said);
  }
}
