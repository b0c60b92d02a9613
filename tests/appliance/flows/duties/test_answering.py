"""Answering what the district person asks: what is asked, what is refused, and what the box is asked for."""

import pytest
from msgspec.structs import replace

from appliance.duties.answering import NOBODY_NAMED, Said
from appliance.duties.duty import State
from appliance.flows.duties.answering import answered, answering, can_answer, private, refused
from appliance.flows.duties.noting import why_not
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from tests.tui.duty_scenes import ASKED, TIME


def given(**parts: object) -> Given:
    begun = about_nothing(Known())
    begun.parts.update(parts)
    return begun


def test_it_asks_what_has_changed_then_for_words_then_whether_to_ask_again() -> None:
    flow = answering(ASKED, code="K7QM-3XWP")
    begun = given()
    first = flow.missing(begun)
    assert first is not None and first.options is not None
    assert [each.value for each in first.options(begun)] == [Said.NOTHING, Said.SOMETHING, Said.NOT_SAID]
    assert "private room" in first.know and "Only Dana Reyes of your district can read it" in first.know
    words = flow.missing(given(said=Said.SOMETHING))
    assert words is not None and words.empty and words.label is not None
    assert words.label(given(said=Said.SOMETHING)) == "What has changed?"
    last = flow.missing(given(said=Said.NOTHING, words=""))
    assert last is not None and last.name == "again"
    made = flow.make(given(said=Said.SOMETHING, words=" other classes ", again=True))
    assert not isinstance(made, str)
    assert (made.said, made.words, made.no_more, made.code) == (Said.SOMETHING, "other classes", False, "K7QM-3XWP")  # type: ignore[union-attr]
    assert (made.rule, made.about) == (ASKED.rule, ASKED.about)  # type: ignore[union-attr]


def test_whoever_does_not_want_to_say_is_asked_for_no_words() -> None:
    begun = given(said=Said.NOT_SAID)
    last = answering(ASKED).missing(begun)
    assert last is not None and last.name == "again"
    made = answering(ASKED).make(given(said=Said.NOT_SAID, words="", again=False))
    assert made.no_more and made.words == ""  # type: ignore[union-attr]


def test_words_that_are_too_long_are_refused_with_their_length() -> None:
    (_, words, _) = answering(ASKED).parts
    assert words.refuses(given(said=Said.SOMETHING), "x" * 501).startswith("These are 501 characters.")
    assert not words.refuses(given(said=Said.SOMETHING), "x" * 500)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (ASKED, ""),
        (replace(ASKED, no_answer=NOBODY_NAMED, answered_to=""), NOBODY_NAMED),
        (TIME, "This is no question to you. Nothing was done."),
    ],
)
def test_why_something_cannot_be_answered(line: object, says: str) -> None:
    assert refused(line) == says  # type: ignore[arg-type]
    assert can_answer(line) is (says == "")  # type: ignore[arg-type]


def test_a_question_that_can_be_answered_does_not_say_that_nothing_can_be_noted() -> None:
    assert why_not(ASKED) == ""
    assert why_not(replace(ASKED, state=State.CLOSED, no_answer="You were asked this.")) == "You were asked this."


def test_what_is_said_afterwards_names_who_reads_it_and_nothing_that_was_answered() -> None:
    assert answered(ASKED, no_more=False) == "Sealed: only Dana Reyes can read it."
    assert answered(ASKED, no_more=True).endswith("You are asked no more about this incident.")
    assert "leave it out" in private(ASKED)
