"""Tests a record whose medical facts were destroyed years later: what each reader is told, at both consoles and on every paper."""

import asyncio
import io
import json
import sys
from pathlib import Path

import pytest

from appliance.api.desk.client import DeskClient
from appliance.api.desk.plan import AskPlan, PlanFacts
from appliance.api.records.messages import AskRecord, RecordShown, Written
from appliance.commands.record import main
from appliance.doors.peer import Rights
from appliance.exports.data import as_bytes
from appliance.exports.json_schema import schema
from appliance.plan.ids import DeskId, PersonId
from appliance.record.words import Klass
from appliance.vault.people import People
from tests.appliance.doors.console.test_retention_line import open_door
from tests.appliance.doors.harness import FRONT, PIN, Console
from tests.appliance.engine.test_retention import BEGAN, MEDICAL_OVER, OVER
from tests.appliance.engine.years import Years, years_at
from tests.appliance.exports.pages import lines_of
from tests.json_schemas import hold_against
from tests.tui.plain.test_records import Sitter
from tests.tui.records import signs_in, sits_down_at

pytestmark = pytest.mark.slow

ON = "destroyed on 2032-01-06, under certificate"


async def destroyed(box: Years) -> int:
    """Give the number of the certificate's entry."""
    [certificate] = await box.retention.destroy_due()
    told = await box.queries.told_of(certificate.incident)
    return next(number for number, _, event in told if event == certificate)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]):
    """Run `handbell record` as typed by somebody who signs in with their PIN, or by nobody."""

    async def run(socket: Path, *words: str, person: str = "") -> bytes:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PIN}\n"))
        who = ("--as", person) if person else ()
        code = await asyncio.to_thread(main, ["export", "1", *words, "--socket", str(socket), "--desk", "front", *who])
        said = capsysbinary.readouterr()
        assert code == 0, said.err
        return said.out

    return run


async def test_every_paper_of_every_reader_says_what_was_destroyed_when_and_under_which_certificate(
    tmp_path: Path, printed
) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        await box.record()
        await box.turn_to(MEDICAL_OVER)
        entry = await destroyed(box)
        people = box.engine.board.index.plan.people
        for person in people:
            People(tmp_path / "keys").set(person.person, PIN)
        async with open_door(box, Rights.here()) as socket:
            for reader in ("", *(person.person for person in people)):
                text = " ".join((await printed(socket, "--format", "text", person=reader)).decode().split())
                assert f"Medical facts: {ON} {entry}. See “What was destroyed”." in text, reader
                assert "by the district's rule “injury, 5 years after the end of that year”" in text, reader
                assert "1 key and 1 wrap" in text, reader
                assert "this reader may read the whole record" not in text, reader
                made = json.loads(await printed(socket, "--format", "json", person=reader))
                hold_against(as_bytes(schema()), made)
                [told] = made["destroyed"]
                assert (told["certificate"], told["classes"], told["keys"], told["wraps"]) == (entry, ["D"], 1, 1)
                assert told["at"].startswith("2032-01-06T")
                assert not any(each["field"].startswith("injury.body") for each in made["missing"]), reader
            html = (await printed(socket, "--format", "html")).decode()
            assert "What was destroyed" in html
            pages = lines_of(await printed(socket, "--format", "pdf"))
            assert f"{ON} {entry}" in " ".join(line for page in pages for line in page)


async def test_both_consoles_say_it_in_plain_words(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        await box.record()
        await box.turn_to(MEDICAL_OVER)
        entry = await destroyed(box)
        People(tmp_path / "keys").set(PersonId("reyes"), PIN)
        async with open_door(box, Rights.here()) as socket:
            async with DeskClient.connect(socket, DeskId("hall"), "test") as line:
                console = Console(line)
                assert (await console.proves("reyes")).ok
                facts = await line.ask(AskPlan(request=0))
                assert isinstance(facts, PlanFacts)
                said = await Sitter(console, facts).hears("record 1")
                assert f"Medical facts: destroyed on January 6, 2032, under certificate {entry}," in said
                assert "by the district's rule: injury, 5 years after the end of that year." in said
                assert "What part of the body" not in said, "nobody is asked again for what had to be destroyed"
            async with sits_down_at(socket) as hand:
                await signs_in(hand, "Marisol Reyes")
                await hand.press("e")
                await hand.person.sees("RECORDS")
                await hand.press("f")
                await hand.answer("reviewed", "1")
                await hand.person.sees(f"Medical facts: {ON} {entry}.")


async def test_of_a_record_that_was_destroyed_whole_its_certificate_is_told_and_nothing_is_written_to_it(
    tmp_path: Path,
) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        gone = await box.record()
        await box.turn_to(OVER)
        certificates = await box.retention.destroy_due()
        assert [each.classes for each in certificates] == [(Klass.RESTRICTED,), tuple(Klass)[:3]]
        async with open_door(box, Rights.here()) as socket, DeskClient.connect(socket, FRONT, "test") as line:
            answer = await line.ask(AskRecord(request=0, incident=gone))
            assert isinstance(answer, Written) and not isinstance(answer, RecordShown)
            assert "Nothing of this record can be read here any more: it was destroyed on 2033-09-06" in answer.says
            assert "“incident, 7 years after it was last written to”" in answer.says
