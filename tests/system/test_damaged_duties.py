"""Tells of a box whose record is damaged and set aside: nothing of what is owed is lost, whether it was adopted, declared or noted."""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from appliance.api.desk.client import DeskClient
from appliance.api.listed.messages import AskListed
from appliance.core.listed.commands import AdoptDuties, AdoptSchoolCalendar, DeclareClosing, WithdrawClosing
from appliance.core.listed.events import DutiesAdopted
from appliance.daemon import Daemon
from appliance.duties.adopted.calendar_document import to_document as calendar_document
from appliance.duties.adopted.rules_document import to_document as rules_document
from appliance.duties.duty import State
from appliance.engine.outcome import Done
from appliance.listed.shipped import shipped
from appliance.logbook.recovery import LOGBOOK_NAME, set_aside_in
from appliance.plan.document import digest, to_document
from appliance.plan.ids import DeskId, IncidentId
from appliance.settings import Settings
from tests.appliance.listed.test_keeper import SCHOOL, TODAY
from tests.patience import patient
from tests.system.desk import Desk
from tests.system.test_duties import OKAFOR, PIN, TIME_FOR_OTHERS, Office, with_administrator

pytestmark = pytest.mark.slow

RULES = rules_document([shipped(name) for name in ("neutral", "colorado")])
CALENDAR = calendar_document(SCHOOL)
SNOW, ICE = f"{TODAY + timedelta(days=2)}", f"{TODAY + timedelta(days=3)}"
WORDS = "In B12, with the counselor."


def a_table_of_what_stands(logbook: Path, rules_entry: int) -> None:
    _does(logbook, "DELETE FROM standing")


def the_entry_with_the_rules(logbook: Path, rules_entry: int) -> None:
    _does(logbook, f"UPDATE entry SET entry = zeroblob(300) WHERE number = {rules_entry}")


def the_head_of_the_file(logbook: Path, rules_entry: int) -> None:
    with logbook.open("r+b") as file:
        file.write(bytes(100))


def _does(logbook: Path, sql: str) -> None:
    with sqlite3.connect(logbook) as db:
        db.execute(sql)
    db.close()


@pytest.mark.parametrize("damaged", [a_table_of_what_stands, the_entry_with_the_rules, the_head_of_the_file])
async def test_after_damage_all_that_was_adopted_declared_and_noted_is_there(
    tmp_path: Path, damaged: Callable[[Path, int], None]
) -> None:
    (tmp_path / "run").mkdir()
    settings = Settings(data=tmp_path / "data", run=tmp_path / "run")
    logbook = settings.data / "logbook"
    async with Daemon.started(settings) as daemon:
        daemon.people.set(OKAFOR, PIN)
        await daemon.adopt(to_document(with_administrator())).kept
        rules_entry = await adopts_and_declares(daemon)
        incident = await notes(settings)
        before = await owed(settings, incident)
        assert len(before["open"]) > 3 and before["closed"] == [WORDS]
    damaged(logbook / LOGBOOK_NAME, rules_entry)
    async with Daemon.started(settings) as daemon:
        assert set_aside_in(logbook), "it was damaged, or nothing was proven"
        assert await listed(settings) == before["listed"], "what stands is there at once"
        async with DeskClient.connect(settings.desk_socket, DeskId("front"), "test") as line:
            office = Office(Desk(line))
            await office.signs_in()
            async with patient(30):
                while await office.lists() != before["open"]:
                    await asyncio.sleep(0.1)
        assert await owed(settings, incident) == before
    async with Daemon.started(settings):
        assert await owed(settings, incident) == before


async def adopts_and_declares(daemon: Daemon) -> int:
    """Adopt rules and a calendar, declare two closings and withdraw one; give the entry of the rules."""
    done = [
        await daemon.engine.submit(command).kept
        for command in (
            AdoptDuties(by="R. Ortiz", digest=digest(RULES), document=RULES),
            AdoptSchoolCalendar(by="R. Ortiz", digest=digest(CALENDAR), document=CALENDAR),
            DeclareClosing(by="A. Chen", first=SNOW, last=SNOW, why="a snow day"),
            DeclareClosing(by="A. Chen", first=ICE, last=ICE, why="ice"),
            WithdrawClosing(by="A. Chen", day=ICE, why="it melted"),
        )
    ]
    assert all(isinstance(each, Done) for each in done)
    told = (await daemon.queries.feed(0, 1000))[1]
    return next(number for number, _, event in told if isinstance(event, DutiesAdopted))


async def notes(settings: Settings) -> IncidentId:
    """Write down an incident, and note one duty of it as done."""
    async with DeskClient.connect(settings.desk_socket, DeskId("front"), "test") as line:
        office = Office(Desk(line))
        await office.signs_in()
        incident = await office.opens_a_record()
        await office.notes((await office.lists())[TIME_FOR_OTHERS], WORDS)
        return incident


async def listed(settings: Settings) -> Any:
    """Give what counts of rules, calendar and closings."""
    async with DeskClient.connect(settings.desk_socket, desk=None, client="test") as line:
        return msgspec.structs.replace(await line.ask(AskListed(request=0)), request=0)


async def owed(settings: Settings, incident: IncidentId) -> dict[str, Any]:
    """Give everything that a person at a desk is told of what is owed."""
    async with DeskClient.connect(settings.desk_socket, DeskId("front"), "test") as line:
        office = Office(Desk(line))
        await office.signs_in()
        of_one = await office.lists(incident)
        return {
            "open": await office.lists(),
            "of one": of_one,
            "closed": [note.words for duty in of_one.values() if duty.state is State.CLOSED for note in duty.notes],
            "listed": await listed(settings),
        }
