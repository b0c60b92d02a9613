r"""Computes what a line reads if its speed is not the sender's: the same bits, sampled at the wrong times. Pure.

It works as a UART does: it waits for a falling edge and looks in the middle of each bit. If there is no stop bit it gives \0, as Linux
does.
"""

from typing import Final

_BITS: Final = 10  # one start bit, eight data bits with the lowest first, one stop bit
_IDLE_BITS: Final = 12  # the line rests after the last byte, so that a slower reader gets to its end


def garbled(data: bytes, sent_baud: int, read_baud: int) -> bytes:
    """Give what arrives when bytes are sent without a gap between them."""
    if sent_baud == read_baud:
        return data
    levels = _levels(data)
    step = sent_baud / read_baud  # length of one of the reader's bits, counted in the sender's bits
    read, at = bytearray(), 0.0
    while (start := _falling(levels, at)) is not None:
        bits = [_level(levels, start + (number + 0.5) * step) for number in range(_BITS)]
        if bits[0]:  # a spike shorter than half a bit is no start bit
            at = start + 1
            continue
        framed = bits[-1] == 1
        read.append(sum(bit << place for place, bit in enumerate(bits[1:-1])) if framed else 0)
        at = start + (_BITS - 0.5) * step
    return bytes(read)


def _levels(data: bytes) -> list[int]:
    """Give the level of the line for each of the sender's bits."""
    levels = [1]
    for byte in data:
        levels += [0, *(byte >> place & 1 for place in range(8)), 1]
    return [*levels, *[1] * _IDLE_BITS]


def _level(levels: list[int], at: float) -> int:
    return levels[int(at)] if at < len(levels) else 1


def _falling(levels: list[int], after: float) -> float | None:
    """Find where the line next falls from high to low, counted in the sender's bits."""
    for number in range(int(after) + 1, len(levels)):
        if levels[number - 1] == 1 and levels[number] == 0:
            return float(number)
    return None
