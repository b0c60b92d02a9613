// Keeps the private line of a responder's phone, with a heartbeat while the page is in front. Knows no page. What is said on it:
// appliance/api/page/phone.py.

import { SealedLine } from "./sealed_line.js";

const BEAT_MS = 5000; // as HEARTBEAT_S of the box

export class PhoneLine extends SealedLine {
  // `on`: screen(fields), lost(), over(says).
  constructor(who, on) {
    super(who, { open: "private-open", up: "private-up" }, {
      opened: () => { this.drawn.clear(); this.beat(); }, // the box says nothing before it heard this
      heard: on.screen, broke() {}, lost: on.lost, over: on.over,
    });
    this.drawn = new Set();
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
}
