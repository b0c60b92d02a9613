"""Tests the wired contacts of a family: whatever their wires do, each closing is a press, once, and a press that could not be taken is said
again.
"""

from hypothesis import given
from hypothesis import strategies as st

from hardware.contacts import BROKEN_WIRE, Contacts
from hardware.levels import ButtonContact
from hardware.opened import Opened
from hardware.signals import UNFORESEEN, Fault, Mended, Press, Signal

HELP, SIDE = ButtonContact("wall", "help"), ButtonContact("wall", "medical")


def contacts(heard: list[Signal]) -> Contacts[str]:
    made = Contacts[str](lambda _button, _contact: 0, Opened(None))
    made.expect({HELP: "1/2", SIDE: "3/4"}, ())
    made.begin(heard.append)
    return made


def presses(heard: list[Signal]) -> list[int | None]:
    return [each.counter for each in heard if isinstance(each, Press)]


@given(st.lists(st.booleans(), max_size=60))
def test_each_closing_after_two_open_readings_is_one_press(readings: list[bool]) -> None:
    heard: list[Signal] = []
    made, closings, was_open = contacts(heard), 0, 2
    for number, closed in enumerate(readings):
        made.read(HELP, closed, not closed, number * 0.2)
        closings += closed and was_open >= 2
        was_open = 0 if closed else was_open + 1
    assert presses(heard) == list(range(1, closings + 1))


@given(st.lists(st.sampled_from(["read open", "read closed", "edge closed", "edge open", "unread"]), max_size=60))
def test_counts_only_rise_whatever_the_wires_do(deeds: list[str]) -> None:
    heard: list[Signal] = []
    made = contacts(heard)
    for number, deed in enumerate(deeds):
        match deed:
            case "edge closed":
                made.closing(HELP, number * 0.2)
            case "edge open":
                made.opening(HELP, number * 0.2)
            case "unread":
                made.unread([HELP])
            case _:
                made.read(HELP, deed == "read closed", None, number * 0.2)
        made.times_up(number * 0.2)
    assert presses(heard) == list(range(1, len(presses(heard)) + 1))


def test_a_button_is_broken_once_and_mended_when_its_last_pair_agrees() -> None:
    heard: list[Signal] = []
    made = contacts(heard)
    for at, agree in ((HELP, False), (SIDE, False), (HELP, True), (SIDE, True)):
        for number in range(3):
            made.read(at, False, agree, number * 0.2)
    said = [each for each in heard if isinstance(each, Fault | Mended) and each.what == BROKEN_WIRE]
    assert [type(each) for each in said] == [Fault, Mended]


def test_a_press_that_was_not_taken_is_said_again_and_the_fault_is_over_then() -> None:
    heard: list[Signal] = []
    sore = True

    def hear(signal: Signal) -> None:
        if sore and isinstance(signal, Press):
            raise ZeroDivisionError
        heard.append(signal)

    made = contacts(heard)
    made.begin(hear)
    made.read(HELP, False, True, 0.0)
    made.read(HELP, True, False, 0.2)
    made.times_up(0.4)
    assert presses(heard) == []
    assert [each.what for each in heard if isinstance(each, Fault)] == [UNFORESEEN]
    sore = False
    made.times_up(0.6)
    assert presses(heard) == [1]
    assert heard[-1] == Mended("wall", UNFORESEEN)
    made.times_up(0.8)
    assert presses(heard) == [1]


def test_where_nothing_at_all_is_taken_it_never_raises_and_both_are_said_again() -> None:
    heard: list[Signal] = []
    sore = True

    def hear(signal: Signal) -> None:
        if sore:
            raise ZeroDivisionError
        heard.append(signal)

    made = contacts([])
    made.begin(hear)
    made.read(HELP, False, True, 0.0)
    made.read(HELP, True, False, 0.2)
    made.times_up(0.4)
    assert heard == []
    sore = False
    made.times_up(0.6)
    assert presses(heard) == [1]
    assert not any(isinstance(each, Fault) for each in heard), "nobody heard of it, and it is over"


def test_that_a_fault_of_ours_is_over_is_said_until_it_is_taken() -> None:
    heard: list[Signal] = []
    sore: set[type[Signal]] = {Press}

    def hear(signal: Signal) -> None:
        if type(signal) in sore:
            raise ZeroDivisionError
        heard.append(signal)

    made = contacts([])
    made.begin(hear)
    made.read(HELP, False, True, 0.0)
    made.read(HELP, True, False, 0.2)
    sore = {Mended}
    made.times_up(0.4)
    assert presses(heard) == [1]
    assert heard[-1] != Mended("wall", UNFORESEEN)
    sore = set()
    made.times_up(0.6)
    assert heard[-1] == Mended("wall", UNFORESEEN)


def test_a_contact_that_is_wired_elsewhere_now_begins_anew() -> None:
    heard: list[Signal] = []
    made = contacts(heard)
    made.read(HELP, False, False, 0.0)
    made.read(HELP, False, False, 0.2)
    made.read(HELP, False, False, 0.4)
    made.expect({HELP: "5/6"}, ())
    assert [type(each) for each in heard if isinstance(each, Fault | Mended)][-2:] == [Fault, Mended]
    assert list(made.points) == [HELP]


def test_nothing_is_said_of_a_button_that_was_taken_away_while_it_was_closed() -> None:
    heard: list[Signal] = []
    made = contacts(heard)
    made.read(HELP, True, False, 0.0)
    made.expect({}, ())
    del heard[:]
    made.times_up(100.0)
    assert heard == []


def test_a_contact_that_left_the_plan_while_it_stuck_is_told_again_when_it_is_back() -> None:
    heard: list[Signal] = []
    made = contacts(heard)
    for begins_s in (0.0, 1000.0):
        made.expect({HELP: "1/2"}, ())
        made.read(HELP, True, False, begins_s)
        made.times_up(begins_s + 61)
        assert [each.what for each in heard if isinstance(each, Fault)] == ["stuck"]
        made.expect({}, ())
        heard.clear()
