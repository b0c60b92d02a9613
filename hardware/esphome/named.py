"""The troubles of one button that are not over: each is said once, and once that it is over. Knows no connection.

Who named a trouble may be gone: a new plan or a start begins anew, and what was said stands on the board. So all that has an end is
said to be over once, also where nothing was said from here; of what is not on the board that is no news.
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

QUIET_S = 60  # one check-in interval without it, and what a peer did is over
ENDED_BY_KEY = frozenset({"lost", "refused", "slots-taken", "not-ours", "no-key", "other-device"})
"""Why a device is away. Over as soon as it proves itself, and one of them is enough."""
PASSING = frozenset({"two-boards", "name-claimed", "garbled", "flooding", UNFORESEEN, OLDER_BOX})
"""What nothing but silence ends: no good deed of a button proves that another has stopped claiming its name, and between two boxes
that both speak to it, a button finds and forgets the older one every few seconds."""


class Named:
    """What is wrong as seen from here, and, apart from it, what the device finds wrong with itself."""

    def __init__(self, button: str, hear: Callable[[Signal], None]) -> None:
        self._button = button
        self._hear = hear
        self._said: set[str] = set()
        self._by_device: dict[str, str] | None = None
        """None until it says it: who is silent finds nothing right."""
        self._may_stand = {*ENDED_BY_KEY, *PASSING, *BY_DEVICE, UNWELL}
        """What the board may show, whoever named it."""
        self._quiet_since_s: dict[str, float] = {}

    def __contains__(self, what: str) -> bool:
        return what in self._said

    def wrong(self, what: str, detail: str, now_s: float) -> None:
        """This was seen. Said when it is new."""
        self._quiet_since_s[what] = now_s
        self._say(what, detail)

    def happened(self, what: str, detail: str) -> None:
        """Something was done to it that only a person can put right: it has no end to be seen from here."""
        self._hear(Fault(self._button, what, detail))

    def right(self, *whats: str) -> None:
        """These are over, if they were."""
        for what in whats:
            if what in self._may_stand:
                self._may_stand.discard(what)
                self._said.discard(what)
                self._quiet_since_s.pop(what, None)
                self._hear(Mended(self._button, what))

    def device_says(self, faults: Mapping[str, str]) -> None:
        """All a device finds wrong with itself now; what is new is said at once."""
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
        """Called each second or so: what was not seen for a while has passed. So nothing that flickers is said more often than that."""
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
