"""Tests `handbell record` beside a running box: what one incident looks like outside, for each of its readers."""

import asyncio
import io
import json
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path, PurePath

import pytest
from msgspec.structs import replace

from appliance.api.desk.line import Act
from appliance.api.records.messages import AccountTaken, OpenRecord, TellAccount, WriteFact, Written
from appliance.commands import record as record_command
from appliance.commands.record import main
from appliance.core.calls.commands import Acknowledge, AddNote, NoteOtherHelp, RaiseCallFromDesk, StandDown
from appliance.core.ground.place import Place
from appliance.core.ground.words import KnownBy, Outcome
from appliance.exports import asking
from appliance.exports.data import as_bytes
from appliance.exports.formats import FORMATS
from appliance.exports.json_schema import schema
from appliance.plan.document import to_document
from appliance.plan.ids import IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Person, Role
from appliance.record.words import FieldId, ItemId
from appliance.words.other_help import HelpOutcome
from tests.appliance.doors.harness import ALL_WEEK, FRONT, PIN, Harness, school
from tests.appliance.exports.pages import lines_of
from tests.json_schemas import hold_against

pytestmark = pytest.mark.slow


ACCOUNT = "Leon threw a chair and it hit my arm."


class Cli:
    """The command as a person types it, with the PIN on its standard input."""

    def __init__(
        self, harness: Harness, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._harness, self._captured, self._monkeypatch = harness, capsysbinary, monkeypatch
        self.said, self.erred = b"", ""

    async def __call__(self, *arguments: str, person: str = "", pin: str = PIN) -> int:
        box = ["--socket", str(self._harness.socket), "--desk", "front"]
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(f"{pin}\n"))
        who = ["--as", person] if person else []
        code = await asyncio.to_thread(main, [*arguments, *box, *who])
        self.said, erred = self._captured.readouterr()
        self.erred = erred.decode()
        return code


@pytest.fixture
def run(harness: Harness, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Cli:
    harness.give_pins("ana")
    return Cli(harness, capsysbinary, monkeypatch)


@pytest.fixture
async def told(harness: Harness) -> AsyncIterator[IncidentId]:
    """Make call 1 from Room 201, with what Mercy Okafor told of it, to its end."""
    harness.press("201")
    async with harness.console(FRONT) as front:
        incident = (await front.sees("201")).incident
        telling = TellAccount(request=0, incident=incident, text=ACCOUNT, name="Mercy Okafor", about_them="teacher")
        assert isinstance(await front.line.ask(telling), AccountTaken)
        assert (await front.line.act(Acknowledge(incident=incident))).ok
        over = StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room="Ana Ortiz")
        assert (await front.line.act(over)).ok
    yield incident


async def test_the_list_says_where_and_when_and_what_is_wanted(run: Cli, told: IncidentId) -> None:
    assert await run("list") == 0
    assert b"1  " in run.said
    assert b"Room 201" in run.said
    assert b"Okafor" not in run.said


