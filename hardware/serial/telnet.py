"""Reads telnet as far as RFC 2217 needs it: it tells commands from the bytes of the line. Does no I/O and keeps at most one command."""

from collections.abc import Iterator
from typing import Final

import msgspec

IAC, SB, SE = 255, 250, 240
WILL, WONT, DO, DONT = 251, 252, 253, 254
# The longest command of RFC 2217 holds a name of the lender. Anything longer is no telnet.
BRACKET_BYTES_MAX: Final = 64


class Wish(msgspec.Struct, frozen=True):
    """One side wants to use an option, or wants the other side to use it."""

    word: int
    option: int

    @property
    def about_hearer(self) -> bool:
        """Return whether the wish asks the hearer to do something."""
        return self.word in (DO, DONT)


class Bracket(msgspec.Struct, frozen=True):
    """What one side says about an option."""

    option: int
    said: bytes


class Broken(msgspec.Struct, frozen=True):
    """What came is no telnet."""


class Telnet:
    """Reads what one side sends."""

    def __init__(self) -> None:
        self._command = bytearray()  # the network may cut a command anywhere

    def feed(self, data: bytes) -> Iterator[bytes | Wish | Bracket | Broken]:
        """Give bytes of the line and commands, in order."""
        line = bytearray()
        for byte in data:
            if not self._command and byte != IAC:
                line.append(byte)
                continue
            self._command.append(byte)
            if len(self._command) == 2 and byte == IAC:
                line.append(IAC)
                self._command.clear()
            elif (found := self._found()) is not None:
                self._command.clear()
                if line:
                    yield bytes(line)
                    line.clear()
                yield from found
        if line:
            yield bytes(line)

    def _found(self) -> tuple[Wish | Bracket | Broken, ...] | None:
        """Read a whole command; None if it is not whole yet. Commands that mean nothing here are passed over."""
        said = self._command
        if len(said) < 2:
            return None
        if said[1] in (WILL, WONT, DO, DONT):
            return (Wish(said[1], said[2]),) if len(said) == 3 else None
        if said[1] != SB:
            return ()
        if len(said) > BRACKET_BYTES_MAX:
            return (Broken(),)
        if not _closed(said):
            return None
        inside = bytes(said[2:-2]).replace(bytes([IAC, IAC]), bytes([IAC]))
        return (Bracket(inside[0], inside[1:]),) if inside else ()


def escaped(data: bytes) -> bytes:
    """Write bytes of the line as telnet carries them."""
    return data.replace(bytes([IAC]), bytes([IAC, IAC]))


def wish(word: int, option: int) -> bytes:
    """Write a wish as it is sent."""
    return bytes([IAC, word, option])


def bracket(option: int, said: bytes) -> bytes:
    """Write a bracket as it is sent."""
    return bytes([IAC, SB, option]) + escaped(said) + bytes([IAC, SE])


def _closed(said: bytearray) -> bool:
    """Return whether it ends with IAC SE, and whether that IAC is not the second of a pair."""
    if len(said) < 4 or said[-1] != SE:
        return False
    marks = 0
    while marks < len(said) - 3 and said[-2 - marks] == IAC:
        marks += 1
    return marks % 2 == 1
