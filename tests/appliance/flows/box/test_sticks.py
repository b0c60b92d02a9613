"""Sticks, apart from any console: what can be done with each, in which order, and what is asked for."""

from typing import Any

from appliance.api.sticks import AskSticks, Carry, Stick
from appliance.flows.box.sticks import LOOK, STICK, TAKE_IN, WRITE, carryings
from appliance.flows.known import Known
from appliance.flows.parts import Given

NEW, BACK = Stick("/media/new", 29_000, carries=False), Stick("/media/usb", 800, carries=True)


def given(*sticks: Stick, **parts: Any) -> Given:
    return Given(Known(sticks=sticks), None, None, parts)


def offered(flow: Any, so_far: Given) -> list[Any]:
    return [option.value for option in flow.missing(so_far).options(so_far)]


def test_what_came_back_stands_before_what_goes_out() -> None:
    assert [option.value for option in carryings((NEW, BACK))] == [
        Carry("export", "/media/new"),
        Carry("import", "/media/usb"),
        Carry("export", "/media/usb"),
    ]
    assert "(28 GB free)" in carryings((NEW,))[0].line and "(800 MB free)" in carryings((BACK,))[1].line


def test_all_in_one_list_ends_with_another_look() -> None:
    assert offered(STICK, given(BACK))[-1] == AskSticks() == LOOK.make(given())
    assert offered(STICK, given()) == [AskSticks()]
    for wanted in offered(STICK, given(BACK)):
        assert STICK.make(given(BACK, stick=wanted)) == wanted


def test_one_is_written_and_one_is_taken_in() -> None:
    assert offered(WRITE, given(NEW, BACK)) == [Carry("export", "/media/new"), Carry("export", "/media/usb")]
    assert offered(TAKE_IN, given(NEW, BACK)) == [Carry("import", "/media/usb")]
    assert WRITE.make(given(stick=Carry("export", "/media/new"))) == Carry("export", "/media/new")
    part = TAKE_IN.missing(given(NEW))
    assert part is not None and part.options is not None
    assert not part.options(given(NEW)) and "type: carry" in part.none