async def test_a_list_that_is_cut_off_says_so_and_how_an_older_record_is_found(
    run: Cli, told: IncidentId, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await run("list") == 0
    assert run.erred == ""
    for module in (record_command, asking):
        monkeypatch.setattr(module, "LISTED_MAX", 1)
    assert await run("list") == 0
    assert run.erred == "", "one that is full, but of which nothing is missing"
    harness.press("202")
    async with harness.console(FRONT) as front:
        await front.sees("202")
    assert await run("list") == 0
    assert len(run.said.splitlines()) == 2, "whose times they are, and one record"
    assert run.erred == "These are the newest 1. An older one is shown by its number: handbell record show NUMBER\n"


async def test_a_list_has_the_buildings_times_whatever_zone_the_command_runs_in(
    run: Cli, told: IncidentId, harness: Harness
) -> None:
    await harness.adopt(to_document(replace(school(), timezone="Asia/Kathmandu"))).kept
    listed: dict[str, bytes] = {}
    for zone in ("", "Asia/Kathmandu", "Pacific/Honolulu"):
        assert await run("list", *(("--timezone", zone) if zone else ())) == 0
        listed[zone] = run.said
        assert run.said.startswith(f"Times are those of {zone or 'Asia/Kathmandu'}.\n".encode())
    assert listed[""] == listed["Asia/Kathmandu"] != listed["Pacific/Honolulu"]


async def test_a_report_into_a_folder_that_is_not_there_is_refused_before_the_box_notes_a_reading(
    run: Cli, told: IncidentId, harness: Harness, tmp_path: Path
) -> None:
    before = harness.engine.head
    assert await run("export", "1", "-o", str(tmp_path / "none" / "report.html"), person="ana") == 1
    assert run.erred == f"handbell record: There is no folder {tmp_path / 'none'}. Make it first, or name another.\n"
    assert harness.engine.head == before


async def test_a_report_is_as_whole_as_its_reader_may_read_it(run: Cli, told: IncidentId) -> None:
    assert await run("show", "1", person="ana") == 0
    assert ACCOUNT.encode() in run.said
    assert b"Okafor" not in run.said, "who told it is for others to read"
    assert b"Class C" in run.said
    assert b"for Ana Ortiz" in " ".join(run.said.decode().split()).encode()
    assert await run("show", "1") == 0
    assert ACCOUNT.encode() not in run.said
    assert b"Class B" in run.said


async def test_a_report_without_names_and_notes_does_not_say_that_it_is_whole(run: Cli, harness: Harness) -> None:
    guard = Person(PersonId("gil"), "Gil Reed", (Role.SECURITY,), ALL_WEEK)
    await harness.adopt(to_document(replace(school(), people=(*school().people, guard)))).kept
    harness.give_pins("gil")
    harness.press("201")
    async with harness.console(FRONT) as front:
        incident = (await front.sees("201")).incident
        for command in (
            Acknowledge(incident=incident),
            AddNote(incident=incident, text="Leon threw a chair"),
            StandDown(incident=incident, outcome=Outcome.NO_HELP_NEEDED, saw_room="Ana Ortiz"),
        ):
            assert (await front.line.act(command)).ok
    for person in ("", "gil"):
        assert await run("show", "1", person=person) == 0
        assert b"this reader may read the whole record" not in run.said
        assert b"What was noted, in 1 line of the timeline." in run.said
        assert (b"Names, in 1 line of the timeline." in run.said) is (person == ""), "a guard reads names"
    assert await run("show", "1", person="ana") == 0
    assert "Leon threw a chair" in " ".join(run.said.decode().split())
    assert b"this reader may read the whole record" in run.said


async def test_help_that_is_not_police_stands_in_the_report_with_its_name_for_whoever_reads_names(
    run: Cli, harness: Harness
) -> None:
    harness.press("201")
    async with harness.console(FRONT) as front:
        incident = (await front.sees("201")).incident
        for command in (
            NoteOtherHelp(incident=incident, helper="988", outcome=HelpOutcome.CALLED),
            NoteOtherHelp(incident=incident, helper="988", outcome=HelpOutcome.BY_PHONE),
            StandDown(incident=incident, outcome=Outcome.NO_HELP_NEEDED, saw_room="Ana Ortiz"),
        ):
            assert (await front.line.act(command)).ok
    for person, name in (("ana", "988 Suicide & Crisis Lifeline"), ("", "name after a PIN")):
        assert await run("show", "1", person=person) == 0
        report = " ".join(run.said.decode().split())
        first = report.index(f"Called a crisis line ({name}): what comes of it is not known yet.")
        assert report.index(f"Called a crisis line ({name}): they helped by phone.") > first, "both entries stay"


async def test_every_format_is_made_of_what_the_box_sent(run: Cli, told: IncidentId, tmp_path: Path) -> None:
    made = tmp_path / "report.pdf"
    assert await run("export", "1", "--format", "pdf", "-o", str(made), person="ana") == 0
    assert ACCOUNT in " ".join(line for page in lines_of(made.read_bytes()) for line in page)
    assert await run("export", "1", "--format", "json", person="ana") == 0
    exported = json.loads(run.said)
    hold_against(as_bytes(schema()), exported)
    assert exported["made"]["for"] == "Ana Ortiz"
    assert await run("export", "1", "--format", "cap", person="ana") == 0
    assert b"<identifier>handbell." in run.said
    assert await run("export", "1", "--format", "html", person="ana") == 0
    assert run.said.startswith(b"<!DOCTYPE html>")


async def test_a_file_is_what_its_name_says(run: Cli, told: IncidentId, tmp_path: Path) -> None:
    begins = {"r.pdf": b"%PDF-", "r.html": b"<!DOCTYPE html>", "r.json": b"{", "r.xml": b"<?xml", "r.txt": b"Incident"}
    assert {PurePath(name).suffix for name in begins} == {each.endings[0] for each in FORMATS.values()}
    for name, first in begins.items():
        made = tmp_path / name
        assert await run("export", "1", "-o", str(made), person="ana") == 0
        assert made.read_bytes().startswith(first), name


async def test_on_low_battery_it_makes_no_pdf_and_nobody_has_read_it(
    run: Cli, told: IncidentId, harness: Harness, tmp_path: Path
) -> None:
    harness.engine.heard.spares_power = True
    harness.engine.refresh()
    made = tmp_path / "report.pdf"
    assert await run("export", "1", "--format", "pdf", "-o", str(made), person="ana") == 1
    assert "No PDF now: on low battery." in run.erred
    assert not made.exists() or not made.read_bytes()
    assert await run("export", "1", "--format", "text", person="ana") == 0


async def test_a_notice_of_an_injury_at_work_is_made_for_each_of_the_staff_who_were_hurt(
    run: Cli, told: IncidentId, harness: Harness, tmp_path: Path
) -> None:
    head = harness.engine.head
    assert await run("notice", "1", "-o", str(tmp_path / "n.json"), person="ana") == 1
    assert "Let the name end in one of .html, .pdf, .txt" in run.erred
    assert harness.engine.head == head, "nobody has read it"
    assert await run("notice", "1", person="ana") == 1
    assert "No injury of a member of staff is shown to you here" in run.erred
    harness.give_pins("ben")
    async with harness.console(FRONT) as front:
        assert (await front.proves("ben")).ok
        for field, item, value in (
            ("person.type", "new", "teacher"),
            ("person.staff_name", "person-1", "Mercy Okafor"),
            ("injury.person", "new", "person-1"),
            ("injury.object", "injury-1", "the chair Leon threw"),
            ("person.type", "new", "para"),
            ("injury.person", "new", "person-2"),
        ):
            fact = WriteFact(request=0, incident=told, field=FieldId(field), item=ItemId(item), value=value, seen=0)
            assert (await front.line.ask(fact)).ok, field
    assert await run("notice", "1", person="ben") == 1
    assert (
        "Add --for, and who this one is for: Mercy Okafor (person-1), paraprofessional or aide (person-2)." in run.erred
    )
    assert await run("notice", "1", "--for", "person-1", person="ben") == 0
    assert b"Mercy Okafor" in run.said and b"Leon" not in run.said
    assert b"Words that somebody wrote freely are left out here" in run.said
    made = tmp_path / "notice.pdf"
    assert await run("notice", "1", "--for", "person-1", "-o", str(made), person="ben") == 0
    assert "Mercy Okafor" in " ".join(line for page in lines_of(made.read_bytes()) for line in page)
    assert made.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("more", [("-o", "r.docx"), ("-o", "r"), ("-o", "r.html", "--format", "pdf")])
async def test_a_file_whose_name_says_something_else_is_refused_before_the_box_notes_a_reading(
    run: Cli, told: IncidentId, harness: Harness, tmp_path: Path, more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    before = harness.engine.head
    assert await run("export", "1", *more, person="ana") == 1
    assert "Let the name end in one of .html, .pdf" in run.erred or "Name it r.pdf." in run.erred
    assert harness.engine.head == before
    assert not list(here.iterdir())


async def test_a_message_of_cap_bears_the_buildings_own_time_wherever_it_is_made(run: Cli, told: IncidentId) -> None:
    sent = []
    for zone in ("Pacific/Honolulu", "Asia/Kathmandu"):
        assert await run("export", "1", "--format", "cap", "--timezone", zone) == 0
        sent.append(next(line for line in run.said.splitlines() if b"<sent>" in line))
    assert sent[0] == sent[1], "an update refers to the alert by this time, letter by letter"


async def test_a_call_that_is_still_open_is_not_told_to_be_over(run: Cli, told: IncidentId, harness: Harness) -> None:
    assert await run("export", "1", "--format", "cap", "--message", "cancel") == 0
    assert b"AllClear" in run.said
    harness.press("202")
    async with harness.console(FRONT) as front:
        await front.sees("202")
    assert await run("export", "2", "--format", "cap", "--message", "cancel") == 1
    assert "Call 2 is still open" in run.erred
    assert b"AllClear" not in run.said
    assert await run("export", "2", "--format", "cap", "--message", "update") == 0


async def test_words_that_say_where_it_was_leave_the_box_for_whoever_reads_notes(run: Cli, harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        place = Place(words="Behind the gym", near=RoomId("201"))
        asked = Act(request=0, command=RaiseCallFromDesk(place=place, kind=Kind.MEDICAL))
        assert (await front.line.ask(asked)).ok  # type: ignore[union-attr]
    for form in ("cap", "json", "html"):
        assert await run("export", "1", "--format", form) == 0
        assert b"a place in words, near Room 201" in run.said and b"Behind the gym" not in run.said, form
        assert await run("export", "1", "--format", form, person="ana") == 0
        assert b"Behind the gym, near Room 201" in run.said, form


async def test_an_export_is_a_view_like_any_other_and_stands_in_the_record(
    run: Cli, told: IncidentId, harness: Harness
) -> None:
    before = harness.logbook.kept[0]
    assert await run("export", "1", "--format", "json", person="ana") == 0
    assert harness.logbook.kept[0] > before


async def test_what_was_written_on_the_paper_form_is_entered_later_and_comes_out_like_any_record(
    run: Cli, harness: Harness
) -> None:
    happened_ms = int(time.time() - 2 * 86_400) * 1000
    paper = OpenRecord(request=0, room=RoomId("203"), kind=Kind.ASSIST, known_by=KnownBy.PAPER, occurred_ms=happened_ms)
    async with harness.console(FRONT) as front:
        assert (await front.proves("ana")).ok
        opened = await front.line.ask(paper)
        assert isinstance(opened, Written) and opened.ok, opened
        kind = WriteFact(
            request=0, incident=opened.incident, field=FieldId("event_kind"), item=ItemId(""), value="attempt", seen=0
        )
        assert (await front.line.ask(kind)).ok
    assert await run("show", "1", person="ana") == 0
    assert b"How it became known: paper form" in run.said
    assert b"It was tried, and missed or was stopped" in run.said


async def test_a_wrong_pin_gives_nothing(run: Cli, told: IncidentId, tmp_path: Path) -> None:
    made = tmp_path / "report.pdf"
    assert await run("export", "1", "--format", "pdf", "-o", str(made), person="ana", pin="000000") == 1
    assert "That is not the PIN." in run.erred
    assert not made.exists()


async def test_nobody_is_told_to_give_a_pin_to_somebody_the_plan_does_not_have(run: Cli, told: IncidentId) -> None:
    assert await run("show", "1", person="nobody") == 1
    assert "The plan has no person of that name." in run.erred and "handbell people list" in run.erred
    assert "set-pin" not in run.erred
    assert await run("show", "1", person="ben") == 1
    assert "No PIN is set for ben." in run.erred and "set-pin ben" in run.erred


async def test_a_record_that_is_not_there_is_said_to_be_missing(run: Cli, told: IncidentId, harness: Harness) -> None:
    assert await run("show", "99") == 1
    assert "There is no record 99 that can be read. Those there are: handbell record list --all" in run.erred
