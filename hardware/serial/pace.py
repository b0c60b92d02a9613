"""How much may be read of a line: what its speed can bring, and twice that. Pure: time is an argument.

A wire brings no more by itself. A peer over the network, or a chip that went mad, could: what is over stays in the kernel, which holds
the peer back or drops it, and costs neither memory nor the processor.
"""

from typing import Final

CHUNK_BYTES: Final = 4096  # the kernel's own buffer of a terminal; a second of 38,400 baud
_SPARE: Final = 2  # times what the speed allows: a loop that was late catches up
_BITS_A_BYTE: Final = 10


class Pace:
    """One opened line."""

    def __init__(self, baud: int) -> None:
        self._per_s = _SPARE * baud / _BITS_A_BYTE
        self._left = float(CHUNK_BYTES)
        self._at_s = 0.0

    def spent(self, size_bytes: int, now_s: float) -> float:
        """So much was read now; how long nothing more is to be read."""
        self._left = min(CHUNK_BYTES, self._left + (now_s - self._at_s) * self._per_s) - size_bytes
        self._at_s = now_s
        return max(0.0, -self._left / self._per_s)
