"""Tests records at the console by keys alone, against a real box: what is kept, who is shown what, and that a record never gets in the way
of a call.
"""

import stat
from pathlib import Path

import pytest
from textual.widgets import OptionList

from appliance.api.records.messages import AskRecords, RecordsKnown, WriteFact, Written
from appliance.core.ground.words import Stage
from appliance.plan.ids import DeskId, IncidentId, PersonId
from appliance.record.decide import No
from appliance.record.events import RecordMoved
from appliance.record.words import Author, FieldId, ItemId, Klass, Shown, Status
from tests.appliance.doors.harness import FRONT, NURSE, Console, Harness
from tests.appliance.exports.pages import lines_of
from tests.tui.records import Hand, after_a_call, signs_in, sits_down, stands

pytestmark = pytest.mark.slow  # these tests run at a person's pace: in `make test`, not in `make check`

WORDS = "He threw a chair. It missed."


def shown(harness: Harness, incident: IncidentId) -> set[DeskId]:
    """Give the desks that said that they have painted the call."""
    return set(harness.engine.board.incidents[incident].shown_at)


async def opens(hand: Hand) -> None:
    """Open the newest record."""
    await hand.press("e")
    await hand.answer("■ ASSIST", "1")
    await hand.person.sees("ESC closes the record")


async def to_the_words(hand: Hand) -> None:
    """Go to the page of the account's words, as Mr Lee."""
    await opens(hand)
    await hand.answer("What happened, from", "1")
    await hand.answer("What kind of event", "2")
    await hand.person.sees("What is your name?")
    await hand.type("Mr Lee")
    await hand.press("enter")
    await hand.answer("What are you at", "2")
    await hand.answer("For whom are you telling it", "enter")
    await hand.answer("Who was with you", "enter")
    await hand.answer("Who reads your account first?", "enter")
    await hand.person.sees("In your own words.")


async def tells(hand: Hand) -> str:
    """Tell the account, and read the code off the screen."""
    await to_the_words(hand)
    await hand.type(WORDS)
    await hand.press("tab")
    await hand.answer("Keep it word for word", "1")
    await hand.person.sees("WRITE THIS DOWN")
    (code,) = [line for line in hand.person.screen.split("\n") if " - " in line and len(line.split()) == 9]
    return "".join(code.split())


async def closes(hand: Hand) -> None:
    """Go back to the list, however deep one is."""
    for _ in range(4):
        if "RECORDS that are not finished" not in hand.person.screen:
            await hand.press("escape")
            await hand.person.looks(0.1)
    await hand.person.sees("RECORDS that are not finished")


