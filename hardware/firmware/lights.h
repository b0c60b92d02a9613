// Says as data how each phase looks and sounds: two lights and a buzzer. Pure C++17; README.md has the table for people.
//
// People tell the phases apart by rhythm and by position, never by colour alone. There are never more than three flashes in a second (WCAG
// 2.1, 2.3.1). Only a person's act lights green alone and bright. A dark lamp has no power, or was told to be dark.
#pragma once

#include "lamp.h"

namespace handbell {

// There are `flashes` of `on_ms`, with pauses of the same length, from `at_ms` of every `period_ms`. `level` is 0 to 1. Steady is one
// flash of the whole period.
struct Blink {
  float level = 0;
  uint16_t period_ms = 1000, on_ms = 0, flashes = 1, at_ms = 0;

  float at(Millis now) const {
    if (on_ms == 0) return 0;
    const Millis into_ms = (now + period_ms - at_ms) % period_ms;
    const Millis step = into_ms / on_ms;
    return step % 2 == 0 && step / 2 < flashes ? level : 0;
  }
};

struct Lights {
  Blink left, right;  // red, green
};

constexpr float DIM = 0.05F;   // visible in a dark room, and nobody notices it in a lit one
constexpr float HALF = 0.5F;
constexpr float FULL = 1.0F;
constexpr Blink OFF{};

inline const std::array<Lights, PHASES> LIGHTS = {{
    /* ready          */ {OFF, {DIM, 4000, 80}},
    /* sending        */ {{FULL, 500, 250}, {FULL, 500, 250}},
    /* received       */ {{HALF, 2000, 1000}, {HALF, 2000, 1000, 1, 1000}},
    /* acknowledged   */ {OFF, {FULL, 1000, 500}},
    /* on-the-way     */ {OFF, {FULL, 1000, 1000}},
    /* not-delivered  */ {{FULL, 400, 200}, OFF},
    /* test           */ {{FULL, 2000, 200, 2}, {FULL, 2000, 200, 2}},
    /* out-of-service */ {{DIM, 4000, 80, 2}, OFF},
    /* class-coming   */ {{FULL, 4000, 3600}, OFF},
}};

constexpr Millis BEEPS_LONGEST_MS = 60000;  // after a minute everybody in the room knows; a dead box must not drive people mad

// Returns whether the buzzer (or a vibration motor) is on, `shown_for_ms` after the lamp began to show this phase. `waiting_for_ms` is the
// age of the oldest press without a receipt; if there are presses that nobody has answered, the oldest of those. If no press waits,
// nothing was undelivered, and a box that is away makes no noise.
inline bool buzzes(Phase phase, Millis shown_for_ms, std::optional<Millis> waiting_for_ms) {
  const auto once = [&](uint16_t on_ms, uint16_t times) {
    return shown_for_ms < 2 * on_ms * times && Blink{1, static_cast<uint16_t>(2 * on_ms * times), on_ms, times}.at(shown_for_ms) > 0;
  };
  switch (phase) {
    case SENDING: return once(60, 1);        // the press was felt
    case ACKNOWLEDGED: return once(120, 2);  // a person has it
    case ON_THE_WAY: return once(500, 1);    // somebody is coming
    case CLASS_COMING: return once(120, 4);  // a class comes into this room
    case NOT_DELIVERED:                      // use the phone
      return waiting_for_ms && *waiting_for_ms < BEEPS_LONGEST_MS && Blink{1, 3000, 150, 3}.at(shown_for_ms) > 0;
    default: return false;
  }
}

}  // namespace handbell
