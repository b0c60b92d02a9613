// Sounds and shakes a phone while a call waits for an answer. A browser lets nothing sound before somebody touched the page. Knows no call.

const EACH_MS = 4000; // time to read and to speak between two soundings
const TONES = { call: [880, 660, 880], drill: [520, 520] };
let audio = null, timer = null, playing = "";

export const isOn = () => audio?.state === "running";

// Call this in the touch of a person only.
export async function turnOn() {
  audio ??= new AudioContext();
  await audio.resume();
  tones(TONES.drill, 0.05);
}

// Sounds over and over: "call", "drill", or "" for silence.
export function play(what) {
  if (what === playing) return;
  playing = what;
  clearInterval(timer);
  if (!what) { navigator.vibrate?.(0); return; }
  sound();
  timer = setInterval(sound, EACH_MS);
}

function sound() {
  navigator.vibrate?.(playing === "drill" ? [200] : [500, 200, 500]);
  if (isOn()) tones(TONES[playing], 0.5);
}

function tones(pitches, loud) {
  pitches.forEach((pitch, at) => {
    const from = audio.currentTime + at * 0.28, wave = audio.createOscillator(), volume = audio.createGain();
    wave.frequency.value = pitch;
    volume.gain.setValueAtTime(loud, from);
    volume.gain.linearRampToValueAtTime(0, from + 0.25);
    wave.connect(volume).connect(audio.destination);
    wave.start(from);
    wave.stop(from + 0.26);
  });
}
