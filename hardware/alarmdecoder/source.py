"""Hears the hold-up buttons of the building's alarm panels through AlarmDecoders. These buttons are one-way, and the panel belongs to
somebody else. Knows no incident.

It never sends anything on these lines. Zones that are on no button of the plan are listed and never ring: a burglar at night is no
call.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import assert_never

from hardware.alarmdecoder.codec import Exp, Keypad, Line, Lrr, Ready, Rel, Rfx, Unknown
from hardware.alarmdecoder.listed import Listed, name_of
from hardware.alarmdecoder.panel import LOW_BATTERY, Panel
from hardware.alarmdecoder.settings import AlarmDecoderSettings
from hardware.alarmdecoder.telling import Telling
from hardware.levels import ButtonContact, Levels, Opened, Recorded
from hardware.points import PanelZone
from hardware.ports import Feedback, Fitting, Link, Stranger
from hardware.serial.lines import Lines
from hardware.signals import CheckIn, Fault, Mended, Signal

AGAIN_EACH_S = 1.0  # How often a press is handed over again after a fault of ours. The person who pressed is waiting.
CHECK_IN_EACH_S = 30.0
"""Our choice: this often a living panel counts as a check-in of all its buttons, however much its keypads say."""
NO_PANIC = "no-panic"
ALARMS = range(0x100, 0x200)
"""Alarms of Contact-ID: medical, fire, panic, burglar. Nothing else that a panel reports is about a contact."""


class AlarmDecoderSource:
    """Hears the panels. It takes its lines from `lines` while it runs. `recorded` and `opened` remember presses that have no count."""

    family = AlarmDecoderSettings.family

    def __init__(self, settings: AlarmDecoderSettings, recorded: Recorded, opened: Opened, lines: Lines) -> None:
        self._settings = settings
        self._lines = lines
        self._levels = Levels(recorded, opened, holds=False)
        self._telling = Telling(_nobody_hears)
        self._panels: dict[str, Panel] = {}
        self._fittings: Mapping[str, Fitting] = {}
        self._button_contacts: Mapping[PanelZone, list[ButtonContact]] = {}
        self._points: dict[str, PanelZone] = {}
        """One point of each button, to say on which line the button is."""
        self._listed = Listed()
        self._checked_in_s: dict[str, float] = {}
        self._faults: dict[tuple[str, str], bool] = {}

    async def run(self, hear: Callable[[Signal], None]) -> None:
        """Listen until cancelled. Raises HardwareError if another family has one of its lines."""
        self._telling = Telling(hear)
        self._panels = {}
        try:
            for wire in self._settings.lines:
                self._panels[wire.line] = Panel(self._lines.take(wire, self.family), self._tell, self._said)
            async with asyncio.TaskGroup() as listening:
                for panel in self._panels.values():
                    listening.create_task(panel.run())
                while True:
                    await asyncio.sleep(AGAIN_EACH_S)
                    self._telling.again()
        finally:
            for panel in self._panels.values():
                self._lines.give_back(panel.line)
            self._panels = {}

    def expect(self, fittings: Mapping[str, Fitting]) -> None:
        """Plan these buttons, each contact at its point of a panel. A button whose points changed begins anew."""
        button_contacts: defaultdict[PanelZone, list[ButtonContact]] = defaultdict(list)
        before, self._fittings = self._fittings, fittings
        for button in [each for each, fitting in before.items() if fittings.get(each) != fitting]:
            self._levels.forget(button)
            for what in (NO_PANIC, LOW_BATTERY):  # at its new point, perhaps nothing can report this fault
                self._faults.pop((button, what), None)
                self._tell(Mended(button, what))
        self._points = {}
        for button, fitting in fittings.items():
            for contact, point in fitting.points.items():
                assert isinstance(point, PanelZone), f"{button} is on a panel"
                button_contacts[_plainly(point)].append(ButtonContact(button, contact))
                self._points.setdefault(button, point)
                self._listed.forget(_plainly(point))
        self._button_contacts = dict(button_contacts)

    def tell(self, button: str, feedback: Feedback) -> None:
        """Do nothing: these buttons have no lamp of ours."""

    def links(self) -> Mapping[str, Link]:
        """Return the line of every planned button, by its id."""
        return {button: self._link(point) for button, point in self._points.items()}

    def strangers(self) -> tuple[Stranger, ...]:
        """Return what was heard and is on no button, the newest last."""
        return self._listed.all(asyncio.get_running_loop().time())

    # ---- what a panel says

    def _said(self, of: str, line: Line, now_s: float, live: bool) -> None:
        match line:
            case Lrr():
                self._reported(of, line, now_s, live)
            case Rfx():
                self._radio(of, line, now_s, live)
            case Exp(address, channel, value):
                zone = _plainly(PanelZone(of, "exp", str(address), channel))
                self._is(zone, now_s, closed=value != 0, live=live, again=True)
                if value and zone not in self._button_contacts:
                    self._listed.add(zone, "closed", now_s)
            case Keypad():
                self._lives(of, now_s)
            case Rel() | Ready() | Unknown():
                pass
            case _:
                assert_never(line)

    def _reported(self, of: str, line: Lrr, now_s: float, live: bool) -> None:
        """Handle a report. Only a panic calls, and only the end of a panic opens the contact. A panel need not report the end, so each
        new report is a press.
        """
        if line.zone is None:
            return
        zone = _plainly(PanelZone(of, "zone", str(line.zone), 0))
        code = "" if line.code is None else f" {line.code:X}"
        if line.panic and (line.new or line.restored):
            self._is(zone, now_s, closed=line.new, live=live, again=True)
        if not line.new or not (line.panic or line.code in ALARMS):
            return
        for button_contact in self._button_contacts.get(zone, ()):
            self._wrong(
                button_contact.button, NO_PANIC, None if line.panic else f"the panel reports alarm{code} of its zone"
            )
        if zone not in self._button_contacts:
            self._listed.add(zone, f"panic{code}" if line.panic else f"alarm{code}: no panic, would not call", now_s)

    def _radio(self, of: str, line: Rfx, now_s: float, live: bool) -> None:
        """Handle a transmitter. A check-in gives the level of every loop; any other message is the transmitter's own report of a change."""
        of_it: set[str] = set()
        for loop in (1, 2, 3, 4):
            zone = _plainly(PanelZone(of, "rf", line.serial, loop))
            of_it.update(button_contact.button for button_contact in self._button_contacts.get(zone, ()))
            self._is(zone, now_s, closed=loop in line.loops, live=live, again=not line.supervised)
            if loop in line.loops and zone not in self._button_contacts:
                self._listed.add(zone, "pressed, or open", now_s)
        for button in sorted(of_it):
            self._tell(CheckIn(button, {}))
            self._wrong(button, LOW_BATTERY, "" if line.low_battery else None)

    def _is(self, zone: PanelZone, now_s: float, *, closed: bool, live: bool, again: bool) -> None:
        for button_contact in self._button_contacts.get(zone, ()):
            made = (
                self._levels.closed(button_contact, now_s, live=live, again=again)
                if closed
                else self._levels.open(button_contact, now_s)
            )
            self._tell_all(made)

    def _wrong(self, button: str, what: str, detail: str | None) -> None:
        """Report a fault; `detail` None: there is none. It is reported when it changes, and once at the start, since an earlier run may
        have reported the opposite.
        """
        wrong = detail is not None
        if self._faults.get((button, what)) is not wrong:
            self._faults[button, what] = wrong
            self._tell(Mended(button, what) if detail is None else Fault(button, what, detail))

    def _lives(self, of: str, now_s: float) -> None:
        """Count a living panel as a check-in of its buttons. Wired zones say nothing while nothing happens, so nothing else is known of
        them.
        """
        if now_s - self._checked_in_s.get(of, -CHECK_IN_EACH_S) < CHECK_IN_EACH_S:
            return
        self._checked_in_s[of] = now_s
        buttons = {
            button_contact.button
            for zone, button_contacts in self._button_contacts.items()
            if zone.line == of
            for button_contact in button_contacts
        }
        self._tell_all(CheckIn(button, {}) for button in sorted(buttons))

    def _tell_all(self, signals: Iterable[Signal]) -> None:
        for each in signals:
            self._tell(each)

    def _tell(self, heard: Signal) -> None:
        self._telling.tell(heard)

    def _link(self, point: PanelZone) -> Link:
        panel = self._panels.get(point.line)
        return Link(name_of(point), point.line if panel and panel.is_open else "", firmware="", lamp="")


def _plainly(zone: PanelZone) -> PanelZone:
    """Write a zone in one form, however many zeros it begins with. Letters in a radio serial number may be large or small."""
    number = zone.number.casefold() if zone.how == "rf" else str(int(zone.number))
    return PanelZone(zone.line, zone.how, number, 0 if zone.how == "zone" else zone.part)


def _nobody_hears(heard: Signal) -> None:
    raise AssertionError(f"{heard} was heard before the source ran")
