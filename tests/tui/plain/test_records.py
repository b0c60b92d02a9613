"""Tests records at the plain console, line by line, over a real desk line to a real box."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from appliance.api import ask
from appliance.api.board.board import BoardView
from appliance.api.desk.line import Act
from appliance.api.desk.plan import AskPlan, PlanFacts
from appliance.api.records.messages import (
    AccountTaken,
    AskRecords,
    FromDeskOfRecords,
    RecordsKnown,
    TellAccount,
    WriteFact,
)
from appliance.communications.guidance import Guidance
from appliance.core.calls.commands import Acknowledge, RaiseCallFromDesk, StandDown
from appliance.core.ground.words import Outcome
from appliance.core.people.commands import SignOut
from appliance.doors.peer import Rights
from appliance.flows.records.account import NO_NAME
from appliance.flows.records.sitting import UNATTENDED_MS
from appliance.plan.document import to_document
from appliance.plan.ids import PersonId, RoomId
from appliance.plan.model import Kind, Person, Role
from tests.appliance.doors.harness import ALL_WEEK, FRONT, NURSE, Console, Harness, running_harness, school
from tui.model import ConsoleModel
from tui.plain.asking.answers import AboutRecords, Answer, Asks, OfRecord, Says
from tui.plain.asking.meant import Reading, reading
from tui.plain.records.box import RecordBox
from tui.plain.records.seat import Seat
from tui.plain.records.talk import RecordTalk
from tui.plain.talk import Talk
from tui.plain.told import Line, Open

pytestmark = pytest.mark.slow

WORDS = "He threw a chair at the window."


class Sitter:
    """Whoever sits at the plain console: they type lines and hear what follows, a second apart."""

    def __init__(self, console: Console, facts: PlanFacts) -> None:
        self.console = console
        self.line = console.line
        self.now_ms = 0
        self.proven = False
        self.adopted: Guidance | None = None
        """What the district says about communications, as the box adopted it."""
        self._facts = facts
        self._view: BoardView | None = None
        self._talk = Talk(Open())
        self.records = RecordTalk(Seat(RecordBox(self._ask), self._model), self._talk)
        self.loses_answer_to: type[FromDeskOfRecords] | None = None
        self.asked_of_box: Answer | None = None
        """What was typed last that was not about records."""

    async def hears(self, text: str) -> str:
        """Type one line; give what is said, in one string."""
        self.now_ms += 1000
        line = Line(text, self.now_ms, self.now_ms)
        self._view = await self.console.board()
        answer = self._talk.take(line, self._model(), self.now_ms)
        if isinstance(answer, AboutRecords):
            return " ".join(await self.records.command(answer.word, answer.rest))
        if isinstance(answer, OfRecord):
            return " ".join([*answer.said, *(await answer.then() if answer.then else [])])
        self.asked_of_box = answer
        return " ".join(answer.sentences) if isinstance(answer, Says) else ""

    def asked(self) -> str:
        """Give the question that is open."""
        return self._talk.asked()

    def hides(self) -> bool:
        """Say whether what is typed now is not shown."""
        return self._talk.hides()

    def answers(self, text: str) -> bool:
        """Say whether this line would answer the question that is open, and is no command."""
        question = self._talk.question
        assert question is not None
        return text in question.stops or reading(text.split(), question, self._model().known) is not Reading.COMMAND

    async def types(self, *lines: str) -> str:
        """Type several lines; give what was said to the last of them."""
        said = ""
        for line in lines:
            said = await self.hears(line)
        return said

    async def leaves_out_until(self, words: str) -> str:
        """Press only Enter until this is said."""
        for _ in range(20):
            said = await self.hears("")
            if words in said:
                return said
        raise AssertionError(f"never heard: {words}")

    async def _ask(self, message: FromDeskOfRecords) -> ask.Answer | None:
        answer: ask.Answer = await self.line.ask(message)
        if self.loses_answer_to is not None and isinstance(message, self.loses_answer_to):
            self.loses_answer_to = None
            return None
        return answer

    def _model(self) -> ConsoleModel:
        model = ConsoleModel(desk=FRONT).with_facts(self._facts).with_guidance(self.adopted)
        return model.with_board(self._view, 0) if self._view else model


@asynccontextmanager
async def somebody_at_a_desk(
    folder: Path, *roles: Role, timezone: str = "UTC"
) -> AsyncIterator[tuple[Harness, Sitter]]:
    """Make a box with one call that is over, and a desk. If roles are given, Cy Diaz sits there, holds them and showed a PIN."""
    async with running_harness(folder, Rights.here()) as harness, harness.console(FRONT) as console:
        plan = msgspec.structs.replace(school(), timezone=timezone)
        await harness.adopt(to_document(plan)).kept
        if roles:
            cy = Person(PersonId("cy"), "Cy Diaz", roles, ALL_WEEK)
            await harness.adopt(to_document(msgspec.structs.replace(plan, people=(*plan.people, cy)))).kept
            harness.give_pins("cy")
        await console.attended()
        await harness.press("201").kept
        await over(console)
        if roles:
            await console.proves("cy")
            await console.board(lambda board: board.proven)
        facts = await console.line.ask(AskPlan(request=0))
        assert isinstance(facts, PlanFacts)
        yield harness, Sitter(console, facts)


async def over(console: Console) -> None:
    """Let somebody take the call and stand it down."""
    card = await console.sees("201")
    for command in (
        Acknowledge(incident=card.incident),
        StandDown(incident=card.incident, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz"),
    ):
        done = await console.line.ask(Act(request=0, command=command))
        assert done.ok, done.says


async def told_by_somebody(harness: Harness) -> None:
    """Tell an account at the other desk."""
    async with harness.console(NURSE) as console:
        listed = await console.line.ask(AskRecords(request=0))
        assert isinstance(listed, RecordsKnown)
        incident = listed.records[0].incident
        told = await console.line.ask(TellAccount(request=0, incident=incident, text=WORDS, name="Jo Lane"))
        assert isinstance(told, AccountTaken), told


async def test_somebody_who_reads_another_account_is_offered_to_tell_their_own(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path, Role.LEAD) as (harness, person):
        await told_by_somebody(harness)
        await person.types("tell 1", "medical")
        said = await person.leaves_out_until("Do you want to tell more?")
        assert "1: tell what happened in your own words." in said
        await person.types("1", "I saw it too.", "", "", "no", "nobody", "no", "stop")
        read = await person.hears("record 1")
        assert "Account 1: He threw" in read and "Account 2: I saw it too." in read
        assert "representative" not in read


async def test_a_first_reader_is_chosen_line_by_line_and_ended_by_a_word(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (harness, person):
        people = (
            Person(PersonId("ada"), "Ada Kern", (Role.HUMAN_RESOURCES,), ALL_WEEK),
            Person(PersonId("dee"), "Dee Ward", (Role.ADMINISTRATOR,), ALL_WEEK),
        )
        await harness.adopt(to_document(msgspec.structs.replace(school(), people=people))).kept
        asked = await person.types("tell 1", "1", WORDS, "", "", "Jo Lane", "substitute", "", "")
        assert "Who reads your account first?" in asked
        assert "1: nobody in particular. 2: human resources. 3: Dee Ward, an administrator." in asked
        said = await person.hears("Dee Ward, an administrator")
        assert "only you and Dee Ward, an administrator read it." in said
        await person.types("no", "stop")
        assert "An account (account-1) is read first by an administrator" in await person.hears("record 1")
        assert "He threw" not in await person.hears("record 1")
        refused = await person.types("share account 1", "yes")
        assert "No account here has a first reading that you may end." in refused
        code = said.partition("Your code is ")[2].partition(".")[0]
        assert "He threw" in await person.types("code 1", code)
        assert "Done: the account in record 1" in await person.types("share account 1", "yes")
        assert "is read first by" not in await person.hears("record 1")


TOLD = ("tell 1", "1", WORDS, "", "", "Jo Lane", "substitute", "", "", "no")
"""What somebody without a PIN types to tell an account, up to the first question after it."""


async def test_an_account_whose_answer_got_lost_is_tried_again_and_is_one_account(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (harness, person):
        await person.types(*TOLD[:-2])
        person.loses_answer_to = TellAccount
        assert "Not saved. The box did not answer" in await person.hears(TOLD[-2])
        said = await person.hears("")
        assert "It was saved the first time" in said and "this one takes its place" in said
        await person.types("no", "stop")
        listed = await person.line.ask(AskRecords(request=0))
        assert isinstance(listed, RecordsKnown)
        record = await harness.records.open(listed.records[0].incident)
        assert record is not None and record.items["account"] == ["account-1"]


async def test_a_person_whose_answer_got_lost_is_tried_again_and_is_one_person(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path, Role.LEAD) as (_, person):
        await person.types("tell 1", "medical")
        said = await person.leaves_out_until("Do you want to tell more?")
        assert "3: add a person." in said
        await person.hears("add a person")
        person.loses_answer_to = WriteFact
        assert "Not saved." in await person.types("witness")
        assert "Saved: " in await person.hears("")
        await person.hears("stop")
        assert "person 2" not in (await person.hears("record 1")).casefold()


async def test_records_are_listed_and_one_is_read_with_what_is_wanted(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        listed = await person.hears("records")
        assert "1 record is not finished" in listed and "Record 1, Room 201, assist" in listed
        read = await person.hears("record 1")
        assert "Outcome: attended." in read and "Still wanted: Say what kind of event it was" in read
        assert "type: tell 1" in read
        assert "There is no record 9" in await person.hears("record 9")


async def test_a_call_that_is_still_open_is_heard_first_and_written_to(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (harness, person):
        await harness.press("202").kept
        await person.console.sees("202")
        said = await person.hears("records")
        assert "Record 2, Room 202" in said and said.index("The call is still open.") < said.index("Record 1")
        assert "That was all" in await person.types("tell 2", "nothing")
        assert "The call is still open." in await person.hears("record 2")


async def test_a_needless_press_is_one_question(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        assert "6: Nothing: no help was needed." in await person.hears("tell 1")
        ended = await person.hears("nothing")
        assert "Saved: Nothing: no help was needed." in ended and "That was all" in ended
        assert person.asked() == ""


async def test_an_account_gives_a_code_in_groups_and_spelled_and_a_receipt(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        kept = await person.types(*TOLD[:-1])
        assert "Saved: your account is in record 1, as entry" in kept
        assert "Your code is" in kept and "Spelled:" in kept
        printed = await person.hears("")
        assert "RECEIPT OF THE RECORD" in printed and "not yet countersigned" in printed
        assert "What part of the school day was it?" in printed


async def test_a_code_opens_the_account_again_and_is_not_shown(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        kept = await person.types(*TOLD[:-1])
        code = kept.partition("Your code is ")[2].partition(".")[0].replace(", ", "-").lower()
        await person.types("no", "stop")
        assert WORDS not in await person.hears("record 1")
        await person.hears("code 1")
        assert person.hides()
        assert "nothing was done" in await person.hears("cancel")
        await person.hears("code 1")
        assert f"Account 1: {WORDS}" in await person.hears(code)
        await person.hears("close")
        await person.types("code 1", "AAAA-AAAA")
        assert WORDS not in await person.hears("record 1")


async def test_a_call_for_a_room_is_no_code(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.hears("code 1")
        await person.hears("call 202 assist")
        assert isinstance(person.asked_of_box, Asks)
        assert person.hides() and person.asked() == "Type the code from your receipt."


async def test_going_back_changes_an_answer_and_both_stand(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types(*TOLD, "lunch")
        assert "It says now: lunch or recess." in await person.hears("back")
        assert "Why do you change it?" in await person.hears("during")
        assert "Saved: during class. Where was it?" in await person.hears("")
        await person.hears("stop")
        history = await person.hears("history of part of the day")
        assert "Say which record" in history
        await person.hears("record 1")
        history = await person.hears("history of part of the day")
        assert "Version 1, written by a reporter" in history and "lunch or recess" in history
        assert "Why: typed by mistake. during class" in history


async def test_who_was_hurt_may_be_added_in_the_middle_of_the_question(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types(
            *TOLD, "between", "hallway", "battery", "bit", "staff", "none", "yes", "no", "the class went"
        )
        await person.types("involved student", "student of this school", "Sam Doe")
        assert "Who was hurt? 1: Sam Doe. 2: somebody not named here yet." in await person.hears("again")
        await person.types("2", "it was aimed", "teacher", "Kit Park")
        assert "2: Kit Park." in await person.hears("again")
        assert "How badly were they hurt?" in await person.hears("2")
        assert "Saved: minor. All that is asked of you is answered." in await person.hears("minor")


async def test_a_slip_names_what_it_may_mean_and_a_long_list_is_read_in_parts(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types(*TOLD, "class", "classroom")
        assert "other may mean more than one: 16, other sexual offense; 30, other" in await person.hears("other")
        assert "10: harassment over a disability." in await person.hears("more")
        assert "Choose 1 to 30." in await person.hears("31")
        assert "What you saw or heard, not why." in await person.hears("help")
        assert "Saved: a fight between people." in await person.hears("3")


async def test_a_text_can_be_heard_dropped_and_gone_on_with_before_it_is_saved(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types("tell 1", "1", "who threw it?", "")
        assert "who threw it? 1 line is typed, not saved yet." in await person.hears("1")
        assert "It is dropped." in await person.hears("2")
        await person.types("stand down came over the radio", "")
        assert await person.hears("A second part.") == "Go on. An empty line ends it."
        assert "2 lines are typed" in await person.hears("")
        assert "What is your name?" in await person.hears("")
        assert "This cannot be left out." in await person.hears("")
        assert NO_NAME in await person.hears("1"), "the number of a choice is nobody's name"
        assert "What are you at the school?" in await person.hears("Rosa Gold")


async def test_stopping_in_the_middle_keeps_what_is_saved_and_what_is_typed(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types(
            "tell 1",
            "1",
            "One line",
            "",
            "",
        )
        stopped = await person.hears("stop")
        assert "Every answer you gave is saved." in stopped and "1 line of an account" in stopped
        assert "not saved" in person.records.before_leaving()[0]
        assert "1 line is typed, not saved yet." in await person.hears("tell 1")


async def test_after_five_minutes_without_a_key_the_record_is_closed(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types(*TOLD)
        assert not person.records.is_idle(person.now_ms + UNATTENDED_MS - 1, person.now_ms)
        assert person.records.is_idle(person.now_ms + UNATTENDED_MS, person.now_ms)
        assert "Record 1 is closed." in await person.records.idle()
        assert person.asked() == ""
        assert WORDS not in await person.hears("record 1")


async def test_whoever_signs_in_or_out_closes_the_record(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types(*TOLD)
        await person.line.ask(Act(request=0, command=SignOut()))
        assert "Record 1 is closed." in await person.records.left()
        assert await person.records.left() == []


async def test_an_account_is_added_to_and_agreed_with(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types(*TOLD)
        assert "Type what you add or correct" in await person.hears("amend 1 account")
        await person.types("It was a stool.", "", "")
        assert "Saved: Account 1." in await person.hears("I looked again")
        history = await person.hears("history of account")
        assert history.count(WORDS) == 2 and "It was a stool." in history and "Why: I looked again." in history
        assert "Do you agree with the record as it stands now?" in await person.hears("agree 1")
        assert await person.hears("") == "Nothing was answered."
        assert "What is wrong or missing in the record?" in await person.hears("agree 1 amend")
        await person.types("The time is wrong.", "")
        assert "Saved" in await person.hears("")
        assert "receipt" in await person.hears("receipt 1")


async def test_two_people_at_a_desk_without_a_pin_read_nothing_of_each_other(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types(*TOLD, "class", "classroom", "battery", "stop")
        read = await person.hears("record 1")
        assert re.search(r"Not told here: .*\b\d+ student facts, \d+ personnel facts", read) and "code 1" in read
        assert "battery" not in read and "hit, kicked" not in read
        assert "No account that is told here is yours." in await person.hears("agree 1 yes")


# ---- the office, the nurse, the administrator


async def test_the_office_fills_what_it_may_write_with_what_is_wanted_first(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path, Role.LEAD) as (_, person):
        await person.types("tell 1", "1", WORDS, "", "", "", "", "no", "stop")
        asked = await person.hears("fill 1")
        assert "Was law enforcement told? Choose all that fit." in asked
        said = await person.hears("1")
        assert said.startswith("Saved: ") and "?" in said
        await person.hears("stop")


async def test_the_nurse_adds_how_an_injury_was_treated(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path, Role.NURSE) as (_, person):
        await person.types("tell 1", "1", WORDS, "", "", "", "", "no")
        await person.types("class", "classroom", "battery", "bit", "staff", "none", "yes", "no", "the class went")
        await person.types("it was aimed", "teacher", "Kit Park", "1", "minor", "stop")
        assert "About Kit Park. How are they, apart from the body?" in await person.hears("fill 1")
        assert "About injury 1. What part of the body?" in await person.hears("distress")


async def test_an_administrator_holds_releases_reviews_and_hears_who_read_it(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path, Role.ADMINISTRATOR) as (_, person):
        assert "Why is it held?" in await person.hears("hold 1")
        assert await person.hears("A claim") == "Done: record 1 is held: nothing of it may be destroyed."
        assert "It is held because: A claim" in await person.hears("record 1")
        assert await person.hears("release 1 It was settled") == "Done: record 1 is not held any more."
        assert "Not done. 1 fact is still wanted." in await person.hears("submit 1 yes")
        await person.types("tell 1", "nothing")
        assert "Submit record 1, Room 201? It is whole then" in await person.hears("submit 1")
        assert await person.hears("no") == "Nothing was done."
        await person.hears("submit 1")
        assert await person.hears("yes") == "Done: record 1 is submitted."
        assert "Was it reviewed: record 1, Room 201?" in await person.hears("review 1")
        assert await person.hears("yes") == "Done: record 1 is reviewed."
        assert "Nobody has read it" in await person.hears("views 1")
        assert await person.hears("copy offered 1 yes") == "Done: noted: a full copy was offered, and taken."


async def test_the_glass_is_broken_with_a_reason_and_that_is_heard_among_the_views(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path, Role.ADMINISTRATOR) as (harness, person):
        await told_by_somebody(harness)
        assert "Why do you have to know?" in await person.hears("break glass 1")
        assert "The glass is broken" in await person.hears("The child is missing")
        assert "The glass was broken, because: The child is missing." in await person.hears("views 1")


async def test_one_that_nobody_pressed_for_is_begun_and_told(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types("record new", "202", "assist", "reported later")
        assert "Done: this is record" in await person.hears("2026-11-20 10:32")
        assert "What kind of event was it?" in await person.hears("tell")


@pytest.mark.parametrize(("day", "spoken"), [("2026-01-15", "January 15, 2026"), ("2026-07-01", "July 1, 2026")])
async def test_times_are_typed_and_listed_as_the_building_has_them_in_winter_and_in_summer(
    tmp_path: Path, day: str, spoken: str
) -> None:
    async with somebody_at_a_desk(tmp_path, timezone="America/Denver") as (_, person):
        await person.types("record new", "202", "assist", "reported later")
        await person.hears(f"{day} 10:32")
        for command in ("record 2", "records"):
            assert f"{spoken} at 10:32" in await person.hears(command)


async def test_a_command_is_carried_out_in_the_middle_of_choices_and_never_in_the_middle_of_a_text(
    tmp_path: Path,
) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types("tell 1")
        for text, takes in (("board", False), ("send nurse", False), ("nothing", True), ("stop", True), ("", True)):
            assert person.answers(text) is takes, text
        await person.hears("1")
        assert person.answers("board by board they came down")


IS_A_COMMAND = "{line} is a command. Yes does it, no keeps the words as text."


@pytest.mark.parametrize(
    "line", ["send 2 lead", "sen 2 lead", "note call 2 the lift is stuck", "911 2", "board", "undo", "close"]
)
async def test_a_command_typed_into_an_account_is_asked_about_once_and_told_where_it_is_text(
    tmp_path: Path, line: str
) -> None:
    async with somebody_at_a_desk(tmp_path) as (harness, person):
        await harness.press("202").kept
        await person.console.sees("202")
        await person.types("tell 1", "1", WORDS)
        assert await person.hears(line) == IS_A_COMMAND.format(line=line)
        assert person.asked() == IS_A_COMMAND.format(line=line)
        assert await person.hears("no") == ""
        assert f"{WORDS} {line} 2 lines are typed" in await person.types("", "1")


async def test_a_command_that_is_meant_is_done_and_the_account_goes_on(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types("tell 1", "1", WORDS)
        assert (
            await person.hears("call 202 assist")
            == "Raise a call in Room 202? Yes raises it, no keeps the words as text."
        )
        await person.hears("yes")
        assert isinstance(person.asked_of_box, Asks)
        assert person.asked_of_box.command == RaiseCallFromDesk(room=RoomId("202"), kind=Kind.ASSIST)
        assert "1 line is typed" in person.asked()
        assert f"{WORDS} 1 line is typed" in await person.types("", "1")


async def test_whoever_goes_on_with_an_account_loses_no_line_of_it(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types("tell 1", "1")
        held = await person.hears("board")
        assert await person.hears("") == f"Type yes or no. {held}"
        assert await person.hears("they came down.") == "board is kept as text."
        assert "board they came down. 2 lines are typed" in await person.types("", "1")


async def test_another_command_acts_at_once_while_one_is_held(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types("tell 1", "1")
        held = await person.hears("board")
        await person.hears("call 202 assist")
        assert isinstance(person.asked_of_box, Asks)
        assert person.asked() == held
        assert "1 line is typed" in await person.types("no", "")


async def test_a_line_that_only_begins_like_a_command_is_told(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (harness, person):
        await harness.press("202").kept
        await person.console.sees("202")
        await person.types("tell 1", "1")
        for line in ("board by board they came down", "have 2 of them seen it?", "all 2 ran", "send 1 lead", "2 hit"):
            assert await person.hears(line) == "", line
        assert "5 lines are typed" in await person.hears("")


async def test_a_command_is_no_answer_in_any_words_either(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path, Role.ADMINISTRATOR) as (harness, person):
        await harness.press("202").kept
        await person.console.sees("202")
        await person.types("tell 1", "1", WORDS, "")
        assert IS_A_COMMAND.format(line="send 2 lead") in await person.hears("send 2 lead"), (
            "it would go on with the text"
        )
        await person.types("stop", "hold 1")
        held = await person.hears("call 202")
        assert await person.hears("A claim") == f"Type yes or no. {held}"
        assert "What kind of help?" in await person.hears("yes")
        await person.hears("assist")
        assert isinstance(person.asked_of_box, Asks)
        assert person.asked() == "Record 1: Why is it held?"
        await person.hears("call 202")
        assert await person.hears("stop") == "Dropped: nothing was done."


async def test_a_command_that_begins_with_a_word_for_questions_is_still_a_command(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types("tell 1")
        for text in ("back 4", "help send"):
            assert not person.answers(text), text


async def test_a_digit_or_enter_for_the_question_of_a_call_answers_none_of_a_record(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        asked = (await person.hears("tell 1")).partition("stop to leave. ")[2]
        assert "What kind of help?" in await person.hears("call 202")
        await person.hears("1")
        assert isinstance(person.asked_of_box, Asks)
        again = f"Record 1: {asked}"
        assert person.asked() == again and "1: It happened." in again
        person.now_ms -= 900
        assert await person.hears("1") == again, "it was begun before the question came back"
        await person.types("call 202", "cancel")
        assert await person.hears("") == again
        assert "Saved: It happened." in await person.hears("1")


async def test_the_question_of_an_open_text_says_how_much_is_typed(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        await person.types("tell 1", "1")
        assert person.asked() == "What happened? In your own words."
        await person.hears(WORDS)
        assert person.asked() == (
            "What happened? In your own words. 1 line is typed, not saved yet. Go on, or press Enter alone to end it."
        )


@pytest.mark.parametrize("command", ["tell", "record", "amend", "submit", "history of account"])
async def test_a_command_without_a_number_asks_for_one_where_no_record_is_open(tmp_path: Path, command: str) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        assert "Say which record" in await person.hears(command)
