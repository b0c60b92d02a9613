"""Proves what a thief of the box or of its card can read after a busy morning: nothing of what was called, by whom, or why."""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from appliance.core.calls.commands import AddNote, HandOff
from appliance.core.people.commands import SignIn
from appliance.logbook import verify
from appliance.logbook.start import open_logbook
from appliance.plan.ids import DeskId, PersonId
from appliance.vault.reading_keys import ReadingKeys
from appliance.vault.vault import Vault
from tests.proof.press import Pendant
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.record import read_record
from tests.system.school import SECRET_WORDS, pendant_of, rooms

pytestmark = pytest.mark.proof

NOTE = "Zephyrine lies on the floor beside the window"
WORDS = (*SECRET_WORDS, "Zephyrine", "help", "front", "vasquez", "acknowledge", "dispatch", "B204-wall", *rooms(20))


async def nothing(_: Desk) -> None:
    """Do nothing more."""


async def busy_morning(box: Box, before_dark: Callable[[Desk], Awaitable[None]] = nothing) -> None:
    """Record every kind of thing, more than once, over a restart. `before_dark` is awaited before each of the two ends."""
    assert box.webhook_port is not None
    building = await box.building()
    for morning, person in ((1, "vasquez"), (2, "quimby")):
        await box.starts()
        async with box.sitting_at("front") as desk:
            await desk.does(SignIn(person=PersonId(person)))
            for button in building.buttons():
                await building.until_lamp(button, "ready", within_s=10)
                await building.press(button)
                await building.press(button, "medical")
            await Pendant(pendant_of("B201"), box.webhook_port, counter=morning).press()
            for room in rooms(20):
                call = await desk.shows(room)
                await desk.does(AddNote(incident=call.incident, text=NOTE))
                await desk.acknowledges(call)
                await desk.sends(call)
                await desk.confirms(call)
                await desk.notes_arrival(call)
                if room != "B220":
                    await desk.stands_down(call)
            await desk.does(HandOff(incident=call.incident, to=DeskId("hall")))
            if morning == 1:
                await desk.stands_down(call)
            await before_dark(desk)
        box.kill()


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    async with Box(tmp_path / "box", webhook=True) as box:
        await busy_morning(box)
        return box.data


async def test_a_stolen_box_says_nothing_in_clear(data: Path) -> None:
    record = await read_record(data)
    assert sum(NOTE in getattr(event, "text", "") for event in record.events) == 40, "with the keys, all of it is there"
    files = [path for path in data.rglob("*") if path.is_file()]
    assert any(path.name == "logbook.db" for path in files)
    for path in files:
        content = path.read_bytes()
        for word in WORDS:
            for encoded in (
                word.encode(),
                word.encode("utf-16-le"),
                word.encode("utf-16-be"),
                word.encode("utf-32-le"),
            ):
                assert encoded not in content, f"{word} stands in clear in {path.relative_to(data)}"
        assert not any(word in str(path.relative_to(data)) for word in WORDS), f"{path} is named after something secret"


async def test_a_copy_of_the_record_without_the_keys_opens_nothing(data: Path, tmp_path: Path) -> None:
    stolen = tmp_path / "stolen"
    shutil.copytree(data / "logbook", stolen / "logbook")
    (stolen / "keys").mkdir(mode=0o700)
    shutil.copy2(data / "keys" / "building.id", stolen / "keys")
    Vault.open(stolen / "keys")  # the thief's own box has every kind of key, but not these keys
    record = await read_record(stolen)
    assert record.events == []
    assert record.head > 200


async def test_destroyed_reading_keys_open_nothing_even_with_every_other_secret(data: Path) -> None:
    before = await read_record(data)
    assert before.events
    reading = ReadingKeys(data / "keys" / "reading")
    for week in reading.weeks():
        reading.destroy(week)
    after = await read_record(data)
    assert after.events == []
    assert after.head == before.head
    assert after.findings == [], "the chain can be checked all the same"


async def test_a_record_altered_by_one_byte_is_noticed(data: Path, tmp_path: Path) -> None:
    """The thief puts the record back, a little changed."""
    await read_record(data)  # to read the record folds the write-ahead log into the file
    path = data / "logbook" / "logbook.db"
    content = bytearray(path.read_bytes())
    at = content.index(b"HBE1", len(content) // 2) + 200
    content[at] ^= 1
    path.write_bytes(content)
    vault = Vault.open(data / "keys")
    logbook, remembered = await open_logbook(data / "logbook", vault, wall_ms=1_800_000_000_000)
    try:
        rows = await logbook.reader.after(0, 100_000)
        wrong = [
            each
            for each in verify.check(rows, vault.building, verify.Link(0, bytes(32)))
            if isinstance(each, verify.Finding)
        ]
        assert wrong or remembered.troubles or remembered.unreadable
    finally:
        await logbook.close(sign=False)
