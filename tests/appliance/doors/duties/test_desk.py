"""Tells of duties over the desk line: listed, noted, noted anew, and refused."""

import asyncio

import pytest

from appliance.api.ask import Reply
from appliance.api.duties.messages import ListDuties, NoteDuty
from appliance.api.records.messages import AskRecord, Hidden, RecordShown, Written
from appliance.duties.duty import State
from appliance.duties.noting import NO_SUCH_DUTY, NOT_PROVEN
from appliance.duties.rules import RuleId
from appliance.plan.ids import IncidentId
from appliance.plan.model import Role
from appliance.record.words import Attempt, ItemId, Klass
from tests.appliance.doors.duties.bitten import (
    STUDENTS_NAME,
    TEACHERS_NAME,
    TELLERS_NAME,
    Bitten,
    Desk,
    bitten,
    facts,
    named,
    signs_in,
    staffed,
)
from tests.appliance.doors.harness import FRONT, NURSE, Harness

TIME_FOR_OTHERS = "time-for-others"
PROVIDERS = "co-providers-named injury-1"


@pytest.fixture
async def record(harness: Harness) -> Bitten:
    await staffed(harness)
    return await bitten(harness)


async def test_an_administrator_lists_what_they_owe_with_the_record_the_date_and_the_source(
    harness: Harness, record: Bitten
) -> None:
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        known = await desk.all()
        line = named(known)["point-of-contact person-2"]
        assert (line.state, line.owe, line.owed) == (State.OPEN, True, False)
        assert (line.record.incident, line.record.number, line.record.room_name) == (record.incident, 1, "Room 201")
        assert line.about_name == "person (person-2)", "a list that nobody asked for is no view, so it has no names"
        assert line.due is not None
        unsure = [each.due.says.lower() for each in known.duties if each.due is not None and not each.due.covered]
        assert unsure and all("no school calendar" in says for says in unsure)
        assert line.source and not line.verified_by and not line.overdue
        assert line.says.startswith("Name a point of contact")
        assert all(each.owe or each.owed for each in known.duties)
        due = [each.due.at_ms for each in known.duties if each.state is State.OPEN and each.due is not None]
        assert due == sorted(due)
        assert (known.open, known.next_due_ms, known.overdue) == (len(due), due[0], 0)
        assert 0 < known.due_today <= known.open
        assert known.unread == 0


async def test_a_list_goes_on_where_it_ended(harness: Harness, record: Bitten) -> None:
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        whole = await desk.all()
        first = await desk.all(limit=2)
        then = await desk.all(limit=2, skip=2)
        assert [*first.duties, *then.duties] == [*whole.duties[:4]]
        assert (first.more, then.more) == (len(whole.duties) - 2, len(whole.duties) - 4)
        assert (first.open, then.open) == (whole.open, whole.open)
        assert (await desk.all(skip=1000)).duties == ()


async def test_whoever_did_not_prove_who_they_are_is_told_nothing(harness: Harness, record: Bitten) -> None:
    async with harness.console(FRONT) as console:
        desk = Desk(console)
        assert await desk.refused() == NOT_PROVEN
        assert await desk.refused(incident=record.incident) == NOT_PROVEN
        assert "opens nothing" in await desk.refused(incident=record.incident, code="AAAA-AAAA")
        note = NoteDuty(
            request=0,
            incident=record.incident,
            rule=RuleId(TIME_FOR_OTHERS),
            about=ItemId(""),
            confirms="anything",
            done=True,
        )
        answer = await console.line.ask(note)
        assert isinstance(answer, Written) and (answer.ok, answer.says) == (False, NOT_PROVEN)
    async with harness.console(None) as console:
        answer = await console.line.ask(ListDuties(request=0))
        assert isinstance(answer, Reply) and answer.code == "watching"


async def test_a_record_that_is_not_there_has_no_duties(harness: Harness, record: Bitten) -> None:
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        assert "no such record" in await desk.refused(incident=IncidentId("none"))