async def test_a_call_shows_while_somebody_writes_and_is_had_by_one_key_and_the_words_stay(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await to_the_words(hand)
        await hand.type("He threw")
        await harness.press("202").kept
        await hand.person.sees("Room 202", "RINGING", "He threw")
        (call,) = harness.engine.board.incidents.values()
        await hand.person.until(
            lambda: FRONT in shown(harness, call.incident), "the call painted, and told so to the box"
        )
        await hand.person.looks()
        await hand.press("f2")
        await hand.person.sees("Seen, NOBODY SENT YET", "He threw")
        (call,) = harness.engine.board.incidents.values()
        assert call.stage is Stage.ACKNOWLEDGED
        await hand.type(" a chair")
        await hand.person.sees("He threw a chair")


async def test_words_outlive_the_line_and_are_told_when_it_is_back(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        await to_the_words(hand)
        await hand.type(WORDS)
        line = hand.person.app.link._line
        assert line is not None
        line.close()
        await hand.person.sees_no_more("In your own words.")
        await hand.person.sees("In your own words.", WORDS)
        await hand.press("tab")
        await hand.answer("Keep it word for word", "1")
        await hand.person.sees("WRITE THIS DOWN")
        assert await stands(harness, incident, "account.text", "account-1") == WORDS


async def test_the_next_person_at_the_desk_reads_nothing_and_the_code_opens_it_again(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        code = await tells(hand)
        await hand.press("enter")
        await hand.person.sees("What part of the school day")
        await closes(hand)
        await hand.answer("■ ASSIST", "1")
        await hand.person.sees("Come back to your own account", "Not shown here: ", "student facts")
        await hand.press("6")
        await hand.person.sees("The code on your receipt")
        await hand.type("AAAA-AAAA")
        await hand.press("enter")
        await hand.person.sees("opens nothing")
        await hand.press("home", *["delete"] * 9)
        await hand.type(code.lower())
        await hand.press("enter")
        await hand.person.sees("Welcome back", "A receipt for your account")


async def test_their_own_page_is_read_in_two_languages_and_a_call_stands_above_it(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await tells(hand)
        await hand.press("enter")
        await hand.person.sees("What part of the school day")
        await hand.press("escape")
        await hand.person.sees("ESC back to the record")
        await hand.press("escape")
        await hand.person.sees("ESC closes the record", "Your own page")
        await to_the_line(hand, "Your own page")
        await hand.press("enter")
        await hand.person.sees("YOUR OWN PAGE", "Read this page in a private room", "S en español")
        await hand.press("s")
        await hand.person.sees("Lea esta página en un lugar privado", "E in English")
        await harness.press("202").kept
        await hand.person.sees("Room 202", "Lea esta página en un lugar privado")
        await hand.press("w")
        await hand.person.sees("WRITE YOUR OWN PAGE TO A FILE", "own-record-1.html")
        file = tmp_path / "own.html"
        await hand.press("home", "ctrl+k")
        await hand.type(str(file))
        await hand.press("enter")
        await hand.person.sees("Written:")
        page = file.read_text(encoding="utf-8")
        assert '<html lang="es">' in page and WORDS in page
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        await hand.press("escape")
        await hand.person.sees("Lea esta página en un lugar privado")
        await hand.press("escape")
        await hand.person.sees("Your own page: what was done for you")


async def to_the_line(hand: Hand, words: str) -> None:
    """Go down to the line that begins with these words."""
    for _ in range(20):
        choices = hand.person.app.board.query_one(OptionList)
        if words in str(choices.get_option_at_index(choices.highlighted or 0).prompt):
            return
        await hand.press("down")
    raise AssertionError(f"there is no line {words!r}:\n{hand.person.screen}")


async def test_a_receipt_is_words_and_codes_beside_the_calls(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await tells(hand)
        await hand.answer("Q codes for a phone", "t")
        await hand.person.sees("RECEIPT OF THE RECORD", "Identity    not shown: as told at the desk")
        await hand.press("escape", "q")
        await hand.person.sees("RECEIPT, code 1 of")
        await harness.press("202").kept
        await hand.person.sees("Room 202", "RINGING", "RECEIPT, code 1 of")
        await hand.press("escape")
        await hand.person.sees("WRITE THIS DOWN")


async def test_every_key_of_the_list_and_of_a_receipt_works_with_caps_lock_on(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await hand.press("E")
        await hand.answer("RECORDS that are not finished", "G")
        await hand.answer("OPEN A RECORD BY ITS NUMBER", "escape")
        await hand.answer("RECORDS that are not finished", "N")
        await hand.answer("where was it? It raises no call.", "escape")
        await hand.answer("RECORDS that are not finished", "escape")
        await tells(hand)
        await hand.answer("Q codes for a phone", "T")
        await hand.person.sees("RECEIPT OF THE RECORD")
        await hand.press("escape", "Q")
        await hand.person.sees("RECEIPT, code 1 of")


async def test_what_cannot_be_read_as_a_time_stays_typed_and_says_why(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        await opens(hand)
        await hand.answer("What happened, from", "1")
        await hand.answer("What kind of event", "4")
        await hand.answer("What part of the school day", "escape")
        await hand.answer("Answer what waits", "3")
        await hand.person.sees("When did it begin?")
        await hand.type("after lunch")
        await hand.press("enter")
        await hand.person.sees("Write a time such as 10:32", "after lunch")
        await hand.press("home", *["delete"] * 11)
        await hand.type("10:32")
        await hand.press("escape")
        await hand.person.sees("Answer what waits", "10:32:00")
        began = await stands(harness, incident, "occurred_at")
        assert isinstance(began, int) and began % 86_400_000 == (10 * 60 + 32) * 60_000


async def test_a_record_is_closed_after_five_minutes_without_a_key(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await tells(hand)
        await hand.person.looks(250)
        await hand.person.sees("this closes in 50", "WRITE THIS DOWN")
        await hand.person.looks(50)
        await hand.person.sees("Closed after five minutes without a key", "■ ASSIST")
        await hand.press("1")
        await hand.person.sees("Not shown here: ", "student facts")


async def test_an_account_that_is_half_told_is_not_thrown_away_by_one_key(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await to_the_words(hand)
        await hand.type("He threw")
        await hand.press("escape")
        await hand.answer("NOT TOLD yet", "escape")
        await hand.answer("ESC closes the record", "escape")
        await hand.answer("YOUR ACCOUNT IS NOT TOLD YET", "1")
        await hand.person.sees("WHAT HAPPENED", "Answer what waits")


async def test_an_account_that_was_left_is_gone_on_with_by_what_waits(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        await to_the_words(hand)
        await hand.type("He threw")
        await hand.press("escape")
        await hand.person.sees("NOT TOLD yet", "1 Answer what waits")
        await hand.press("1")
        await hand.person.sees("In your own words.", "He threw")
        await hand.type(" it")
        await hand.press("tab")
        await hand.answer("Keep it word for word", "1")
        await hand.person.sees("WRITE THIS DOWN")
        assert await stands(harness, incident, "account.text", "account-1") == "He threw it"


async def test_whoever_showed_their_pin_tells_from_the_part_and_from_what_is_wanted(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await signs_in(hand, "Ana Ortiz")
        await opens(hand)
        await hand.answer("What happened, from", "1")
        await hand.answer("What kind of event", "2")
        await hand.answer("For whom are you telling it", "escape")
        await chooses(hand, "+ Tell what happened")
        await hand.answer("For whom are you telling it", "escape")
        await hand.answer("Answer what waits", "escape")
        await chooses(hand, "What is still wanted")
        await chooses(hand, "in their own words what")
        await hand.person.sees("For whom are you telling it")


async def test_a_lead_changes_anothers_answer_beside_it_and_says_why(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        await opens(hand)
        await hand.answer("What happened, from", "1")
        await hand.answer("What kind of event", "4")
        await hand.answer("What part of the school day", "1")
        await hand.person.sees("Where was it?")
        await closes(hand)
        await hand.press("escape")
        await signs_in(hand, "Ana Ortiz")
        await opens(hand)
        await hand.press("1")
        await hand.answer("Where was it?", "backspace")
        await hand.answer("What part of the school day", "3")
        await hand.person.sees("AMENDING Part of the day", "during class", "Yours:", "lunch or recess", "somebody at")
        await hand.type("The bell had rung")
        await hand.press("enter")
        await hand.person.sees("Both texts stand.")
        assert await stands(harness, incident, "time_context") == "lunch-recess"


async def test_the_nurse_is_asked_about_the_injury_and_not_about_law_enforcement(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        await signs_in(hand, "Ben Ruiz")
        await opens(hand)
        await hand.press("1")
        await hand.answer("What kind of event", "4")
        await hand.answer("What part of the school day", "1")
        await hand.answer("Where was it?", "1")
        await hand.answer("Was anybody hurt", "y")
        await hand.answer("What did the class", "1", "enter")
        await hand.answer("Who was hurt?", "1")
        await hand.answer("What was their part in it?", "1")
        await hand.answer("What are they at the school?", "2")
        await hand.person.sees("What is the name of the adult?")
        await hand.type("Mr Lee")
        await hand.press("enter")
        await hand.answer("Who was hurt?", "1")
        await hand.answer("How badly were they hurt?", "2")
        await hand.answer("Add somebody who was hurt", "1")
        await hand.answer("nothing waits here", "escape")
        await hand.answer("The nurse's part", "3")
        await hand.person.sees("THE NURSE'S PART", "Part of the body")
        assert await stands(harness, incident, "injury.level", "injury-1", who="ben") is not None
        await hand.press("escape")
        await hand.person.sees("The office's part                          not yours to write")


async def test_an_administrator_holds_and_releases_with_a_reason_and_reads_who_read(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await tells(hand)
        await closes(hand)
        await hand.press("escape")
        await signs_in(hand, "Cora Lind")
        await opens(hand)
        await chooses(hand, "Hold: preserve this record")
        await hand.answer("HOLD this record", "enter")
        await hand.person.sees("Say why, in a few words.")
        await hand.type("A claim")
        await hand.press("enter")
        await hand.person.sees("HELD: A claim", "Held.")
        await chooses(hand, "Who read this record")
        await hand.person.sees("WHO READ IT", "Cora Lind", "class B")
        await hand.press("escape")
        await chooses(hand, "Release the hold")
        await hand.type("Settled")
        await hand.press("enter")
        await hand.person.sees("Released.")


async def test_one_key_holds_a_record_for_an_administrator_and_does_nothing_for_others(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        await opens(hand)
        await hand.press("h")
        record = await harness.records.open(incident)
        assert record is not None and not record.held_for
        await hand.press("escape", "escape")
        await signs_in(hand, "Cora Lind")
        await opens(hand)
        await hand.person.sees("H holds it")
        await hand.press("H")
        await hand.person.sees("HELD: held at once; the reason is to follow", "Held: nothing of it is destroyed.")


async def test_a_reviewed_record_is_in_no_list_of_theirs_and_opens_by_its_number(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        code = await tells(hand)
        await closes(hand)
        done = [
            RecordMoved(incident=incident, by=Author(desk=FRONT, shown=Shown.NOT_SHOWN), klass=Klass.OPERATIONAL, to=to)
            for to in (Status.SUBMITTED, Status.REVIEWED)
        ]
        assert not isinstance(await harness.records.write(incident, lambda _: done), No)
        await hand.press("escape", "e")
        await hand.person.sees("None. N begins one.")
        await hand.press("f")
        await hand.person.sees("Finished records are listed for an administrator or an auditor")
        await hand.press("g")
        await hand.person.sees("OPEN A RECORD BY ITS NUMBER")
        for typed, said in (("twelve", "That is no number."), ("2", "There is no record 2 that can be read.")):
            await hand.type(typed)
            await hand.press("enter")
            await hand.person.sees(said)
            await hand.press(*["backspace"] * len(typed))
        await hand.type("1")
        await hand.press("enter")
        await hand.person.sees("RECORD 1, Room 201: reviewed")
        assert WORDS not in hand.person.screen
        await chooses(hand, "Come back to your own account")
        await hand.type(code)
        await hand.press("enter")
        await hand.person.sees("Welcome back.")


async def test_what_is_wanted_is_said_in_sentences_that_lead_there(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await signs_in(hand, "Ana Ortiz")
        await opens(hand)
        await chooses(hand, "Submit: the record is whole")
        await hand.answer("SUBMIT IT?", "2")
        await hand.person.sees("1 fact is still wanted")
        await hand.press("escape")
        await chooses(hand, "What is still wanted")
        await hand.answer("Say what kind of event it was", "1")
        await hand.answer("What kind of event was it?", "6")
        await hand.person.sees("Saved: What kind of event")
        await chooses(hand, "Submit: the record is whole")
        await hand.answer("SUBMIT IT?", "2")
        await hand.person.sees("It is submitted now.")


async def test_the_office_writes_a_restraint_and_names_who_was_held_on_the_way(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        await signs_in(hand, "Ana Ortiz")
        await opens(hand)
        await chooses(hand, "The office's part")
        await chooses(hand, "+ Add a restraint")
        await hand.answer("Which student was held?", "1")
        await hand.answer("What was their part in it?", "2")
        await hand.answer("What are they at the school?", "1")
        await hand.person.sees("What is the student's name?")
        await hand.type("Kim Doe")
        await hand.press("enter")
        await hand.answer("1 Kim Doe (person-1)", "1")
        await hand.answer("How were they held?", "1")
        await hand.answer("When did it begin?", "enter")
        await hand.person.sees("How long did it last?")
        await hand.type("1:30")
        await hand.press("enter")
        await hand.answer("Why was it needed?", "backspace")
        await hand.answer("How long did it last?", "escape")
        await hand.person.sees("THE OFFICE'S PART", "restraint: How long", "1 min 30 s")
        assert await stands(harness, incident, "restraint.seconds", "restraint-1") == 90
        assert await stands(harness, incident, "restraint.person", "restraint-1") == "person-1"


async def test_whoever_told_it_says_whether_they_agree_with_the_record(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        await tells(hand)
        await hand.press("enter")
        await hand.answer("What part of the school day", "escape")
        await hand.person.sees("WHAT HAPPENED")
        await chooses(hand, "Agrees with the record")
        await hand.answer("Do you agree with the record as it stands now?", "3")
        await hand.person.sees("What is wrong or missing in the record?")
        await hand.type("Nobody asked the aide.")
        await hand.press("tab")
        await hand.person.sees("Saved: What they add")
        assert await stands(harness, incident, "account.agrees", "account-1") == "amend"
        assert await stands(harness, incident, "account.addition", "account-1") == "Nobody asked the aide."


async def test_the_glass_is_broken_with_a_reason_and_the_board_says_so(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await tells(hand)
        await closes(hand)
        await hand.press("escape")
        await signs_in(hand, "Ben Ruiz")
        await opens(hand)
        await hand.person.sees("Not shown here: ", "personnel facts")
        await chooses(hand, "Break the glass")
        await hand.person.sees("The administrator is told at once")
        await hand.type("The family is on the phone")
        await hand.press("enter")
        await hand.person.sees("The administrator was told.")
        await hand.person.until(
            lambda: any(
                cause.startswith("record-read-for-a-reason") for cause in map(str, harness.engine.board.troubles)
            ),
            "the trouble",
        )


async def test_an_auditor_reads_who_read_and_nothing_of_what_they_read(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await tells(hand)
        await closes(hand)
        await hand.press("escape")
        await signs_in(hand, "Dee Wong")
        await opens(hand)
        assert "What happened, minute by minute" not in hand.person.screen
        await chooses(hand, "Who read this record")
        await hand.answer("WHO READ IT", "escape")
        await chooses(hand, "The whole report")
        await hand.answer("Read it here", "1")
        await hand.person.sees("REPORT")
        assert WORDS not in hand.person.screen


async def test_a_record_nobody_pressed_for_is_begun_and_rings_nowhere(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await hand.press("e")
        await hand.answer("RECORDS that are not finished", "n")
        await hand.person.sees("where was it?")
        await hand.type("204")
        await hand.press("enter")
        await hand.answer("what kind of call would it have been?", "3")
        await hand.answer("how is it known?", "4")
        await hand.person.sees("when did it happen?")
        await hand.type("2026-09-01 10:32")
        await hand.press("enter")
        await hand.person.sees("RECORD 2, Room 204", "Sep 01, 10:32")
        assert not harness.engine.board.incidents


async def test_a_report_is_read_here_or_written_for_its_owner_alone(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await opens(hand)
        await chooses(hand, "The whole report")
        await hand.answer("Read it here", "1")
        await hand.person.sees("Incident record 1: Room 201")
        await hand.press("escape")
        await chooses(hand, "The whole report")
        await chooses(hand, "as PDF")
        await hand.person.sees("WRITE THE REPORT TO A FILE")
        await hand.press("home", "ctrl+k")
        await hand.type(str(tmp_path / "r.html"))
        await hand.press("enter")
        await hand.person.sees("another kind of file than pdf")
        assert not list(tmp_path.glob("r.*"))
        file = tmp_path / "r.pdf"
        await hand.press("home", "ctrl+k")
        await hand.type(str(file))
        await hand.press("enter")
        await hand.person.sees("Written:")
        assert file.read_bytes().startswith(b"%PDF")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        await hand.press("enter")
        await hand.person.sees("There already, and left as it is")


async def test_a_notice_of_an_injury_is_read_here_and_written_to_a_file_for_whom_it_is(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        async with harness.console(NURSE) as console:
            assert (await console.proves(PersonId("ben"))).ok
            await hurts(console, "person-1", "teacher", "Mercy Okafor")
            await hurts(console, "person-2", "para", "Pat Ruiz")
        await opens(hand)
        await chooses(hand, "The whole report")
        await hand.person.sees("Read it here")
        assert "The notice of an injury at work" not in hand.person.screen, "nobody showed a PIN here"
        await hand.press("escape")
        await closes(hand)
        await hand.press("escape")
        await signs_in(hand, "Cora Lind")
        await opens(hand)
        await chooses(hand, "The whole report")
        await chooses(hand, "The notice of an injury at work")
        await hand.person.sees("NOTICE OF AN INJURY AT WORK", "For whom is it?")
        await chooses(hand, "Pat Ruiz")
        await hand.person.sees("NOTICE OF AN INJURY AT WORK, as far as you may read it")
        await hand.answer("Read it here", "1")
        await hand.person.sees("Notice of an injury at work", "I give the employer notice")
        await hand.press("escape")
        await chooses(hand, "The whole report")
        await chooses(hand, "The notice of an injury at work")
        await chooses(hand, "Mercy Okafor")
        await chooses(hand, "as PDF")
        await hand.person.sees("WRITE THE NOTICE TO A FILE", "notice-1.pdf")
        file = tmp_path / "n.pdf"
        await hand.press("home", "ctrl+k")
        await hand.type(str(file))
        await hand.press("enter")
        await hand.person.sees("Written:")
        assert "Mercy Okafor" in " ".join(line for page in lines_of(file.read_bytes()) for line in page)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        await hand.press("escape")
        await hand.person.sees("NOTICE OF AN INJURY AT WORK, as far as you may read it")
        await hand.press("escape")
        await hand.person.sees("THE WHOLE REPORT, as far as you may read it")


async def hurts(console: Console, person: str, kind: str, name: str) -> None:
    """Write that this member of staff was hurt, as whoever proved at this console who they are."""
    listed = await console.line.ask(AskRecords(request=0))
    assert isinstance(listed, RecordsKnown)
    for field, item, value in (
        ("person.type", "new", kind),
        ("person.staff_name", person, name),
        ("injury.person", "new", person),
    ):
        written = await console.line.ask(
            WriteFact(
                request=0,
                incident=listed.records[0].incident,
                field=FieldId(field),
                item=ItemId(item),
                value=value,
                seen=0,
            )
        )
        assert isinstance(written, Written) and written.ok, written


async def chooses(hand: Hand, words: str) -> None:
    """Choose the line of a list that says this, by arrows: it may be below what is in sight."""

    def found() -> int | None:
        options = [option for each in hand.person.app.board.query(OptionList) for option in each.options]
        return next((number for number, option in enumerate(options) if words in str(option.prompt)), None)

    await hand.person.until(lambda: found() is not None, f"{words!r} in the list")
    steps = (found() or 0) - (hand.person.app.board.query(OptionList).last().highlighted or 0)
    await hand.press(*["down" if steps > 0 else "up"] * abs(steps), "enter")


async def test_a_first_reader_is_chosen_and_ended_by_keys(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        await opens(hand)
        await hand.answer("What happened, from", "1")
        await hand.answer("What kind of event", "2")
        await hand.person.sees("What is your name?")
        await hand.type("Mr Lee")
        await hand.press("enter")
        await hand.answer("What are you at", "2")
        await hand.answer("For whom are you telling it", "enter")
        await hand.answer("Who was with you", "enter")
        await hand.answer("2 Cora Lind, an administrator", "2")
        await hand.person.sees("In your own words.")
        await hand.type(WORDS)
        await hand.press("tab")
        await hand.answer("Keep it word for word", "1")
        await hand.person.sees("only you and Cora Lind")
        await hand.press("enter")
        await hand.answer("What part of the school day", "escape")
        await hand.answer("questions wait", "escape")
        await chooses(hand, "End the first reading")
        await hand.answer("END THE FIRST READING?", "2")
        await hand.person.sees("Ended: everybody whose part it is may read it.")
        assert await stands(harness, incident, "account.first_reader_ended", "account-1") is True
        assert await stands(harness, incident, "account.first_reader", "account-1") == "administrator"
