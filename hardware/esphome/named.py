"""Keeps the troubles of one button that are not over, and reports each once when it begins and once when it is over. Knows no connection.

The code that reported a trouble may be gone: a new plan or a start begins anew, but the board still shows the trouble. So every
trouble that can end is reported as over once, even if nothing was reported from here. If the board does not show it, that report is no
news.
"""

from collections.abc import Callable, Mapping

from hardware.bounds import printable
from hardware.signals import (
    BY_DEVICE,
    OLDER_BOX,
    UNFORESEEN,
    UNWELL,
    Fault,
    Mended,
    RankSeen,
    Signal,
    rank_in,
)

QUIET_S = 60  # After one check-in interval without it, something that a peer did is over.
ENDED_BY_KEY = frozenset({"lost", "refused", "slots-taken", "not-ours", "no-key", "other-device"})
"""Reasons why a device is away. They are over as soon as the device proves its key, and one of them at a time is enough."""
PASSING = frozenset({"two-boards", "name-claimed", "garbled", "flooding", UNFORESEEN, OLDER_BOX})
"""Troubles that only time without them can end. Nothing that a button does proves that another device has stopped claiming its name. And
when two boxes speak to one button, it finds and forgets the older box every few seconds.
"""


class Named:
    """The troubles of one button: what the box sees, and separately what the device itself reports."""

    def __init__(self, button: str, hear: Callable[[Signal], None]) -> None:
        self._button = button
        self._hear = hear
        self._said: set[str] = set()
        self._by_device: dict[str, str] | None = None
        """What the device reports of itself; None until it reports. A silent device proves nothing to be right."""
        self._may_stand = {*ENDED_BY_KEY, *PASSING, *BY_DEVICE, UNWELL}
        """The troubles that the board may show, whoever reported them."""
        self._quiet_since_s: dict[str, float] = {}

    def __contains__(self, what: str) -> bool:
        return what in self._said

    def wrong(self, what: str, detail: str, now_s: float) -> None:
        """Note that this trouble was seen, and report it if it is new."""
        self._quiet_since_s[what] = now_s
        self._say(what, detail)

    def happened(self, what: str, detail: str) -> None:
        """Report something that was done to the button and that only a person can put right. Its end cannot be seen from here."""
        self._hear(Fault(self._button, what, detail))

    def right(self, *whats: str) -> None:
        """Report these troubles as over, if the board may show them."""
        for what in whats:
            if what in self._may_stand:
                self._may_stand.discard(what)
                self._said.discard(what)
                self._quiet_since_s.pop(what, None)
                self._hear(Mended(self._button, what))

    def device_says(self, faults: Mapping[str, str]) -> None:
        """Take all faults that the device now finds in itself, and report new ones at once."""
        self._by_device = {what: printable(detail) for what, detail in faults.items() if what in BY_DEVICE}
        if OLDER_BOX in self._by_device:
            self._hear(RankSeen(self._button, rank_in(self._by_device[OLDER_BOX])))
            self._by_device[OLDER_BOX] = ""
        if others := [f"{what} {detail}".strip() for what, detail in faults.items() if what not in BY_DEVICE]:
            self._by_device[UNWELL] = f"it says {printable(', '.join(others))!r}"
        for what, detail in self._by_device.items():
            self._quiet_since_s.pop(what, None)
            self._say(what, detail)

    def pass_by(self, now_s: float) -> None:
        """End the troubles that were not seen for a while. Called each second or so. So a trouble that comes and goes is reported no more
        often than that.
        """
        unseen = self._may_stand & (PASSING - BY_DEVICE)
        if self._by_device is not None:
            unseen |= self._may_stand & {*BY_DEVICE, UNWELL} - self._by_device.keys()
        for what in unseen:
            if now_s - self._quiet_since_s.setdefault(what, now_s) >= (QUIET_S if what in PASSING else 0):
                self.right(what)

    def _say(self, what: str, detail: str) -> None:
        if what not in self._said:
            self._said.add(what)
            self._may_stand.add(what)
            self._hear(Fault(self._button, what, detail))