async def test_a_duty_is_noted_as_done_and_is_closed_for_everybody(harness: Harness, record: Bitten) -> None:
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        line = named(await desk.all())[TIME_FOR_OTHERS]
        assert (line.may_note, line.takes_words, line.notes) == ((True,), True, ())
        kept = await desk.notes(line, words="In B12, with the counselor.")
        assert kept.ok, kept.says
        assert TIME_FOR_OTHERS not in named(await desk.all()), "what is done is not on the list"
        closed = named(await desk.of(record.incident))[TIME_FOR_OTHERS]
        assert (closed.state, closed.closed_by, closed.overdue) == (State.CLOSED, (), False)
        (note,) = closed.notes
        assert (note.entry, note.done, note.words) == (kept.entry, True, "In B12, with the counselor.")
        assert note.confirms == line.confirms and closed.closed_ms == note.done_ms
        reader = await signs_in(other, Role.LEAD)
        (seen,) = named(await reader.of(record.incident))[TIME_FOR_OTHERS].notes
        assert (seen.entry, seen.words) == (kept.entry, ""), "a lead sees that it was noted, and not the words"
        again = await desk.notes(line, words="In B12, with the counselor.")
        assert (again.ok, again.before, again.entry) == (True, True, kept.entry)
        late = await desk.notes(line, words="Something else.", attempt=Attempt("a2"))
        assert not late.ok and "meanwhile" in late.says


async def test_the_educator_reads_what_is_owed_to_them_with_their_code_and_says_that_it_is_not_done(
    harness: Harness, record: Bitten
) -> None:
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        employer = await signs_in(other, Role.HUMAN_RESOURCES)
        lines = named(await employer.of(record.incident))
        noted = await employer.notes(lines[PROVIDERS], words="By letter.")
        assert noted.ok, noted.says
        educator = Desk(console)
        mine = named(await educator.of(record.incident, record.code))
        assert (mine[PROVIDERS].owed, mine[PROVIDERS].owe) == (True, False)
        assert mine[PROVIDERS].may_note == (False,)
        assert mine[PROVIDERS].notes[-1].words == "By letter.", "words are for both sides"
        assert not any(key.endswith("person-1") for key in mine), "nothing about the student"
        no = await educator.notes(mine[PROVIDERS], done=False, words="No letter came.", code=record.code)
        assert no.ok, no.says
        again = named(await employer.of(record.incident))[PROVIDERS]
        assert again.state is State.OPEN
        assert [each.done for each in again.notes] == [True, False]
        assert again.notes[-1].words == "No letter came."
        assert again.notes[-1].by == "a reporter", "who told it is nothing that human resources may learn"
        assert TELLERS_NAME not in str(again)


async def test_names_are_shown_with_the_duties_of_one_record_and_reading_them_is_a_view(
    harness: Harness, record: Bitten
) -> None:
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        everything = await desk.all()
        assert not any(name in str(everything) for name in (TEACHERS_NAME, STUDENTS_NAME))
        assert await views(harness, record) == [], "a list of all records is no view of any"
        lines = named(await desk.of(record.incident))
        assert lines["point-of-contact person-2"].about_name == f"{TEACHERS_NAME} (person-2)"
        assert lines["family-told person-1"].about_name == f"{STUDENTS_NAME} (person-1)"
        await desk.of(record.incident)
        assert await views(harness, record) == [(Klass.STUDENT, Klass.PERSONNEL)], "once for each sitting"


async def test_reading_the_words_of_others_is_a_view_and_is_written_first(harness: Harness, record: Bitten) -> None:
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        employer = await signs_in(other, Role.HUMAN_RESOURCES)
        lines = named(await employer.of(record.incident))
        assert (await employer.notes(lines[PROVIDERS], words="By letter.")).ok
        assert await views(harness, record) == [(Klass.PERSONNEL,)], "they read who was hurt"
        await employer.of(record.incident)
        assert await views(harness, record) == [(Klass.PERSONNEL,)], "one's own words are no view"
        educator = Desk(console)
        await educator.of(record.incident, record.code)
        await educator.of(record.incident, record.code)
        assert await views(harness, record) == [(Klass.PERSONNEL,)] * 2, "once for each sitting"


