"""Tests that what was recorded is there again: the same bytes, what is open, what stands, and nothing in clear."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from appliance.core.calls.events import CallRaised, NoteAdded
from appliance.core.devices.events import TroubleRaised, TroubleRestored
from appliance.core.ground.events import EpochStarted
from appliance.core.ground.words import Cause
from appliance.envelope import format as layout
from appliance.logbook.errors import Busy, NotKept
from appliance.logbook.start import open_logbook
from appliance.plan.ids import ButtonId
from appliance.vault import vault as vaults
from tests.appliance.logbook.box import WALL_MS, box_at, call, note, stand_down, undone

WEEK_MS = 7 * 24 * 3600 * 1000


async def test_open_calls_and_standing_troubles_are_found_again_and_closed_ones_are_not(tmp_path: Path) -> None:
    lost, mended = Cause("button-lost", "B204-wall"), Cause("button-lost", "B206-wall")
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "B204"), call(2, "B206"))
        await box.keep(note(1, "crying, door open"), stand_down(2))
        await box.keep(
            TroubleRaised(cause=lost, detail="x"),
            TroubleRaised(cause=mended, detail="y"),
            TroubleRestored(cause=mended),
        )
    async with box_at(tmp_path) as box:
        events = [fact.event for fact in box.remembered.facts]
        assert [event.number for event in events if isinstance(event, CallRaised)] == [1]
        assert [event.text for event in events if isinstance(event, NoteAdded)] == ["crying, door open"]
        assert [event.cause for event in events if isinstance(event, TroubleRaised)] == [lost]
        assert box.remembered.calls_so_far == 2
        assert box.remembered.troubles == box.remembered.unreadable == []


async def test_a_trouble_that_goes_and_comes_back_in_one_batch_stands(tmp_path: Path) -> None:
    flapping = Cause("button-lost", "B204-wall")
    async with box_at(tmp_path) as box:
        await box.keep(TroubleRaised(cause=flapping, detail="x"))
        await box.keep(TroubleRestored(cause=flapping), TroubleRaised(cause=flapping, detail="y"))
    async with box_at(tmp_path) as box:
        stands = [fact.event for fact in box.remembered.facts if isinstance(fact.event, TroubleRaised)]
        assert [event.detail for event in stands] == ["y"]


@pytest.mark.parametrize("batches", [1, 3], ids=["in one batch", "one by one"])
async def test_a_stand_down_that_was_undone_leaves_the_call_open_in_its_own_stream(
    tmp_path: Path, batches: int
) -> None:
    slip = [call(1), stand_down(1), undone(1)]
    async with box_at(tmp_path) as box:
        if batches == 1:
            await box.keep(*slip, note(1, "later"))
        else:
            for event in (*slip, note(1, "later")):
                await box.keep(event)
        stream = await box.logbook.reader.stream_of_incident("i-1")
        assert stream is not None
        headers = [layout.split(entry).header for _, entry in await box.logbook.reader.of_stream(stream)]
        assert [header.key_no for header in headers] == [1] * 5, "the key entry and four facts, under one key"
    async with box_at(tmp_path) as box:
        events = [fact.event for fact in box.remembered.facts]
        assert [*slip, note(1, "later")] == [event for event in events if not isinstance(event, EpochStarted)]
        await box.keep(stand_down(1), call(2, "B206"))
    async with box_at(tmp_path) as box:
        assert [e.number for fact in box.remembered.facts if isinstance(e := fact.event, CallRaised)] == [2]


async def test_a_new_epoch_follows_the_last_entry_is_signed_and_ranks_higher(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1))
        head, first_epoch = box.logbook.kept, box.logbook.epoch
    async with box_at(tmp_path) as box:
        started = [event for event in await box.told() if isinstance(event, EpochStarted)]
        assert started[1].parent == (first_epoch, head[0], head[1].hex())
        assert started[1].epoch_rank > started[0].epoch_rank
        statement = layout.epoch_statement(box.vault.building, box.vault.box, started[1])
        assert vaults.verify(bytes.fromhex(started[1].device_key), statement, bytes.fromhex(started[1].signature))


async def test_a_new_epoch_writes_to_an_open_incident_under_a_new_key(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1))
    async with box_at(tmp_path) as box:
        await box.keep(note(1, "later"))
        stream = await box.logbook.reader.stream_of_incident("i-1")
        assert stream is not None
        headers = [layout.split(entry).header for _, entry in await box.logbook.reader.of_stream(stream)]
        assert [header.key_no for header in headers] == [1, 1, 2, 2]


async def test_a_batch_tried_again_is_not_doubled(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        batch = await box.keep(call(1), call(2, "B206"))
        before = await box.logbook.reader.after(0, 100)
        await box.logbook.reopen()
        await box.logbook.record(batch)
        assert await box.logbook.reader.after(0, 100) == before


async def test_counts_are_found_again_for_every_ledger(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "B204", counter=41), stand_down(1))
        await box.keep(call(2, "B204", counter=42))
    async with box_at(tmp_path) as box:
        assert box.remembered.counters == {(ButtonId("B204-wall"), "help", ""): 42}


async def test_nothing_stands_in_clear_in_any_file(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "Kindergarten-Zebra"), note(1, "Hildegunde bit the paraprofessional"))
        written = b"".join(path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file())
    for word in (
        b"Zebra",
        b"Hildegunde",
        b"assist",
        b"help",
        b"front",
        b"call-raised",
        b"note-added",
        str(WALL_MS).encode(),
    ):
        assert word not in written, word
    assert WALL_MS.to_bytes(8, "big") not in written, "the time of a call as msgpack writes it"


async def test_a_stolen_record_without_the_keys_opens_nothing(tmp_path: Path) -> None:
    async with box_at(tmp_path / "box") as box:
        await box.keep(call(1), note(1, "secret"))
    (tmp_path / "thief").mkdir()
    (tmp_path / "box" / "logbook").rename(tmp_path / "thief" / "logbook")
    (tmp_path / "thief" / "logbook" / "head").unlink()
    (tmp_path / "thief" / "keys").mkdir(mode=0o700)
    (tmp_path / "thief" / "keys" / "building.id").write_bytes((tmp_path / "box" / "keys" / "building.id").read_bytes())
    (tmp_path / "thief" / "keys" / "building.id").chmod(0o600)
    async with box_at(tmp_path / "thief") as box:
        assert [type(event) for event in await box.told()] == [EpochStarted], "only what the thief's own box wrote"


async def test_destroyed_reading_keys_open_nothing(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1), note(1, "secret"))
        for week in box.vault.reading_keys.weeks():
            box.vault.reading_keys.destroy(week)
    vault = vaults.Vault.open(tmp_path / "keys")
    logbook, remembered = await open_logbook(tmp_path / "logbook", vault, wall_ms=WALL_MS)
    opened = await logbook.opener.open(await logbook.reader.after(0, 100))
    await logbook.close()
    assert remembered.facts == []
    assert opened and all(each.fact is None for each in opened)


async def test_open_incidents_are_carried_forward_so_that_an_old_weeks_key_may_go(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1), note(1, "still open"), call(2, "B206"), stand_down(2))
        old = box.vault.reading_keys.weeks()
        box.logbook.pool.readdress([box.vault.reading_keys.current(WALL_MS + WEEK_MS).public])
        await box.logbook.record(box.logbook.carry_forward(await box.logbook.keys_in_use()))
        for week in old:
            box.vault.reading_keys.destroy(week)
    async with box_at(tmp_path, WALL_MS + WEEK_MS) as box:
        events = [fact.event for fact in box.remembered.facts]
        assert [event.text for event in events if isinstance(event, NoteAdded)] == ["still open"]
        told = await box.told()
        assert [event.number for event in told if isinstance(event, CallRaised)] == [1], (
            "what had ended went with its key"
        )


@pytest.mark.slow
async def test_two_processes_cannot_own_one_logbook(tmp_path: Path) -> None:
    async with box_at(tmp_path):
        stranger = sqlite3.connect(tmp_path / "logbook" / "logbook.db", timeout=0)
        with closing(stranger), pytest.raises(sqlite3.OperationalError, match="locked"):
            stranger.execute("SELECT * FROM entry")
        with pytest.raises(Busy, match="alert daemon"):
            await open_logbook(tmp_path / "logbook", vaults.Vault.open(tmp_path / "keys"), wall_ms=WALL_MS)


def held_open() -> set[str]:
    """Give the names of the files this process has open."""
    names = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            names.add(str(descriptor.readlink()))
    return names


async def test_a_signed_head_that_cannot_be_opened_takes_no_other_file_with_it_however_often_it_is_tried(
    tmp_path: Path,
) -> None:
    async with box_at(tmp_path) as box:
        vault = box.vault
        await box.keep(call(1))
    head, aside = tmp_path / "logbook" / "head", tmp_path / "head"
    head.rename(aside)
    head.symlink_to(tmp_path / "nowhere" / "head")  # nothing can be written through this link
    logbook, _ = await open_logbook(tmp_path / "logbook", vault, wall_ms=WALL_MS, unwritable_too=True)
    try:
        for _ in range(3):
            with pytest.raises(NotKept, match="cannot be written"):
                await logbook.reopen()
            assert str(tmp_path / "logbook" / "logbook.db") in held_open(), "and with it the lock on the record"
        head.unlink()
        aside.rename(head)
        await logbook.reopen()
        assert logbook.unwritable is None
        await logbook.close()
        await logbook.close()
    finally:
        await logbook._database.close()  # otherwise its thread would keep the tests from ending
    assert not [name for name in held_open() if name.startswith(str(tmp_path))]
