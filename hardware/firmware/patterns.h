// Says as data how each pattern sounds: the figures of hardware/sound/patterns.py, which gives their reasons (designed to IEC 60601-1-8
// and UL 1069; no laboratory has tested them). A test compares the two. Pure C++17.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace handbell {

using Millis = int64_t;  // since power-up; 64 bits, because 32 bits overflow after seven weeks

enum Pattern : uint8_t { SILENT, DOWN, HIGH, MEDIUM, LOW, TROUBLE, DRILL, PATTERNS };

constexpr std::array<const char *, PATTERNS> PATTERN_NAMES = {"silent", "down", "high", "medium", "low", "trouble", "drill"};

// A tone of one pitch, and the rest after it. It takes `rise_ms` to rise to full, and as long to fall.
struct Note {
  uint16_t hz, length_ms, rest_ms, rise_ms;
};

// One burst and the silence after it, played over and over. `level` is relative to a high-priority call.
struct Figure {
  std::array<Note, 10> notes;
  uint8_t length;
  float level;
};

// The lamp of a pattern: `flashes` of `on_ms`, with pauses of the same length, from the start of every `period_ms`; at most three in a
// second.
struct HallLamp {
  uint16_t period_ms, on_ms, flashes;
};

constexpr float QUIETER_3_DB = 0.708F, QUIETER_6_DB = 0.501F, QUIETER_10_DB = 0.316F;

inline const std::array<Figure, PATTERNS> FIGURES = {{
    /* silent  */ {{}, 0, 0},
    // Not a pattern of the appliance: two short rising notes, twice a minute, like a smoke detector with a low battery.
    /* down    */ {{{{660, 100, 60, 20}, {880, 140, 29700, 20}}}, 2, QUIETER_3_DB},
    /* high    */
    {{{{523, 150, 100, 20}, {523, 150, 100, 20}, {523, 150, 350, 20}, {523, 150, 100, 20}, {523, 150, 500, 20},
       {523, 150, 100, 20}, {523, 150, 100, 20}, {523, 150, 350, 20}, {523, 150, 100, 20}, {523, 150, 2500, 20}}},
     10, 1},
    /* medium  */ {{{{392, 200, 200, 20}, {392, 200, 200, 20}, {392, 200, 4000, 20}}}, 3, 1},
    /* low     */ {{{{262, 200, 200, 20}, {262, 200, 9400, 20}}}, 2, QUIETER_6_DB},
    /* trouble */ {{{{220, 400, 0, 20}, {165, 600, 9000, 20}}}, 2, QUIETER_10_DB},
    /* drill   */ {{{{330, 2000, 8000, 600}}}, 1, QUIETER_3_DB},
}};

inline const std::array<HallLamp, PATTERNS> HALL_LAMPS = {{
    /* silent  */ {1000, 0, 0},
    /* down    */ {4000, 100, 2},
    /* high    */ {500, 250, 1},
    /* medium  */ {1000, 500, 1},
    /* low     */ {2000, 1000, 1},
    /* trouble */ {4000, 100, 1},
    /* drill   */ {4000, 3000, 1},
}};

// Returns the pattern of this name, as an appliance says it: empty is silence. PATTERNS if there is none, and for DOWN, which only the
// sounder says.
inline Pattern pattern_named(const char *name) {
  if (*name == '\0') return SILENT;
  uint8_t pattern = HIGH;
  while (pattern < PATTERNS && std::strcmp(PATTERN_NAMES[pattern], name) != 0) pattern++;
  return static_cast<Pattern>(pattern);
}

}  // namespace handbell
