// The page of a desk: draws the scene that the box gives, and says which key, line or text a person chose. It works nothing out: what a key
// does, what is offered and what an answer leads to, the box decides.

import { DeskLine } from "./desk_line.js";
import { isOn, sound, turnOn } from "./desk_sound.js";
import { DESK } from "./desk_words.js";
import { identity } from "./keys.js";
import { morph } from "./morph.js";
import { add, say, speak, switchedBy } from "./words.js";

const HERE_MS = 5000, STALE_MS = 5000; // the box draws a scene each second: five that are missing are no delay any more
const NARROWS_MS = 250, TYPED_MS = 2000; // the process of pages takes four questions a second from one address for long
const STROKES = { " ": "space", ArrowUp: "up", ArrowDown: "down", Escape: "escape", F2: "f2", ".": "full_stop", ",": "comma", ";": "semicolon" };
const part = (id) => document.getElementById(id);
function remembered() { try { return localStorage.getItem("desk-keys"); } catch { return null; } }
const seenNow = () => document.visibilityState === "visible";

let line = null, scene = null, sceneAt = performance.now(), lost = "waiting", touched = false, toldAt = -HERE_MS, toldLocked = false;
let painted = "", asked = 0, typing = null, singleKeys = remembered() !== "off", silenced = false;

add(DESK);
speak();
switchedBy(part("language"), draw);
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touch, { capture: true });
addEventListener("keydown", key);
addEventListener("click", click);
part("line").addEventListener("submit", enter);
part("text").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(typed, scene?.asked?.narrows ? NARROWS_MS : TYPED_MS); });
document.addEventListener("visibilitychange", () => { painted = ""; here(); });
setInterval(here, HERE_MS);
setInterval(draw, 500);
begin();

async function begin() {
  const who = await identity().catch(() => undefined);
  if (who?.kind !== "desk" || !who.boxKey) lost = "forgot";
  else {
    line = new DeskLine(who, { opened, scene: take, lost: gone, over });
    line.start();
  }
  draw();
}

function opened() { painted = ""; touched = false; here(); } // an earlier touch says nothing of now
function take(said) { scene = said; sceneAt = performance.now(); lost = ""; silenced = false; toldLocked &&= Boolean(said.locked); if (said.rings) sound(said.rings); draw(); }
function over(says, elsewhere) { gone(says); lost = elsewhere ? "elsewhere" : "over"; draw(); }
function gone(says) { lost = ["over", "elsewhere"].includes(lost) ? lost : "lost"; if (says) part("notice").textContent = says; draw(); }

// ---- what a person does

function touch(event) {
  if (!event.isTrusted || event.repeat) return; // a book on the keyboard is nobody
  turnOn();
  touched = true;
  const locked = Boolean(scene?.locked);
  if ((locked && !toldLocked) || performance.now() - toldAt > HERE_MS) here();
  toldLocked = locked;
}

function here() {
  line?.say({ say: "here", seen: seenNow(), touched });
  touched = false;
  toldAt = performance.now();
}

function stroke(name) {
  if (isBlind()) return; // what was meant before the line broke may be wrong once it is back
  if (typing !== null) typed(); // what is half typed is kept where the stroke puts the question away
  const { asked: question = 0, list = 0 } = scene.asked ?? {};
  line?.say({ say: "stroke", key: name, asked: question, list });
}

function key(event) {
  if (event.repeat && event.key === "Enter" && event.target.matches("button")) event.preventDefault();
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !scene || scene.locked) return;
  const at = event.target, inText = at.matches("input"), onButton = at.matches("button, a");
  const name = STROKES[event.key] ?? (event.key.length === 1 ? event.key.toLowerCase() : "");
  if (inText && event.key === "ArrowDown") part("rows").querySelector("button")?.focus();
  else if (at.closest("#rows") && ["ArrowDown", "ArrowUp"].includes(event.key)) beside(at, event.key === "ArrowDown" ? 1 : -1);
  else if (!name || (inText && !["f2", "escape"].includes(name)) || (onButton && name === "space")) return;
  else if (!singleKeys && event.key.length === 1) return;
  else if (!event.repeat || ["up", "down"].includes(name)) stroke(name); // a key that is held is one press of it
  event.preventDefault();
}

function beside(button, step) {
  const all = [...part("rows").querySelectorAll("button")];
  (all[all.indexOf(button) + step] ?? part("text")).focus();
}

