// A sounder with its hall lamp: plays what the appliance says, and shows by itself when the appliance is gone. Pure C++17: time in
// milliseconds and flash are arguments; nothing of ESPHome is known here.
#pragma once

#include <functional>
#include <string>

#include "patterns.h"

namespace handbell {

constexpr Millis DOWN_AFTER_MS = 30000;  // six refreshes missed: "Handbell is down"

struct Tone {
  uint16_t hz;
  float level;  // 0 to 1; 0 is silence
};

class Sounder {
 public:
  using KeepEpoch = std::function<bool(int32_t)>;  // keeps the rank in flash, at once; false if the flash refused

  // `epoch`: the highest rank with which an appliance spoke, from flash; 0 if there is none.
  void boot(int32_t epoch, KeepEpoch keep, Millis now) {
    epoch_ = epoch;
    keep_ = std::move(keep);
    heard_ms_ = since_ms_ = now;
  }

  // Takes what to play, as the appliance says. A box of a lower rank is not obeyed, and does not count as heard.
  void sound(int32_t epoch, const char *pattern, bool dark, Millis now) {
    if (epoch < epoch_) {
      older_box_ = true;
      return;
    }
    const Pattern told = pattern_named(pattern);
    if (told == PATTERNS) return;  // a word of a later firmware; to play silence would be a lie
    older_box_ = false;
    if (epoch != epoch_) flash_failed_ = !keep_(epoch);
    epoch_ = epoch;
    dark_ = dark;
    heard_ms_ = now;
    play(told, now);
  }

  // Notes that time has passed.
  void due(Millis now) {
    if (now - heard_ms_ >= DOWN_AFTER_MS && quiet_enough_to_chirp()) play(DOWN, now);
  }

  Pattern playing() const { return playing_; }

  Tone tone(Millis now) const {
    const Figure &figure = FIGURES[playing_];
    Millis whole_ms = 0;
    for (uint8_t each = 0; each < figure.length; each++) whole_ms += figure.notes[each].length_ms + figure.notes[each].rest_ms;
    Millis into_ms = whole_ms == 0 ? 0 : (now - since_ms_) % whole_ms;
    for (uint8_t each = 0; each < figure.length; each++) {
      const Note &note = figure.notes[each];
      if (into_ms < note.length_ms) return {note.hz, figure.level * swell(note, into_ms)};
      into_ms -= note.length_ms + note.rest_ms;
      if (into_ms < 0) break;
    }
    return {0, 0};
  }

  bool lamp(Millis now) const {
    const HallLamp &lamp = HALL_LAMPS[playing_];
    if (dark_ || lamp.on_ms == 0) return false;
    const Millis step = (now - since_ms_) % lamp.period_ms / lamp.on_ms;
    return step % 2 == 0 && step / 2 < lamp.flashes;
  }

  // Gives faults as a button does: separated by commas, empty if all is well.
  std::string faults() const {
    std::string text = older_box_ ? "older-box " + std::to_string(epoch_) : "";
    if (flash_failed_) text += text.empty() ? "flash-failed" : ", flash-failed";
    return text;
  }

 private:
  void play(Pattern pattern, Millis now) {
    if (pattern == playing_) return;
    playing_ = pattern;
    since_ms_ = now;
  }

  // A call that sounded when the appliance went away goes on, since nothing quiets itself.
  bool quiet_enough_to_chirp() const { return playing_ == SILENT || playing_ == TROUBLE || playing_ == DRILL; }

  static float swell(const Note &note, Millis into_ms) {
    const Millis from_an_end_ms = into_ms < note.length_ms / 2 ? into_ms : note.length_ms - into_ms;
    return from_an_end_ms >= note.rise_ms ? 1.0F : static_cast<float>(from_an_end_ms) / note.rise_ms;
  }

  KeepEpoch keep_;
  int32_t epoch_ = 0;
  Pattern playing_ = SILENT;
  Millis heard_ms_ = 0, since_ms_ = 0;
  bool dark_ = false, older_box_ = false, flash_failed_ = false;
};

// The one sounder of a board.
inline Sounder &sounder() {
  static Sounder sounder;
  return sounder;
}

}  // namespace handbell
