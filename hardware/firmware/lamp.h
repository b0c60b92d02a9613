// Decides what a button's lamp may say, from what the appliance last said and which presses wait. Pure C++17; knows no light and no wire.
// `hardware/simulated/lamp.py` is the same in Python, and a test compares the two.
//
// If a lamp is wrong, it must be wrong towards *not delivered: use the phone*. So a receipt alone makes no phase, and an old word of the
// appliance does not count. Only a person's acknowledgement that was made after a press may replace that press's receipt.
#pragma once

#include <optional>

#include "contacts.h"

namespace handbell {

enum Phase : uint8_t { READY, SENDING, RECEIVED, ACKNOWLEDGED, ON_THE_WAY, NOT_DELIVERED, TEST, OUT_OF_SERVICE, CLASS_COMING, PHASES };

constexpr std::array<const char *, PHASES> PHASE_NAMES = {"ready",         "sending", "received",       "acknowledged", "on-the-way",
                                                          "not-delivered", "test",    "out-of-service", "class-coming"};

constexpr Millis STALE_AFTER_MS = 15000;       // three refreshes missed
constexpr Millis UNDELIVERED_AFTER_MS = 5000;  // promise 1: 5 s after a press without a receipt, the button itself says so

// Returns the phase of this name; PHASES if there is none.
inline Phase phase_named(const char *name) {
  uint8_t phase = 0;
  while (phase < PHASES && std::strcmp(PHASE_NAMES[phase], name) != 0) phase++;
  return static_cast<Phase>(phase);
}

class Lamp {
 public:
  using Since = std::optional<Millis>;

  // Takes the `phase` that the appliance said. `waiting_ms`: when the oldest press was made that had no receipt before this word and its
  // receipts.
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

  // Returns since when a person has the call. That answers presses which were made until then, and no later ones.
  Since answered_since() const { return person_since_ms_; }

  // Returns the phase to show. `unanswered_ms`: when the oldest press was made that has neither a receipt nor a person's answer.
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
