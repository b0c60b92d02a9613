"""Tests what is owed at the plain console: heard in sentences, noted by a short line, and told to nobody without a PIN or a code."""

from msgspec.structs import replace

from appliance.api.ask import Answer, Reply
from appliance.api.desk.messages import Question
from appliance.api.duties.lessons import AnswerLesson, ListLessons
from appliance.api.duties.messages import AnswerDuty, DutiesKnown, ListDuties, NoteDuty
from appliance.api.records.messages import AskRecords, RecordLine, RecordsKnown, Written
from appliance.core.district.events import LessonSaid
from appliance.duties.answering import Said
from appliance.flows.duties.listing import LISTED, NOT_PROVEN, NOTHING_LISTED, NOTHING_OWED
from appliance.flows.people.sign_day import AsksMorning
from appliance.flows.records.sheet import Sheet
from appliance.record.words import FieldId
from tests.appliance.duties.school import DENVER
from tests.tui import record_scenes
from tests.tui.boards import MORNING, board, call
from tests.tui.duty_scenes import ASKED, CONTACT, FEW, NOTED, TIME, TOLD, crowded, known, told
from tests.tui.plain.conversation import Conversation
from tui.line.news import MorningArrived
from tui.plain.asking.answers import AboutRecords, OfRecord
from tui.plain.duties.saying import SAID_MAX, waits
from tui.plain.duties.talk import HOW_NOTED, NOT_TOLD
from tui.plain.people.morning import told as morning_told
from tui.plain.records.box import RecordBox
from tui.plain.records.seat import Seat
from tui.plain.records.talk import RecordTalk

PROVEN = board(proven=True)


class Desk:
    """A person at the plain console, in front of a box that has these duties."""

    def __init__(self, has: DutiesKnown, *, proven: bool = True) -> None:
        self.has = has
        self.talked = Conversation()
        self.talked.comes(board(proven=proven))
        self.seat = Seat(RecordBox(self._ask), lambda: self.talked.model)
        self.records = RecordTalk(self.seat, self.talked.talk)
        self.lists: list[ListDuties] = []
        self.notes: list[NoteDuty] = []
        self.answers: list[AnswerDuty] = []
        self.lessons: list[AnswerLesson] = []

    async def _ask(self, asked: Question) -> Answer | None:
        match asked:
            case ListDuties():
                self.lists.append(asked)
                return told(asked, self.has)
            case NoteDuty():
                self.notes.append(asked)
                return told(asked, self.has)
            case ListLessons():
                return told(asked, self.has)
            case AnswerLesson():
                self.lessons.append(asked)
                return told(asked, self.has)
            case AnswerDuty():
                self.answers.append(asked)
                return told(asked, self.has)
            case AskRecords():
                lines: tuple[RecordLine, ...] = record_scenes.LINES
                found = tuple(each for each in lines if asked.number in {None, each.number})
                return RecordsKnown(request=0, records=found, before=None)
            case _:
                return Written(request=0, ok=True)

    async def hears(self, text: str) -> list[str]:
        answer = self.talked.types(text)
        if isinstance(answer, AboutRecords):
            return await self.records.command(answer.word, answer.rest)
        assert isinstance(answer, OfRecord), answer
        return [*answer.said, *(await answer.then() if answer.then else [])]


async def test_the_list_is_told_with_what_is_due_first_and_says_once_what_owed_means() -> None:
    said = await Desk(FEW).hears("owed")
    assert said == [
        "What is owed: 3 open, 2 due by today, 1 overdue.",
        LISTED,
        "1: You owe the educator: Name a point of contact for the educator, who never evaluates their work. "
        "Until Wed 25 Nov, end of school day, overdue. Record 12.",
        "2: You owe whoever speaks for the district: Decide who speaks, and what is said. The educator and the involved family see a "
        "statement first. It names no grade, room, subject or sex. Until Wed 25 Nov, end of school day. Record 12.",
        "3: You owe everybody who was there: Give students, paraprofessionals and others who were there time to take part in what "
        "follows. Until Thu 3 Dec, end of school day. Record 12.",
        "To hear all of one, type owed and its number.",
    ]


async def test_what_is_late_is_told_to_whom_the_rule_names_with_its_reason() -> None:
    desk = Desk(known(TOLD, TIME))
    said = await desk.hears("owed")
    assert said[0] == "What is owed: 1 open, 1 late and told to you."
    assert said[2].startswith("1: The administrator owes the educator: Name a point of contact")
    why = "told to you, as human resources, because it was still open one business day after it was due."
    assert said[2].endswith(f"end of school day, overdue. Late, {why} Record 12.")
    one = await desk.hears("owed 1")
    assert f"Late: T{why[1:]}" in one
    assert not any("To note it" in each for each in one)


