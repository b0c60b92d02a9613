"""Tests what people see of forgetting on *opened*: one nameless line on the morning check; which records, only behind a PIN."""

import asyncio
import io
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from textual.widgets import OptionList

from appliance.api.desk.client import DeskClient
from appliance.api.desk.morning import AskMorning, MorningKnown
from appliance.api.desk.plan import AskPlan, PlanFacts
from appliance.api.records.forgetting import ForgettingKnown, GoingLine
from appliance.api.records.messages import AskForgetting, AskRecord, Written
from appliance.commands.record import main
from appliance.doors.peer import Rights
from appliance.plan.ids import DeskId, IncidentId, PersonId
from appliance.plan.model import Retention
from appliance.record.access import rights
from appliance.vault.people import People
from tests.appliance.doors.console.test_retention_line import open_door
from tests.appliance.doors.harness import FRONT, PIN, Console
from tests.appliance.engine.years import Years, years_at
from tests.tui.plain.test_records import Sitter
from tests.tui.records import signs_in, sits_down_at
from tests.tui.test_records_by_keys import chooses

pytestmark = pytest.mark.slow

WANTED = Retention(approved="the board", forget_opened=True)
MONDAY = date(2026, 9, 7)
DUE = MONDAY + timedelta(days=7)
HALL = DeskId("hall")


async def announced(box: Years) -> IncidentId:
    """Make a record that is announced today, and one that nobody offered a copy of."""
    incident = await box.record()
    await box.record(offered=False)
    await box.opened(incident)
    await box.forgetting.daily_round()
    return incident


async def test_the_morning_check_has_one_line_with_a_day_and_no_name_until_it_is_forgotten(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        await announced(box)
        async with (
            open_door(box, Rights.here()) as socket,
            DeskClient.connect(socket, HALL, "test") as line,
            sits_down_at(socket) as hand,
        ):
            for passed in range(7):
                await box.turn_to(MONDAY + timedelta(days=passed))
                await box.forgetting.daily_round()
                known = await line.ask(AskMorning(request=0))
                assert isinstance(known, MorningKnown)
                assert (known.forgetting, known.forgetting_on) == (1, DUE)
            await hand.press("g")

            def lines() -> list[str]:
                return [str(each.prompt) for found in hand.person.app.board.query(OptionList) for each in found.options]

            words = "= Forgetting    1 record goes from here, the first on Mon 14 Sep"
            await hand.person.until(lambda: any(words in each for each in lines()), words)
            told = [each.lstrip()[:1] for each in lines() if each.strip()]
            assert told.index("=") == next(at for at, each in enumerate(lines()) if words in each), (
                "before all that is well"
            )
            await box.turn_to(DUE)
            await box.forgetting.daily_round()
            known = await line.ask(AskMorning(request=0))
            assert isinstance(known, MorningKnown)
            assert (known.forgetting, known.forgetting_on) == (0, None)


async def test_which_they_are_is_told_to_whoever_may_hold_one_or_audits_and_to_nobody_else(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        incident = await announced(box)
        people = box.engine.board.index.plan.people
        told = []
        for person in people:
            People(tmp_path / "keys").set(person.person, PIN)
        async with open_door(box, Rights.here()) as socket:
            async with DeskClient.connect(socket, HALL, "test") as line:
                assert isinstance(await line.ask(AskForgetting(request=0, incident=incident)), Written)
            for person in people:
                async with DeskClient.connect(socket, HALL, "test") as line:
                    assert (await Console(line).proves(person.person)).ok
                    answer = await line.ask(AskForgetting(request=0, incident=incident))
                    may = bool(rights(person.roles, proven=True).acts & {"hold", "views"})
                    assert isinstance(answer, ForgettingKnown) is may, person
                    if isinstance(answer, ForgettingKnown):
                        told.append(person)
                        assert answer.going == (GoingLine(number=1, on=DUE),)
                        assert answer.keeps == () and answer.why_not == ""
        assert told
        assert await box.forgetting.keeps(incident) == (), "whoever asks reads nothing, and so keeps nothing longer"


async def test_both_consoles_list_them_and_say_what_keeps_one(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        await announced(box)
        People(tmp_path / "keys").set(PersonId("reyes"), PIN)
        async with open_door(box, Rights.here()) as socket:
            async with DeskClient.connect(socket, HALL, "test") as line:
                console = Console(line)
                facts = await line.ask(AskPlan(request=0))
                assert isinstance(facts, PlanFacts)
                sitter = Sitter(console, facts)
                assert "signed in with their PIN" in await sitter.hears("forgetting")
                assert (await console.proves("reyes")).ok
                assert "Record 1 goes on Mon 14 Sep 2026." in await sitter.hears("forgetting")
                assert "Nothing keeps it here: it goes on Mon 14 Sep 2026." in await sitter.hears("kept 1")
                said = await sitter.hears("kept 2")
                assert "The educator was not offered a full copy yet." in said
                assert "The safety office has not opened it yet." in said
                assert "Say which record" in await sitter.hears("kept")
            async with sits_down_at(socket) as hand:
                await signs_in(hand, "Marisol Reyes")
                await hand.press("e")
                await hand.person.sees("RECORDS", "What will be forgotten here, and when ...")
                await hand.press("end", "enter")
                await hand.person.sees("WHAT WILL BE FORGOTTEN HERE", "Record 1 goes on Mon 14 Sep 2026.")
                await hand.press("escape")
                await hand.press("f")
                await hand.answer("reviewed", "1")
                await hand.person.sees("ESC closes the record")
                await chooses(hand, "What keeps this record here")
                await hand.person.sees("WHAT KEEPS IT HERE", "The educator was not offered a full copy yet.")


async def test_the_command_says_the_same_and_asks_for_a_pin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        await announced(box)
        People(tmp_path / "keys").set(PersonId("reyes"), PIN)
        async with open_door(box, Rights.here()) as socket:

            async def run(*words: str) -> int:
                monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PIN}\n"))
                given = ["forgetting", *words, "--socket", str(socket), "--desk", "front"]
                return await asyncio.to_thread(main, given)

            assert await run() == 1
            assert "signed in with their PIN" in capsys.readouterr().err
            assert await run("--as", "reyes") == 0
            assert capsys.readouterr().out.startswith("Record 1 goes on Mon 14 Sep 2026.\n")
            assert await run("2", "--as", "reyes") == 0
            assert "The educator was not offered a full copy yet.\n" in capsys.readouterr().out
            assert await run("9", "--as", "reyes") == 1
            assert "There is no record 9" in capsys.readouterr().err


async def test_a_forgotten_record_says_when_why_and_who_still_has_it(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        incident = await announced(box)
        last = box.forgetting.announced()[0].last
        for passed in range(1, 8):
            await box.turn_to(MONDAY + timedelta(days=passed))
            await box.forgetting.daily_round()
        async with open_door(box, Rights.here()) as socket, DeskClient.connect(socket, FRONT, "test") as line:
            answer = await line.ask(AskRecord(request=0, incident=incident))
            assert isinstance(answer, Written)
            assert "it was destroyed on 2026-09-14, under certificate" in answer.says
            assert f"opened all of it, up to entry {last}; ask the safety office for it" in answer.says
