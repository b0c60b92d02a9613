"""Hands over what was heard. If a fault of ours stops a press, the press is kept and handed over again, since no panel says it twice."""

import logging
from collections import deque
from collections.abc import Callable

from hardware.signals import UNFORESEEN, Fault, Mended, Press, Signal

# A school has some dozens of hold-up buttons. More presses at once mean a broken panel; then the oldest are dropped.
KEPT_MAX = 64

log = logging.getLogger("handbell.alarmdecoder")


class Telling:
    """Hands everything to `hear`, and keeps the presses that it did not take."""

    def __init__(self, hear: Callable[[Signal], None]) -> None:
        self._hear = hear
        self._kept: deque[Press] = deque(maxlen=KEPT_MAX)
        self._broke: set[str] = set()

    def tell(self, heard: Signal) -> None:
        """Hand it over now; never raises. Anything but a press may be lost, since it comes again by itself, as a check-in does."""
        try:
            self._hear(heard)
        except Exception as error:
            log.exception("%s was not taken", heard)
            if isinstance(heard, Press):
                self._kept.append(heard)
                self._named(heard.button, error)

    def again(self) -> None:
        """Hand over again what is kept. Called each second."""
        kept = list(self._kept)
        self._kept.clear()
        for press in kept:
            self.tell(press)
        well = self._broke - {press.button for press in self._kept}
        self._broke -= well
        for button in sorted(well):
            self.tell(Mended(button, UNFORESEEN))

    def _named(self, button: str, error: Exception) -> None:
        if button not in self._broke:
            self._broke.add(button)
            self.tell(
                Fault(button, UNFORESEEN, f"its press was not taken ({type(error).__name__}), and is tried again")
            )