async def test_one_is_told_at_length_with_its_reason_its_source_and_how_it_is_noted() -> None:
    desk = Desk(FEW)
    await desk.hears("owed")
    said = " ".join(await desk.hears("owed 3"))
    for words in (
        "three school days after Wed 25 Nov; Thu and Fri are Thanksgiving; Mon is a snow day",
        "It was Wed 2 Dec, end of school day: Mon 30 Nov is a snow day, declared on Sun 29 Nov.",
        "Source: Roadmap for district leaders",
        "To be confirmed by the district's attorney.",
        "To note it, type: owed 3 done",
    ):
        assert words in said
    said = " ".join(await desk.hears("owed 1"))
    assert said.count("No note closes it.") == 1
    assert said.endswith("To write it there, type: fill 12")
    teller = Desk(known(replace(CONTACT, evidence=(FieldId("room_action"),))))
    await teller.hears("owed")
    assert (await teller.hears("owed 1"))[-1] == "To write it there, type: tell 12", (
        "whoever was there writes that part"
    )


async def test_a_note_is_one_line_or_a_word_and_a_question() -> None:
    desk = Desk(FEW)
    await desk.hears("owed")
    assert await desk.hears("owed 3 done Monday's meeting") == ["Noted: it is done."]
    (asked,) = await desk.hears("owed 3 done")
    assert asked.startswith("Say in one line when the students, paraprofessionals and others had time")
    assert await desk.hears("in Monday's lesson, with the counselor") == ["Noted: it is done."]
    first, second = desk.notes
    assert (first.words, second.words) == ("Monday's meeting", "in Monday's lesson, with the counselor")
    assert (first.rule, first.done, first.confirms) == (TIME.rule, True, TIME.confirms)
    assert first.attempt and first.attempt != second.attempt


async def test_a_note_that_stands_is_replaced_only_with_a_reason() -> None:
    desk = Desk(known(NOTED))
    await desk.hears("owed")
    (asked,) = await desk.hears("owed 1 not done")
    assert asked == "There is a note on it. Say in one line why yours replaces it:"
    assert "Say why your note replaces the one that is there." in await desk.hears("")
    assert await desk.hears("It was another class.") == ["Noted: it is not done."]
    assert (desk.notes[0].done, desk.notes[0].seen) == (False, 71)


async def test_what_may_not_be_noted_is_refused_and_nothing_is_asked_of_the_box() -> None:
    desk = Desk(FEW)
    await desk.hears("owed")
    assert await desk.hears("owed 3 not done") == ["Nothing was noted. You can note only that it is done."]
    said = await desk.hears("owed 1 done")
    assert said == [
        "Nothing was noted. It is done once record 12 says so under “Review” (supports): write it there. No note closes it."
    ]
    assert await desk.hears("owed 2 maybe") == [HOW_NOTED]
    assert desk.notes == []


async def test_a_number_counts_only_where_it_was_told_to_whoever_sits_here_now() -> None:
    desk = Desk(FEW)
    assert await desk.hears("owed 1") == [NOT_TOLD]
    await desk.hears("owed")
    assert await desk.hears("owed 4") == [NOT_TOLD]
    assert await desk.hears("owed 1") != [NOT_TOLD]
    await desk.records.left()
    assert await desk.hears("owed 1") == [NOT_TOLD], "somebody signed in or out"
    await desk.hears("owed")
    desk.talked.comes(board())
    assert await desk.hears("owed 1") == [NOT_TOLD], "the sitting is over"
    desk.talked.comes(PROVEN)
    assert await desk.hears("owed 1") == [NOT_TOLD], "and stays over for whoever comes next"


async def test_without_a_pin_the_list_is_not_asked_for() -> None:
    desk = Desk(FEW, proven=False)
    assert await desk.hears("owed") == [f"{NOT_PROVEN} Sign in, then type: pin"]
    assert desk.lists == []


async def test_the_duties_of_one_record_are_told_by_its_number() -> None:
    desk = Desk(known(CONTACT, NOTED))
    said = await desk.hears("owed record 12")
    assert said[:2] == ["What is owed after record 12.", LISTED]
    assert "Done on Tue 1 Dec: it was noted. Record 12." in said[3]
    assert [each.incident for each in desk.lists] == ["i-12"]
    desk.has = known()
    assert await desk.hears("owed record 13") == [NOTHING_LISTED]
    assert "There is no record 99" in (await desk.hears("owed record 99"))[0]


async def test_whoever_came_back_with_a_code_hears_their_own_record_and_it_is_forgotten_with_the_record() -> None:
    desk = Desk(known(CONTACT), proven=False)
    desk.seat.sheet = Sheet(record_scenes.OFFICE, DENVER)
    desk.seat.sheet.code = "K7QM-3XWP"
    said = await desk.hears("owed record")
    assert said[0] == f"What is owed after record {record_scenes.OFFICE.record.number}."
    assert [(each.incident, each.code) for each in desk.lists] == [(record_scenes.OFFICE.record.incident, "K7QM-3XWP")]
    assert await desk.hears("owed 1") != [NOT_TOLD]
    await desk.hears("close")
    assert await desk.hears("owed 1") == [NOT_TOLD]


