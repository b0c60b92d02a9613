"""Tests that a panel which says nothing or has no power is reported, and also that it is well again."""

import asyncio

import pytest

from hardware.alarmdecoder.codec import Lrr
from hardware.alarmdecoder.panel import OLD_S, Panel
from hardware.alarmdecoder.twin.panel import Panel as Pretend
from hardware.serial.line import Line, Wire
from hardware.signals import Signal, WireFault, WireMended


class Ear:
    """A panel, a pretend one that speaks straight to it, and everything that was reported."""

    def __init__(self) -> None:
        self.told: list[Signal] = []
        self.lives: list[bool] = []
        self.panel = Panel(Line(Wire("bank", "/dev/serial/by-id/none", 115_200)), self.told.append, self._said)
        self.pretend = Pretend(self.panel.take, {})

    def _said(self, line: str, said: object, now_s: float, live: bool) -> None:
        assert line == "bank"
        if isinstance(said, Lrr):
            self.lives.append(live)

    def wrong(self) -> list[str]:
        """Give what was reported since the last look."""
        told, self.told[:] = list(self.told), []
        return [
            f"{'' if isinstance(each, WireFault) else 'no more '}{each.kind}-{each.what}"
            for each in told
            if isinstance(each, WireFault | WireMended) and each.subject == "bank"
        ]


async def test_a_line_that_says_nothing_sensible_is_a_silent_panel_and_any_other_trouble_is_the_lines() -> None:
    ear = Ear()
    for what in ("silent", "garbled", "missing", "refused"):
        ear.panel.trouble(what, "so it is")
        ear.panel.trouble(what, None)
    assert ear.wrong() == [
        *("panel-silent", "no more panel-silent", "line-garbled", "no more line-garbled"),
        *("line-missing", "no more line-missing", "line-refused", "no more line-refused"),
    ]


async def test_its_power_stands_on_its_keypads_and_what_an_earlier_run_said_of_it_is_over() -> None:
    ear = Ear()
    ear.pretend.keypad()
    assert ear.wrong() == ["no more panel-on-battery", "no more panel-low-battery"]
    ear.pretend.power(mains=False)
    ear.pretend.power(battery_low=True)
    ear.pretend.keypad()
    assert ear.wrong() == ["panel-on-battery", "panel-low-battery"]
    ear.pretend.power(mains=True, battery_low=False)
    assert ear.wrong() == ["no more panel-on-battery", "no more panel-low-battery"]


async def test_a_line_that_was_cut_off_by_an_unplugged_cable_is_not_joined_to_the_next() -> None:
    ear = Ear()
    assert ear.panel.take(b"!LRR:012,1,") == (0, 0)
    ear.panel.opened()
    assert ear.panel.take(b"ALARM_PANIC\r\n!Ready\r\n") == (1, 1)
    assert ear.lives == []


@pytest.mark.slow
async def test_what_comes_at_once_when_a_line_opens_may_be_old() -> None:
    ear = Ear()
    ear.panel.opened()
    ear.pretend.alarm("12", "122")
    await asyncio.sleep(OLD_S + 0.1)
    ear.pretend.alarm("12", "122")
    assert ear.lives == [False, True]
