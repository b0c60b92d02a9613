// Says what a room's page shows, as a lamp in the room would: never more than is true. Pure.

export const UNDELIVERED_MS = 5000; // promise 1: five seconds after a press it has its receipt, or the page says to use the phone

// `at`: { connected, starting, over, phase, waiting, oldest }. Gives the key of the words, and the tone of screen and dot.
export function seen(at) {
  if (at.over) return { key: "over", tone: "alarm" };
  if (!at.connected) return { key: at.starting ? "starting" : "lost", tone: at.starting ? "busy" : "alarm" };
  if (at.waiting && (at.oldest === null || at.oldest >= UNDELIVERED_MS)) return { key: "not-delivered", tone: "alarm" };
  if (at.waiting) return { key: "sending", tone: "busy" };
  return { key: at.phase, tone: TONES[at.phase] ?? "alarm" };
}

const TONES = {
  ready: "calm", sending: "busy", received: "busy", acknowledged: "person", "on-the-way": "coming",
  "not-delivered": "alarm", test: "busy", "out-of-service": "alarm", "class-coming": "person",
};

// Seconds, minutes or hours, in words of the table.
export function agedBy(ms) {
  if (ms === null) return { key: "age-unknown", fill: {} };
  const s = Math.floor(ms / 1000);
  if (s < 90) return { key: "age-s", fill: { count: s } };
  return s < 5400 ? { key: "age-min", fill: { count: Math.round(s / 60) } } : { key: "age-h", fill: { count: Math.round(s / 3600) } };
}

// The day of a moment where this computer is, and its time: 2026-08-20 and 07:52.
export function dayOf(date) {
  const two = (number) => String(number).padStart(2, "0");
  return {
    day: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    time: `${two(date.getHours())}:${two(date.getMinutes())}`,
  };
}

// The icon of the tab: one small grey mark, the same for whoever sees a projected screen. Its form tells the tone to whoever knows it.
const MARKS = {
  calm: '<circle cx="16" cy="16" r="5" fill="#8a8f98"/>',
  busy: '<circle cx="16" cy="16" r="6" fill="none" stroke="#8a8f98" stroke-width="4"/>',
  alarm: '<path d="M9 9l14 14M23 9L9 23" stroke="#8a8f98" stroke-width="4"/>', none: "",
};
const LARGE = '<circle cx="16" cy="16" r="10" fill="#8a8f98"/>';

export const dot = (tone) =>
  "data:image/svg+xml," + encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${MARKS[tone] ?? LARGE}</svg>`);