async def test_of_sixty_the_first_ten_are_told_and_all_of_them_on_demand() -> None:
    desk = Desk(crowded())
    said = await desk.hears("owed")
    assert said[SAID_MAX + 2] == "50 more. To hear them too, type: owed all"
    assert len(desk.lists) == 1
    everything = await desk.hears("owed all")
    assert [each.skip for each in desk.lists[1:]] == [0, 50]
    assert any(sentence.startswith("60: ") for sentence in everything)
    assert (await desk.hears("owed 60"))[0].startswith("Who: ")


async def test_nothing_owed_and_a_box_that_is_still_looking_are_said() -> None:
    assert await Desk(known()).hears("owed") == [NOTHING_OWED]
    said = await Desk(replace(known(), unread=2)).hears("owed")
    assert said == [NOTHING_OWED, "The box still looks through 2 records: ask again in a moment."]


async def test_a_note_waits_while_an_act_is_asked_about_and_the_list_does_not() -> None:
    desk = Desk(FEW)
    desk.talked.told(board(call(12, "B204"), proven=True))
    await desk.hears("owed")
    desk.talked.hears("send 12")
    assert "owed opens a record, and waits until this question is answered" in desk.talked.hears("owed 3 done")
    assert isinstance(desk.talked.types("owed"), AboutRecords)


async def test_a_refusal_of_the_box_is_said_as_it_says_it() -> None:
    desk = Desk(FEW)

    async def refuses(_: Question) -> Answer:
        return Reply(request=0, ok=False, says="Sign in with your PIN first.")

    desk.seat.box = RecordBox(refuses)
    assert await desk.hears("owed") == ["Sign in with your PIN first."]


def test_after_the_pin_one_sentence_says_what_is_due_and_none_where_nothing_is() -> None:
    assert waits(FEW) == ["2 due by today: to hear what is owed, type: owed"]
    assert waits(known()) == []


def test_the_morning_check_counts_it_for_whoever_is_signed_in() -> None:
    desk = Conversation()
    desk.comes(PROVEN)
    assert desk.types("morning") == AsksMorning()
    said = morning_told(MorningArrived(MORNING, owed=FEW), desk.model, 0)
    assert "Owed: 3 open, 2 due by today, 1 overdue for whoever is signed in; next due Wed 25 Nov." in said
    assert not any(sentence.startswith("Owed") for sentence in morning_told(MorningArrived(MORNING), desk.model, 0))


async def test_what_the_district_person_asks_is_answered_in_three_questions_and_only_they_are_named() -> None:
    desk = Desk(known(ASKED))
    await desk.hears("owed")
    said = " ".join(await desk.hears("owed 1"))
    assert "To answer it, type: owed 1 answer" in said
    said = " ".join(await desk.hears("owed 1 answer"))
    assert "Answer in a private room. Only Dana Reyes of your district can read it" in said
    assert "Has anything changed for you at work?" in said
    said = " ".join(await desk.hears("something"))
    assert "What has changed?" in said
    said = " ".join(await desk.hears("my classes"))
    assert "May you be asked this again" in said
    assert await desk.hears("no") == ["Sealed: only Dana Reyes can read it. You are asked no more about this incident."]
    (answer,) = desk.answers
    assert (answer.said, answer.words, answer.no_more) == (Said.SOMETHING, "my classes", True)
    assert answer.attempt and not desk.notes


async def test_what_is_no_question_is_not_answered_and_says_so() -> None:
    desk = Desk(known(TIME, replace(ASKED, no_answer="This is asked on its day.")))
    await desk.hears("owed")
    assert await desk.hears("owed 1 answer") == ["Nothing was answered. This is no question to you. Nothing was done."]
    assert await desk.hears("owed 2 answer") == ["Nothing was answered. This is asked on its day."]
    assert not desk.answers


async def test_lessons_of_the_district_are_told_and_answered_by_a_number_and_a_word() -> None:
    desk = Desk(replace(known(TIME), lessons=1))
    assert (await desk.hears("owed"))[-1] == (
        "Lessons of the district: 1 waits for an answer. To hear them, type: owed lessons"
    )
    said = await desk.hears("owed lessons")
    assert said[1] == "1: Two adults at arrival calm a crowd. Post a second adult. Here: not answered yet."
    assert said[-1] == "To say what becomes of one, type owed lesson and its number."
    said = await desk.hears("owed lesson 1")
    assert said[:2] == ["Lesson: Two adults at arrival calm a crowd.", "Action: Post a second adult."]
    await desk.hears("by")
    assert await desk.hears("2026-12-15") == ["Said to the safety office: it will be done by 15 Dec 2026."]
    await desk.hears("owed lesson 1")
    assert await desk.hears("done") == ["Said to the safety office: it is done here."]
    assert [(each.said, each.until) for each in desk.lessons] == [
        (LessonSaid.BY_WHEN, "2026-12-15"),
        (LessonSaid.DONE_HERE, ""),
    ]
    assert (await desk.hears("owed lesson 7"))[0].startswith("No lesson with this number was told here.")


async def test_whoever_answers_no_lessons_hears_nothing_of_them() -> None:
    assert not any("esson" in each for each in await Desk(known(TIME)).hears("owed"))
