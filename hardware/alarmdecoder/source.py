"""Hold-up buttons of the building's alarm panels, heard through AlarmDecoders: one-way, through somebody else's panel. Knows no incident.

Nothing is ever sent on these lines. Zones that are on no button of the plan are listed and never ring: a burglar at night is no call.
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
from hardware.levels import Levels, Opened, Recorded, Spot
from hardware.points import PanelZone
from hardware.ports import Fitting, Link, Standing, Stranger
from hardware.serial.lines import Lines
from hardware.signals import CheckIn, Fault, Mended, Signal

AGAIN_EACH_S = 1.0  # a press that met a fault of ours is told again so often: whoever pressed waits
CHECK_IN_EACH_S = 30.0
"""Ours: so often a panel that lives counts as a check-in of all its buttons, however much its keypads say."""
NO_PANIC = "no-panic"
ALARMS = range(0x100, 0x200)
"""Contact-ID: medical, fire, panic, burglar. Whatever else a panel reports is of no contact."""


class AlarmDecoderSource:
    """Takes its lines from `lines` while it runs. `recorded` and `opened` are what is remembered of presses without a count."""

    family = AlarmDecoderSettings.family

    def __init__(self, settings: AlarmDecoderSettings, recorded: Recorded, opened: Opened, lines: Lines) -> None:
        self._settings = settings
        self._lines = lines
        self._levels = Levels(recorded, opened, holds=False)
        self._telling = Telling(_nobody_hears)
        self._panels: dict[str, Panel] = {}
        self._fittings: Mapping[str, Fitting] = {}
        self._spots: Mapping[PanelZone, list[Spot]] = {}
        self._points: dict[str, PanelZone] = {}
        """One point of each button, for whoever asks where it hangs."""
        self._listed = Listed()
        self._checked_in_s: dict[str, float] = {}
        self._faults: dict[tuple[str, str], bool] = {}

    async def run(self, hear: Callable[[Signal], None]) -> None:
        """Listen until cancelled. Raises HardwareError where another family has one of its lines."""
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
        """These buttons are planned, each contact at its point of a panel. One whose points changed begins anew."""
        spots: defaultdict[PanelZone, list[Spot]] = defaultdict(list)
        before, self._fittings = self._fittings, fittings
        for button in [each for each, fitting in before.items() if fittings.get(each) != fitting]:
            self._levels.forget(button)
            for what in (NO_PANIC, LOW_BATTERY):  # where it hangs now, perhaps nothing can say so
                self._faults.pop((button, what), None)
                self._tell(Mended(button, what))
        self._points = {}
        for button, fitting in fittings.items():
            for contact, point in fitting.points.items():
                assert isinstance(point, PanelZone), f"{button} is on a panel"
                spots[_plainly(point)].append(Spot(button, contact))
                self._points.setdefault(button, point)
                self._listed.forget(_plainly(point))
        self._spots = dict(spots)

    def tell(self, button: str, standing: Standing) -> None:
        """Nobody can be told: these buttons have no lamp of ours."""

    def links(self) -> Mapping[str, Link]:
        """Every planned button's line, by its id."""
        return {button: self._link(point) for button, point in self._points.items()}

    def strangers(self) -> tuple[Stranger, ...]:
        """What was heard and is on no button, the newest last."""
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
                if value and zone not in self._spots:
                    self._listed.add(zone, "closed", now_s)
            case Keypad():
                self._lives(of, now_s)
            case Rel() | Ready() | Unknown():
                pass
            case _:
                assert_never(line)

    def _reported(self, of: str, line: Lrr, now_s: float, live: bool) -> None:
        """Only a panic calls, and only its end opens: a panel need not report that, so each new report is a press."""
        if line.zone is None:
            return
        zone = _plainly(PanelZone(of, "zone", str(line.zone), 0))
        code = "" if line.code is None else f" {line.code:X}"
        if line.panic and (line.new or line.restored):
            self._is(zone, now_s, closed=line.new, live=live, again=True)
        if not line.new or not (line.panic or line.code in ALARMS):
            return
        for spot in self._spots.get(zone, ()):
            self._wrong(spot.button, NO_PANIC, None if line.panic else f"the panel reports alarm{code} of its zone")
        if zone not in self._spots:
            self._listed.add(zone, f"panic{code}" if line.panic else f"alarm{code}: no panic, would not call", now_s)

    def _radio(self, of: str, line: Rfx, now_s: float, live: bool) -> None:
        """A check-in says the level of every loop; anything else is the transmitter's own word."""
        of_it: set[str] = set()
        for loop in (1, 2, 3, 4):
            zone = _plainly(PanelZone(of, "rf", line.serial, loop))
            of_it.update(spot.button for spot in self._spots.get(zone, ()))
            self._is(zone, now_s, closed=loop in line.loops, live=live, again=not line.supervised)
            if loop in line.loops and zone not in self._spots:
                self._listed.add(zone, "pressed, or open", now_s)
        for button in sorted(of_it):
            self._tell(CheckIn(button, {}))
            self._wrong(button, LOW_BATTERY, "" if line.low_battery else None)

    def _is(self, zone: PanelZone, now_s: float, *, closed: bool, live: bool, again: bool) -> None:
        for spot in self._spots.get(zone, ()):
            made = (
                self._levels.closed(spot, now_s, live=live, again=again) if closed else self._levels.open(spot, now_s)
            )
            self._tell_all(made)

    def _wrong(self, button: str, what: str, detail: str | None) -> None:
        """`detail` None: it is not so. Told when it changes, and at first, since an earlier run may have said otherwise."""
        wrong = detail is not None
        if self._faults.get((button, what)) is not wrong:
            self._faults[button, what] = wrong
            self._tell(Mended(button, what) if detail is None else Fault(button, what, detail))

    def _lives(self, of: str, now_s: float) -> None:
        """Wired zones say nothing while nothing happens: that their panel lives is all that is known of them."""
        if now_s - self._checked_in_s.get(of, -CHECK_IN_EACH_S) < CHECK_IN_EACH_S:
            return
        self._checked_in_s[of] = now_s
        buttons = {spot.button for zone, spots in self._spots.items() if zone.line == of for spot in spots}
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
    """The same, however many noughts it is written with. Letters in a radio serial are read either way."""
    number = zone.number.casefold() if zone.how == "rf" else str(int(zone.number))
    return PanelZone(zone.line, zone.how, number, 0 if zone.how == "zone" else zone.part)


def _nobody_hears(heard: Signal) -> None:
    raise AssertionError(f"{heard} was heard before the source ran")
