// The sounder's headers on a bench: no network, no board, and time is what stdin says. One command a line; see `main`.
#include <iostream>
#include <sstream>

#include "sounder.h"

int main() {
  using namespace handbell;
  Sounder sounder;
  int32_t flash = 0;
  for (std::string text; std::getline(std::cin, text);) {
    std::istringstream line(text);
    std::string what, pattern;
    Millis now = 0;
    int32_t epoch = 0;
    line >> what >> now;
    if (what == "boot") (sounder = Sounder{}).boot(flash, [&](int32_t heard) { return flash = heard, true; }, now);
    if (what == "sound" && line >> epoch) {
      line >> pattern;
      sounder.sound(epoch, pattern.c_str(), false, now);
    }
    if (what == "dark" && line >> epoch >> pattern) sounder.sound(epoch, pattern.c_str(), true, now);
    if (what != "look") continue;
    sounder.due(now);
    const Tone tone = sounder.tone(now);
    std::cout << PATTERN_NAMES[sounder.playing()] << '|' << (tone.level > 0 ? tone.hz : 0) << '|' << tone.level << '|' << sounder.lamp(now)
              << '|' << sounder.faults() << '\n';
  }
}
