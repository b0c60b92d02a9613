// Computes what the contacts of one board do: which there are, and what counts as a press, a hold, a stuck or a chattering contact. Pure
// C++17: time in milliseconds is an argument, and nothing of ESPHome is known here. `hardware/simulated/contacts.py` is the same in
// Python.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace handbell {

using Millis = int64_t;  // since power-up; 64 bits, because 32 bits overflow after seven weeks

enum Contact : uint8_t { HELP, HOLD, MEDICAL, TAP_OUT, SAFE, CONTACTS };

// In the order in which receipts are told; `hold` is `help` held for HOLD_MS, with its own count.
constexpr std::array<const char *, CONTACTS> CONTACT_NAMES = {"help", "hold", "medical", "tap-out", "safe"};

constexpr Millis HOLD_MS = 2000;           // longer than any hurried press
constexpr Millis DEBOUNCE_MS = 50;         // contacts bounce for 1-20 ms; nobody presses twice within 50 ms
constexpr Millis STUCK_AFTER_MS = 60000;   // nobody holds a button for a minute; something leans on it
constexpr size_t CHATTER_CLOSURES = 10;    // ten closures in ...
constexpr Millis CHATTER_WITHIN_MS = 10000;  // ... ten seconds come from a loose wire or a very frightened person; they all count
constexpr Millis CHATTER_QUIET_MS = 60000;   // a loose wire that is quiet for a minute counts as mended

// Returns the contact of this name; CONTACTS if there is none.
inline Contact contact_named(const char *name) {
  uint8_t contact = 0;
  while (contact < CONTACTS && std::strcmp(CONTACT_NAMES[contact], name) != 0) contact++;
  return static_cast<Contact>(contact);
}

// A set of contacts, one bit each.
class ContactSet {
 public:
  void add(Contact contact) { bits_ |= 1U << contact; }
  bool has(Contact contact) const { return (bits_ >> contact & 1U) != 0; }
  bool empty() const { return bits_ == 0; }

 private:
  uint8_t bits_ = 0;
};

// The contacts of a board. `close`, `open` and `due` return the contacts whose count goes up by one.
class Contacts {
 public:
  ContactSet close(Contact contact, Millis now) {
    State &state = states_[contact];
    if (state.closed) return {};
    ContactSet counted = due(now);
    state.closed = true;
    if (!state.released(now)) return counted;  // the same closure goes on: a finger that slips for a moment still holds
    state.closed_ms = now;
    state.held = false;
    counted.add(contact);
    state.remember_closure(now);
    return counted;
  }

  ContactSet open(Contact contact, Millis now) {
    State &state = states_[contact];
    if (!state.closed) return {};
    const ContactSet counted = due(now);
    state.closed = false;
    state.opened_once = true;
    state.opened_ms = now;
    return counted;
  }

  // Gives what time alone brings: a hold, a stuck contact, or the end of chattering.
  ContactSet due(Millis now) {
    ContactSet counted;
    for (uint8_t contact = 0; contact < CONTACTS; contact++) {
      State &state = states_[contact];
      const Millis closed_for = state.closed ? now - state.closed_ms : 0;
      if (closed_for >= HOLD_MS && !state.held) {
        state.held = true;
        if (contact == HELP) counted.add(HOLD);
      }
      if (closed_for >= STUCK_AFTER_MS) state.stuck = true;
      if (!state.closed && state.released(now)) state.stuck = false;
      if (state.chattering && now - state.last_closure() >= CHATTER_QUIET_MS) state.chattering = false;
    }
    return counted;
  }

  bool stuck(Contact contact) const { return states_[contact].stuck; }
  bool chattering(Contact contact) const { return states_[contact].chattering; }

 private:
  struct State {
    bool closed = false, opened_once = false, held = false, stuck = false, chattering = false;
    Millis closed_ms = 0, opened_ms = 0;
    std::array<Millis, CHATTER_CLOSURES> closures_ms{};  // a ring: the last ten
    size_t closures = 0;

    // Returns whether the contact was open long enough to have been let go, and did not only bounce.
    bool released(Millis now) const { return !opened_once || now - opened_ms >= DEBOUNCE_MS; }

    void remember_closure(Millis now) {
      closures_ms[closures++ % CHATTER_CLOSURES] = now;
      const Millis tenth_last_ms = closures_ms[closures % CHATTER_CLOSURES];
      if (closures >= CHATTER_CLOSURES && now - tenth_last_ms < CHATTER_WITHIN_MS) chattering = true;
    }
    Millis last_closure() const { return closures_ms[(closures - 1) % CHATTER_CLOSURES]; }
  };

  std::array<State, CONTACTS> states_{};
};

}  // namespace handbell
