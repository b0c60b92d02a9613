// Draws a page without encryption: a room by its address, and large buttons. A press is sent once and proves nothing, so this says only
// that it was sent, and to use the phone.

import { ask } from "./ask.js";
import { held } from "./hold.js";
import { SHAPES } from "./kinds.js";
import { PLAIN } from "./plain_words.js";
import { add, say, speak, switchedBy } from "./words.js";

const TONES = { phone: "calm", sending: "busy", sent: "person", "not-sent": "alarm", "no-page": "alarm" };

const AGAIN_MS = 5000;

const part = (id) => document.getElementById(id);
const id = typedIn(location.pathname.match(/^\/r\/(.+)$/)?.[1] ?? "");
let room = null, kinds = [], now = "phone", why = "", half = false, busy = false;

add(PLAIN);
speak();
switchedBy(part("language"), draw);
part("which").addEventListener("submit", (event) => {
  event.preventDefault();
  location.assign("/r/" + encodeURIComponent(part("id").value.trim()));
});
begin();

// Gives what somebody typed into the address. What no browser writes is taken as it is: no room has such an id, and the page says so.
function typedIn(address) {
  try { return decodeURIComponent(address); } catch { return address; }
}

async function begin() {
  if (id) {
    const said = await ask("plain-room", { room: id });
    if (said.code) tell("no-page", said.says);
    if (said.code === "away") setTimeout(begin, AGAIN_MS); // a computer is often switched on before the box is
    if (!said.code) ({ room, kinds } = said);
  }
  if (room !== null && now === "no-page") tell("phone");
  part("which").hidden = room !== null;
  part("calls").replaceChildren(...kinds.map(made));
  draw();
}

function made(kind) {
  const button = part("call").content.firstElementChild.cloneNode(true);
  button.dataset.kind = kind;
  button.querySelector(".shape").textContent = SHAPES[kind] ?? "";
  held(button, () => press(kind), (first) => { half = first; button.classList.toggle("half", first); draw(); });
  return button;
}

async function press(kind) {
  if (busy) return;
  busy = true;
  tell("sending");
  const said = await ask("plain-press", { room: id, kind });
  busy = false;
  tell(said.sent ? "sent" : "not-sent", said.sent ? "" : said.says);
}

function tell(key, says = "") {
  now = key;
  why = says;
  draw();
}

function draw() {
  document.body.dataset.tone = TONES[now];
  document.title = room ?? say("title");
  part("room").textContent = room ?? say("title");
  write("headline", say(now));
  write("detail", half ? say("again") : TONES[now] === "alarm" ? why : say(now + "-says"));
  for (const button of part("calls").children) {
    button.querySelector("strong").textContent = say(button.dataset.kind);
    button.querySelector(".how").textContent = say("hold");
  }
}

function write(name, words) {
  if (part(name).textContent !== words) part(name).textContent = words; // a live region is read aloud whenever it is written
}
