"""Tests a card that is full or fails while a copy is prepared: the person who waits at the console is told why, and
nothing is half done.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from appliance.api.restoring.client import asked
from appliance.api.restoring.fetching import COPY, TOLD, Fetched, Wanted, read_message
from appliance.api.restoring.messages import SOCKET_NAME, NotRestored, RestoreFrom, ToConsole
from appliance.doors.listening import bind_unix
from appliance.restoring import restoring
from appliance.restoring.fetching import Fetching
from appliance.restoring.serving import RestoreDesk
from appliance.settings import Settings
from appliance.vault.vault import Vault
from sync.transport.whole_file import write_whole
from tests.appliance.logbook.box import box_at, call
from tests.appliance.restoring.copied import PHRASE, copy_of
from tests.small_disk import small_disk

pytestmark = pytest.mark.slow


@pytest.fixture
async def copy(tmp_path: Path) -> Path:
    """A copy of a box with more to say than the small disk takes."""
    folder = tmp_path / "dead"
    async with box_at(folder) as box:
        for turn in range(1, 400):
            await box.keep(call(turn, f"B{turn}"))
    return copy_of(folder, tmp_path / "brought" / COPY)


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Settings]:
    (at := tmp_path / "new").mkdir()
    with small_disk(at, "1M") as disk:
        disk.chmod(0o700)
        yield Settings(data=disk, run=tmp_path)


async def fetches(wanted: Path, fetched: Path) -> None:
    """Answer as handbell-fetch does; what it would bring is there already."""
    while (question := read_message(wanted, Wanted)) is None:
        await asyncio.sleep(0.02)
    write_whole(fetched / TOLD, msgspec.msgpack.encode(Fetched(question.nonce, (), True, "")), 0o640)


async def test_a_card_that_is_full_is_named_at_the_console(
    copy: Path, full: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        restoring, "ROOM_LEFT_BYTES", -(64 << 20)
    )  # otherwise the restore would be refused before it is tried
    former = Vault.open(tmp_path / "dead" / "keys", mends=False)
    desk = RestoreDesk(full, Fetching(tmp_path / "wanted", copy.parent))
    async with asyncio.TaskGroup() as group:
        running = [
            group.create_task(desk.serve(bind_unix(full.run / SOCKET_NAME, 0o660))),
            group.create_task(fetches(tmp_path / "wanted", copy.parent)),
        ]
        answers: list[ToConsole] = []
        async for each in asked(
            full.run / SOCKET_NAME, RestoreFrom(f"{former.building.hex()}/{former.box.hex()}", PHRASE)
        ):
            answers.append(each)
        for each in running:
            each.cancel()
    last = answers[-1]
    assert isinstance(last, NotRestored) and last.code == "disk", last
    assert "full" in last.says or "No space left" in last.says, last.says
    assert not full.restored.exists() and not (full.restoring / "built").exists()
