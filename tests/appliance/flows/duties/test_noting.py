"""Noting that a duty is done, or is not: what is asked, what is refused, and what the box is asked for."""

import pytest
from msgspec.structs import replace

from appliance.api.duties.messages import DutyLine
from appliance.duties.duty import State
from appliance.duties.noting import WORDS_CHARACTERS_MAX
from appliance.flows.duties.noting import choices, noted, noting, refused, why_not
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from tests.tui.duty_scenes import CONTACT, NOTED, TIME


def given(**parts: object) -> Given:
    begun = about_nothing(Known())
    begun.parts.update(parts)
    return begun


def test_it_asks_for_the_words_that_the_rule_wants_and_makes_the_note_of_them() -> None:
    flow = noting(TIME, code="K7QM-3XWP")
    begun = given(done=True)
    words = flow.missing(begun)
    assert words is not None and words.name == "words"
    assert words.wording(begun).startswith("Say in one line when the students, paraprofessionals and others had time")
    made = flow.make(given(done=True, words=" Monday's meeting "))
    assert not isinstance(made, str)
    assert (made.rule, made.done, made.words, made.seen) == (TIME.rule, True, "Monday's meeting", 0)
    assert (made.confirms, made.code) == (TIME.confirms, "K7QM-3XWP")


def test_a_note_that_replaces_another_names_it_and_says_why() -> None:
    flow = noting(NOTED)
    words = flow.missing(given(done=False))
    assert words is not None
    assert words.wording(given(done=False)) == "There is a note on it. Say in one line why yours replaces it:"
    assert not words.empty
    assert words.refuses(given(done=False), "  ") == "Say why your note replaces the one that is there."
    made = flow.make(given(done=False, words="It was another class."))
    assert not isinstance(made, str) and made.seen == NOTED.notes[-1].entry == 71


def test_where_the_words_must_stay_away_none_are_asked_for() -> None:
    flow, begun = noting(replace(TIME, takes_words=False)), given(done=True)
    assert flow.missing(begun) is None
    made = flow.make(begun)
    assert not isinstance(made, str) and made.words == ""


def test_a_line_that_is_too_long_is_refused_with_its_length() -> None:
    (_, words) = noting(TIME).parts
    assert words.refuses(given(done=True), "x" * WORDS_CHARACTERS_MAX) == ""
    why = words.refuses(given(done=True), "x" * (WORDS_CHARACTERS_MAX + 1))
    assert why == "This has 201 characters, and a note has 200 at most. Say it shorter."


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (TIME, ""),
        (CONTACT, "It is done once record 12 says so under “Review” (supports): write it there. No note closes it."),
        (replace(TIME, may_note=()), "Whoever owes it notes that it is done. You can note nothing here."),
        (
            replace(TIME, may_note=(), state=State.WITHDRAWN),
            "It is not owed any more, so there is nothing to note.",
        ),
        (
            replace(TIME, may_note=(), state=State.NOT_YET),
            "It waits for an answer in the record, so there is nothing to note yet.",
        ),
    ],
)
def test_where_nothing_can_be_noted_it_says_why(line: DutyLine, says: str) -> None:
    assert why_not(line) == says
    assert bool(choices(line)) is not bool(says)


def test_only_what_the_box_offers_can_be_noted() -> None:
    assert refused(TIME, done=True) == ""
    assert refused(TIME, done=False) == "You can note only that it is done."
    assert refused(replace(TIME, may_note=(False,)), done=True) == "You can note only that it is not done."
    assert [option.value for option in choices(NOTED)] == [True, False]


def test_that_something_is_not_done_may_be_noted_where_facts_close_it_and_confirms_the_duty_itself() -> None:
    line = replace(CONTACT, may_note=(False,))
    words = noting(line).missing(given(done=False))
    assert words is not None and words.wording(given(done=False)) == "Say in one line what is not done:"
    made = noting(line).make(given(done=False, words=""))
    assert not isinstance(made, str) and made.confirms == CONTACT.says


def test_what_was_noted_is_said() -> None:
    assert (noted(True), noted(False)) == ("Noted: it is done.", "Noted: it is not done.")
