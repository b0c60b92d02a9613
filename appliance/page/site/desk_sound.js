// Sounds a call at a desk. A browser lets nothing sound before somebody touched the page. Knows no call.

const TONES = { call: [880, 660, 880], softly: [520] };
let audio = null;

export const isOn = () => audio?.state === "running";

// Call this in the touch of a person only.
export function turnOn() {
  try { audio ??= new AudioContext(); } catch { return; } // a computer without a sound card
  if (!isOn()) audio.resume().catch(() => {});
}

export function sound(what) {
  if (!isOn()) return;
  TONES[what].forEach((pitch, at) => {
    const from = audio.currentTime + at * 0.28, wave = audio.createOscillator(), volume = audio.createGain();
    wave.frequency.value = pitch;
    volume.gain.setValueAtTime(what === "softly" ? 0.15 : 0.6, from);
    volume.gain.linearRampToValueAtTime(0, from + 0.25);
    wave.connect(volume).connect(audio.destination);
    wave.start(from);
    wave.stop(from + 0.26);
  });
}
