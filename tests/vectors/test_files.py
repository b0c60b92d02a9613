"""Tests the files of a box beside its entries, byte for byte: head file, tables, and the names and lengths of what is in the folder of
keys.

`file_v1.json` has them as they are today. The first copy of each must stay so; further copies may come beside it.
"""

import hashlib
import json
import re
import sqlite3
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.district import root_file
from appliance.doors.webhook.certificate import open_certificate
from appliance.logbook.database import MIGRATIONS, open_database
from appliance.logbook.head import Head, HeadFile
from appliance.plan.ids import KeyId, PersonId
from appliance.vault.credentials import Credentials
from appliance.vault.people import People
from appliance.vault.slow_hash import SlowHash
from appliance.vault.vault import Vault, verify
from tests.vectors.data_folder import FOLDERS, laid_out

PINNED: dict[str, Any] = json.loads(Path(__file__).with_name("file_v1.json").read_text(encoding="utf-8"))
BUILDING, BOX = bytes([0xB1]) * 16, bytes([0xB0]) * 16
DEVICE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HEADS = [Head(bytes([0xE0]) * 16, number, bytes([number]) * 32) for number in (8, 9)]
WALL_MS = 1_795_500_000_000  # a Tuesday in November 2026


def test_the_head_file_is_two_slots_written_in_turn(tmp_path: Path) -> None:
    head_file = HeadFile(tmp_path / "head", BUILDING, BOX, DEVICE.sign)
    for head in HEADS:
        head_file.write(head)
    head_file.close()
    assert (tmp_path / "head").read_bytes() == slots()


@pytest.mark.parametrize(("torn", "number"), [(None, 9), (0, 9), (1, 8)])
def test_a_head_file_of_today_is_read_also_with_one_slot_torn(torn: int | None, number: int, tmp_path: Path) -> None:
    written = bytearray(slots())
    if torn is not None:
        written[512 * torn + 40] ^= 1
    (tmp_path / "head").write_bytes(written)
    head_file = HeadFile(tmp_path / "head", BUILDING, BOX, DEVICE.sign)
    public = DEVICE.public_key().public_bytes_raw()
    assert head_file.read(lambda *signed: verify(public, *signed)) == HEADS[number - 8]
    head_file.close()


def slots() -> bytes:
    return b"".join(bytes.fromhex(slot).ljust(512, b"\0") for slot in PINNED["head slots"])


@pytest.mark.parametrize("step", PINNED["schema"])
def test_a_step_of_the_tables_that_is_out_is_never_edited(step: str) -> None:
    text = files("appliance.logbook").joinpath(step).read_bytes()
    assert hashlib.sha256(text).hexdigest() == PINNED["schema"][step], "a later schema is a new step"


def test_the_steps_that_are_out_come_first() -> None:
    assert [*MIGRATIONS[: len(PINNED["schema"])]] == [*PINNED["schema"]]


@pytest.mark.parametrize("folder", FOLDERS)
async def test_tables_of_before_are_opened_as_they_are(folder: str, tmp_path: Path) -> None:
    at = laid_out(folder, tmp_path).logbook / "logbook.db"
    with sqlite3.connect(at) as db:
        named = {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in PINNED["pragmas"]}
    db.close()
    assert named == PINNED["pragmas"]
    database = await open_database(at)
    assert (
        await database.work(lambda db: db.execute("PRAGMA page_size").fetchone()[0]) == PINNED["pragmas"]["page_size"]
    )
    await database.close()


def test_a_new_box_writes_the_same_files_of_the_same_lengths(tmp_path: Path) -> None:
    """A file without a line in `file_v1.json` is nobody's first copy, and may be anything."""
    vault = Vault.open(tmp_path)
    week = vault.reading_keys.current(WALL_MS)
    vault.reading_keys.condemn("2026-W40")
    Credentials(tmp_path / "credentials").put(KeyId("B204-wall"), bytes(32))
    People(tmp_path).set(PersonId("ana"), "830917")
    SlowHash(tmp_path / "codes.pepper").made_pepper()
    root_file.write(tmp_path, bytes(32))
    open_certificate(tmp_path)
    lengths = {path.relative_to(tmp_path).as_posix(): path.stat().st_size for path in tmp_path.rglob("*.*")}
    for name, length in PINNED["keys"].items():
        found = [each for each in lengths if re.fullmatch(name, each)]
        assert len(found) == 1, f"{name}: {found}"
        assert length is None or lengths[found[0]] == length
    assert (tmp_path / "reading" / "2026-W48.key").read_bytes() == week.seed
    assert (tmp_path / "building.id").read_bytes() == vault.building
    assert (tmp_path / "box.id").read_bytes() == vault.box
    device = Ed25519PrivateKey.from_private_bytes((tmp_path / "device.key").read_bytes())
    assert device.public_key().public_bytes_raw() == vault.device_public


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_box_of_before_has_these_files_and_no_others(folder: str, tmp_path: Path) -> None:
    keys = laid_out(folder, tmp_path).keys
    for path in (path for path in keys.rglob("*") if path.is_file()):
        name = path.relative_to(keys).as_posix()
        [length] = [length for pattern, length in PINNED["keys"].items() if re.fullmatch(pattern, name)]
        assert length is None or path.stat().st_size == length, name
