"""A panel that says nothing, says nonsense, or has no power, is told; and that it is well again."""

from typing import Any

import pytest

from hardware.alarmdecoder.awaited import Heard, LineState, WireFault, WireMended
from hardware.alarmdecoder.codec import Keypad, Line, Lrr
from hardware.alarmdecoder.panel import SILENT_AFTER_S, Panel
from hardware.alarmdecoder.twin import Panel as Pretend


class Ear:
    """A panel, a pretend one that speaks to it at once, and all that was told."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.told: list[Heard] = []
        self.said: list[tuple[Line, bool]] = []
        self.panel = Panel("bank", self.told.append, lambda line, _now_s, live: self.said.append((line, live)))
        self.pretend = Pretend(lambda data: self.panel.take(data, self.now_s), {})

    def goes_on(self, seconds: float, *, keypads: bool) -> None:
        """A second at a time, as the source looks."""
        for second in range(int(seconds)):
            self.now_s += 1
            if keypads and second % 10 == 0:
                self.pretend.keypad()
            self.panel.look(self.now_s)

    def wrong(self) -> list[str]:
        """What was told since last asked."""
        told, self.told[:] = list(self.told), []
        return [
            f"{'' if isinstance(each, WireFault) else 'no more '}{each.kind}-{each.what}"
            for each in told
            if isinstance(each, WireFault | WireMended) and each.subject == "bank"
        ]


@pytest.fixture
def ear() -> Ear:
    """Opened and well."""
    ear = Ear()
    ear.panel.state(LineState.OPEN, "", ear.now_s)
    ear.goes_on(5, keypads=True)
    ear.wrong()
    return ear


def test_at_the_first_word_of_a_panel_whatever_an_earlier_run_said_of_it_is_over() -> None:
    ear = Ear()
    ear.panel.state(LineState.OPEN, "", ear.now_s)
    assert ear.wrong() == ["no more line-missing", "no more line-refused"]
    ear.goes_on(2, keypads=False)
    assert ear.wrong() == []
    ear.pretend.keypad()
    assert ear.wrong() == [
        f"no more {each}" for each in ("panel-on-battery", "panel-low-battery", "line-garbled", "panel-silent")
    ]


def test_a_panel_that_says_nothing_for_a_minute_is_silent_and_each_fault_is_told_once(ear: Ear) -> None:
    ear.goes_on(SILENT_AFTER_S - 6, keypads=False)
    assert ear.wrong() == []
    ear.goes_on(120, keypads=False)
    assert ear.wrong() == ["panel-silent"]
    ear.pretend.keypad()
    assert ear.wrong() == ["no more panel-silent"]


def test_a_panel_that_was_never_heard_is_silent_too() -> None:
    ear = Ear()
    ear.panel.state(LineState.OPEN, "", ear.now_s)
    ear.wrong()
    ear.goes_on(SILENT_AFTER_S, keypads=False)
    assert ear.wrong() == ["no more line-garbled", "panel-silent"]


def test_nonsense_is_noise_or_a_wrong_speed_and_not_silence(ear: Ear) -> None:
    for _ in range(30):
        ear.pretend.noise(b"\x00\xfe\x81\r\x7f\x80" * 4)
        ear.goes_on(1, keypads=False)
    assert ear.wrong() == ["line-garbled"]
    ear.goes_on(120, keypads=True)
    assert ear.wrong() == ["no more line-garbled"]


def test_a_line_that_is_gone_is_told_and_its_panel_is_not_silent_beside_it(ear: Ear) -> None:
    ear.panel.state(LineState.MISSING, "it was unplugged", ear.now_s)
    ear.goes_on(200, keypads=False)
    assert ear.wrong() == ["line-missing"]
    ear.panel.state(LineState.REFUSED, "another program has it", ear.now_s)
    assert ear.wrong() == ["no more line-missing", "line-refused"]
    ear.panel.state(LineState.OPEN, "", ear.now_s)
    ear.goes_on(30, keypads=True)
    assert ear.wrong() == ["no more line-refused"]


def test_its_power_stands_on_its_keypads(ear: Ear) -> None:
    ear.pretend.power(mains=False)
    ear.pretend.power(battery_low=True)
    ear.pretend.keypad()
    assert ear.wrong() == ["panel-on-battery", "panel-low-battery"]
    ear.pretend.power(mains=True, battery_low=False)
    assert ear.wrong() == ["no more panel-on-battery", "no more panel-low-battery"]


def test_a_line_that_was_cut_off_by_an_unplugged_cable_is_not_joined_to_the_next(ear: Ear) -> None:
    ear.panel.take(b"!LRR:012,1,", ear.now_s)
    ear.panel.state(LineState.MISSING, "it was unplugged", ear.now_s)
    ear.panel.state(LineState.OPEN, "", ear.now_s)
    ear.said.clear()
    ear.panel.take(b"ALARM_PANIC\r\n", ear.now_s)
    assert ear.said == []


def test_what_comes_at_once_when_a_line_opens_may_be_old(ear: Ear) -> None:
    ear.panel.state(LineState.OPEN, "", ear.now_s)
    ear.said.clear()
    ear.pretend.alarm("12", "122")
    ear.goes_on(1, keypads=False)
    ear.pretend.alarm("12", "122")
    ear.pretend.keypad()
    lives: list[Any] = [(type(line), live) for line, live in ear.said]
    assert lives == [(Lrr, False), (Lrr, True), (Keypad, True)]
