// Decides everything for one call button, from one power-up to the next, and contains nothing of ESPHome. Pure C++17: time in
// milliseconds, flash and chance are arguments. `hardware/simulated/button.py` is the same in Python; tests compare the two.
//
// The order matters: a press is counted, then kept in flash, and only then may anything be lit, sounded or sent.
#pragma once

#include <functional>

#include "counts.h"
#include "lights.h"

namespace handbell {

constexpr Millis REPEAT_MS = 2000;         // presses without a receipt are told again every 2 s ...
constexpr Millis REPEAT_FOR_MS = 60000;    // ... for a minute, and after that only with the check-ins
constexpr Millis CHECK_IN_MS = 60000;      // a lost button is noticed within 200 s (NFPA 72): three check-ins may be missed
constexpr int SUPPLY_LOW_MV = 4500;        // our choice: below this, a 5 V board's regulator is near its brown-out
constexpr int SUPPLY_GOOD_MV = 4650;       // a little higher, so that one flicker is one fault

class Button {
 public:
  using Keep = std::function<bool(const Record &)>;  // keeps a record in flash, at once; false if the flash refused
  using Chance = std::function<uint64_t()>;

  // Adds a contact that the board has. *Help* also adds *hold*. Called before `boot`.
  void fit(Contact contact) {
    fitted_.add(contact);
    if (contact == HELP) fitted_.add(HOLD);
  }
  void unfit_all() { fitted_ = {}; }

  void boot(const Record *saved, Keep keep, Chance chance, Millis now) {
    keep_ = std::move(keep);
    chance_ = std::move(chance);
    shown_since_ms_ = now;
    if (saved == nullptr || !counts_.load(*saved, now)) renew();
  }

  void close(Contact contact, Millis now) { press(contacts_.close(contact, now), now); }
  void open(Contact contact, Millis now) { press(contacts_.open(contact, now), now); }

  void set_tampered(bool tampered) { tampered_ = tampered; }
  void set_supply(int supply_mv) {
    if (supply_mv < SUPPLY_LOW_MV && !low_supply_mv_) low_supply_mv_ = supply_mv;
    if (supply_mv >= SUPPLY_GOOD_MV) low_supply_mv_.reset();
  }

  // Takes where this button stands, as the appliance says. `receipts`: one for each contact, NO_RECEIPT if nothing is said about it.
  void tell(int32_t epoch, const char *phase, const std::string &ledger, const std::vector<int32_t> &receipts, bool quiet, bool dark,
            Millis now) {
    if (epoch < counts_.record.epoch) {
      older_box_ = true;
      return;
    }
    const Phase told = phase_named(phase);
    if (told == PHASES) return;  // a word of a later firmware is ignored, and so the lamp goes stale as it should
    older_box_ = false;
    const Record before = counts_.record;
    counts_.record.epoch = epoch;
    counts_.record.quiet = quiet;
    counts_.record.dark = dark;
    lamp_.tell(told, now, counts_.waiting_since());
    if (ledger == counts_.ledger()) believe(receipts);
    if (std::memcmp(&before, &counts_.record, sizeof before) != 0) save();
  }

  // A client has connected, so it must hear the counts as they are now.
  void connected() { counts_due_ = true; }

  // Notes that time has passed.
  void due(Millis now) {
    press(contacts_.due(now), now);
    const Phase phase = lamp(now);
    if (phase != shown_) shown_since_ms_ = now;
    shown_ = phase;
  }

  Phase lamp(Millis now) const { return lamp_.shown(now, unanswered_since()); }
  float left(Millis now) const { return dark() ? 0 : LIGHTS[lamp(now)].left.at(now); }
  float right(Millis now) const { return dark() ? 0 : LIGHTS[lamp(now)].right.at(now); }
  bool buzzer(Millis now) const {
    // A press after a person's answer beeps for as long as if it were the only one.
    const Lamp::Since since_ms = unanswered_since() ? unanswered_since() : counts_.waiting_since();
    const bool silent = counts_.record.quiet || dark();
    return !silent && buzzes(shown_, now - shown_since_ms_, since_ms ? std::optional<Millis>(now - *since_ms) : std::nullopt);
  }

  bool counts_due(Millis now) const {
    return counts_due_ || now - counts_told_ms_ >= (counts_.waiting_from(now - REPEAT_FOR_MS) ? REPEAT_MS : CHECK_IN_MS);
  }
  std::string take_counts(Millis now) {
    counts_due_ = false;
    counts_told_ms_ = now;
    return counts_.text(fitted_, now);
  }

  // Gives `what` or `what detail`, separated by commas; empty if all is well. The text must stay the same as long as no fault changes.
  std::string faults() const {
    std::string text;
    name_contacts(text, "stuck", &Contacts::stuck);
    name_contacts(text, "chattering", &Contacts::chattering);
    if (tampered_) add(text, "tampered");
    if (low_supply_mv_) add(text, "low-supply " + std::to_string(*low_supply_mv_) + " mV");
    if (older_box_) add(text, "older-box " + std::to_string(counts_.record.epoch));
    if (flash_failed_) add(text, "flash-failed");
    return text;
  }

 private:
  void press(ContactSet counted, Millis now) {
    if (counted.empty()) return;
    for (uint8_t each = 0; each < CONTACTS; each++)
      if (counted.has(static_cast<Contact>(each))) counts_.count(static_cast<Contact>(each), now, lamp_.answered_since());
    save();
    counts_due_ = true;
  }

  void believe(const std::vector<int32_t> &receipts) {
    const uint8_t told = static_cast<uint8_t>(std::min<size_t>(receipts.size(), CONTACTS));
    for (uint8_t each = 0; each < told; each++)
      if (counts_.beyond(static_cast<Contact>(each), receipts[each])) return renew();
    for (uint8_t each = 0; each < told; each++)
      if (counts_.receipt(static_cast<Contact>(each), receipts[each])) counts_due_ = true;
  }

  void renew() {
    uint64_t ledger = 0;
    while (ledger == 0) ledger = chance_();
    counts_.renew(ledger);
    save();
    counts_due_ = true;
  }

  Lamp::Since unanswered_since() const { return counts_.waiting_since(lamp_.answered_since()); }

  void save() { flash_failed_ = !keep_(counts_.record); }
  bool dark() const { return counts_.record.dark != 0; }

  void name_contacts(std::string &text, const char *what, bool (Contacts::*has)(Contact) const) const {
    std::string names;
    for (uint8_t each = 0; each < CONTACTS; each++)
      if ((contacts_.*has)(static_cast<Contact>(each))) names += std::string(" ") + CONTACT_NAMES[each];
    if (!names.empty()) add(text, what + names);
  }

  static void add(std::string &text, const std::string &fault) { text += (text.empty() ? "" : ", ") + fault; }

  Keep keep_;
  Chance chance_;
  ContactSet fitted_;
  Contacts contacts_;
  Counts counts_;
  Lamp lamp_;
  Phase shown_ = NOT_DELIVERED;
  Millis shown_since_ms_ = 0, counts_told_ms_ = 0;
  bool counts_due_ = true, tampered_ = false, older_box_ = false, flash_failed_ = false;
  std::optional<int> low_supply_mv_;
};

// The one button of a board.
inline Button &bell() {
  static Button bell;
  return bell;
}

}  // namespace handbell
