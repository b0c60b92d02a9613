"""Tests presses of contacts that count nothing: none is lost and none doubled, in any order of closing, opening, copies and restarts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.levels import COPIES_S, HEARD, HOLD_S, OPENED_AHEAD_MAX, STUCK_S, ButtonContact, Levels
from hardware.opened import Opened
from hardware.signals import Fault, Mended, Press, Signal

HELP = ButtonContact("A", "help")


class Desk:
    """The record behind the levels. A press with a higher count than the recorded one rings and is kept; any other is a repeat. The record
    outlives a restart; levels do not.
    """

    def __init__(self, *, holds: bool = False) -> None:
        self.recorded: dict[ButtonContact, int] = {}
        self.opened = Opened()
        self.rang: list[Press] = []
        self.repeats: list[Press] = []
        self.said: list[Signal] = []
        self.now_s = 100.0
        self._holds = holds
        self.restart()

    def restart(self, *, hints: bool = True) -> None:
        if not hints:
            self.opened = Opened()
        self.levels = Levels(
            lambda button, contact: self.recorded.get(ButtonContact(button, contact), 0), self.opened, self._holds
        )
        self.levels.expect({"A"})

    def closed(
        self,
        at: ButtonContact = HELP,
        *,
        live: bool = True,
        again: bool = False,
        resent: bool = False,
        after_s: float = 0.0,
    ) -> list[Signal]:
        return self._take(self.levels.closed(at, self._later(after_s), live=live, again=again, resent=resent))

    def open(self, at: ButtonContact = HELP, after_s: float = 0.0) -> list[Signal]:
        return self._take(self.levels.open(at, self._later(after_s)))

    def wait(self, seconds: float) -> list[Signal]:
        return self._take(self.levels.times_up(self._later(seconds)))

    def _later(self, seconds: float) -> float:
        self.now_s += seconds
        return self.now_s

    def _take(self, signals: list[Signal]) -> list[Signal]:
        for each in signals:
            if isinstance(each, Press):
                at = ButtonContact(each.button, each.contact)
                assert each.counter is not None
                (self.rang if each.counter > self.recorded.get(at, 0) else self.repeats).append(each)
                self.recorded[at] = max(each.counter, self.recorded.get(at, 0))
        self.said += signals
        return signals


def test_what_fell_and_rose_is_a_new_press_and_a_level_said_again_is_none() -> None:
    desk = Desk()
    desk.open()
    assert desk.closed() == [Press("A", "help", 1, 0, HEARD)]
    assert desk.closed(after_s=30) == []
    assert desk.open() == []
    assert desk.closed(after_s=0.1) == [Press("A", "help", 2, 0, HEARD)]


def test_copies_within_the_window_are_one_and_what_comes_later_rings() -> None:
    desk = Desk()
    desk.open()
    desk.closed(again=True)
    for _ in range(4):
        assert desk.closed(again=True, after_s=COPIES_S / 4) == []
    assert desk.closed(again=True, after_s=0.1) == [Press("A", "help", 2, 0, HEARD)]


def test_a_missed_press_rings_at_the_level_that_tells_of_it_with_an_unknown_age() -> None:
    desk = Desk()
    desk.open()
    assert desk.closed(live=False) == [Press("A", "help", 1, None, HEARD)]


def test_a_contact_closed_at_the_start_rings_unless_it_was_recorded_as_closed() -> None:
    desk = Desk()
    assert desk.closed(live=False) == [Press("A", "help", 1, None, HEARD)]
    desk.restart()
    assert desk.closed(live=False) == []
    desk.open()
    desk.restart()
    assert desk.closed(live=True) == [Press("A", "help", 2, None, HEARD)]


def test_where_the_hints_are_lost_or_rotten_it_rings() -> None:
    desk = Desk()
    desk.closed()
    desk.restart(hints=False)
    assert desk.closed(live=False) == [Press("A", "help", 2, None, HEARD)]
    desk.opened.note(HELP, 3 + OPENED_AHEAD_MAX)
    desk.restart()
    assert desk.closed(live=False) == [Press("A", "help", 3, None, HEARD)]


def test_what_a_receiver_kept_over_a_restart_is_the_same_press_again() -> None:
    desk = Desk()
    desk.open()
    desk.closed(again=True)
    desk.restart()
    assert desk.closed(again=True, resent=True) == [Press("A", "help", 1, None, HEARD)]
    assert desk.closed(again=True, resent=True, after_s=0.5) == []
    assert [len(desk.rang), len(desk.repeats)] == [1, 1]


def test_what_a_receiver_kept_and_the_record_does_not_have_rings() -> None:
    desk = Desk()
    desk.open()
    desk.closed(again=True)
    desk.recorded.clear()  # killed before the disk had the press; the hint says that the contact was open after no press
    desk.restart()
    assert desk.closed(again=True, resent=True) == [Press("A", "help", 1, None, HEARD)]


def test_a_count_that_a_stalled_disk_lost_is_not_taken_twice() -> None:
    desk = Desk()
    desk.open()
    desk.closed()
    desk.open()  # the hint says that the contact was open after press 1
    desk.recorded.clear()
    desk.restart()
    assert desk.closed(again=True, live=True) == [Press("A", "help", 2, 0, HEARD)]
    desk.restart()
    assert desk.closed(live=False) == []


def test_what_waited_in_a_receiver_rings_with_an_unknown_age() -> None:
    desk = Desk()
    desk.open()
    assert desk.closed(again=True, live=False) == [Press("A", "help", 1, None, HEARD)]
    assert desk.closed(again=True, live=False, after_s=3) == [Press("A", "help", 2, None, HEARD)]


def test_an_alarm_sent_anew_soon_after_a_start_is_no_copy_of_a_level_from_before() -> None:
    desk = Desk()
    desk.closed()
    desk.restart()
    desk.closed(live=False)
    assert desk.closed(again=True, live=True, after_s=0.5) == [Press("A", "help", 2, 0, HEARD)]


def test_a_watched_level_is_held_after_2_s_once_and_stuck_after_60() -> None:
    desk = Desk(holds=True)
    desk.open()
    desk.closed()
    assert desk.levels.deadline() == desk.now_s + HOLD_S
    assert desk.wait(HOLD_S) == [Press("A", "hold", 1, 0, HEARD)]
    assert desk.levels.deadline() == desk.now_s - HOLD_S + STUCK_S
    assert desk.wait(STUCK_S - HOLD_S) == [Fault("A", "stuck", "contact help has been closed for 60 s")]
    assert desk.levels.deadline() is None
    assert desk.wait(3600) == []
    assert desk.open() == [Mended("A", "stuck")]
    assert desk.closed() == [Press("A", "help", 2, 0, HEARD)]
    assert desk.wait(HOLD_S) == [Press("A", "hold", 2, 0, HEARD)]


def test_only_planned_holds_are_said() -> None:
    desk = Desk(holds=True)
    desk.levels.expect({"B"})
    desk.closed()
    assert desk.wait(HOLD_S) == []


def test_what_was_closed_before_the_start_is_no_hold_and_is_stuck_after_60_s() -> None:
    desk = Desk(holds=True)
    desk.closed()
    desk.restart()
    desk.closed(live=False)
    assert desk.wait(HOLD_S) == []
    assert desk.wait(STUCK_S - HOLD_S) == [Fault("A", "stuck", "contact help has been closed for 60 s")]


def test_radio_is_stuck_only_by_a_word_and_mended_by_one_also_after_a_restart() -> None:
    desk = Desk()
    desk.closed(again=True)
    assert desk.levels.deadline() is None
    assert desk.wait(STUCK_S) == []
    assert desk.closed(live=False) == [Fault("A", "stuck", "contact help has been closed for 60 s")]
    assert desk.closed(live=False, after_s=180) == []
    desk.restart()
    assert desk.open() == [Mended("A", "stuck")]
    assert desk.open() == []


def test_one_contact_that_opens_does_not_mend_another_that_sticks() -> None:
    desk = Desk()
    medical = ButtonContact("A", "medical")
    desk.closed()
    desk.closed(medical)
    desk.wait(STUCK_S)
    desk.closed(live=False)
    desk.closed(medical, live=False)
    assert desk.open() == []
    assert desk.open(medical) == [Mended("A", "stuck")]


def test_a_button_that_was_forgotten_begins_anew() -> None:
    desk = Desk(holds=True)
    desk.closed()
    desk.levels.forget("A")
    assert desk.levels.deadline() is None


@pytest.mark.parametrize("holds", [False, True])
@given(st.data())
def test_in_any_order_every_closing_that_is_seen_rings_once(holds: bool, data: st.DataObject) -> None:
    """A contact closes and opens, and somebody looks. There are copies, levels, waits and restarts in between."""
    desk = Desk(holds=holds)
    desk.open()
    is_closed, closings = False, 0
    for deed in data.draw(
        st.lists(st.sampled_from(["close", "open", "copy", "level", "wait", "restart"]), max_size=30)
    ):
        match deed:
            case "close" if not is_closed:
                is_closed, closings = True, closings + 1
                desk.closed(again=not holds, after_s=0.01)
            case "open":
                is_closed = False
                desk.open(after_s=COPIES_S)
            case "copy" if is_closed and not holds:
                # A receiver that sends again what it kept is marked so while its line is young. A young line is not live.
                desk.closed(again=True, resent=True, after_s=COPIES_S)
            case "level":
                (desk.closed if is_closed else desk.open)()
            case "wait":
                desk.wait(1.0)
            case "restart":
                desk.restart()
                desk.closed(live=False) if is_closed else desk.open()
        assert [each.counter for each in desk.rang if each.contact == "help"] == list(range(1, closings + 1))
    assert all(each.ledger == HEARD for each in desk.rang)


@pytest.mark.slow
@given(st.lists(st.sampled_from(["closed-while-away", "opened-while-away", "restart", "press"]), max_size=20))
def test_what_closed_while_nobody_looked_rings_at_the_start_once(deeds: list[str]) -> None:
    desk = Desk(holds=True)
    desk.open()
    is_closed, presses = False, 0
    for deed in deeds:
        match deed:
            case "closed-while-away":
                presses += not is_closed
                is_closed = True
            case "opened-while-away":
                is_closed = False
            case "press":
                presses += 1
                desk.open()
                desk.closed()
                desk.open()
                is_closed = False
        desk.restart()
        desk.closed(live=False) if is_closed else desk.open()
        assert len(desk.rang) == presses


class Crashing:
    """A receiver that keeps frames without an answer, and a box that may crash between hearing, noting, recording, writing
    and answering.
    """

    def __init__(self) -> None:
        self.pressed = self.answered = 0
        self.recorded: list[int] = []
        self._kept: list[str] = []
        self._heard: list[int] | None = None
        """The counts of the presses that the receiver's first frame made in this run."""
        self._hints = {HELP: 0}
        self._now_s = 0.0
        self.crash()

    def press(self) -> None:
        self.pressed += 1
        self._kept += ["closed", "open"]

    def hear(self) -> None:
        if self._heard is not None or not self._kept:
            return
        self._now_s += 0.1
        if self._kept[0] == "open":
            said = self._levels.open(HELP, self._now_s)
        else:
            resent = self._now_s < self._young_until_s
            said = self._levels.closed(HELP, self._now_s, live=True, again=True, resent=resent)
        self._heard = [each.counter or 0 for each in said if isinstance(each, Press)]

    def record(self) -> None:
        for count in self._heard or []:
            if count > max(self.recorded, default=0):
                self.recorded.append(count)

    def write(self) -> None:
        self._hints[HELP] = self._opened.count(HELP) or 0

    def answer(self) -> None:
        kept = self._heard is not None and all(count in self.recorded for count in self._heard)
        if kept and self._opened.count(HELP) == self._hints[HELP]:
            self.answered += self._kept.pop(0) == "closed"
            self._heard = None

    def rest(self) -> None:
        """Let time pass, after the first frame is heard. A receiver sends what it keeps as soon as somebody listens, so that comes before
        the rest.
        """
        self.hear()
        self._now_s += 10.0

    def crash(self) -> None:
        self._heard, self._opened = None, Opened()
        self._opened.note(HELP, self._hints[HELP])
        self._levels = Levels(lambda _button, _contact: max(self.recorded, default=0), self._opened, holds=False)
        self._young_until_s = self._now_s + 5.0


@given(st.lists(st.sampled_from(["press", "hear", "record", "write", "answer", "rest", "crash"]), max_size=60))
def test_over_crashes_at_any_moment_what_was_answered_is_recorded_and_nothing_twice(deeds: list[str]) -> None:
    box = Crashing()
    for deed in deeds:
        getattr(box, deed)()
        assert box.answered <= len(box.recorded) <= box.pressed
    for _ in range(2 * box.pressed):
        for deed in ("hear", "record", "write", "answer"):
            getattr(box, deed)()
    assert box.answered == len(box.recorded) == box.pressed
