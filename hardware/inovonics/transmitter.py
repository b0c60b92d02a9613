"""Reads what the frames of one planned transmitter say of its contacts and of itself. Knows no line. Time and day are arguments."""

from collections.abc import Mapping

import msgspec

from hardware.inovonics.codec import Transmission
from hardware.inovonics.faults import LOW_BATTERY, OTHER_PART, RESTARTED, TAMPERED, WEAK_SIGNAL
from hardware.inovonics.signal import Week
from hardware.inovonics.told import Told
from hardware.levels import COPIES_S, ButtonContact, Levels
from hardware.parts import PARTS, called
from hardware.signals import Fault, Mended, Press, Signal


class When(msgspec.Struct, frozen=True):
    """When a frame came, and on which line. `live`: as soon as it was sent. `resent`: its line was opened a moment ago, so the receiver
    may have kept the frame.
    """

    line: str
    now_s: float
    day: int
    live: bool
    resent: bool


class Transmitter:
    """One transmitter of one button. `button_contacts` are its planned alarms, by number."""

    def __init__(
        self, button: str, part: str, button_contacts: Mapping[int, ButtonContact], levels: Levels, week: Week
    ) -> None:
        self.button = button
        self.part = part
        self.button_contacts = button_contacts
        self.week = week
        self.heard_s: float | None = None
        self._levels = levels
        self._first_by: dict[ButtonContact, tuple[str, int, float]] = {}
        """For each contact, the line and the hop by which its press came first, and when (s)."""
        self._said: list[Signal] = []
        self._told = Told(self._say)

    def heard(self, frame: Transmission, when: When) -> list[Signal]:
        """Return what one of its frames means, its contacts first."""
        self.heard_s = when.now_s
        contacts = self._contacts(frame, when)
        self.week.heard(frame.margin, when.day)
        planned = PARTS.get(self.part)
        other = planned is not None and planned.product != frame.product
        self._told.is_so(LOW_BATTERY, "" if frame.low_battery else None)
        self._told.is_so(TAMPERED, "" if frame.tampered else None)
        self._told.is_so(RESTARTED, "" if frame.restarted else None)
        self._told.is_so(
            OTHER_PART, f"it says that it is {called(frame.product)}, the plan {self.part}" if other else None
        )
        self._told.is_so(WEAK_SIGNAL, self.week.weak(when.day))
        said, self._said = self._said, []
        return [*contacts, *said]

    def raised(self, frame: Transmission) -> list[ButtonContact]:
        """Return its planned contacts whose alarm is up in this frame."""
        return [button_contact for number, button_contact in self.button_contacts.items() if frame.alarm(number)]

    def _contacts(self, frame: Transmission, when: When) -> list[Signal]:
        """Handle closed contacts first, so that an opening contact does not mend a fault that another contact has."""
        said: list[Signal] = []
        level = frame.no_change  # a check-in; nobody knows when its contacts came to be like this
        for button_contact in (up := self.raised(frame)):
            if not level and self._came_by_another(button_contact, frame, when):
                continue
            said += self._levels.closed(
                button_contact, when.now_s, live=when.live and not level, again=not level, resent=when.resent
            )
        for button_contact in self.button_contacts.values():
            if button_contact not in up:
                said += self._levels.open(button_contact, when.now_s)
        for each in said:
            if isinstance(each, Press):
                self._first_by[ButtonContact(each.button, each.contact)] = (when.line, frame.hop, when.now_s)
        hop = f"{frame.hop:08x}"
        return [msgspec.structs.replace(each, hop=hop) if isinstance(each, Press) else each for each in said]

    def _came_by_another(self, button_contact: ButtonContact, frame: Transmission, when: When) -> bool:
        """Return whether this is the press that another receiver or repeater passed on a moment ago. The contact may even be open again
        by now.
        """
        if button_contact not in self._first_by:
            return False
        line, hop, at_s = self._first_by[button_contact]
        return (line, hop) != (when.line, frame.hop) and when.now_s - at_s <= COPIES_S

    def _say(self, what: str, detail: str | None) -> None:
        self._said.append(Mended(self.button, what) if detail is None else Fault(self.button, what, detail))
