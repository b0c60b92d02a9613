"""Tests retention over the desk line and by the command: records are listed, asked for once more, destroyed and certified; and who may not
do so.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.adoption.adoption import Adoption
from appliance.api.ask import Reply
from appliance.api.desk.client import DeskClient
from appliance.api.records.retention import AskDue, DestroyDue, DueKnown
from appliance.commands.record import main
from appliance.doors.console.door import SOCKET_MODE, DeskDoor
from appliance.doors.listening import bind_unix
from appliance.doors.peer import Peer, Rights
from appliance.doors.records.feed_lines import FeedLines
from appliance.doors.records.user import Services
from appliance.doors.sitting.proving import Proving
from appliance.engine.receipts import Receipts
from appliance.health.telling import Telling
from appliance.owed.owed import Owed
from appliance.plan.model import Retention
from appliance.settings import Settings
from appliance.tasks import Tasks
from appliance.vault.credentials import Credentials
from appliance.vault.people import People
from appliance.vault.slow_hash import SlowHash
from tests.appliance.engine.test_retention import BEGAN, OVER, A, B, C, D
from tests.appliance.engine.years import Years, years_at


class NoAdministrator(Rights):
    """Rights like those of a desk: these tests may run as root."""

    def may_adopt(self, peer: Peer) -> bool:
        return False


@asynccontextmanager
async def open_door(box: Years, rights: Rights) -> AsyncIterator[Path]:
    """Open the desk line of this box, for peers with these rights."""
    socket, tasks = box.folder / "desk.sock", Tasks()
    records = Services(
        box.engine,
        box.records,
        Receipts(box.logbook, box.vault),
        FeedLines(),
        Proving(
            People(box.folder / "keys"),
            SlowHash(box.folder / "keys" / "codes.pepper"),
            lambda: box.engine.board.index,
        ),
        box.retention,
        box.forgetting,
        Telling(
            Settings(data=box.folder),
            Credentials(box.folder / "credentials"),
            box.vault.device_public,
            lambda: box.engine.board.index,
            tuple,
        ).known,
        Owed(box.engine, box.records, box.logbook, box.queries),
    )

    def no_plan(_: bytes) -> None:
        raise AssertionError("nobody adopts a plan here")

    buttons = Adoption(box.engine, Credentials(box.folder / "credentials"), {}, no_plan, box.vault.keep_rank)  # type: ignore[arg-type]
    door = DeskDoor(box.engine, box.queries, bind_unix(socket, SOCKET_MODE), no_plan, buttons, records, rights)  # type: ignore[arg-type]
    tasks.start(door.run(), name="desk door")
    try:
        yield socket
    finally:
        await tasks.stop()


async def command(socket: Path, *more: str) -> int:
    return await asyncio.to_thread(main, ["destroy", "--due", "--socket", str(socket), *more])


@pytest.mark.slow
async def test_listed_then_destroyed_then_nothing_is_due(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        record = await box.record()
        await box.turn_to(OVER)
        async with open_door(box, Rights.here()) as socket:
            assert await command(socket, "--dry-run") == 0
            listed = capsys.readouterr().out
            assert "Record 1: what happened, student facts, personnel facts, medical facts\n" in listed
            assert "over since 2033-09-05: incident, 7 years after it was last written to." in " ".join(listed.split())
            assert max(map(len, listed.splitlines())) <= 80
            assert await box.classes_read(record) == {A, B, C, D}
            assert await command(socket) == 1, "nobody is at the terminal to say so"
            assert "Add --yes where that is meant." in capsys.readouterr().err
            assert await box.classes_read(record) == {A, B, C, D}
            assert await command(socket, "--yes") == 0
            assert "Destroyed: 4 keys and 4 wraps of 1 record." in capsys.readouterr().out
            assert await box.classes_read(record) == set()
            assert await command(socket, "--yes") == 0
            assert capsys.readouterr().out == "Nothing is due.\n"


@pytest.mark.slow
async def test_without_an_approval_it_lists_and_says_why_nothing_goes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with years_at(tmp_path, BEGAN, Retention()) as box:
        record = await box.record()
        await box.turn_to(OVER)
        async with open_door(box, Rights.here()) as socket:
            assert await command(socket, "--yes") == 1
            said = capsys.readouterr()
            assert "Record 1:" in said.out
            assert "nobody approved the schedule. Write under `retention` in the plan" in said.err
            async with DeskClient.connect(socket, desk=None, client="test") as line:
                refused = await line.ask(DestroyDue(request=0))
                assert isinstance(refused, Reply)
                assert not refused.ok
        assert await box.classes_read(record) == {A, B, C, D}


async def test_whoever_does_not_administer_the_box_neither_lists_nor_destroys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        record = await box.record()
        await box.turn_to(OVER)
        async with open_door(box, NoAdministrator.here()) as socket:
            assert await command(socket, "--yes") == 1
            assert "Only root and the group handbell-admin may destroy records." in capsys.readouterr().err
            async with DeskClient.connect(socket, desk=None, client="test") as line:
                for message in (AskDue(request=0), DestroyDue(request=0)):
                    assert not isinstance(await line.ask(message), DueKnown)
        assert await box.classes_read(record) == {A, B, C, D}
