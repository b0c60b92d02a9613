"""One contact that is wired twice: a wire that closes with a press, and one that opens. Pure; knows no board and no pin.

The closing wire alone rings, at the first reading. The opening one only judges: a wire that is cut, or two that touch, make the pair
disagree with itself, and somebody is told. A cut closing wire would otherwise be silence that nobody notices.
"""

import msgspec

OPEN_AFTER = 2  # readings: a contact that bounces as it opens must not ring again; one that closes is believed at once
BROKEN_AFTER = 3  # readings: the two of a changeover contact do not move at the same moment
BOTH_OPEN = "neither of its two contacts is closed: a wire is cut or loose, or its plug is out"
BOTH_CLOSED = "both of its contacts are closed: two wires touch, or a contact is welded"


class Change(msgspec.Struct, frozen=True):
    """The contact closed or opened. `live`: seen to change, from one reading to the next; otherwise nobody knows when."""

    closed: bool
    live: bool


class Pair:
    """What is known of the contact, from one reading to the next. `broken` is why the pair cannot be believed."""

    def __init__(self) -> None:
        self.broken: str | None = None
        self._closed: bool | None = None
        self._opening = 0
        self._differs = 0

    def read(self, closes: bool, opens: bool | None) -> Change | None:
        """Both wires as they are now; `opens` None where there is no second one."""
        self._judge(closes, opens)
        if closes:
            return self.closing()
        self._opening += 1
        return self.opening() if self._closed is None or self._opening >= OPEN_AFTER else None

    def closing(self) -> Change | None:
        """The closing wire is closed."""
        self._opening = 0
        was, self._closed = self._closed, True
        return Change(closed=True, live=was is not None) if was is not True else None

    def opening(self) -> Change | None:
        """The closing wire is open, for good."""
        was, self._closed = self._closed, False
        return Change(closed=False, live=was is not None) if was is not False else None

    def unread(self) -> None:
        """The readings stopped: what the contact does meanwhile nobody knows."""
        self._closed = None
        self._opening = self._differs = 0

    def _judge(self, closes: bool, opens: bool | None) -> None:
        wrong = None if opens is None or closes != opens else BOTH_CLOSED if closes else BOTH_OPEN
        if (wrong is None) == (self.broken is None):
            self._differs = 0
            self.broken = wrong  # of a broken pair, the latest reason
            return
        self._differs += 1
        if self._differs >= BROKEN_AFTER:
            self._differs = 0
            self.broken = wrong
