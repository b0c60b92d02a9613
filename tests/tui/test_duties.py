"""Tests what is owed on the screen, by keys only: the list after a PIN, one duty at length, a note, and the page of a record."""

import pytest
from msgspec.structs import replace

from appliance.api.ask import Answer, Reply
from appliance.api.board.board import BoardView
from appliance.api.duties.lessons import AnswerLesson, ListLessons
from appliance.api.duties.messages import AnswerDuty, DutiesKnown, FromDeskOfDuties, ListDuties, NoteDuty
from appliance.api.records.messages import AskRecord, FromDeskOfRecords, LeaveRecord, Written
from appliance.core.calls.commands import Acknowledge
from appliance.core.district.events import LessonSaid
from appliance.duties.answering import Said
from appliance.flows.duties.listing import LISTED, NOT_PROVEN, NOTHING_LISTED, NOTHING_OWED
from appliance.flows.records.sitting import UNATTENDED_MS
from appliance.plan.ids import IncidentId
from appliance.record.fields import of_group
from tests.tui import record_scenes
from tests.tui.boards import board, call
from tests.tui.conftest import Sits
from tests.tui.duty_scenes import ASKED, CONTACT, FEW, NOTED, TIME, TOLD, crowded, known, told
from tests.tui.sitting import Sitting
from tests.tui.stage import Stage

pytestmark = pytest.mark.slow

PROVEN = board(proven=True)


class Box:
    """What the box has, and what it was asked."""

    def __init__(self, stage: Stage, has: DutiesKnown, view: BoardView = PROVEN) -> None:
        self.has = has
        self.lists: list[ListDuties] = []
        self.notes: list[NoteDuty] = []
        self.answers: list[AnswerDuty] = []
        self.lessons: list[AnswerLesson] = []
        self.records: list[FromDeskOfRecords] = []
        self.refuses = ""
        self.record = record_scenes.OFFICE
        stage.told_of_duties, stage.told_of_records = self.answer, self.of_records
        stage.shows(view)

    def answer(self, asked: FromDeskOfDuties) -> Answer:
        if isinstance(asked, ListDuties):
            self.lists.append(asked)
            return told(asked, self.has)
        if isinstance(asked, ListLessons):
            return told(asked, self.has)
        if isinstance(asked, AnswerLesson):
            self.lessons.append(asked)
        elif isinstance(asked, AnswerDuty):
            self.answers.append(asked)
        else:
            self.notes.append(asked)
        return Written(request=asked.request, ok=False, says=self.refuses) if self.refuses else told(asked, self.has)

    def of_records(self, asked: FromDeskOfRecords) -> Answer:
        self.records.append(asked)
        return record_scenes.told(asked, self.record)


async def opens(person: Sitting) -> None:
    await person.is_signed_in()
    await person.presses("8")
    await person.sees("WHAT IS OWED:", LISTED)


async def test_the_list_shows_what_is_due_first_and_the_line_in_hand_in_full(stage: Stage, sits: Sits) -> None:
    Box(stage, FEW)
    async with sits() as person:
        await opens(person)
        await person.sees(
            "WHAT IS OWED: 3 open, 2 due by today, 1 overdue",
            "1 ! Wed 25 Nov      #12 You owe: Name a point of contact for the educator, wh",
            "You owe the educator: Name a point of contact for the educator, who never",
            "Wed 25 Nov, end of school day: the same day.",
            "Verified by the district's attorney on 1 Aug 2026. Roadmap",
        )
        await person.presses("down", "down")
        await person.sees(
            "Thu 3 Dec, end of school day: three school days after Wed 25 Nov",
            "To be confirmed by the district's attorney. Roadmap",
        )
        await person.presses("escape")
        await person.sees_no_more("WHAT IS OWED")


async def test_what_is_late_is_told_to_whom_the_rule_names_with_its_reason(stage: Stage, sits: Sits) -> None:
    Box(stage, known(TOLD, replace(TIME, owe=False, owed=True)))
    async with sits() as person:
        await opens(person)
        await person.sees(
            "WHAT IS OWED: 1 open, 1 late and told to you",
            "1 ! Wed 25 Nov      #12 Late, told to you: The administrator owes: Name a po",
            "Late, told to you, as human",
            "resources, because it was still open one business day after it was due.",
        )
        await person.presses("1")
        await person.sees(
            "Late         Told to you, as human resources, because", "If late      If it is open three school days"
        )
        assert "It is done: note that" not in person.screen


