// What a button's lamp may claim, from what the appliance last said and which presses wait. Pure C++17; knows no light and no wire.
// `hardware/simulated/lamp.py` is the same in Python, and a test holds the two against each other.
//
// A lamp that is wrong must be wrong towards *not delivered: use the phone*. So a receipt alone makes no phase, an old word of the
// appliance is no word, and only a person's acknowledgement made after a press may stand in for that press's receipt.
#pragma once

#include <optional>

#include "contacts.h"

namespace handbell {

enum Phase : uint8_t { READY, SENDING, RECEIVED, ACKNOWLEDGED, ON_THE_WAY, NOT_DELIVERED, TEST, OUT_OF_SERVICE, PHASES };

constexpr std::array<const char *, PHASES> PHASE_NAMES = {"ready",      "sending",       "received", "acknowledged",
                                                          "on-the-way", "not-delivered", "test",     "out-of-service"};

constexpr Millis STALE_AFTER_MS = 15000;       // three refreshes missed
constexpr Millis UNDELIVERED_AFTER_MS = 5000;  // promise 1: the button itself says so, 5 s after a press without a receipt

// The phase of this name; PHASES where there is none.
inline Phase phase_named(const char *name) {
  uint8_t phase = 0;
  while (phase < PHASES && std::strcmp(PHASE_NAMES[phase], name) != 0) phase++;
  return static_cast<Phase>(phase);
}

class Lamp {
 public:
  using Since = std::optional<Millis>;

  // The appliance said `phase`. `waiting_ms`: when the oldest press was made that had no receipt before those that came with it.
  void tell(Phase phase, Millis now, Since waiting_ms) {
    const bool a_person_has_it = phase == ACKNOWLEDGED || phase == ON_THE_WAY;
    if (!a_person_has_it) {
      person_since_ms_.reset();
    } else if (!person_since_ms_) {
      person_since_ms_ = now;
    }
    if (phase != SENDING) {
      sending_since_ms_.reset();
    } else if (!sending_since_ms_) {
      sending_since_ms_ = waiting_ms.value_or(now);
    }
    told_ = phase;
    told_ms_ = now;
  }

  // Since when a person has it; an answer to presses made until then, and to none made later.
  Since answered_since() const { return person_since_ms_; }

  // `unanswered_ms`: when the oldest press was made that has neither a receipt nor a person's answer.
  Phase shown(Millis now, Since unanswered_ms) const {
    if (!told_ms_ || now - *told_ms_ >= STALE_AFTER_MS || told_ == NOT_DELIVERED) return NOT_DELIVERED;
    const Since since_ms = unanswered_ms ? unanswered_ms : sending_since_ms_;
    if (!since_ms) return told_;
    return now - *since_ms < UNDELIVERED_AFTER_MS ? SENDING : NOT_DELIVERED;
  }

 private:
  Phase told_ = NOT_DELIVERED;
  Since told_ms_, person_since_ms_, sending_since_ms_;
};

}  // namespace handbell
