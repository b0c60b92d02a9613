"""Contacts without a count: what rings, what is a copy, what a restart makes of a closed contact. In any order, no press is lost or doubled."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.levels import COPIES_S, HEARD, HOLD_S, STUCK_S, Levels, Spot
from hardware.signals import Fault, Mended, Press, Signal

HELP = Spot("P", "help")


class Memory:
    """What the box remembers: the record, and what is kept over a restart beside it."""

    def __init__(self) -> None:
        self.recorded: dict[Spot, int] = {}
        self.opened: dict[Spot, int] = {}

    def count(self, at: Spot) -> int | None:
        return self.opened.get(at)

    def note(self, at: Spot, count: int) -> None:
        self.opened[at] = count

    def record(self, button: str, contact: str) -> int:
        return self.recorded.get(Spot(button, contact), 0)

    def keep(self, signals: list[Signal]) -> list[Press]:
        """As intake and engine do: a press at or below the record is a repeat; every other is kept and rings."""
        rang = [
            each
            for each in signals
            if isinstance(each, Press) and each.counter > self.record(each.button, each.contact)
        ]
        self.recorded |= {Spot(each.button, each.contact): each.counter for each in rang}
        return rang

    def levels(self, *, holds: bool = False) -> Levels:
        made = Levels(self.record, self, holds)
        made.expect(["P"])
        return made


def presses(signals: list[Signal]) -> list[tuple[str, int | None, int | None]]:
    return [(each.contact, each.counter, each.age_ms) for each in signals if isinstance(each, Press)]


def test_fell_and_rose_is_a_press_each_time_with_the_next_count() -> None:
    memory = Memory()
    levels = memory.levels()
    assert levels.open(HELP, 0) == [Mended("P", "stuck")]
    (first,) = memory.keep(levels.closed(HELP, 1, live=True))
    assert first == Press("P", "help", 1, age_ms=0, ledger=HEARD)
    assert levels.closed(HELP, 1.2, live=True) == []
    assert levels.open(HELP, 2) == []
    assert presses(levels.closed(HELP, 3, live=True)) == [("help", 2, 0)]


def test_a_copy_is_no_press_and_later_doubt_rings() -> None:
    levels = Memory().levels()
    levels.open(HELP, 0)
    assert len(levels.closed(HELP, 1, live=True, again=True)) == 1
    assert levels.closed(HELP, 1 + COPIES_S, live=True, again=True) == []
    assert presses(levels.closed(HELP, 1.1 + COPIES_S, live=True, again=True)) == [("help", 2, 0)]


def test_a_check_in_that_says_closed_rings_only_where_nobody_knew() -> None:
    levels = Memory().levels()
    levels.open(HELP, 0)
    assert presses(levels.closed(HELP, 180, live=False)) == [("help", 1, None)]
    assert levels.closed(HELP, 200, live=False) == []


def test_closed_at_the_start_rings_unless_it_was_recorded_as_closed() -> None:
    memory = Memory()
    assert presses(memory.keep(memory.levels().closed(HELP, 0, live=True))) == [("help", 1, None)]
    again = memory.levels(holds=True)
    assert again.closed(HELP, 0, live=True) == [], "closed since the press that is on record"
    assert again.times_up(STUCK_S) == [Fault("P", "stuck", "contact help has been closed for 60 s")]
    assert again.open(HELP, 70) == [Mended("P", "stuck")]
    assert presses(memory.keep(again.closed(HELP, 71, live=True))) == [("help", 2, 0)]
    assert memory.opened == {HELP: 1}
    again.open(HELP, 72)
    assert presses(memory.levels().closed(HELP, 0, live=True)) == [("help", 3, None)], "pressed while nobody was there"


def test_what_the_receiver_says_again_is_the_press_on_record() -> None:
    memory = Memory()
    first = memory.levels()
    first.open(HELP, 0)
    memory.keep(first.closed(HELP, 1, live=True, again=True))
    resent = memory.levels().closed(HELP, 0, live=True, again=True, resent=True)
    assert presses(resent) == [("help", 1, None)]
    assert memory.keep(resent) == []
    assert presses(memory.levels().closed(HELP, 9, live=True, again=True)) == [("help", 2, 0)]


def test_held_on_is_a_contact_of_its_own_and_a_minute_is_stuck() -> None:
    memory = Memory()
    levels = memory.levels(holds=True)
    assert levels.deadline() is None
    levels.open(HELP, 0)
    memory.keep(levels.closed(HELP, 10, live=True))
    assert levels.deadline() == 10 + HOLD_S
    assert levels.times_up(11) == []
    assert presses(levels.times_up(12)) == [("hold", 1, 0)]
    assert levels.deadline() == 10 + STUCK_S
    assert [type(each) for each in levels.times_up(70)] == [Fault]
    assert levels.deadline() is None
    assert levels.open(HELP, 80) == [Mended("P", "stuck")]


def test_a_button_without_hold_has_none_and_one_released_in_time_too() -> None:
    levels = Levels(lambda *_: 0, Memory(), holds=True)
    levels.open(HELP, 0)
    levels.closed(HELP, 0, live=True)
    assert levels.times_up(HOLD_S) == []
    levels = Memory().levels(holds=True)
    levels.open(HELP, 0)
    levels.closed(HELP, 0, live=True)
    levels.open(HELP, 1)
    assert levels.deadline() is None


def test_a_radio_contact_is_stuck_only_where_a_frame_says_so() -> None:
    levels = Memory().levels()
    levels.open(HELP, 0)
    levels.closed(HELP, 0, live=True, again=True)
    assert levels.deadline() is None
    assert levels.closed(HELP, 59, live=False) == []
    assert [type(each) for each in levels.closed(HELP, 180, live=False)] == [Fault]
    assert levels.closed(HELP, 360, live=False) == []


def test_one_contact_that_opens_does_not_mend_the_other() -> None:
    levels, other = Memory().levels(holds=True), Spot("P", "medical")
    levels.open(other, 0)
    levels.open(HELP, 0)
    levels.closed(HELP, 0, live=True)
    levels.times_up(HOLD_S)
    assert [type(each) for each in levels.times_up(STUCK_S)] == [Fault]
    levels.closed(other, 61, live=True)
    assert levels.open(other, 62) == []
    assert levels.open(HELP, 63) == [Mended("P", "stuck")]


@given(
    st.lists(st.sampled_from(["press", "release", "look", "restart", "away: pressed", "away: released"]), max_size=40),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_in_any_order_every_press_rings_once(story: list[str], holds: bool) -> None:
    """A polled contact: it is looked at again and again. What is pressed and released while nobody looks is beyond any poll."""
    memory, closed, now_s, due = Memory(), False, 0.0, 0
    levels = memory.levels(holds=holds)
    rang: list[Press] = []

    def look() -> None:
        rang.extend(memory.keep(levels.closed(HELP, now_s, live=True) if closed else levels.open(HELP, now_s)))

    look()
    for step in story:
        now_s += 0.2
        match step:
            case "press" if not closed:
                closed, due = True, due + 1
            case "release":
                closed = False
            case "restart":
                levels = memory.levels(holds=holds)
            case "away: pressed" if not closed:
                levels, closed, due = memory.levels(holds=holds), True, due + 1
            case "away: released" if closed:
                levels, closed = memory.levels(holds=holds), False
            case _:
                pass
        look()
        assert [each.counter for each in rang] == list(range(1, due + 1)), step
        assert not presses(levels.times_up(now_s)) or holds