async def test_whoever_did_not_prove_who_they_are_sees_nothing_of_it_and_the_box_is_not_asked(
    stage: Stage, sits: Sits
) -> None:
    box = Box(stage, FEW, board())
    async with sits() as person:
        await person.sees("38 of 38")
        await person.presses("8")
        await person.sees(f"8: {NOT_PROVEN}")
        await person.presses("g")
        await person.sees("MORNING CHECK.", "37 of 38 heard")
        assert "Owed" not in person.screen
        assert box.lists == []


async def test_after_the_pin_one_line_says_what_is_due_and_covers_nothing(stage: Stage, sits: Sits) -> None:
    Box(stage, FEW, board())
    async with sits() as person:
        await person.sees("Dana Reyes")
        await person.presses("o")
        await person.sees("READ NAMES as office")
        await person.presses("down", "enter")
        await person.sees("NEED YOUR PIN")
        await person.presses(*"830917", "enter")
        await person.sees("2 due by today: 8 shows what is owed.", "38 of 38 heard")
        assert person.app.board.panel is None


async def test_a_wrong_pin_is_told_nothing_of_it(stage: Stage, sits: Sits) -> None:
    box = Box(stage, FEW, board())
    stage.proof_answer = Reply(request=0, ok=False, code="not-proven", says="That is not the PIN. Try again.")
    async with sits() as person:
        await person.sees("Dana Reyes")
        await person.presses("o")
        await person.sees("READ NAMES as office")
        await person.presses("down", "enter")
        await person.sees("NEED YOUR PIN")
        await person.presses(*"830917", "enter")
        await person.sees("! That is not the PIN. Try again.")
        assert box.lists == []


async def test_two_strokes_of_enter_note_nothing_and_a_digit_and_a_line_of_words_do(stage: Stage, sits: Sits) -> None:
    box = Box(stage, FEW)
    async with sits() as person:
        await opens(person)
        await person.presses("3")
        await person.sees("1 Back to the list", "2 It is done: note that", "3 Open record 12", "as administrator.")
        await person.presses("enter")
        await person.sees("WHAT IS OWED: 3 open")
        assert box.notes == []
        await person.presses("3", "2")
        await person.sees("IT IS DONE", "Say in one line when the students, paraprofessionals and others had time to")
        await person.presses(*"monday", "enter")
        await person.sees("Noted: it is done.", "WHAT IS OWED: 3 open")
        (note,) = box.notes
        assert (note.rule, note.done, note.words, note.confirms) == (TIME.rule, True, "monday", TIME.confirms)
        assert note.attempt != ""
        assert len(box.lists) == 3, "the list is asked for again once something was noted"


async def test_a_note_that_the_box_refuses_says_why_and_is_the_same_note_when_it_is_tried_again(
    stage: Stage, sits: Sits
) -> None:
    box = Box(stage, FEW)
    box.refuses = "Somebody noted something here meanwhile."
    async with sits() as person:
        await opens(person)
        await person.presses("3", "2")
        await person.sees("IT IS DONE")
        await person.presses(*"monday", "enter")
        await person.sees("! Somebody noted something here meanwhile.")
        assert person.typed == "monday"
        box.refuses = ""
        await person.presses("enter")
        await person.sees("Noted: it is done.")
        assert box.notes[0].attempt == box.notes[1].attempt


async def test_what_only_the_record_closes_says_so_and_leads_to_the_record(stage: Stage, sits: Sits) -> None:
    box = Box(stage, FEW)
    box.record = replace(box.record, writes=(*box.record.writes, *(each.field for each in of_group("support"))))
    async with sits() as person:
        await opens(person)
        await person.presses("1")
        await person.sees(
            "It is done once record 12 says so under “Review”",
            "(supports): write it there. No note closes it.",
            "2 Write it in record 12, under “Review”",
            "Open, and overdue.",
        )
        assert person.screen.count("It is done once") == 1
        await person.presses("2")
        await person.sees("RECORD 12, Hallway north: REVIEW", "+ Add a support")
        assert [each.incident for each in box.records if isinstance(each, AskRecord)] == ["i-12"]


async def test_whoever_may_write_nothing_there_is_led_to_the_whole_record(stage: Stage, sits: Sits) -> None:
    Box(stage, FEW)
    async with sits() as person:
        await opens(person)
        await person.presses("1")
        await person.sees("2 Write it in record 12, under “Review”")
        await person.presses("2")
        await person.sees("RECORD 12, Hallway north", "The whole report")


