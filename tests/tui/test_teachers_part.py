"""Tests the teacher's part by keys alone, against a real box: saved as it is left, and counted in keys and seconds."""

from pathlib import Path

import pytest

from tests.tui.records import after_a_call, sits_down, stands

pytestmark = pytest.mark.slow  # these tests run at a person's pace: in `make test`, not in `make check`

WORDS = "He bit my arm as we walked to lunch. I said let us sit. Mr Ruiz came."


async def test_a_needless_press_is_told_in_four_keys(tmp_path: Path) -> None:
    """Keys 4, seconds 7 (without reading): the list, the record, its first part, the answer."""
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        await hand.press("e")
        await hand.answer("■ ASSIST", "1")
        await hand.answer("What happened, from", "1")
        await hand.answer("What kind of event was it?", "6")
        await hand.person.sees("Saved: What kind of event", "nothing waits here")
        assert (hand.keys, hand.seconds) == (4, 7)
        assert await stands(harness, incident, "event_kind") == "nothing"


async def test_a_bite_in_a_hallway_with_a_minor_injury_is_told_in_about_three_minutes(tmp_path: Path) -> None:
    """Keys 130, seconds 90 and the reading of 28 screens: an account of 69 letters, 2 people by name, 1 injury."""
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        await hand.press("e")
        await hand.answer("■ ASSIST", "1")
        await hand.answer("What happened, from", "1")
        await hand.answer("What kind of event was it?", "1")
        await hand.person.sees("What is your name?")
        await hand.type("M. Okafor")
        await hand.press("enter")
        await hand.answer("What are you at the school?", "3")
        await hand.answer("For whom are you telling it", "enter")
        await hand.answer("Who was with you as a representative?", "enter")
        await hand.answer("Who reads your account first?", "1")
        await hand.person.sees("What happened? In your own words.")
        await hand.type(WORDS)
        await hand.press("tab")
        await hand.answer("Keep it word for word", "1")
        await hand.answer("WRITE THIS DOWN", "enter")
        await hand.answer("What part of the school day", "2")
        await hand.answer("Where was it?", "2")
        await hand.answer("What was done? Choose", "1")
        await hand.answer("How? Choose all", "6", "enter")
        await hand.answer("At whom or what?", "1", "enter")
        await hand.answer("Was a weapon or object", "1", "enter")
        await hand.answer("Was anybody hurt", "y")
        await hand.answer("Was a student held", "n")
        await hand.answer("What did the class", "1", "enter")
        await hand.answer("What was their part in it?", "2")
        await hand.answer("What are they at the school?", "1")
        await hand.person.sees("What is the student's name?")
        await hand.type("Kim Doe")
        await hand.press("enter")
        await hand.answer("Add a person", "2")
        await hand.answer("What was their part in it?", "1")
        await hand.answer("What are they at the school?", "3")
        await hand.person.sees("What is the name of the adult?")
        await hand.type("M. Okafor")
        await hand.press("enter")
        await hand.answer("Add a person", "1")
        await hand.answer("Who was hurt?", "2")
        await hand.answer("How badly were they hurt?", "2")
        await hand.answer("Add somebody who was hurt", "1")
        await hand.person.sees("Saved: How badly hurt", "nothing waits here")
        assert (hand.keys, hand.seconds) == (130, 90)
        assert await stands(harness, incident, "account.text", "account-1") == WORDS
        assert await stands(harness, incident, "injury.person", "injury-1") == "person-2"
