// The firmware's headers on a bench: no network, no board, and time is what stdin says. One command a line; see `main`.
#include <iostream>
#include <sstream>

#include "button.h"

namespace {

using namespace handbell;

struct Bench {
  Record flash{};
  bool written = false, worn = false;
  uint64_t chance = 0;
  Button button;

  void boot(Millis now) {
    button = Button{};
    for (Contact contact : {HELP, MEDICAL, TAP_OUT, SAFE}) button.fit(contact);
    const Record saved = flash;
    const auto keep = [this](const Record &record) {
      if (worn) return false;
      flash = record;
      return written = true;
    };
    button.boot(written ? &saved : nullptr, keep, [this] { return ++chance; }, now);
  }

  void tell(std::istringstream &line, Millis now) {
    int32_t epoch;
    std::string phase, ledger;
    std::vector<int32_t> receipts(CONTACTS);
    line >> epoch >> phase >> ledger;
    for (auto &receipt : receipts) line >> receipt;
    if (ledger == "ours") ledger = button.take_counts(now).substr(0, 16);
    std::string how;
    line >> how;
    button.tell(epoch, phase.c_str(), ledger, receipts, how == "quiet", how == "dark", now);
  }
};

}  // namespace

int main() {
  Bench bench;
  for (std::string text; std::getline(std::cin, text);) {
    std::istringstream line(text);
    std::string what, contact;
    Millis now = 0;
    line >> what >> now;
    if (what == "worn") bench.worn = true;
    if (what == "boot") bench.boot(now);
    if (what == "close" && line >> contact) bench.button.close(contact_named(contact.c_str()), now);
    if (what == "open" && line >> contact) bench.button.open(contact_named(contact.c_str()), now);
    if (what == "tell") bench.tell(line, now);
    if (what == "look") {
      bench.button.due(now);
      std::cout << PHASE_NAMES[bench.button.lamp(now)] << '|' << bench.button.take_counts(now) << '|' << bench.button.faults() << '|'
                << bench.button.left(now) << '|' << bench.button.right(now) << '|' << bench.button.buzzer(now) << '\n';
    }
  }
}
