"""Tests handing over to the alarm panel: nothing goes out without the word and without the second yes."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import HandOver
from appliance.core.ground.words import Stage
from appliance.flows.calls.hand_over import (
    HAND_OVER,
    NO_PANEL,
    NOT_EMERGENCY,
    NOT_SURE,
    NOT_TYPED,
    PRACTICE,
    SURE,
    WORD_TRIES,
    why_not,
)
from appliance.flows.flow import AskAgain, Dropped
from appliance.flows.known import Known
from appliance.flows.parts import Given
from appliance.plan.model import Kind
from tests.tui.boards import FACTS, call

EMERGENCY = call(12, "B204", Kind.EMERGENCY, Stage.ACKNOWLEDGED)
KNOWN = Known(facts=replace(FACTS, hands_over="Bosch panel"))


def given(**parts: str) -> Given:
    return Given(KNOWN, EMERGENCY, None, dict(parts))


def test_the_word_comes_first_and_both_are_taken_only_from_lines_of_their_own() -> None:
    assert [part.name for part in HAND_OVER.parts] == ["word", "sure"]
    assert all(part.alone and part.options is None for part in HAND_OVER.parts)
    assert HAND_OVER.nothing_after


@pytest.mark.parametrize("word", ["", "polic", "1", "YES"])
def test_another_word_is_asked_again_and_the_second_question_never_comes(word: str) -> None:
    typed = given(word=word)
    assert HAND_OVER.missing(typed) is None
    assert HAND_OVER.make(typed) == AskAgain(NOT_TYPED, ("word", "sure"), WORD_TRIES)


@pytest.mark.parametrize("sure", ["", "no", "1", "ye"])
def test_anything_but_the_second_word_hands_nothing_over(sure: str) -> None:
    assert HAND_OVER.make(given(word="police", sure=sure)) == Dropped(NOT_SURE)


@pytest.mark.parametrize(("word", "sure"), [("POLICE", "YES"), ("police", "yes"), (" Police ", " Yes ")])
def test_both_words_hand_it_over_in_large_letters_or_small(word: str, sure: str) -> None:
    assert HAND_OVER.make(given(word=word, sure=sure)) == HandOver(incident=EMERGENCY.incident, typed="POLICE")


def test_a_screen_offers_two_choices_in_place_of_the_second_word_and_has_the_first_one_read() -> None:
    sure = HAND_OVER.parts[1]
    assert sure.listed is not None and sure.read_first
    now, not_now = sure.listed(given(word="POLICE"))
    assert (now.value, not_now.value) == (SURE, "")
    assert "call 911 too" in now.shown


@pytest.mark.parametrize(
    ("card", "panel", "why"),
    [
        (EMERGENCY, "Bosch panel", ""),
        (EMERGENCY, "", NO_PANEL),
        (replace(EMERGENCY, drill=True), "Bosch panel", PRACTICE),
        (replace(EMERGENCY, kind=Kind.MEDICAL), "Bosch panel", NOT_EMERGENCY),
    ],
)
def test_only_a_real_emergency_at_a_desk_that_the_plan_names(card, panel: str, why: str) -> None:
    assert why_not(card, panel) == why
