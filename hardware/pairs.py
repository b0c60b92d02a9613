"""Reads one contact that has two wires: one that closes with a press, and one that opens. Pure; knows no board and no pin.

Only the closing wire rings, at its first reading. The opening wire only checks it: if a wire is cut, or two wires touch, the two
disagree, and somebody is told. Without it, nobody would notice a cut closing wire.
"""

import msgspec

# Readings. A contact that bounces as it opens must not ring again. A contact that closes is believed at once.
OPEN_AFTER = 2
BROKEN_AFTER = 3  # Readings. The two halves of a changeover contact do not move at the same moment.
BOTH_OPEN = "neither of its two contacts is closed: a wire is cut or loose, or its plug is out"
BOTH_CLOSED = "both of its contacts are closed: two wires touch, or a contact is welded"


class Change(msgspec.Struct, frozen=True):
    """The contact closed or opened. `live`: the change was seen, from one reading to the next; otherwise nobody knows when it happened."""

    closed: bool
    live: bool


class Pair:
    """What is known of one contact, from one reading to the next. `broken` says why the pair cannot be believed."""

    def __init__(self) -> None:
        self.broken: str | None = None
        self._closed: bool | None = None
        self._opening = 0
        self._differs = 0

    def read(self, closes: bool, opens: bool | None) -> Change | None:
        """Take a reading of both wires. `opens` is None if there is no second wire."""
        self._judge(closes, opens)
        if closes:
            return self.closing()
        self._opening += 1
        return self.opening() if self._closed is None or self._opening >= OPEN_AFTER else None

    def closing(self) -> Change | None:
        """Take in that the closing wire is closed."""
        self._opening = 0
        was, self._closed = self._closed, True
        return Change(closed=True, live=was is not None) if was is not True else None

    def opening(self) -> Change | None:
        """Take in that the closing wire is open and does not bounce."""
        was, self._closed = self._closed, False
        return Change(closed=False, live=was is not None) if was is not False else None

    def unread(self) -> None:
        """Take in that the readings stopped: nobody knows what the contact does meanwhile."""
        self._closed = None
        self._opening = self._differs = 0

    def _judge(self, closes: bool, opens: bool | None) -> None:
        wrong = None if opens is None or closes != opens else BOTH_CLOSED if closes else BOTH_OPEN
        if (wrong is None) == (self.broken is None):
            self._differs = 0
            self.broken = wrong  # if the pair stays broken, the latest reason is kept
            return
        self._differs += 1
        if self._differs >= BROKEN_AFTER:
            self._differs = 0
            self.broken = wrong
