// Says what a wall board shows: never more than is true. Pure.

// The tone and the key of the headline. `at`: { special, starting, connected, wings }.
export function headlineOf(at) {
  if (at.special) return { key: at.special, tone: "alarm" };
  if (!at.connected) return { key: at.starting ? "starting" : "stale", tone: at.starting ? "busy" : "alarm" };
  const calling = at.wings.filter((wing) => wing.word !== "calm"), real = calling.filter((wing) => !wing.practice);
  const practice = real.length ? "" : "practice-";
  const words = (real.length ? real : calling).map((wing) => wing.word); // practice is never told as a real call, and hides none
  if (words.includes("call")) return { key: practice + "some-call", tone: "person" };
  return words.includes("on-the-way") ? { key: practice + "some-helped", tone: "coming" } : { key: "all-calm", tone: "calm" };
}

// The wings as they are drawn. What nobody has heard of for a while is not known: an old board must not look alive.
export const drawn = (at) =>
  at.connected ? at.wings : at.wings.filter((wing) => wing.zone).map(({ zone }) => ({ zone, word: "unknown", practice: false }));

// An id of the plan as people read it: west-2 is "West 2".
export const named = (zone) => zone.replace(/[-_.]+/g, " ").replace(/^\p{L}/u, (letter) => letter.toUpperCase());
