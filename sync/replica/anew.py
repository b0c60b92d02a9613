"""Limits how often a copy may be begun anew. Pure: the time is an argument."""

from sync.replica.faults import SILENT, CopyFault

BURST = 3  # new generations at once, as for a stick that is wiped and wiped again
ANEW_EVERY_S = 600.0  # and one more every ten minutes: a target whose files always vanish must not be worn out


class Anew:
    """Counts how many new generations may still begin."""

    def __init__(self) -> None:
        self._left = float(BURST)
        self._counted_s = 0.0

    def spend(self, now_s: float, says: str, why: str) -> None:
        """Begin one more on the place `says`; `why`: the cause. Raises CopyFault where it must wait."""
        if self._counted_s:
            self._left = min(BURST, self._left + (now_s - self._counted_s) / ANEW_EVERY_S)
        self._counted_s = now_s
        if self._left < 1:
            told = f"The copy on {says} was begun anew {BURST} times and more, one after the other. The next begins within ten minutes."
            raise CopyFault(why or SILENT, told)
        self._left -= 1
