// Counts presses, keeps each until its receipt comes, and tells it again and again until then. Knows no screen.

import { base64, hex, LEDGER_LEN, pressBytes } from "./bytes.js";
import { sign } from "./keys.js";

const AGAIN_MS = 1000; // so a press has five tries before its page says that it is not delivered
const APART_MS = 10000; // two clocks that differ by more than this in one press: one of them was set, or the computer slept

export class Presses {
  // `shelf`: get(name) and put(name, value). `changed` is called whenever a press came or went.
  constructor(who, line, ask, shelf, changed) {
    Object.assign(this, { who, line, ask, shelf, changed });
    this.kept = { ledger: null, counts: {}, waiting: [] };
    this.running = false;
    this.forgets = false;
  }

  async load() {
    try {
      this.kept = (await this.shelf.get("presses")) ?? this.kept;
    } catch { this.forgets = true; }
    this.kept.ledger ??= crypto.getRandomValues(new Uint8Array(LEDGER_LEN));
  }

  get waiting() { return this.kept.waiting; }

  // ms since the oldest press that has no receipt; null where there is none, or nobody knows.
  get oldest() { return this.waiting.length ? age(this.waiting[0]) : null; }

  async press(contact) {
    const counter = (this.kept.counts[contact] ?? 0) + 1;
    this.kept.counts[contact] = counter;
    this.waiting.push({ contact, counter, at: Date.now(), steady: performance.now(), life: performance.timeOrigin });
    this.changed();
    await this.save(); // the count is on disk before the press is told: after a crash none is used twice
    this.deliver();
  }

  // The box says what it has: counts of a ledger. One that knows more of ours than we do had another life of this browser.
  heard(kept, ledger) {
    const ahead = Object.entries(kept).some(([contact, count]) => count > (this.kept.counts[contact] ?? 0));
    if (ledger === hex(this.kept.ledger) && ahead) this.begin();
    this.deliver();
  }

  // Begins another ledger: presses that wait are counted in it from 1.
  begin() {
    this.kept.ledger = crypto.getRandomValues(new Uint8Array(LEDGER_LEN));
    this.kept.counts = {};
    for (const each of this.waiting) each.counter = this.kept.counts[each.contact] = (this.kept.counts[each.contact] ?? 0) + 1;
    return this.save();
  }

  async save() {
    try {
      await this.shelf.put("presses", this.kept);
    } catch { this.forgets = true; } // a press is told also where nothing can be kept
  }

  async deliver() {
    if (this.running) return;
    this.running = true;
    try {
      while (this.waiting.length && !this.line.ended) {
        // the first of each kind, in order: a higher count would make a lower one a repeat
        const first = new Map(this.waiting.toReversed().map((each) => [each.contact, each]));
        let told = false;
        for (const each of first.values()) told = (await this.tell(each)) || told;
        if (!told) await new Promise((go) => setTimeout(go, AGAIN_MS));
      }
    } finally { this.running = false; }
  }

  // Tells one press. Returns whether to go on at once.
  async tell(press) {
    const challenge = await this.line.fresh();
    if (challenge === null) return false;
    const { who, kept: { ledger } } = this, { contact, counter } = press, since = age(press);
    const bytes = pressBytes(who.building, who.id, contact, counter, since, ledger, challenge);
    const answer = await this.ask("press", {
      page: who.id, contact, counter, age_ms: since, ledger: base64(ledger), challenge: base64(challenge),
      signature: base64(await sign(who.key, bytes)),
    });
    if (!answer.code) {
      this.kept.waiting = this.waiting.filter((each) => each !== press);
      this.changed();
      await this.save();
      return true;
    }
    if (answer.code === "count-below-record") return this.begin().then(() => true);
    if (answer.code === "stale") this.line.stale();
    if (answer.code === "not-its-browser") this.line.lose(); // opening anew finds out whether this page is over
    return false;
  }
}

// ms since a press; null where nobody knows: the clock was set, or the computer slept.
export function age(press, now = Date.now(), steady = performance.now(), life = performance.timeOrigin) {
  const wall = now - press.at;
  if (press.life !== life) return wall >= 0 ? Math.round(wall) : null;
  const lived = steady - press.steady;
  return Math.abs(wall - lived) > APART_MS ? null : Math.round(lived);
}
