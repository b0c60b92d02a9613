"""Judges a line by its bytes: well, silent, or garbled (a wrong speed, or noise). Pure: time is an argument.

A family's reader says how many frames were good and how many were bad; a judge knows no frame. A line that is silent and garbled at
once is reported as garbled, since there is somebody at the other end.
"""

import enum
from collections import deque
from typing import Final

# Our choice: a wrong speed is found while the person who set the receiver up still stands there.
GARBLED_AFTER_S: Final = 20.0
# Fewer bytes may come from plugging in, or from noise nearby. The shortest frame has 5 bytes; a check-in has 5, too.
GARBLED_BYTES: Final = 64
COUNTED_S: Final = 60.0  # How far back bad frames are counted: some check-ins of 30 s, or some hundred polls.
_SLICE_S: Final = 10.0  # Frames are counted in slices of time, so that memory does not grow with what comes.
BAD_FRAMES_MIN: Final = 8  # If fewer frames came, half of them may be bad by chance.
# The trouble begins when more than half are bad and ends below a quarter. So a line near its limit does not change with each frame.
TOO_MANY, FEW_AGAIN = 1 / 2, 1 / 4


class Verdict(enum.StrEnum):
    """What may be said of an open line."""

    WELL = "well"
    SILENT = "silent"
    GARBLED = "garbled"


class Judge:
    """Judges one line. `silent_after_s` None: this line speaks only when asked, so whoever asks judges its silence."""

    def __init__(self, silent_after_s: float | None, opened_s: float) -> None:
        self._silent_after_s = silent_after_s
        self.made_sense = False  # whether a good frame came since the line was opened
        self._sound_s = opened_s  # when the last good frame came; before the first one, when the line was opened
        self._bytes = 0  # how many bytes came since then
        self._nonsense_s: float | None = None  # when the first of these bytes came
        self._slices: deque[tuple[float, int, int]] = deque()
        self._noisy = False

    def heard(self, now_s: float, size_bytes: int, good: int, bad: int) -> None:
        """Take in that so many bytes came, and that the reader made so many good and bad frames of them and of earlier bytes."""
        if size_bytes and self._nonsense_s is None:
            self._nonsense_s = now_s
        self._bytes += size_bytes
        if good:
            self.made_sense = True
            self._sound_s, self._bytes, self._nonsense_s = now_s, 0, None
        if good or bad:
            self._count(now_s, good, bad)

    def verdict(self, now_s: float) -> Verdict:
        """Return how the line is now."""
        if self._senseless(now_s) or self._too_many_bad(now_s):
            return Verdict.GARBLED
        if self._silent_after_s is not None and now_s - self._sound_s >= self._silent_after_s:
            return Verdict.SILENT
        return Verdict.WELL

    def why(self, now_s: float) -> str:
        """Say the figures behind the verdict, for a person who stands in front of the receiver."""
        if self._senseless(now_s):
            return f"{self._bytes} bytes in {now_s - self._sound_s:.0f} s, and none of them makes sense"
        _, good, bad = self._sums(now_s)
        if self._noisy:
            return f"{bad} of {good + bad} frames of the last minute were damaged"
        came = f"; {self._bytes} bytes came, so its speed may be wrong" if self._bytes else ""
        return f"nothing that makes sense for {now_s - self._sound_s:.0f} s{came}"

    def _senseless(self, now_s: float) -> bool:
        first_s = self._nonsense_s
        return first_s is not None and self._bytes >= GARBLED_BYTES and now_s - first_s >= GARBLED_AFTER_S

    def _too_many_bad(self, now_s: float) -> bool:
        total, _, bad = self._sums(now_s)
        limit = FEW_AGAIN if self._noisy else TOO_MANY
        self._noisy = total >= BAD_FRAMES_MIN and bad > total * limit
        return self._noisy

    def _count(self, now_s: float, good: int, bad: int) -> None:
        if self._slices and now_s - self._slices[-1][0] < _SLICE_S:
            began_s, good_before, bad_before = self._slices.pop()
            self._slices.append((began_s, good_before + good, bad_before + bad))
        else:
            self._slices.append((now_s, good, bad))
        self._forget(now_s)

    def _sums(self, now_s: float) -> tuple[int, int, int]:
        self._forget(now_s)
        good, bad = sum(each[1] for each in self._slices), sum(each[2] for each in self._slices)
        return good + bad, good, bad

    def _forget(self, now_s: float) -> None:
        while self._slices and now_s - self._slices[0][0] >= COUNTED_S:
            self._slices.popleft()
