"""Limits how much may be read of a line: twice what its speed can bring. Pure: time is an argument.

A wire brings no more than its speed by itself, but a peer over the network, or a broken chip, could. What is beyond the limit stays in
the kernel, which slows the peer down or drops it. So it costs us no memory and no processor time.
"""

from typing import Final

CHUNK_BYTES: Final = 4096  # the size of the kernel's own buffer for a terminal, and one second of data at 38,400 baud
_SPARE: Final = 2  # How many times more than the speed allows. A loop that was late can catch up.
_BITS_A_BYTE: Final = 10


class Pace:
    """Limits the reading of one opened line."""

    def __init__(self, baud: int) -> None:
        self._per_s = _SPARE * baud / _BITS_A_BYTE
        self._left = float(CHUNK_BYTES)
        self._at_s = 0.0

    def spent(self, size_bytes: int, now_s: float) -> float:
        """Take in that so much was read now, and return for how long to read nothing more."""
        self._left = min(CHUNK_BYTES, self._left + (now_s - self._at_s) * self._per_s) - size_bytes
        self._at_s = now_s
        return max(0.0, -self._left / self._per_s)
