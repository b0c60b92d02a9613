"""Decides which presses ring if their count is one that no board can have; they ring without a count. Pure; knows nothing about wires.

Such a count cannot be recorded and answered, but the person who pressed must still be heard. A device repeats its count again and
again: the same count rings once.
"""

from hardware.signals import CONTACTS_MAX

AGAIN_AFTER_S = 10.0
"""How soon another impossible count of the same contact may ring. Somebody who presses again within that time is already being answered.
A device that invents counts makes at most six entries a minute.
"""


class Uncounted:
    """What one device's contacts said last, and when each rang. Kept as long as this program runs."""

    def __init__(self) -> None:
        self._rang: dict[str, tuple[str, float]] = {}

    def rings(self, contact: str, said: str, now_s: float) -> bool:
        """Return whether a press of `contact` with this count, given as the device said it, rings now. Contacts beyond the number that a
        board has never ring.
        """
        before = self._rang.get(contact)
        if before is None and len(self._rang) >= CONTACTS_MAX:
            return False
        if before is not None and (before[0] == said or now_s - before[1] < AGAIN_AFTER_S):
            return False
        self._rang[contact] = said, now_s
        return True
