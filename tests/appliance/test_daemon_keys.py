"""Tests that whatever is wrong with one file of keys, the daemon arms, rings, and names it, only as long as it is so."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.daemon import Daemon
from appliance.log.at_rest import examine
from appliance.plan.ids import KeyId, PersonId
from appliance.settings import Address, Settings
from hardware.signals import Press
from tests.appliance.test_daemon import becomes, plan_document, pressed
from tests.patience import patient
from tests.ports import free_port

pytestmark = pytest.mark.slow

PLANNED, ANA = KeyId("B204-wall"), PersonId("ana")
KEY = bytes(range(32))
FILES = (
    "device.key",
    "building.id",
    "box.id",
    "local.key",
    "rank",
    "people.pepper",
    "codes.pepper",
    "webhook.pem",
    "pages.key",
    "root.fingerprint",
    "credentials/B204-wall.secret",
)
DAMAGES: dict[str, Callable[[Path], object]] = {
    "a flipped bit": lambda file: file.write_bytes(bytes([file.read_bytes()[0] ^ 1]) + file.read_bytes()[1:]),
    "zeros": lambda file: file.write_bytes(bytes(file.stat().st_size)),
    "empty": lambda file: file.write_bytes(b""),
    "gone": lambda file: file.unlink(),
    "readable by all": lambda file: file.chmod(0o644),
}


def settings(folder: Path) -> Settings:
    (folder / "run").mkdir(exist_ok=True)
    return Settings(data=folder / "data", run=folder / "run", webhook=Address("127.0.0.1", free_port()))


async def used(folder: Path) -> Settings:
    """Make a box with a plan, an open call, a key, a PIN, an office and a webhook door."""
    at = settings(folder)
    async with Daemon.started(at) as daemon:
        await daemon.adopt(plan_document()).kept
        daemon.credentials.put(PLANNED, KEY)
        daemon.people.set(ANA, "830917")
        daemon._codes.made_pepper()
        assert await daemon.keeper.believe("ab" * 32, "", "a test") == ""
        daemon.vault.keep_rank(max(41, daemon.vault.rank))
        async with patient():
            while not (at.keys / "webhook.pem").exists():
                await daemon.engine.changed_since(daemon.engine.version)
        await pressed(daemon, "B204-wall", 1)
    return at


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("name", FILES)
async def test_one_damaged_file_is_healed_and_named_and_the_next_start_says_nothing(
    tmp_path: Path, name: str, damage: Callable[[Path], object]
) -> None:
    at = await used(tmp_path)
    if name == "rank":
        (at.keys / name).write_bytes(b"9" * 9)  # a flipped bit would make another rank; no box ever had this one
    damage(at.keys / name)
    async with Daemon.started(at) as daemon:
        assert [each.room for each in daemon.engine.board.incidents.values()] == ["B204"]
        await pressed(daemon, "B206-wall", 1)
        assert daemon._maker.key_of("B204-wall", "esphome") in (KEY, None)
        assert daemon.credentials.get(PLANNED) == KEY and daemon.people.is_right(ANA, "830917")
        assert daemon.keeper.trust.root == b"\xab" * 32
        await becomes(daemon, f"key-file-mended:{name}", present=True)
        assert not daemon.tasks.failed.done()
    async with Daemon.started(at) as daemon:
        await becomes(daemon, f"key-file-mended:{name}", present=False)
        assert not any(each.startswith("key-") for each in daemon.engine.board.troubles)


@pytest.mark.parametrize("name", [each for each in FILES if each not in ("rank", "box.id", "building.id", "local.key")])
async def test_a_file_lost_in_both_copies_keeps_no_call_from_ringing_and_is_named(tmp_path: Path, name: str) -> None:
    at = await used(tmp_path)
    for file in (at.keys / name, at.keys / "copies" / name):
        file.write_bytes(b"")
    async with Daemon.started(at) as daemon:
        assert [each.room for each in daemon.engine.board.incidents.values()] == ["B204"]
        await pressed(daemon, "B206-wall", 1)
        cause = {
            "credentials/B204-wall.secret": "credential-unusable:B204-wall",
            "root.fingerprint": None,
        }.get(name, f"key-lost:{name}")
        if name.startswith("credentials"):
            daemon._secrets.proof(PLANNED)
        if cause is not None:
            await becomes(daemon, cause, present=True)
        assert daemon.keeper.trust.root == b"\xab" * 32, "the record has it still"
        assert not daemon.tasks.failed.done()


@pytest.mark.parametrize("name", ["building.id", "box.id", "building.id box.id"])
async def test_lost_ids_are_read_back_and_the_record_goes_on(tmp_path: Path, name: str) -> None:
    at = await used(tmp_path)
    before = {each: (at.keys / each).read_bytes() for each in ("building.id", "box.id")}
    for each in name.split():
        for file in (at.keys / each, at.keys / "copies" / each):
            file.write_bytes(os.urandom(3))
    async with Daemon.started(at) as daemon:
        assert {each: (at.keys / each).read_bytes() for each in before} == before
        assert [each.room for each in daemon.engine.board.incidents.values()] == ["B204"]
        await becomes(daemon, f"key-file-mended:{name.split(maxsplit=1)[0]}", present=True)


async def test_a_stand_in_rings_what_was_open_says_so_at_each_start_and_its_record_verifies(tmp_path: Path) -> None:
    at = await used(tmp_path)
    for file in (at.keys / "device.key", at.keys / "copies" / "device.key"):
        file.unlink()
    for _ in range(2):
        async with Daemon.started(at) as daemon:
            assert daemon.vault.stand_in_for is not None
            assert [each.room for each in daemon.engine.board.incidents.values()] == ["B204"]
            await becomes(daemon, "box-stands-in:box", present=True)
            assert daemon.vault.stand_in_for.hex() in daemon.engine.board.troubles["box-stands-in:box"].detail
            daemon.intake.hear(Press("B204-wall", "help", 2))
    report = await examine(at)
    assert [str(fault) for fault in report.faults] == []


async def test_a_webhook_door_that_cannot_be_opened_closes_no_other(tmp_path: Path) -> None:
    at = await used(tmp_path)
    for file in list(at.keys.rglob("webhook.pem")):
        file.write_bytes(b"")
    in_the_way = at.keys / "copies" / "webhook.pem.unfinished"
    in_the_way.mkdir()
    async with Daemon.started(at) as daemon:
        await pressed(daemon, "B206-wall", 1)
        await becomes(daemon, "webhook-door-closed:webhook.pem", present=True)
        assert not daemon.tasks.failed.done()
    in_the_way.rmdir()
    async with Daemon.started(at) as daemon:
        await becomes(daemon, "webhook-door-closed:webhook.pem", present=False)
        await becomes(daemon, "key-lost:webhook.pem", present=True)


@pytest.mark.parametrize("name", ["webhook.pem", "people.pepper", "codes.pepper", "device.key", "local.key", "box.id"])
async def test_a_folder_in_place_of_a_file_is_moved_out_of_the_way(tmp_path: Path, name: str) -> None:
    at = await used(tmp_path)
    for file in (at.keys / name, at.keys / "copies" / name):
        file.unlink()
        file.mkdir()
        (file / "in the way").touch()
    async with Daemon.started(at) as daemon:
        await pressed(daemon, "B206-wall", 1)
        async with patient():
            while not (at.keys / name).is_file() or not (at.keys / "copies" / name).is_file():
                await daemon.engine.changed_since(daemon.engine.version)
        assert not daemon.tasks.failed.done()
        assert (at.keys / f"{name}.aside" / "in the way").exists()
