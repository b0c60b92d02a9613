"""Gives the samples that come out next: an endless tape, which plays what it was told until it is told something else. Pure; knows no
device and no clock.
"""

from hardware.ports import Pattern
from hardware.sound.synth import BYTES_PER_MS, pcm

AGAIN_S_MAX = 10  # UL 1069: a sound at least every 10 s
# The least rest between two bursts of high or medium priority in IEC 60601-1-8. Other patterns are not played faster than a call.
REST_MS_MIN = 2_500
CHUNK_MS = 50  # a change of pattern waits for no more than one chunk
_SILENCE = bytes(CHUNK_MS * BYTES_PER_MS)


class Tape:
    """Plays `pattern` over and over, from its beginning whenever it changes; silence for None.

    A burst begins at most `again_s` after the last one began, or when REST_MS_MIN has passed since that one ended. Both are within the
    ten seconds of UL 1069, since no burst sounds for more than four.
    """

    def __init__(self, again_s: int = AGAIN_S_MAX) -> None:
        self.pattern: Pattern | None = None
        self._again_bytes = again_s * 1000 * BYTES_PER_MS
        self._at = 0

    def set(self, pattern: Pattern | None) -> bool:
        """Change what plays, and return whether that was a change. The same pattern again does not start over."""
        changed = pattern != self.pattern
        if changed:
            self.pattern, self._at = pattern, 0
        return changed

    def next_chunk(self) -> bytes:
        """Return the next CHUNK_MS of sound."""
        if self.pattern is None:
            return _SILENCE
        burst = self._burst(self.pattern)
        chunk = burst[self._at : self._at + len(_SILENCE)]
        self._at += len(_SILENCE)
        if self._at >= len(burst):
            self._at = len(_SILENCE) - len(chunk)
            chunk += burst[: self._at]
        return chunk

    def _burst(self, pattern: Pattern) -> bytes:
        """Return the pattern with the silence after it cut to what `again_s` leaves, but never below REST_MS_MIN."""
        burst = pcm(pattern)
        pulses = len(burst.rstrip(b"\0")) // BYTES_PER_MS + 1 + REST_MS_MIN
        return burst[: max(self._again_bytes, pulses * BYTES_PER_MS)]
