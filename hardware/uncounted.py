"""Presses of one device whose count no board can have: which of them ring, without a count. Pure; knows no wire.

Such a count cannot be recorded and answered, and whoever pressed must be heard all the same. A device says its count again and again:
the same one rings once.
"""

from hardware.signals import CONTACTS_MAX

AGAIN_AFTER_S = 10.0
"""Another impossible count of the same contact rings no sooner: who presses again within that is being answered already, and a device
that invents counts makes no more than six entries a minute of them."""


class Uncounted:
    """One device's memory, for as long as this program runs: what each contact said last, and when that rang."""

    def __init__(self) -> None:
        self._rang: dict[str, tuple[str, float]] = {}

    def rings(self, contact: str, said: str, now_s: float) -> bool:
        """Whether a press of `contact` with this count, as it was said, rings now. More contacts than a board has never do."""
        before = self._rang.get(contact)
        if before is None and len(self._rang) >= CONTACTS_MAX:
            return False
        if before is not None and (before[0] == said or now_s - before[1] < AGAIN_AFTER_S):
            return False
        self._rang[contact] = said, now_s
        return True
