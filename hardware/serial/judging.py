"""What a line's bytes say of the line: well, silent, or garbled (a wrong speed, or noise). Pure: time is an argument.

A family's reader says how many frames were good and how many bad; a judge knows no frame. A line that is silent and garbled at once is
told as garbled: there is somebody at the other end.
"""

import enum
from collections import deque
from typing import Final

GARBLED_AFTER_S: Final = 20.0  # ours: a receiver with a wrong speed is found while whoever set it up still stands there
GARBLED_BYTES: Final = (
    64  # fewer are a plug being put in, or a burst beside it: the shortest frame has 5 bytes, a check-in 5 again
)
COUNTED_S: Final = 60.0  # so long a share of bad frames is looked at: some check-ins of 30 s, some hundred polls
_SLICE_S: Final = 10.0  # counted in slices: what is kept does not grow with what comes
BAD_FRAMES_MIN: Final = 8  # of fewer, half bad is chance
TOO_MANY, FEW_AGAIN = (
    1 / 2,
    1 / 4,
)  # begins above a half, ends below a quarter: a line at its limit does not come and go each frame


class Verdict(enum.StrEnum):
    """What may be said of an open line."""

    WELL = "well"
    SILENT = "silent"
    GARBLED = "garbled"


class Judge:
    """One line. `silent_after_s` None: this line speaks only when asked, so its silence is judged by who asks."""

    def __init__(self, silent_after_s: float | None, opened_s: float) -> None:
        self._silent_after_s = silent_after_s
        self.made_sense = False  # at least once since it was opened
        self._sound_s = opened_s  # the last valid frame; until the first, when the line was opened
        self._bytes = 0  # since then
        self._nonsense_s: float | None = None  # when the first of them came
        self._slices: deque[tuple[float, int, int]] = deque()
        self._noisy = False

    def heard(self, now_s: float, size_bytes: int, good: int, bad: int) -> None:
        """So many bytes came, and the reader made so many frames of them and of those before."""
        if size_bytes and self._nonsense_s is None:
            self._nonsense_s = now_s
        self._bytes += size_bytes
        if good:
            self.made_sense = True
            self._sound_s, self._bytes, self._nonsense_s = now_s, 0, None
        if good or bad:
            self._count(now_s, good, bad)

    def verdict(self, now_s: float) -> Verdict:
        """What the line is now."""
        if self._senseless(now_s) or self._too_many_bad(now_s):
            return Verdict.GARBLED
        if self._silent_after_s is not None and now_s - self._sound_s >= self._silent_after_s:
            return Verdict.SILENT
        return Verdict.WELL

    def why(self, now_s: float) -> str:
        """The verdict's figures, for whoever stands in front of the receiver."""
        if self._senseless(now_s):
            return f"{self._bytes} bytes in {now_s - self._sound_s:.0f} s, and not one of them sense"
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
