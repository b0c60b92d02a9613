// Makes a button that nobody presses by mistake: held for one second by a pointer, or Enter twice within three seconds.

const HOLD_MS = 1000; // longer than a hand in passing, and no wait for whoever needs help
const TWICE_MS = 3000; // time to hear a screen reader say that once more is needed

// `press` is called once for each press; `half` with true after the first Enter, with false when the second did not come.
export function held(button, press, half) {
  let timer, second, pointed = false;
  const release = () => {
    clearTimeout(timer);
    button.classList.remove("held");
  };
  const forget = () => {
    clearTimeout(second);
    if (second) half(false);
    second = undefined;
  };
  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pointed = true;
    release();
    button.setPointerCapture?.(event.pointerId);
    button.classList.add("held");
    timer = setTimeout(() => { release(); forget(); press(); }, HOLD_MS);
  });
  for (const each of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) button.addEventListener(each, release);
  button.addEventListener("blur", forget);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("keydown", (event) => {
    if (event.repeat) event.preventDefault(); // a key that is held is one press of it
    if (event.key === "Enter" || event.key === " ") pointed = false;
  });
  // Enter, space, and what screen readers do in their place
  button.addEventListener("click", (event) => {
    const byPointer = pointed && event.detail !== 0;
    pointed = false;
    if (byPointer) return;
    if (second) {
      clearTimeout(second);
      second = undefined;
      half(false);
      press();
    } else {
      second = setTimeout(forget, TWICE_MS);
      half(true);
    }
  });
}