function click(event) {
  const at = event.target.closest("button, [data-call]");
  if (at?.id === "keys") {
    singleKeys = !singleKeys;
    try { localStorage.setItem("desk-keys", singleKeys ? "on" : "off"); } catch { /* it holds until the page is closed */ }
    draw();
  } else if (at?.dataset.stroke) stroke(at.dataset.stroke);
  else if (isBlind()) return;
  else if (at?.dataset.at) line?.say({ say: "choose", list: scene.asked.list, at: Number(at.dataset.at), text: part("text").value });
  else if (at?.dataset.call) line?.say({ say: "select", call: at.dataset.call });
}

function typed() {
  clearTimeout(typing);
  typing = null;
  if (scene?.asked?.line) line?.say({ say: "typed", asked: scene.asked.asked, text: part("text").value });
}

function enter(event) {
  event.preventDefault();
  const question = scene?.asked;
  if (!question || isBlind()) return;
  if (question.rows?.length && !question.narrows) part("rows").querySelector("button")?.focus();
  else {
    clearTimeout(typing);
    typing = null;
    line?.say({ say: "enter", asked: question.asked, text: part("text").value });
  }
}

// ---- what is seen

const isBlind = () => Boolean(lost || !scene || performance.now() - sceneAt > STALE_MS || scene.lost);

function draw() {
  const old = performance.now() - sceneAt, blind = isBlind();
  part("board").hidden = part("of-call").hidden = part("of-house").hidden = blind;
  part("lost").hidden = !blind;
  part("state").hidden = part("time").hidden = blind; // what is old must not look alive
  part("open").hidden = blind || !scene.locked;
  part("keys").textContent = say("keys", { is: say(singleKeys ? "on" : "off") });
  part("keys").setAttribute("aria-pressed", String(singleKeys));
  if (blind) drawLost(old);
  else drawBoard();
  drawAsked(blind ? null : scene.asked ?? null, blind ? null : scene.card ?? null);
  part("sound").hidden = blind || isOn();
  put("sound", say("silent"));
}

function drawLost(old) {
  const words = scene?.lost && lost === "" && old <= STALE_MS ? scene.lost : null;
  if (words) return morph(part("lost"), [["h2", {}, words[0]], ...words.slice(1).map((each) => ["p", {}, each])]);
  const first = lost === "over" ? "forgot" : ["forgot", "elsewhere"].includes(lost) ? lost : scene ? "lost" : lost || "lost";
  const open = first === "elsewhere" ? [] : scene?.if_lost ?? [];
  if (scene && first !== "elsewhere" && !silenced) { silenced = true; sound("call"); }
  morph(part("lost"), [
    ["h2", {}, say(first)],
    ...(first === "lost" ? [["p", { "aria-live": "off" }, say("since", { n: Math.floor(old / 1000) })]] : []),
    ...(first === "elsewhere" ? [["p", {}, say("elsewhere-says")]] : []),
    ...(first === "forgot" ? [["p", {}, ["a", { href: "/pair" }, say("pair")]]] : []),
    ...(open.length ? [["p", {}, say("open")], ["ul", {}, ...open.map((each) => ["li", {}, each])]] : []),
  ]);
}

function drawBoard() {
  const calls = scene.calls ?? [];
  document.title = `${calls.length ? `(${calls.length}) ` : ""}Handbell desk`;
  put("where", `${scene.building} | ${scene.desk}`);
  put("state", scene.status ?? "");
  put("time", scene.time ?? "");
  part("locked").hidden = !scene.locked;
  put("locked", scene.locked ?? "");
  put("announce", scene.announce || part("announce").textContent);
  put("notice", scene.notice ?? "");
  morph(part("banners"), (scene.banners ?? []).map(([level, text]) => ["p", { class: level }, text]));
  morph(part("calls"), [
    ...(scene.headline ? [["h2", { class: "calm" }, scene.headline]] : []),
    ...calls.map(card),
    ...(scene.calls_more ? [["p", {}, say("calls-more", { n: scene.calls_more })]] : []),
  ]);
  morph(part("signs"), (scene.signs ?? []).map(([mark, name, words]) =>
    ["p", { class: mark === "!" ? "ill" : "" }, ["span", {}, `${name ? mark : ""} ${name}`], ["span", {}, words]]));
  morph(part("quiet"), [
    ...(scene.ended ?? []).map(([words, undo]) => ["p", {}, `${words}   ${undo}`]),
    ...(scene.tap_outs ?? []).map(([ref, words, beside]) => ["p", { "data-ref": ref }, ["span", {}, words], ["span", {}, beside]]),
  ]);
  buttons("of-call", (scene.buttons ?? []).filter((each) => each.of_call));
  buttons("of-house", (scene.buttons ?? []).filter((each) => !each.of_call));
  tell();
}

