"""What a line reads that is set to another speed than its sender: the same bits, sampled at the wrong times. Pure.

As a UART does it: it waits for a falling edge, looks in the middle of each bit, and gives \\0 where no stop bit is, as Linux does.
"""

from typing import Final

_BITS: Final = 10  # start, eight of data with the lowest first, stop
_IDLE_BITS: Final = 12  # behind the last byte the line rests, so that a slower reader comes to its end


def garbled(data: bytes, sent_baud: int, read_baud: int) -> bytes:
    """What arrives of bytes sent without a gap between them."""
    if sent_baud == read_baud:
        return data
    levels = _levels(data)
    step = sent_baud / read_baud  # of the reader's bit, in the sender's
    read, at = bytearray(), 0.0
    while (start := _falling(levels, at)) is not None:
        bits = [_level(levels, start + (number + 0.5) * step) for number in range(_BITS)]
        if bits[0]:  # a spike shorter than half a bit is none
            at = start + 1
            continue
        framed = bits[-1] == 1
        read.append(sum(bit << place for place, bit in enumerate(bits[1:-1])) if framed else 0)
        at = start + (_BITS - 0.5) * step
    return bytes(read)


def _levels(data: bytes) -> list[int]:
    """One level for each of the sender's bits."""
    levels = [1]
    for byte in data:
        levels += [0, *(byte >> place & 1 for place in range(8)), 1]
    return [*levels, *[1] * _IDLE_BITS]


def _level(levels: list[int], at: float) -> int:
    return levels[int(at)] if at < len(levels) else 1


def _falling(levels: list[int], after: float) -> float | None:
    """Where the line falls next from high to low, in the sender's bits."""
    for number in range(int(after) + 1, len(levels)):
        if levels[number - 1] == 1 and levels[number] == 0:
            return float(number)
    return None
