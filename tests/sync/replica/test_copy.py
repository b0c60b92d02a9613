"""Tests the copy in a folder, made by real Litestream: what is told is there, and comes back."""

import asyncio
import os
from pathlib import Path

import msgspec
import pytest

from appliance.api.records.recovery import WantOfCopy
from sync.replica.bounds import LOG_LEN_MAX
from sync.replica.command import main
from sync.replica.marker import GENERATION_LEN
from sync.replica.state import State
from tests.sync.replica.rig import Copied, copied, holding, loses_its_power_as_it_joins

pytestmark = pytest.mark.slow


async def test_what_the_box_writes_comes_back_as_it_was_sealed(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        box.feed.writes(30)
        state = await box.feed.is_copied(31)
        assert (state.kind, state.where[:20], state.survives) == ("folder", str(box.target)[:20], ())
        there = box.gives_back()
        assert there.entries == box.record.entries
        assert there.wraps == {number: each.wrap for number, each in box.record.wraps.items()}


async def test_a_replica_that_starts_again_goes_on_with_the_same_copy(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        await box.feed.is_copied(1)
        before = box.generations()
        await box.stops()
        box.feed.writes(1200)
        await box.starts()
        await box.feed.is_copied(1201)
        assert box.generations() == before
        assert box.gives_back().entries == box.record.entries


async def test_what_a_power_cut_cut_off_is_removed_and_the_same_copy_gone_on_with(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        box.feed.writes(20)
        await box.feed.is_copied(21)
        before = box.generations()
        await box.stops()
        loses_its_power_as_it_joins(box)
        await box.starts()
        box.feed.writes(20)
        await box.feed.is_copied(41)
        assert box.generations() == before
        assert box.gives_back().entries == box.record.entries
        await box.stops()
        assert all(path.stat().st_size for path in box.box.rglob("*.ltx"))


async def test_one_that_died_as_it_began_anew_leaves_the_marker_with_the_copy_that_is_whole(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        box.feed.writes(20)
        await box.feed.is_copied(21)
        await box.stops()
        state = State.load(box.settings.state)
        state.gives_up()  # as `Generations.begin` leaves it before a byte is at the target
        state.mirror, state.wraps = os.urandom(GENERATION_LEN).hex(), os.urandom(GENERATION_LEN).hex()
        state.wraps_txid = state.proved = 0
        state.save(box.settings.state)
        named = set[str]()
        watching = asyncio.get_running_loop().create_task(_named_without_a_file(box, named))
        await box.starts()
        box.feed.writes(1)
        await box.feed.is_copied(22)
        watching.cancel()
        assert named == set(), "named before anything of it lay there"
        assert box.gives_back().entries == box.record.entries


async def _named_without_a_file(box: Copied, named: set[str]) -> None:
    while True:
        mirror = msgspec.msgpack.decode((box.box / "latest").read_bytes())[3].hex()
        still = bytes.fromhex(mirror) in (box.box / "latest").read_bytes()
        if still and not [*(box.box / f"mirror-{mirror}").rglob("*.ltx")]:
            named.add(mirror)
        await asyncio.sleep(0.001)


async def test_killed_at_once_it_has_at_the_target_what_it_told(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        for _ in range(5):
            box.feed.writes(5)
            told = (await box.feed.is_copied(box.record.head)).proved
            there = box.gives_back().entries
            assert there[:told] == box.record.entries[:told] and len(there) >= told


async def test_what_is_forgotten_at_the_box_is_forgotten_at_the_target_and_in_every_file_of_the_replica(
    tmp_path: Path,
) -> None:
    async with copied(tmp_path) as box:
        box.feed.writes(120)
        before = await box.feed.is_copied(121)
        wrap, stays = box.record.wraps[13].wrap, box.record.wraps[25].wrap
        assert holding(wrap, box.target, box.settings.data)
        first = box.generations()
        box.feed.copy.drops(13)
        await box.feed.hears_of_copy(lambda state: state.wraps_version > before.wraps_version)
        assert not holding(wrap, box.target, box.settings.data)
        assert holding(stays, box.target, box.settings.data)
        assert len(first & box.generations()) == 1  # the generation of entries goes on as before
        there = box.gives_back()
        assert (13 in there.wraps, 25 in there.wraps) == (False, True)
        assert there.gone == {(box.record.wraps[13].stream, 1)}
        assert there.entries == box.record.entries


async def test_a_bundle_lies_beside_the_entries_and_replaces_the_one_before(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        for serial, sealed in ((1, b"first"), (2, b"second")):
            box.feed.copy.bundle = (serial, sealed)
            box.feed.writes(1)
            await box.feed.hears_of_copy(
                lambda state, serial=serial: state.bundle_serial == serial and state.proved == box.record.head
            )  # type: ignore[misc]
            assert (box.box / f"bundle-{serial:08d}").read_bytes() == sealed
        assert not (box.box / "bundle-00000001").exists()


async def test_a_record_that_was_put_back_gets_another_copy_and_the_old_one_stays(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        box.feed.writes(40)
        await box.feed.is_copied(41)
        before, lost = box.generations(), box.record.entries[30:]
        old = box.gives_back()
        assert old.entries[30:] == lost
        box.record.put_back_to(30)
        box.feed.writes(3)
        await box.feed.hears_of_copy(lambda state: state.proved == 33)
        assert box.gives_back().entries == box.record.entries
        assert before < box.generations()


@pytest.mark.parametrize("asked_over_the_line", [False, True])
async def test_what_was_kept_of_a_record_that_was_put_back_goes_once_a_person_says_so(
    tmp_path: Path, *, asked_over_the_line: bool
) -> None:
    async with copied(tmp_path) as box:
        box.feed.writes(40)
        await box.feed.is_copied(41)
        before, wrap = box.generations(), box.record.wraps[13].wrap
        box.record.put_back_to(30)
        box.feed.writes(3)
        await box.feed.hears_of_copy(lambda state: state.proved == 33)
        box.feed.copy.drops(13)
        await box.feed.hears_of_copy(lambda state: state.wraps_version == 2 and len(state.survives) == 1)
        assert before < box.generations() and holding(wrap, box.target)
        if asked_over_the_line:
            box.feed.copy.wants = WantOfCopy.FORGET_EARLIER
        else:
            assert main(["forget-earlier", "--data", str(box.settings.data)]) == 0
        await box.feed.hears_of_copy(lambda state: not state.survives)
        assert not before & box.generations() and not holding(wrap, box.target, box.settings.data)


async def test_the_daemon_may_ask_for_a_new_copy(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        await box.feed.is_copied(1)
        before = box.generations()
        box.feed.copy.wants = "again"
        state = await box.feed.hears_of_copy(lambda state: state.proved == 1 and not before & box.generations())
        assert state.survives == ()


async def test_without_a_target_the_card_takes_so_much_and_no_more_and_then_it_goes_on(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        await box.feed.is_copied(1)
        away = box.target.with_name("pulled")
        box.target.rename(away)
        await box.feed.copy_is_in_trouble("copy-unplugged")
        box.feed.writes(50_000)
        log = box.settings.mirror.with_name("mirror.db-wal")
        await box.feed.hears_of_copy(lambda _: log.stat().st_size > LOG_LEN_MAX)
        at = log.stat().st_size
        assert at < LOG_LEN_MAX + 4 * 1024 * 1024  # the limit, and what one answer of the feed brought beyond it
        told = len(box.feed.copy.told)
        await box.feed.hears_of_copy(lambda _: len(box.feed.copy.told) > told + 3)
        assert log.stat().st_size == at
        away.rename(box.target)
        await box.feed.is_copied(50_001)
        assert log.stat().st_size < LOG_LEN_MAX + 4 * 1024 * 1024  # the log is written again from its beginning
        assert box.gives_back().entries == box.record.entries