async def views(harness: Harness, record: Bitten) -> list[tuple[Klass, ...]]:
    kept = await harness.records.open(record.incident)
    assert kept is not None
    return [each.classes for each in kept.views]


async def test_a_duty_that_somebody_may_not_see_is_refused_as_one_that_is_not_there(
    harness: Harness, record: Bitten
) -> None:
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        contact = await signs_in(other, Role.POINT_OF_CONTACT)
        hidden = named(await contact.of(record.incident))["medical-offered person-2"]
        administrator = await signs_in(console, Role.ADMINISTRATOR)
        assert "medical-offered person-2" not in named(await administrator.of(record.incident))
        not_seen = await administrator.notes(hidden)
        not_there = await administrator.notes(hidden, rule=RuleId("no-such-rule"))
        assert (not_seen.ok, not_seen.says, not_there.says) == (False, NO_SUCH_DUTY, NO_SUCH_DUTY)


async def test_what_is_written_later_withdraws_a_duty_and_says_why(harness: Harness, record: Bitten) -> None:
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        assert TIME_FOR_OTHERS in named(await desk.all())
        await asyncio.sleep(0.01)  # another time on the clock, so that it was owed for a moment
        await facts(harness, record.incident, students_present=0)
        assert TIME_FOR_OTHERS not in named(await desk.all())
        withdrawn = named(await desk.of(record.incident))[TIME_FOR_OTHERS]
        assert withdrawn.state is State.WITHDRAWN and "was changed" in withdrawn.withdrawn
        assert (withdrawn.due, withdrawn.may_note) == (None, ())
        refused = await desk.notes(withdrawn)
        assert not refused.ok and "Not owed any more" in refused.says


async def test_a_call_that_is_open_is_listed_too_and_nothing_of_it_is_on_the_board(
    harness: Harness, record: Bitten
) -> None:
    async with harness.console(FRONT) as console:
        await harness.press("202").kept
        incident = (await console.sees("202")).incident
        await facts(harness, incident, event_kind="happened", students_present=3)
        desk = await signs_in(console, Role.ADMINISTRATOR)
        assert {line.record.incident for line in (await desk.all()).duties} == {record.incident, incident}
        board = str(await console.board())
        assert not any(rule in board for rule in (TIME_FOR_OTHERS, "point-of-contact", "educator-told"))


async def test_after_signing_out_nothing_is_listed_any_more(harness: Harness, record: Bitten) -> None:
    async with harness.console(FRONT) as console, harness.console(FRONT) as beside:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        assert (await desk.all()).open
        assert (await beside.proves(f"p-{Role.LEAD}")).ok
        assert await desk.refused() == NOT_PROVEN


async def test_a_record_is_shown_with_its_notes_as_far_as_its_reader_sees_the_duty(
    harness: Harness, record: Bitten
) -> None:
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        employer = await signs_in(other, Role.HUMAN_RESOURCES)
        lines = named(await employer.of(record.incident))
        assert (await employer.notes(lines[PROVIDERS], words="By letter.")).ok
        shown = await shown_to(employer, record)
        (duty,) = shown.noted
        assert (duty.rule, [note.words for note in duty.notes]) == ("co-providers-named", ["By letter."])
        assert not {Hidden.DUTY_NOTES, Hidden.DUTY_WORDS} & {each.what for each in shown.left_out}
        lead = await signs_in(console, Role.LEAD)
        shown = await shown_to(lead, record)
        assert shown.noted == ()
        assert [each.count for each in shown.left_out if each.what is Hidden.DUTY_NOTES] == [1]
        assert "By letter." not in str(shown)
    async with harness.console(FRONT) as console:
        contact = await signs_in(console, Role.POINT_OF_CONTACT)
        shown = await shown_to(contact, record)
        assert [note.words for each in shown.noted for note in each.notes] == [""], "they are no side of this duty"
        assert [each.count for each in shown.left_out if each.what is Hidden.DUTY_WORDS] == [1]


async def shown_to(desk: Desk, record: Bitten) -> RecordShown:
    shown = await desk.console.line.ask(AskRecord(request=0, incident=record.incident))
    assert isinstance(shown, RecordShown), shown
    return shown
