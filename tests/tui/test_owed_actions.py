"""Tests what was agreed after an exercise on the screen, by keys only: it stands in the one list of what is owed, is noted and moved."""

import pytest

from appliance.api.ask import Answer
from appliance.api.duties.actions import MoveOwedAction, NoteOwedAction
from appliance.api.duties.messages import FromDeskOfDuties
from appliance.api.records.messages import Written
from tests.tui.action_lines import RADIO, SIGN
from tests.tui.boards import board
from tests.tui.conftest import Sits
from tests.tui.duty_scenes import CONTACT, TIME, known, told
from tests.tui.sitting import Sitting
from tests.tui.stage import Stage

pytestmark = pytest.mark.slow

HAS = known(CONTACT, TIME, actions=(SIGN, RADIO))


class Box:
    """What the box was asked to write."""

    def __init__(self, stage: Stage) -> None:
        self.asked: list[NoteOwedAction | MoveOwedAction] = []
        self.refuses = ""
        stage.told_of_duties = self.answer
        stage.shows(board(proven=True))

    def answer(self, asked: FromDeskOfDuties) -> Answer:
        if isinstance(asked, NoteOwedAction | MoveOwedAction):
            self.asked.append(asked)
            return Written(request=asked.request, ok=not self.refuses, says=self.refuses)
        return told(asked, HAS)


async def opens(person: Sitting) -> None:
    await person.is_signed_in()
    await person.presses("8")
    await person.sees("WHAT IS OWED:")


async def test_it_stands_among_duties_in_the_order_of_days_with_its_source(stage: Stage, sits: Sits) -> None:
    Box(stage)
    async with sits() as person:
        await opens(person)
        await person.sees(
            "1 ! Wed 25 Nov      #12 You owe",
            "2 ! Mon 30 Nov      You owe: Hang a sign at the north door.",
            "3   Thu 3 Dec       #12 You owe",
            "4   Wed 9 Dec       Ben Ruiz owes: Buy a second radio.",
        )
        await person.presses("down")
        await person.sees("Agreed after the exercise “Two rooms call at once” on 24 Nov 2026.")


async def test_two_strokes_of_enter_note_nothing_and_a_digit_and_words_do(stage: Stage, sits: Sits) -> None:
    box = Box(stage)
    async with sits() as person:
        await opens(person)
        await person.presses("2")
        await person.sees(
            "AGREED AFTER AN EXERCISE", "1 Back to the list", "2 It is done: note that", "Open, and overdue."
        )
        await person.presses("enter")
        await person.sees("WHAT IS OWED:")
        assert box.asked == []
        await person.presses("2", "2")
        await person.sees("IT IS DONE", "Say in one line what was done, or leave it empty:")
        await person.presses(*"hung", "enter")
        await person.sees("Noted: it is done.")
        (asked,) = box.asked
        assert isinstance(asked, NoteOwedAction)
        assert (asked.exercise, asked.number, asked.done, asked.words) == (SIGN.exercise, 2, True, "hung")


async def test_another_day_is_said_with_a_reason_and_a_refusal_leaves_what_was_typed(stage: Stage, sits: Sits) -> None:
    box = Box(stage)
    box.refuses = "Write a date from today and within two years, such as 2026-12-01."
    async with sits() as person:
        await opens(person)
        await person.presses("2", "3")
        await person.sees("ON ANOTHER DAY", "Day, as 2026-12-15:")
        await person.presses(*"2026-12-20", "enter")
        await person.sees("Why, in one line:")
        await person.presses(*"late", "enter")
        await person.sees("! Write a date from today")
        assert person.typed == "late"
        box.refuses = ""
        await person.presses("enter")
        await person.sees("Moved: it is due on 20 Dec 2026 now.")
        asked = box.asked[-1]
        assert isinstance(asked, MoveOwedAction)
        assert (asked.due_on, asked.reason) == ("2026-12-20", "late")


async def test_who_may_note_nothing_is_told_so(stage: Stage, sits: Sits) -> None:
    Box(stage)
    async with sits() as person:
        await opens(person)
        await person.presses("4")
        await person.sees("Whoever does it notes that it is done. You can note nothing here.")
        assert "2 " not in person.screen.partition("1 Back to the list")[2].splitlines()[1][:6]
