"""Tests copies for a union representative through the door: all fields, who gives one, and that the record says so before it is sent."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from appliance.api.desk.line import Act
from appliance.api.records.copies import CopyWanted
from appliance.api.records.messages import (
    AccountTaken,
    AskViews,
    CopyGiven,
    GiveCopy,
    Hidden,
    TellAccount,
    ViewsKnown,
    Written,
)
from appliance.core.calls.commands import Acknowledge, AddNote, Confirm, Dispatch, RaiseCallFromDesk, StandDown
from appliance.core.ground.place import Place
from appliance.core.ground.words import Answer, Outcome
from appliance.exports.given_copy import given_copy
from appliance.exports.html import html
from appliance.exports.pdf import pdf
from appliance.exports.plain import plain
from appliance.plan.document import to_document
from appliance.plan.ids import PersonId, RoomId
from appliance.plan.model import Kind, Person, Role
from appliance.record.access import rights
from appliance.record.fields import FIELDS
from appliance.record.words import Attempt, Klass
from tests.appliance.doors.console.test_every_field import PEOPLE
from tests.appliance.doors.harness import ALL_WEEK, FRONT, Console, Harness, school
from tests.appliance.doors.records.marked import MARKED_NAME, MARKS, OF_CARE, STUDENT, Marked, marked, may_read
from tests.appliance.doors.records.test_every_fact import PRINTED, marks_in
from tests.appliance.doors.records.test_line import Paper, a_call_that_is_over
from tests.appliance.exports.pages import lines_of

pytestmark = pytest.mark.slow

EVERYTHING = Person(PersonId("all"), "Zoe All Zed", tuple(Role), ALL_WEEK)
REMOVED = CopyWanted(to="Ren Ito", basis="details-removed")
CONSENT = CopyWanted(to="Ren Ito", basis="consent", consent_of="A. Ruiz")


@pytest.fixture
async def staffed(harness: Harness) -> AsyncIterator[Harness]:
    await harness.adopt(to_document(msgspec.structs.replace(school(), people=(*PEOPLE, EVERYTHING)))).kept
    harness.give_pins(*(each.person for each in (*PEOPLE, EVERYTHING)))
    yield harness


@pytest.fixture
async def record(staffed: Harness) -> AsyncIterator[Marked]:
    yield await marked(staffed)


async def gives(console: Console, incident: str, wanted: CopyWanted, attempt: str = "") -> CopyGiven | Written:
    answer = await console.line.ask(GiveCopy(request=0, incident=incident, wanted=wanted, attempt=Attempt(attempt)))  # type: ignore[arg-type]
    assert isinstance(answer, CopyGiven | Written), answer
    return answer


async def signs_in(console: Console, person: str) -> None:
    assert (await console.proves(person)).ok
    await console.board(lambda board: board.proven)


def rendered(copy: CopyGiven) -> dict[str, str]:
    made = given_copy(copy, PRINTED)
    return {
        "wire": str(msgspec.to_builtins(copy)),
        "text": plain(made),
        "html": html(made),
        "pdf": " ".join(line for page in lines_of(pdf(made)) for line in page),
    }


@pytest.mark.parametrize("person", [f"p-{Role.ADMINISTRATOR}", EVERYTHING.person])
async def test_no_student_field_no_typed_word_and_no_name_reaches_a_copy_without_details(
    staffed: Harness, record: Marked, person: str
) -> None:
    async with staffed.console(FRONT) as console:
        await signs_in(console, person)
        shown = await Paper(console, record.incident).shows()
        copy = await gives(console, record.incident, REMOVED)
    assert isinstance(copy, CopyGiven), copy
    for name, text in rendered(copy).items():
        assert not marks_in(text), f"{marks_in(text)} in the {name}"
        assert MARKED_NAME not in text and "Zed" not in text, name
    facts = {(fact.field, fact.item) for fact in copy.shown.facts}
    of_students = {field for field, _ in facts if FIELDS[field].klass is Klass.STUDENT}
    assert of_students == {"person.role", "person.type"}
    assert not {item for _, item in facts} & {STUDENT, "injury-1", "support-1"}
    assert not {(field, item) for field, item in facts} & OF_CARE, "care is for the person and their point of contact"
    for fact in copy.shown.facts:
        assert len(fact.versions) == 1 and not fact.versions[0].why
    removed, before = copy.given.removed, {(fact.field, fact.item) for fact in shown.facts if fact.versions} - OF_CARE
    assert removed is not None and removed.lines > 0 and removed.earlier > 0 and removed.about_students > 0
    assert removed.about_students + removed.typed + removed.others == len(before) - len(facts)
    assert copy.given.accounts == 2 and "2 accounts" in rendered(copy)["text"]


async def test_with_consent_it_has_what_roles_open_and_nothing_that_is_the_givers_own_alone(
    staffed: Harness, record: Marked
) -> None:
    async with staffed.console(FRONT) as console:
        await signs_in(console, f"p-{Role.ADMINISTRATOR}")
        copy = await gives(console, record.incident, CONSENT)
    assert isinstance(copy, CopyGiven), copy
    its = rights((Role.ADMINISTRATOR,), proven=True)
    opened = {MARKS[each] for each in MARKS if may_read(its, each, told_it=False)}
    for name, text in rendered(copy).items():
        assert marks_in(text) == opened, name
    assert copy.given.removed is None
    assert "A. Ruiz" in rendered(copy)["text"] and "written consent" in rendered(copy)["text"]


async def test_care_that_was_offered_goes_to_nobody_even_with_consent(staffed: Harness, record: Marked) -> None:
    async with staffed.console(FRONT) as console:
        await signs_in(console, EVERYTHING.person)
        copy = await gives(console, record.incident, CONSENT)
    assert isinstance(copy, CopyGiven), copy
    assert not {(fact.field, fact.item) for fact in copy.shown.facts} & OF_CARE
    assert [each.count for each in copy.shown.left_out if each.what is Hidden.CARE] == [2]


@pytest.mark.parametrize("role", [*(each for each in Role if each is not Role.ADMINISTRATOR), None])
async def test_nobody_else_gives_one_and_then_nothing_is_written(staffed: Harness, role: Role | None) -> None:
    async with staffed.console(FRONT) as console:
        paper = await a_call_that_is_over(staffed, console)
        if role is not None:
            await signs_in(console, f"p-{role}")
        before = staffed.logbook.kept
        for wanted in (REMOVED, CONSENT):
            answer = await gives(console, paper.incident, wanted)
            assert isinstance(answer, Written) and "A copy is given by an administrator" in answer.says
        assert staffed.logbook.kept == before


async def test_the_disclosure_is_on_disk_before_the_copy_is_sent_and_once_for_one_attempt(staffed: Harness) -> None:
    async with staffed.console(FRONT) as console:
        paper = await a_call_that_is_over(staffed, console)
        await signs_in(console, f"p-{Role.ADMINISTRATOR}")
        assert (await paper.write("behavior", "battery")).ok
        for wrong in (
            CopyWanted(to="Ren Ito", basis="emergency"),
            CopyWanted(to=" ", basis="details-removed"),
            CopyWanted(to="Ren Ito", basis="consent"),
        ):
            refused = await gives(console, paper.incident, wrong)
            assert isinstance(refused, Written) and not refused.ok and refused.says
        first = await gives(console, paper.incident, REMOVED, attempt="0a")
        again = await gives(console, paper.incident, REMOVED, attempt="0a")
        assert isinstance(first, CopyGiven) and isinstance(again, CopyGiven)
        assert (
            (first.given.item, first.given.at_ms)
            == (again.given.item, again.given.at_ms)
            == ("disclosure-1", first.given.at_ms)
        )
        record = await staffed.records.open(paper.incident)
        assert record is not None and list(record.items["disclosure"]) == ["disclosure-1"]
        said = {name: record.value(f"disclosure.{name}", "disclosure-1") for name in ("to", "recipient", "basis", "at")}
        assert said == {
            "to": "Ren Ito",
            "recipient": "representative",
            "basis": "details-removed",
            "at": first.given.at_ms,
        }
        assert "without 1 fact about students" in str(record.value("disclosure.what", "disclosure-1"))
        consented = await gives(console, paper.incident, CONSENT)
        assert isinstance(consented, CopyGiven) and consented.given.item == "disclosure-2"
        record = await staffed.records.open(paper.incident)
        assert record is not None and str(record.value("disclosure.what", "disclosure-2")).endswith(
            "consent of: A. Ruiz"
        )


async def test_a_copy_with_somebody_elses_words_is_a_view(staffed: Harness) -> None:
    async with staffed.console(FRONT) as console:
        paper = await a_call_that_is_over(staffed, console)
        assert isinstance(await paper.tell(), AccountTaken)
        await paper.leave()
        await signs_in(console, f"p-{Role.ADMINISTRATOR}")
        assert isinstance(await gives(console, paper.incident, CONSENT), CopyGiven)
        known = await console.line.ask(AskViews(request=0, incident=paper.incident))
        assert isinstance(known, ViewsKnown)
        assert [each.classes for each in known.views] == [(Klass.STUDENT,)]


async def test_what_a_first_reader_reads_before_others_goes_into_no_copy_not_even_theirs(staffed: Harness) -> None:
    async with staffed.console(FRONT) as console:
        paper = await a_call_that_is_over(staffed, console)
        telling = TellAccount(
            request=0,
            incident=paper.incident,
            text="Zq999x is what I saw.",
            name="Zq998x",
            about_them="teacher",
            first_reader="point-of-contact",
        )
        assert isinstance(await console.line.ask(telling), AccountTaken)
        await paper.leave()
        await signs_in(console, EVERYTHING.person)
        assert "Zq999x" in str(msgspec.to_builtins(await paper.shows())), "they are the first reader"
        for wanted in (REMOVED, CONSENT):
            copy = await gives(console, paper.incident, wanted)
            assert isinstance(copy, CopyGiven)
            assert not marks_in(" ".join(rendered(copy).values())), wanted


async def test_a_place_and_a_note_in_words_stay_out_of_a_copy_without_details(staffed: Harness) -> None:
    async with staffed.console(FRONT) as console:
        await console.attended()
        place = Place(words="Leon's locker", near=RoomId("201"))
        raised = await console.line.ask(Act(request=0, command=RaiseCallFromDesk(place=place, kind=Kind.MEDICAL)))
        assert raised.ok
        (incident,) = staffed.engine.board.incidents
        for command in (
            Acknowledge(incident=incident),
            AddNote(incident=incident, text="Leon threw a chair"),
            Dispatch(incident=incident, role=Role.NURSE),
            Confirm(incident=incident, responder="Leon's aunt", answer=Answer.BY_RADIO),
            StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room="Leon's teacher"),
        ):
            done = await console.line.act(command)
            assert done.ok, done.says
        await signs_in(console, f"p-{Role.ADMINISTRATOR}")
        copies = [await gives(console, incident, wanted) for wanted in (REMOVED, CONSENT)]
    without, consented = copies
    assert isinstance(without, CopyGiven) and isinstance(consented, CopyGiven)
    for name, text in rendered(without).items():
        assert "Leon" not in text, name
        assert "near Room 201" in " ".join(text.split()), name
    assert without.given.removed is not None and without.given.removed.lines >= 4
    assert "Leon's locker" in rendered(consented)["text"] and "Leon threw a chair" in rendered(consented)["wire"]