function card(call) {
  const classes = ["call", call.kind, call.ringing && "ringing", call.selected && "selected", call.overdue && "overdue", call.drill && "drill"];
  return ["article", { "data-key": call.ref, "data-call": call.ref, class: classes.filter(Boolean).join(" ") },
    ["p", { class: "head" }, ["strong", {}, call.headline], ["span", {}, `${call.number}  ${call.age}`]],
    ["h2", {}, ["button", { type: "button", "data-call": call.ref, "aria-pressed": String(Boolean(call.selected)) }, call.room]],
    ["p", { class: "stage" }, call.stage],
    ...(call.marks?.length || call.ringing ? [["p", { class: "marks" }, [...(call.ringing ? ["RINGING"] : []), ...(call.marks ?? [])].join("  ·  ")]] : []),
    ["p", { class: "more" }, [call.where, call.caller].filter(Boolean).join("  ·  ")],
    ["p", { class: "more" }, (call.steps ?? []).map(([words, done]) => `${done ? "√" : "·"} ${words}`).join("   ")],
    ["p", { class: "more" }, call.due, ...(call.beside ? [`  ·  ${call.beside}`] : [])],
  ];
}

function buttons(id, all) {
  const about = all[0]?.about ?? "";
  const next = (scene.calls?.find((each) => each.aimed && each.next) ?? scene.calls?.find((each) => each.next))?.next;
  const first = all.find((each) => `${each.key}: ${each.label}` === next) ?? all[0];
  morph(part(id), [
    ...(about ? [["span", {}, `${about}:`]] : []),
    ...all.map((each) => ["button", { type: "button", "data-key": each.stroke, "data-stroke": each.stroke, class: each === first && each.of_call ? "first" : "" },
      ["kbd", {}, each.key], ` ${each.label}${each.about && each.about !== about ? `: ${each.about}` : ""}`]),
  ]);
}

function drawAsked(question, told) {
  const opens = question ? question.asked : told ? -1 : 0, before = asked;
  part("asked").hidden = opens === 0;
  asked = opens;
  if (opens === 0) {
    if (before !== 0) part("calls").focus();
    return;
  }
  put("title", question ? question.title : told.title);
  put("close", say("close"));
  put("reads", question?.reads ?? "");
  put("refused", question?.refused ?? "");
  put("more", question?.more ? say("more", { n: question.more }) : "");
  part("line").hidden = !question?.line;
  put("label", question?.label ?? "");
  part("send").hidden = Boolean(question?.rows?.length) && !question?.narrows;
  const text = part("text");
  if (question?.line) text.maxLength = question.characters_max;
  if (opens !== before || (question && question.text !== text.value && typing === null && document.activeElement !== text)) text.value = question?.text ?? "";
  morph(part("rows"), question
    ? (question.rows ?? []).map((row, at) => ["li", {}, ["button", { type: "button", "data-at": at },
      ...(row.key ? [["kbd", {}, row.key]] : []), ["span", row.beside ? { class: "words" } : {}, row.words], ...(row.beside ? [["span", { class: "beside" }, row.beside]] : [])]])
    : told.rows.map(([name, words]) => ["li", {}, ["strong", {}, name], ["span", {}, words]]));
  if (opens !== before) (question?.line && (question.narrows || !question.rows?.length || !text.value) ? text : part("title")).focus();
}

function put(id, text) { if (part(id).textContent !== text) part(id).textContent = text; }

// Says what stands on the screen now: only that may be aimed at, and counts as shown.
function tell() {
  if (!seenNow()) return;
  const stand = [...document.querySelectorAll("#calls [data-key], #quiet [data-ref]")].filter(whole).map((each) => each.dataset.key ?? each.dataset.ref);
  const now = JSON.stringify([stand, isOn(), scene.tap_outs, (scene.calls ?? []).map((each) => [each.ref, each.selected, each.aimed, each.ringing, each.rung])]);
  if (now === painted) return;
  painted = now;
  const number = scene.scene;
  requestAnimationFrame(() => line?.say({ say: "painted", scene: number, seen: stand, sounds: isOn() }));
}

// Whether a call stands on the screen so far that its room can be read.
function whole(each) {
  const { top, bottom } = (each.querySelector("h2") ?? each).getBoundingClientRect();
  return top >= 0 && bottom <= part("foot").getBoundingClientRect().top;
}
