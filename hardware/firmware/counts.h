// Keeps what a button counts: the record that survives a power cut, and the presses that have no receipt yet. Pure C++17. The code that
// changes a count here saves the record before anything else: see `Button`.
#pragma once

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <string>
#include <vector>

#include "lamp.h"

namespace handbell {

constexpr uint32_t RECORD_LAYOUT = 0x48420001;  // "HB", and a number that rises whenever Record changes
// this many presses of each contact are remembered one by one; only the count tells of the others
constexpr size_t WAITING_MAX = 8;
constexpr int32_t NO_RECEIPT = -1;

// Is in flash, whole or not at all. `ledger` names this counting; 0 is none. `epoch` is the highest rank with which an appliance spoke.
struct Record {
  uint32_t layout = RECORD_LAYOUT;
  int32_t epoch = 0;
  uint64_t ledger = 0;
  uint8_t quiet = 0, dark = 0;  // as last told: a room in a lockdown must not light up because its button lost power
  uint8_t unused[6] = {};
  struct {
    uint32_t count = 0, receipted = 0;
  } contacts[CONTACTS];
};
static_assert(sizeof(Record) == 64, "no padding: records are compared byte by byte, and boards must agree on them");

class Counts {
 public:
  Record record;

  // Loads the record from flash. False if it is not ours, was never written, or has receipts for presses that it does not know.
  bool load(const Record &saved, Millis now) {
    const bool ours = saved.layout == RECORD_LAYOUT && saved.ledger != 0;
    if (!ours) return false;
    record = saved;
    bool known = true;
    for (uint8_t each = 0; each < CONTACTS; each++) {
      const auto &contact = record.contacts[each];
      known &= contact.receipted <= contact.count;
      if (contact.count > contact.receipted) wait_undated(static_cast<Contact>(each), contact.count - contact.receipted, now);
    }
    return known;
  }

  // Begins a new counting with only the presses that have no receipt, so that they ring under its name.
  void renew(uint64_t ledger) {
    record.ledger = ledger;
    for (uint8_t each = 0; each < CONTACTS; each++) {
      auto &contact = record.contacts[each];
      const uint32_t gone = std::min(contact.receipted, contact.count);
      for (auto &waiting : waiting_[each]) waiting.count -= gone;
      contact = {contact.count - gone, 0};
    }
  }

  // Counts a press. `answered_ms`: since when a person has the call, as for `waiting_since`.
  void count(Contact contact, Millis now, Lamp::Since answered_ms) {
    auto &waiting = waiting_[contact];
    if (waiting.size() >= WAITING_MAX) {
      // Never forget the oldest: its age changes the lamp, and a frightened person presses without end. The age of the oldest press since
      // a person's answer changes the lamp, too. So if the second is forgotten, the third stands for it.
      if (!answered_ms || waiting[1].first_ms > *answered_ms) waiting[2].first_ms = waiting[1].first_ms;
      waiting.erase(waiting.begin() + 1);
    }
    waiting.push_back({++record.contacts[contact].count, now, now, true});
  }

  // Returns whether this receipt is for a press that was never counted here: the flash was set back, and the counting must be renewed.
  bool beyond(Contact contact, int32_t receipt) const {
    return receipt != NO_RECEIPT && static_cast<int64_t>(receipt) > record.contacts[contact].count;
  }

  // Takes a receipt, and returns whether it was news.
  bool receipt(Contact contact, int32_t receipt) {
    auto &counted = record.contacts[contact];
    if (receipt == NO_RECEIPT || static_cast<int64_t>(receipt) <= counted.receipted) return false;
    counted.receipted = receipt;
    auto &waiting = waiting_[contact];
    waiting.erase(std::remove_if(waiting.begin(), waiting.end(),
                                 [&](const Waiting &each) { return each.count <= counted.receipted; }),
                  waiting.end());
    return true;
  }

  // Returns when the oldest press without a receipt was made, of the presses after `answered_ms`. A press without a date is overdue since
  // the boot.
  Lamp::Since waiting_since(Lamp::Since answered_ms = {}) const {
    Lamp::Since oldest;
    for (const auto &waiting : waiting_)
      for (const Waiting &each : waiting)
        if ((!answered_ms || each.first_ms > *answered_ms) && (!oldest || each.first_ms < *oldest)) oldest = each.first_ms;
    return oldest;
  }

  // Returns whether a press without a receipt was made since then.
  bool waiting_from(Millis since) const {
    for (const auto &waiting : waiting_)
      for (const Waiting &each : waiting)
        if (each.dated && each.pressed_ms > since) return true;
    return false;
  }

  // Writes `5f3a9c21e0d4b7a6 help=8/6@5200,310 hold=2/2`: see hardware/esphome/wire.py.
  std::string text(ContactSet fitted, Millis now) const {
    std::string text = ledger();
    for (uint8_t each = 0; each < CONTACTS; each++)
      if (fitted.has(static_cast<Contact>(each))) text += word(static_cast<Contact>(each), now);
    return text;
  }

  std::string ledger() const {
    char text[17];
    std::snprintf(text, sizeof text, "%016" PRIx64, record.ledger);
    return text;
  }

 private:
  struct Waiting {
    uint32_t count;
    // `first_ms`: when the first press was made for which this entry stands, itself or a forgotten one before it
    Millis pressed_ms, first_ms;
    bool dated;  // false: made before a power cut, and nobody knows when
  };

  void wait_undated(Contact contact, uint32_t presses, Millis now) {
    const uint32_t kept = std::min<uint32_t>(presses, WAITING_MAX);
    const Millis overdue_ms = now - UNDELIVERED_AFTER_MS;
    for (uint32_t left = kept; left > 0; left--)
      waiting_[contact].push_back({record.contacts[contact].count - left + 1, overdue_ms, overdue_ms, false});
  }

  std::string word(Contact contact, Millis now) const {
    char counted[48];
    std::snprintf(counted, sizeof counted, " %s=%" PRIu32 "/%" PRIu32, CONTACT_NAMES[contact], record.contacts[contact].count,
                  record.contacts[contact].receipted);
    std::string text = counted;
    char before = '@';
    for (const Waiting &each : waiting_[contact]) {
      text += before + (each.dated ? std::to_string(now - each.pressed_ms) : "?");
      before = ',';
    }
    return text;
  }

  std::array<std::vector<Waiting>, CONTACTS> waiting_;
};

}  // namespace handbell
