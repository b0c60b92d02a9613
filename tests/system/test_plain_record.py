"""Tests records at the plain console with the real daemon: a whole account, with a call or a power cut in the middle of it.

It counts how many lines and keys the teacher's part takes. From these it estimates the seconds by the keystroke-level model (Card, Moran
and Newell 1983: 0.28 s for a key of an average typist, 1.35 s to think before each line). The account itself is left out: people need their
own time to think about their own words.
"""

import asyncio
from pathlib import Path

import pytest

from tests.system.box import Box
from tests.system.plain import PlainDesk, plain_desk, plain_desk_at_running

pytestmark = pytest.mark.slow

KEY_S, THINKING_S = 0.28, 1.35
MINUTES_3_S = 180
ACCOUNT = (
    "He bit Ms. Park on the left arm while the class walked to lunch.",
    "I asked him to let go and he did. I called from the hallway.",
)


async def a_call_that_is_over(person: PlainDesk) -> None:
    """Raise a call and stand it down at this desk."""
    for line, answer in (
        ("call B204 assist", "Type: have 1"),
        ("have", "has it."),
        ("stand down 1 attended seen by Ottoline", "Stood down."),
    ):
        await person.types(line)
        await person.hears(answer)
    person.lines_typed = person.keys_typed = 0


async def answers(person: PlainDesk, *answered: tuple[str, str]) -> None:
    """Type each line, and hear what comes after it."""
    for line, heard in answered:
        await person.types(line)
        await person.hears(heard)


def seconds(person: PlainDesk) -> int:
    """Give the seconds for what was typed since the call, by the keystroke-level model."""
    return round(person.keys_typed * KEY_S + person.lines_typed * THINKING_S)


