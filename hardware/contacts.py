"""Turns the readings of the wired contacts of one family into signals. Knows levels and pairs, but no board, no pin and no plan.

A closed contact is reported only once. So a signal that could not be handed over, because of a fault of ours, is kept and handed over
again.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping

from hardware.levels import ButtonContact, Levels, Opened, Recorded
from hardware.pairs import Change, Pair
from hardware.signals import UNFORESEEN, Fault, Mended, Press, Signal

BROKEN_WIRE = "broken-wire"
# How many signals are kept to be handed over again: more than the contacts that are pressed at once on a line of 32 boards.
AGAIN_MAX = 256

log = logging.getLogger("handbell.wires")


class Contacts[Point]:
    """Every planned contact of a family. The type `Point` says where a contact is wired."""

    def __init__(self, recorded: Recorded, opened: Opened) -> None:
        self.points: Mapping[ButtonContact, Point] = {}
        self._levels = Levels(recorded, opened, holds=True)
        self._pairs: dict[ButtonContact, Pair] = {}
        self._broken: dict[ButtonContact, str] = {}
        self._agreed: set[ButtonContact] = set()
        """The pairs that were seen to agree in this run."""
        self._told: set[str] = set()
        """The buttons whose wires were reported as broken or as mended in this run. An earlier run may have reported the other buttons'
        wires as broken.
        """
        self._unforeseen: set[str] = set()
        self._again: deque[Signal] = deque(maxlen=AGAIN_MAX)
        self._hear: Callable[[Signal], None] | None = None

    def begin(self, hear: Callable[[Signal], None]) -> None:
        """Hand all signals to `hear` from now on."""
        self._hear = hear

    def expect(self, points: Mapping[ButtonContact, Point], holding: Iterable[str]) -> None:
        """Plan these contacts and no others. The buttons in `holding` have a contact *hold*. A contact whose wiring changed begins anew."""
        self._levels.expect(holding)
        kept = {at: self._pairs[at] for at, point in points.items() if self.points.get(at) == point}
        for button in {at.button for at in self.points.keys() - kept.keys()}:
            self._levels.forget(button)
        self.points, self._pairs = points, {at: kept.get(at) or Pair() for at in points}
        for at in [each for each in self._broken if each not in kept]:
            self._mended(at)
        self._agreed &= set(kept)

    def read(self, at: ButtonContact, closes: bool, opens: bool | None, now_s: float) -> None:
        """Take a reading of both wires of a contact, as they are now."""
        pair = self._pairs[at]
        self._changed(at, pair.read(closes, opens), now_s)
        if pair.broken is None:
            self._mended(at)
            if closes != opens and at not in self._agreed:
                self._agrees(at)
        elif at not in self._broken:
            first = not any(each.button == at.button for each in self._broken)
            self._broken[at] = pair.broken
            if first:
                self._told.add(at.button)
                self._say(Fault(at.button, BROKEN_WIRE, f"contact {at.contact}: {pair.broken}"))

    def closing(self, at: ButtonContact, now_s: float) -> None:
        """Note that the closing wire of a contact was seen to close."""
        self._changed(at, self._pairs[at].closing(), now_s)

    def opening(self, at: ButtonContact, now_s: float) -> None:
        """Note that the closing wire of a contact was seen to open and no longer bounces."""
        self._changed(at, self._pairs[at].opening(), now_s)

    def unread(self, button_contacts: Iterable[ButtonContact]) -> None:
        """Note that these contacts are not read any more."""
        for at in button_contacts:
            self._pairs[at].unread()

    def times_up(self, now_s: float) -> None:
        """Report what follows from time alone, and whatever could not be reported before. Must be called some times a second."""
        planned = {at.button for at in self.points}
        for signal in self._levels.times_up(now_s):
            # A button that left the plan reports nothing, although time goes on for it.
            if isinstance(signal, Press | Fault | Mended) and signal.button in planned:
                self._say(signal)
        for _ in range(len(self._again)):
            self._say(self._again.popleft())
        for button in self._unforeseen - {each.button for each in self._again if isinstance(each, Press)}:
            if self._taken(Mended(button, UNFORESEEN)) is None:
                self._unforeseen.discard(button)

    def said(self, signal: Signal) -> None:
        """Report a signal that the family itself made."""
        self._say(signal)

    def _changed(self, at: ButtonContact, change: Change | None, now_s: float) -> None:
        if change is None:
            return
        signals = self._levels.closed(at, now_s, live=change.live) if change.closed else self._levels.open(at, now_s)
        for signal in signals:
            self._say(signal)

    def _mended(self, at: ButtonContact) -> None:
        if self._broken.pop(at, None) is not None and not any(each.button == at.button for each in self._broken):
            self._say(Mended(at.button, BROKEN_WIRE))

    def _agrees(self, at: ButtonContact) -> None:
        self._agreed.add(at)
        if at.button not in self._told and all(
            each in self._agreed for each in self._pairs if each.button == at.button
        ):
            self._told.add(at.button)
            self._say(Mended(at.button, BROKEN_WIRE))

    def _say(self, signal: Signal) -> None:
        """Hand over a signal, or keep it for later. Never raises."""
        error = self._taken(signal)
        if error is None:
            return
        self._again.append(signal)
        if isinstance(signal, Press) and signal.button not in self._unforeseen:
            wrong = Fault(signal.button, UNFORESEEN, f"our program failed on its press ({type(error).__name__})")
            if self._taken(wrong) is None:
                self._unforeseen.add(signal.button)

    def _taken(self, signal: Signal) -> Exception | None:
        """Hand over a signal. Return the error if it was not taken."""
        if self._hear is None:
            return None
        try:
            self._hear(signal)
        except Exception as error:
            log.exception("our program failed on %s", signal)
            return error
        return None