async def test_a_note_that_stands_is_replaced_only_with_a_reason(stage: Stage, sits: Sits) -> None:
    box = Box(stage, known(NOTED))
    async with sits() as person:
        await opens(person)
        await person.sees("1   done")
        await person.presses("1", "3")
        await person.sees("IT IS NOT DONE", "Say in one line why yours replaces it")
        await person.presses("enter")
        await person.sees("! Say why your note replaces the one that is there.")
        await person.presses(*"other", "enter")
        await person.sees("Noted: it is not done.")
        (note,) = box.notes
        assert (note.done, note.words, note.seen) == (False, "other", 71)


async def test_sixty_duties_come_in_pages_and_each_long_name_is_whole_below_the_list(stage: Stage, sits: Sits) -> None:
    box = Box(stage, crowded())
    async with sits() as person:
        await opens(person)
        await person.sees("WHAT IS OWED: 60 open", "Record 31, Library and media centre, west wing")
        await person.presses("end")
        await person.sees("More ...")
        await person.presses("enter")
        await person.until(lambda: len(box.lists) == 2, "the rest asked for")
        await person.sees_no_more("More ...")
        assert [each.skip for each in box.lists] == [0, 50]
        await person.presses("end", "enter")
        await person.sees("1 Back to the list", "RECORD 36")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_call_that_comes_in_shows_above_the_list_and_is_taken_without_leaving_it(
    size: tuple[int, int], stage: Stage, sits: Sits
) -> None:
    Box(stage, crowded())
    async with sits() as person:
        await person.resizes(*size)
        await opens(person)
        stage.shows(board(call(12, "B204"), proven=True))
        await person.until(lambda: stage.reported == ["i-12"], "the call painted")
        await person.looks()
        await person.sees("NOBODY HAS IT YET", "WHAT IS OWED: 60 open", "F2 I have it")
        await person.presses("f2")
        await person.until(lambda: stage.acts == [Acknowledge(incident=IncidentId("i-12"))], "the acknowledgement")
        await person.sees("WHAT IS OWED: 60 open")


async def test_the_list_is_put_away_once_nobody_is_signed_in_with_a_pin(stage: Stage, sits: Sits) -> None:
    Box(stage, FEW)
    async with sits() as person:
        await opens(person)
        await person.presses("3")
        await person.sees("1 Back to the list")
        stage.shows(board())
        await person.sees_no_more("WHAT IS OWED")
        assert person.app.board.panel is None


async def test_what_is_owed_never_rings(stage: Stage, sits: Sits) -> None:
    Box(stage, FEW)
    async with sits() as person:
        await opens(person)
        await person.presses("1", "escape", "escape")
        await person.sees_no_more("WHAT IS OWED")
        assert person.bells == 0


async def test_nothing_owed_is_said_and_so_is_why_the_box_tells_nothing(stage: Stage, sits: Sits) -> None:
    Box(stage, known())
    async with sits() as person:
        await opens(person)
        await person.sees("WHAT IS OWED: 0 open", NOTHING_OWED)
        await person.presses("escape")
        stage.told_of_duties = lambda asked: Reply(request=asked.request, ok=False, says="Sign in with your PIN first.")
        await person.presses("8")
        await person.sees("Sign in with your PIN first.")


async def test_the_morning_check_counts_it_in_at_most_three_lines_and_names_nobody(stage: Stage, sits: Sits) -> None:
    Box(stage, FEW)
    async with sits() as person:
        await person.is_signed_in()
        await person.presses("g")
        await person.sees("- Owed          3 open, 2 due by today, 1 overdue", "next due Wed 25 Nov")
        lines = person.screen.splitlines()
        begin = next(number for number, line in enumerate(lines) if "- Owed" in line)
        assert lines[begin + 2].strip().startswith("- Power"), "two lines, and then something else"
        stage.shows(board())
        await person.sees_no_more("- Owed")


async def test_the_page_of_a_record_leads_to_its_own_duties_and_back(stage: Stage, sits: Sits) -> None:
    box = Box(stage, known(CONTACT, NOTED))
    async with sits() as person:
        await person.is_signed_in()
        await person.presses("e")
        await person.sees("Hallway")
        await person.presses("1")
        await person.sees("What is owed after it, by whom and until when")
        await person.presses(*["down"] * 8, "enter")
        await person.sees("RECORD 12, Hallway north: WHAT IS OWED", LISTED, "2   done")
        assert [each.incident for each in box.lists] == [record_scenes.OFFICE.record.incident]
        await person.presses("2")
        await person.sees("1 Back to the list", "noted on Tue 1 Dec")
        assert "Open record" not in person.screen
        await person.presses("escape", "escape")
        await person.sees("The whole report")
        box.has = known()
        await person.presses(*["down"] * 8, "enter")
        await person.sees(NOTHING_LISTED)


