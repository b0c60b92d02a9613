"""Says as data how each pattern sounds, with the timing figures of IEC 60601-1-8. Pure; knows no samples and no device.

The figures (we designed to them, and never write "complies with": no laboratory has tested it):
* High: ten pulses grouped 3+2, a rest, 3+2; medium: three; low: one or two.
* Between bursts: high 2.5-15 s, medium 2.5-30 s. UL 1069 asks for a sound at least every 10 s and is the stricter: no burst
  begins more than 10 s after the last began. Low is more than 15 s in IEC 60601-1-8; UL 1069 wins, since a tap-out is a call too.
* Fundamental 150-1000 Hz; at least four harmonics within 300-4000 Hz and within 15 dB of it.
* High pulses last 75-200 ms, medium and low 125-250 ms; a quieter pattern is less urgent than a call (UL 2560: 60 and 50 dBA).

Why nobody takes a drill for a real call or for trouble: every real figure consists of pulses of at most 250 ms at one pitch.
A drill has no pulse: it is one unbroken tone of two seconds that swells slowly. After a quarter of a second, a real figure has
already fallen silent and the drill has not, so the first burst is enough to tell them apart. Trouble is one falling pair of long notes.
"""

import msgspec

from hardware.ports import Pattern

# The fundamental comes first. The weakest is 9 dB below it; 15 are allowed.
HARMONIC_LEVELS = (1.0, 0.8, 0.65, 0.55, 0.45, 0.35)


class Note(msgspec.Struct, frozen=True):
    """A tone of one pitch, and the rest after it. It takes `rise_ms` to rise to full, and as long to fall."""

    hz: int
    length_ms: int
    rest_ms: int
    rise_ms: int = 20  # 10-40 % of a pulse; people miss a slower rise, and a faster one clicks


class Figure(msgspec.Struct, frozen=True):
    """One burst and the silence after it, played over and over. `level_db` is relative to a high-priority call."""

    notes: tuple[Note, ...]
    level_db: int

    @property
    def length_ms(self) -> int:
        """The time from the start of one burst to the start of the next."""
        return sum(note.length_ms + note.rest_ms for note in self.notes)


def _pulses(hz: int, length_ms: int, rests_ms: tuple[int, ...]) -> tuple[Note, ...]:
    return tuple(Note(hz, length_ms, rest_ms) for rest_ms in rests_ms)


_SHORT_MS = 100  # 50-125 ms between pulses of one group
_LONG_MS = 2 * _SHORT_MS + 150  # twice that and one pulse: the rest between the group of three and the group of two
_HIGH_HALF_MS = (_SHORT_MS, _SHORT_MS, _LONG_MS, _SHORT_MS)

FIGURES: dict[Pattern, Figure] = {
    Pattern.HIGH: Figure(_pulses(523, 150, (*_HIGH_HALF_MS, 500, *_HIGH_HALF_MS, 2_500)), 0),
    Pattern.MEDIUM: Figure(_pulses(392, 200, (200, 200, 4_000)), 0),
    Pattern.LOW: Figure(_pulses(262, 200, (200, 9_400)), -6),
    Pattern.TROUBLE: Figure((Note(220, 400, 0), Note(165, 600, 9_000)), -10),
    Pattern.DRILL: Figure((Note(330, 2_000, 8_000, rise_ms=600),), -3),
}