async def test_a_needless_press_is_told_in_two_lines(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        await a_call_that_is_over(person)
        await answers(
            person, ("tell 1", "6: Nothing: no help was needed."), ("6", "Saved: Nothing: no help was needed.")
        )
        await person.hears("That was all that is asked here about record 1.")
        assert (person.lines_typed, person.keys_typed, seconds(person)) == (2, 9, 5)


async def test_a_substitute_tells_a_bite_with_minor_injury_on_behalf_of_an_aide_within_three_minutes(
    tmp_path: Path,
) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        await a_call_that_is_over(person)
        await answers(person, ("tell 1", "What kind of event was it?"), ("1", "What happened? In your own words."))
        for line in ACCOUNT:
            await person.types(line)
        await answers(
            person,
            ("", "2 lines are typed, not saved yet."),
            ("", "What is your name?"),
            ("Jo Lane", "What are you at the school?"),
            ("4", "For whom are you telling it, if not for yourself?"),
            ("Mr. Abel", "Who was with you as a representative?"),
            ("", "Saved: your account is in record 1, as entry"),
        )
        await person.hears("Spelled:")
        await person.hears("Press Enter alone to print it here now, or type no to go on without.")
        await answers(
            person,
            ("", "RECEIPT OF THE RECORD"),
        )
        await person.hears("What part of the school day was it?")
        await answers(
            person,
            ("2", "Where was it?"),
            ("2", "What was done?"),
            ("1", "How? Choose all that fit."),
            ("6", "At whom or what?"),
            ("1", "Was a weapon or object used or shown?"),
            ("1", "Was anybody hurt, however little?"),
            ("yes", "Was a student held"),
            ("no", "What did the class or school do?"),
            ("1", "Name the involved student, or whoever else did it."),
            ("2", "What are they at the school?"),
            ("1", "What is the student's name?"),
            ("Sam Doe", "Who was hurt? 1: Sam Doe. 2: somebody not named here yet."),
            ("2", "What was their part in it?"),
            ("1", "What are they at the school?"),
            ("2", "What is the name of the adult?"),
            ("Kit Park", "Who was hurt? 1: Sam Doe. 2: Kit Park."),
            ("2", "How badly were they hurt?"),
            ("2", "Saved: minor. All that is asked of you is answered."),
            ("", "It stays open here until you type close"),
        )
        assert (person.lines_typed, person.keys_typed, seconds(person)) == (30, 211, 100)
        assert seconds(person) < MINUTES_3_S


async def test_a_call_in_the_middle_of_an_account_is_told_first_and_no_word_of_the_account_is_lost(
    tmp_path: Path,
) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        building = await box.building("B205")
        await building.until_lamp("B205-wall", "ready", within_s=5)
        await a_call_that_is_over(person)
        await answers(person, ("tell 1", "What kind of event"), ("1", "What happened?"))
        await person.types("The first line.")
        person.keys("The second li")
        await person.hears("The second li")
        bells = person.bells
        await building.press("B205-wall")
        await person.hears("Call 2: Juniper B205 needs help")
        await person.hears("You were asked: What happened? In your own words.")
        await person.hears("The second li")
        assert person.bells > bells
        await person.types("ne.")
        await answers(
            person,
            ("have 2", "Front office has it."),
            ("", "2 lines are typed, not saved yet."),
            ("1", "The first line. The second line. 2 lines are typed"),
            ("stop", "Stopped. Every answer you gave is saved."),
            ("send 2 nurse", "Sent: nurse."),
            ("tell 1", "2 lines are typed, not saved yet."),
        )


async def test_a_call_typed_into_an_account_is_asked_about_and_raised_and_the_account_goes_on(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        await a_call_that_is_over(person)
        await answers(person, ("tell 1", "What kind of event"), ("1", "What happened?"))
        await person.types("The first line.")
        await answers(
            person,
            ("call B205", "Raise a call in Juniper B205? Yes raises it, no keeps the words as text."),
            ("yes", "What kind of help?"),
            ("medical", "Call 2: Juniper B205 needs help: medical."),
        )
        await person.hears("You were asked: What happened? In your own words. 1 line is typed, not saved yet.")
        await answers(person, ("ack 2", "Front office has it."), ("", "1 line is typed"), ("1", "The first line."))


async def test_the_daemon_is_killed_in_the_middle_and_what_was_saved_and_what_was_typed_are_there(
    tmp_path: Path,
) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person:
        await a_call_that_is_over(person)
        await answers(person, ("tell 1", "What kind of event"), ("1", "What happened?"))
        await person.types(ACCOUNT[0])
        person.keys("I asked him ")
        await person.hears("I asked him")
        box.kill()
        await person.hears("There is no line to the box.")
        await person.hears("I asked him")
        await person.types("to let go.")
        await answers(person, ("", "2 lines are typed"), ("", "What is your name?"), ("Jo Lane", "What are you"))
        await answers(person, ("4", "For whom"), ("", "Who was with you"), ("", "Not saved. The box did not answer"))
        await person.hears("Press Enter alone to try again")
        await box.starts()
        await person.hears("The line to the box is back.")
        await answers(person, ("", "Saved: your account is in record 1"), ("no", "What part of the school day"))
        await answers(person, ("class", "Saved: during class. Where was it?"))
        box.kill()
        await person.hears("There is no line to the box.")
        await answers(person, ("classroom", "Not saved."))
        await box.starts()
        await person.hears("The line to the box is back.")
        await answers(person, ("", "Saved: classroom."), ("close", "Record 1 is closed."))
        await answers(person, ("record 1", "Part of the day: during class."))
        await person.hears("Kind of place: classroom.")


async def test_another_at_the_desk_reads_nothing_of_an_account_without_its_code(tmp_path: Path) -> None:
    async with Box(tmp_path) as box, plain_desk_at_running(box) as person, plain_desk(box, "hall") as other:
        await a_call_that_is_over(person)
        await answers(person, ("tell 1", "What kind"), ("1", "What happened?"))
        await person.types(ACCOUNT[0])
        await answers(person, ("", "1 line is typed"), ("", "your name?"), ("Jo Lane", "What are"), ("2", "For whom"))
        await answers(
            person, ("", "Who was with you"), ("", "Your code is"), ("no", "What part"), ("stop", "is closed.")
        )
        code = person.printed.partition("Your code is ")[2].partition(".")[0]
        for desk in (person, other):
            await desk.types("record 1")
            await desk.hears("Not told here: ")
            await desk.hears("student facts, ")
        assert "He bit" not in other.printed
        await answers(other, ("code 1", "Type the code from your receipt."))
        await other.types(code)
        await other.hears("That is your code.")
        await other.hears("He bit Ms. Park")
        assert code not in other.printed
        await asyncio.gather(other.types("close"), person.types("record 1"))
        await other.hears("Record 1 is closed.")
