"""The troubles of one button that were named and are not over: each is said once, and once that it is over. Knows no connection."""

from collections.abc import Callable, Mapping

from hardware.signals import Fault, Mended, Signal

QUIET_S = 60  # one check-in interval without it, and what a peer did is over
PASSING = frozenset({"two-boards", "name-claimed", "garbled", "flooding", "older-box"})
"""What nothing but silence ends: no good deed of a button proves that another has stopped claiming its name, and between two boxes
that both speak to it, a button finds and forgets the older one every few seconds."""
BY_DEVICE = frozenset({"stuck", "chattering", "tampered", "low-supply", "older-box", "unknown-count", "flash-failed"})
"""What a device may find wrong with itself. Anything else is `OTHER`: a device must not fill the board with inventions."""
OTHER = "unwell"


class Named:
    """What is wrong as seen from here, and, apart from it, what the device finds wrong with itself."""

    def __init__(self, button: str, hear: Callable[[Signal], None]) -> None:
        self._button = button
        self._hear = hear
        self._seen_s: dict[str, float] = {}
        self._by_device: dict[str, str] = {}
        self._said_of_device: set[str] = set()
        self._gone_s: dict[str, float] = {}

    def __contains__(self, what: str) -> bool:
        return what in self._seen_s

    def wrong(self, what: str, detail: str, now_s: float) -> None:
        """This was seen. Said when it is new."""
        new = what not in self._seen_s
        self._seen_s[what] = now_s
        if new:
            self._hear(Fault(self._button, what, detail))

    def happened(self, what: str, detail: str) -> None:
        """Something was done to it that only a person can put right: it has no end to be seen from here."""
        self._hear(Fault(self._button, what, detail))

    def right(self, *whats: str) -> None:
        """These are over, if they were."""
        for what in whats:
            if self._seen_s.pop(what, None) is not None:
                self._hear(Mended(self._button, what))

    def device_says(self, faults: Mapping[str, str]) -> None:
        """All a device finds wrong with itself now; what is new is said at once."""
        self._by_device = {what: detail for what, detail in faults.items() if what in BY_DEVICE}
        if others := [f"{what} {detail}".strip() for what, detail in faults.items() if what not in BY_DEVICE]:
            self._by_device[OTHER] = f"it says {', '.join(others)[:80]!r}"
        for what, detail in self._by_device.items():
            self._gone_s.pop(what, None)
            if what not in self._said_of_device:
                self._said_of_device.add(what)
                self._hear(Fault(self._button, what, detail))

    def pass_by(self, now_s: float) -> None:
        """Called each second or so: what was not seen for a while has passed. So nothing that flickers is said more often than that."""
        self.right(*(what for what in PASSING & self._seen_s.keys() if now_s - self._seen_s[what] >= QUIET_S))
        for what in self._said_of_device - self._by_device.keys():
            if now_s - self._gone_s.setdefault(what, now_s) >= (QUIET_S if what in PASSING else 0):
                self._said_of_device.discard(what)
                self._hear(Mended(self._button, what))
