"""Tests that a PIN is asked for hidden, a new one twice, and that nothing that was typed can be read in a traceback."""

from appliance.flows.flow import AskAgain, Flow
from appliance.flows.known import Known
from appliance.flows.parts import Given
from appliance.flows.people.pin import CHANGE_PIN, NOT_THE_SAME, PROVE, ChangesPin, Proves
from appliance.plan.ids import PersonId
from tests.tui.boards import FACTS, board

PIN, DANA = "830917", PersonId("dana")


def given(**parts: str) -> Given:
    return Given(Known(view=board(), facts=FACTS), None, None, {"person": DANA, **parts})


def asked(flow: Flow[Proves | ChangesPin]) -> list[str]:
    now, names = given(), []
    while (part := flow.missing(now)) is not None:
        names.append(part.name)
        assert part.hidden, "nobody may read it"
        now.parts[part.name] = PIN
    return names


def test_everything_but_the_person_is_hidden_and_the_new_one_is_asked_twice() -> None:
    assert asked(PROVE) == ["secret"]
    assert asked(CHANGE_PIN) == ["before", "secret", "again"]


def test_what_was_typed_goes_to_the_box_as_it_stands() -> None:
    assert PROVE.make(given(secret="correct horse  battery")) == Proves(DANA, "correct horse  battery")
    assert CHANGE_PIN.make(given(before=PIN, secret="270641", again="270641")) == ChangesPin(DANA, PIN, "270641")


def test_two_that_differ_are_both_asked_again_and_the_one_there_is_is_kept() -> None:
    again = CHANGE_PIN.make(given(before=PIN, secret="270641", again="270614"))
    assert again == AskAgain(NOT_THE_SAME, ("secret", "again"), may_be_dropped=True)


def test_nothing_typed_on_the_way_to_a_new_pin_can_be_read_in_a_traceback() -> None:
    typed = given(before=PIN, secret=PIN, again=PIN)
    assert PIN not in repr(typed)
    for made in (PROVE.make(typed), CHANGE_PIN.make(typed)):
        assert PIN not in repr(made)


def test_the_titles_say_whose_pin_it_is_and_that_no_call_needs_it() -> None:
    prove, change = PROVE.parts[1].title, CHANGE_PIN.parts[1].title
    assert prove is not None and change is not None
    assert prove(given()) == "Dana Reyes: NAMES NEED YOUR PIN. Calls never do."
    assert change(given()) == "Dana Reyes: CHANGE YOUR PIN. Calls never need it."
