"""Tests that a box in use keeps its record, whoever asks at a console: what no screen offers, the process behind it does not do either."""

import asyncio
from pathlib import Path

import pytest

from appliance.api.board import view
from appliance.api.restoring.client import asked
from appliance.api.restoring.messages import SOCKET_NAME, FromConsole, RestoreFrom, TakeUp, ToConsole
from appliance.doors.listening import bind_unix
from appliance.restoring import own
from appliance.restoring.fetching import Fetching
from appliance.restoring.restoring import Restored, lay
from appliance.restoring.serving import IN_USE, NOTHING_LAID, RestoreDesk
from appliance.settings import Settings
from appliance.swap import READY
from tests.appliance.logbook.box import box_at, call
from tests.appliance.restoring.copied import PHRASE, copy_of, key_of


async def answer(at: Settings, question: FromConsole) -> ToConsole:
    """Give the last answer."""
    desk = RestoreDesk(at, Fetching(at.run / "wanted", at.run / "fetched"))
    (at.run / SOCKET_NAME).unlink(missing_ok=True)
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(desk.serve(bind_unix(at.run / SOCKET_NAME, 0o660)))
        told = [each async for each in asked(at.run / SOCKET_NAME, question)]
        serving.cancel()
    return told[-1]


async def test_no_console_puts_the_record_of_a_box_in_use_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert own.NEW_ENTRIES == view.NEW_ENTRIES, "as the screens have it"
    monkeypatch.setattr(own, "NEW_ENTRIES", 5)
    async with box_at(tmp_path / "dead") as box:
        await box.keep(call(1))
    at = Settings(data=tmp_path / "data", run=tmp_path)
    async with box_at(at.data) as box:
        for turn in range(1, 4):
            await box.keep(call(turn, f"B{turn}"))
    done = lay(copy_of(tmp_path / "dead", tmp_path / "copy"), key_of(), at)
    assert isinstance(done, Restored)
    assert not own.has_a_record(at), "as many again, for the errand itself"
    async with box_at(at.data) as box:
        for turn in range(4, 7):
            await box.keep(call(turn, f"B{turn}"))
    for question in (TakeUp(), RestoreFrom(f"{'0b' * 16}/{'0e' * 16}", PHRASE)):
        assert await answer(at, question) == IN_USE
    assert not (at.restored / READY).exists()


async def test_a_card_without_a_record_or_with_a_damaged_one_is_no_box_in_use(tmp_path: Path) -> None:
    (tmp_path / "data" / "logbook").mkdir(parents=True, mode=0o700)
    at = Settings(data=tmp_path / "data", run=tmp_path)
    assert await answer(at, TakeUp()) == NOTHING_LAID
    for content in (b"no head at all" * 80, b"\x00\x08" + bytes(1022)):
        (at.logbook / "head").write_bytes(content)
        assert await answer(at, TakeUp()) == NOTHING_LAID
    (at.logbook / "head").unlink()
    assert await answer(at, TakeUp()) == NOTHING_LAID