async def test_a_list_at_which_nobody_sits_is_closed_and_its_record_too(stage: Stage, sits: Sits) -> None:
    box = Box(stage, known(CONTACT))
    async with sits() as person:
        await person.is_signed_in()
        await person.presses("e")
        await person.sees("Hallway")
        await person.presses("1")
        await person.sees("What is owed after it, by whom and until when")
        await person.presses(*["down"] * 8, "enter")
        await person.sees("RECORD 12, Hallway north: WHAT IS OWED", "point of contact")
        await person.looks(UNATTENDED_MS / 1000)
        await person.sees("RECORDS that are not finished", "Closed after five minutes without a key.")
        last = [LeaveRecord, record_scenes.AskRecords]
        await person.until(lambda: [type(each) for each in box.records][-2:] == last, "the record left, the list asked")


async def test_the_page_of_a_record_offers_it_to_nobody_who_did_not_prove_who_they_are(
    stage: Stage, sits: Sits
) -> None:
    Box(stage, FEW, board())
    stage.told_of_records = lambda asked: record_scenes.told(
        asked, replace(record_scenes.OFFICE, writes=record_scenes.FRESH.writes)
    )
    async with sits() as person:
        await person.sees("38 of 38")
        await person.presses("e")
        await person.sees("Hallway")
        await person.presses("1")
        await person.sees("The whole report")
        assert "What is owed" not in person.screen


async def test_what_the_district_person_asks_is_answered_by_three_strokes_and_nothing_of_it_stays(
    stage: Stage, sits: Sits
) -> None:
    box = Box(stage, known(ASKED))
    async with sits() as person:
        await opens(person)
        await person.presses("1")
        await person.sees("1 Back to the list", "2 Answer it, in a private room")
        await person.presses("2")
        await person.sees("HAS ANYTHING CHANGED FOR YOU AT WORK?", "Only Dana Reyes of your district can read it")
        await person.presses("2")
        await person.sees("What has changed?")
        await person.presses(*"classes", "enter")
        await person.sees("MAY YOU BE ASKED THIS AGAIN, LATER?", "No, do not ask me again")
        assert not box.answers, "nothing is sealed before the last question"
        box.refuses = "The box's disk does not answer."
        await person.presses("1")
        await person.sees("! The box's disk does not answer.")
        box.refuses = ""
        await person.presses("1")
        await person.sees("Sealed: only Dana Reyes can read it.")
        await person.sees_no_more("classes")
        first, second = box.answers
        assert first.attempt == second.attempt != "", "sent again, it is the same answer"
        assert (second.said, second.words, second.no_more) == (Said.SOMETHING, "classes", False)


async def test_escape_answers_nothing(stage: Stage, sits: Sits) -> None:
    box = Box(stage, known(ASKED))
    async with sits() as person:
        await opens(person)
        await person.presses("1", "2")
        await person.sees("HAS ANYTHING CHANGED FOR YOU AT WORK?")
        await person.presses("2")
        await person.sees("What has changed?")
        await person.presses("escape")
        await person.sees("1 Back to the list")
        assert not box.answers and not box.notes


async def test_lessons_of_the_district_are_a_line_of_the_list_and_are_answered_there(stage: Stage, sits: Sits) -> None:
    box = Box(stage, replace(known(TIME), lessons=1))
    async with sits() as person:
        await opens(person)
        await person.sees("Lessons of the district: 1 waits for an answer")
        await person.presses("2")
        await person.sees("LESSONS OF THE DISTRICT", "Two adults at arrival calm a crowd. (not answered yet)")
        await person.presses("1")
        await person.sees("WHAT BECOMES OF THIS LESSON HERE?", "Post a second adult.")
        await person.presses("3")
        await person.sees("BY WHICH DAY?")
        await person.presses(*"soon", "enter")
        await person.sees("! Type the day as 2026-12-15.")
        await person.presses(*["backspace"] * 4, *"2026-12-15", "enter")
        await person.sees("Said to the safety office: it will be done by 15 Dec 2026.")
        (said,) = box.lessons
        assert (said.said, said.until) == (LessonSaid.BY_WHEN, "2026-12-15")
        await person.presses("1", "escape")
        await person.sees("LESSONS OF THE DISTRICT")
        assert len(box.lessons) == 1
