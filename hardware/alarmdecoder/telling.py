"""Hands over what was heard. A press that met a fault of ours is kept and handed over again, since no panel says it twice."""

import logging
from collections import deque
from collections.abc import Callable

from hardware.signals import UNFORESEEN, Fault, Mended, Press, Signal

KEPT_MAX = 64  # a school has some dozens of hold-up buttons: more at once is a broken panel, and the oldest go

log = logging.getLogger("handbell.alarmdecoder")


class Telling:
    """`hear` is told everything."""

    def __init__(self, hear: Callable[[Signal], None]) -> None:
        self._hear = hear
        self._kept: deque[Press] = deque(maxlen=KEPT_MAX)
        self._broke: set[str] = set()

    def tell(self, heard: Signal) -> None:
        """Now; never raises. What else is lost, such as a check-in, comes again by itself."""
        try:
            self._hear(heard)
        except Exception as error:
            log.exception("%s was not taken", heard)
            if isinstance(heard, Press):
                self._kept.append(heard)
                self._named(heard.button, error)

    def again(self) -> None:
        """Whatever is kept; to be asked each second."""
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
