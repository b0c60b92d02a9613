"""Tests finding out who wrote the newest entry from bytes alone, also in a record that no database would open."""

import os
import shutil
from pathlib import Path

from appliance.logbook.identity import newest_writer
from appliance.vault.vault import Vault
from tests.appliance.logbook.box import box_at, call


async def test_while_it_is_written_and_when_it_is_closed(tmp_path: Path) -> None:
    assert newest_writer(tmp_path / "logbook")() is None
    async with box_at(tmp_path) as box:
        await box.keep(call(1))
        assert newest_writer(tmp_path / "logbook")() == (box.vault.building, box.vault.box)
    assert newest_writer(tmp_path / "logbook")() == (box.vault.building, box.vault.box)


async def test_from_a_damaged_one_and_from_one_that_was_set_aside(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        for number in range(1, 6):
            await box.keep(call(number))
    logbook = tmp_path / "logbook" / "logbook.db"
    damaged = bytearray(logbook.read_bytes())
    damaged[:2048] = os.urandom(2048)
    logbook.write_bytes(damaged)
    assert newest_writer(tmp_path / "logbook")() == (box.vault.building, box.vault.box)
    aside = tmp_path / "logbook" / "set-aside" / "20261128T120000"
    aside.mkdir(parents=True)
    logbook.rename(aside / "logbook.db")
    assert newest_writer(tmp_path / "logbook")() == (box.vault.building, box.vault.box)


async def test_one_bit_in_a_header_makes_nobody_else_the_writer(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        for number in range(1, 6):
            await box.keep(call(number))
    logbook = tmp_path / "logbook" / "logbook.db"
    whole = logbook.read_bytes()
    whose = box.vault.building, box.vault.box
    at = whole.index(b"HBE1")
    for byte in range(at, at + 62):
        damaged = bytearray(whole)
        damaged[byte] ^= 0x80
        logbook.write_bytes(damaged)
        assert newest_writer(tmp_path / "logbook")() == whose, byte - at


async def test_a_stand_in_goes_on_with_the_record_and_is_its_newest_writer(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1))
    for file in (tmp_path / "keys").rglob("device.key"):
        file.unlink()
    stand_in = Vault.open(tmp_path / "keys", newest_writer(tmp_path / "logbook"))
    assert stand_in.stand_in_for == box.vault.box
    async with box_at(tmp_path) as again:
        assert again.vault.box == stand_in.box and not again.remembered.troubles
        assert [event.room for event in await again.told() if hasattr(event, "room")] == ["B204"]
        await again.keep(call(2))
        assert newest_writer(tmp_path / "logbook")() == (box.vault.building, stand_in.box)


def test_no_folder_and_no_reading_are_no_writer(tmp_path: Path) -> None:
    assert newest_writer(tmp_path / "nowhere")() is None
    (tmp_path / "logbook").mkdir()
    (tmp_path / "logbook" / "logbook.db").write_bytes(b"HBE1" * 4)
    assert newest_writer(tmp_path / "logbook")() is None
    shutil.rmtree(tmp_path / "logbook")
