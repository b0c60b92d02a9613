"""Tests what goes wrong with a stick: each trouble is named, nothing is claimed that is not there, and the copy is made again by itself."""

import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from sync.replica.folder import prepare
from sync.replica.state import State
from tests.small_disk import small_disk
from tests.sync.replica.rig import Copied, copied
from tests.wiped import wipe

pytestmark = pytest.mark.slow


async def test_a_copy_that_was_deleted_is_named_and_made_again(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        box.feed.writes(20)
        await box.feed.is_copied(21)
        wipe(box.box, tmp_path / "wiped")
        state = await box.feed.copy_is_in_trouble("copy-wiped")
        assert state.proved == 0
        await _is_whole(box)


async def test_litestreams_files_deleted_under_it_are_missed(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        box.feed.writes(20)
        await box.feed.is_copied(21)
        for path in box.box.rglob("*.ltx"):
            path.unlink(missing_ok=True)  # Litestream may join it to another at this very moment
        assert (await box.feed.copy_is_in_trouble("copy-wiped")).proved == 0
        await _is_whole(box)


async def test_a_stick_that_is_pulled_is_named_and_gone_on_with_once_it_is_back(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        box.feed.writes(20)
        await box.feed.is_copied(21)
        before = box.generations()
        away = box.target.with_name("pulled")
        box.target.rename(away)
        box.target.mkdir()  # the empty mount point that is left
        box.feed.writes(5)
        state = await box.feed.copy_is_in_trouble("copy-unplugged")
        assert state.proved == 21  # the pulled stick still has these entries
        assert not [*box.target.iterdir()]
        box.target.rmdir()
        away.rename(box.target)
        await _is_whole(box)
        assert box.generations() == before


async def test_another_buildings_stick_is_left_as_it_is(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        box.feed.writes(20)
        await box.feed.is_copied(21)
        box.target.rename(box.target.with_name("ours"))
        box.target.mkdir()
        prepare(box.target)
        theirs = box.target / "handbell-copy" / ("ab" * 16)
        theirs.mkdir()
        (theirs / "latest").write_bytes(b"theirs")
        await box.feed.copy_is_in_trouble("copy-not-ours")
        assert [path.name for path in (box.target / "handbell-copy").iterdir() if path.is_dir()] == ["ab" * 16]
        shutil.rmtree(theirs)
        await _is_whole(box)


async def test_an_earlier_copy_that_is_put_in_is_named_and_replaced(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        box.feed.writes(20)
        await box.feed.is_copied(21)
        earlier = box.folder / "earlier"
        await box.stops()
        shutil.copytree(box.target, earlier)
        await box.starts()
        box.feed.writes(20)
        await box.feed.is_copied(41)
        await box.stops()
        shutil.rmtree(box.target)
        earlier.rename(box.target)
        await box.starts()
        await box.feed.copy_is_in_trouble("copy-old")
        await _is_whole(box)


async def test_another_box_that_writes_over_the_copy_is_named(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        box.feed.writes(20)
        await box.feed.is_copied(21)
        marker = box.box / "latest"
        marker.write_bytes(marker.read_bytes().replace(_writer(marker), b"somebody"))
        await box.feed.copy_is_in_trouble("copy-elsewhere")
        await _is_whole(box)


async def test_another_box_of_the_building_that_writes_beside_it_is_named_and_the_copy_goes_on(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        await box.feed.is_copied(1)
        other = box.box.with_name("cd" * 16)
        other.mkdir()
        for said in (b"one", b"two"):
            (other / "latest").write_bytes(said)
            box.feed.writes(1)
            await box.feed.hears_of_copy(lambda state: state.proved == box.record.head)
            at = len(box.feed.copy.told)
            await box.feed.hears_of_copy(lambda _, at=at: len(box.feed.copy.told) > at + 3)  # type: ignore[misc]
        state = await box.feed.copy_is_in_trouble("copy-elsewhere")
        assert state.proved == box.record.head


async def test_a_full_stick_is_named_and_gone_on_with_once_there_is_room(tmp_path: Path) -> None:
    async with _on_a_disk(tmp_path, "2m") as box:
        box.feed.writes(20)
        await box.feed.is_copied(21)
        ballast = _fills(box.target)
        box.feed.writes(200)
        state = await box.feed.copy_is_in_trouble("copy-full")
        there = box.gives_back().entries
        assert state.proved <= len(there) and there == box.record.entries[: len(there)]
        ballast.unlink()
        await _is_whole(box)


async def test_a_new_copy_that_is_interrupted_is_gone_on_with_and_the_old_one_stays_till_then(tmp_path: Path) -> None:
    async with _on_a_disk(tmp_path, "2m") as box:
        box.feed.writes(20)
        await box.feed.is_copied(21)
        old = box.generations()
        ballast = _fills(box.target)
        box.feed.copy.wants = "again"
        await box.feed.copy_is_in_trouble("copy-full")
        begun = _present(box)
        for _ in range(5):
            await box.stops()
            await box.starts()
            at = len(box.feed.copy.told)
            await box.feed.hears_of_copy(
                lambda state, at=at: len(box.feed.copy.told) > at and state.trouble == "copy-full"
            )  # type: ignore[misc]
            assert (_present(box), box.generations() >= old) == (begun, True)
        ballast.unlink()
        await _is_whole(box)
        assert not old & box.generations() and len(box.generations()) == 2


async def test_a_stick_that_can_only_be_read_is_named(tmp_path: Path) -> None:
    async with _on_a_disk(tmp_path, "20m") as box:
        box.feed.writes(20)
        await box.feed.is_copied(21)
        subprocess.run(["mount", "-o", "remount,ro", str(box.target)], check=True)
        box.feed.writes(20)
        await box.feed.copy_is_in_trouble("copy-refused")
        subprocess.run(["mount", "-o", "remount,rw", str(box.target)], check=True)
        await _is_whole(box)


async def test_another_stick_at_the_same_place_is_noticed_and_gets_a_copy_of_its_own(tmp_path: Path) -> None:
    with small_disk(_made(tmp_path / "stick"), "20m"):
        async with _on_a_disk(tmp_path, "20m") as box:
            box.feed.writes(20)
            await box.feed.is_copied(21)
            subprocess.run(
                ["mount", "--bind", str(tmp_path / "stick"), str(box.target)], check=True
            )  # another stick is there at once
            box.feed.writes(20)
            await box.feed.copy_is_in_trouble("copy-unplugged")
            await _is_whole(box)
            subprocess.run(["umount", "--lazy", str(box.target)], check=True)


async def test_a_stick_that_is_unmounted_under_it_leaves_nothing_where_it_was(tmp_path: Path) -> None:
    """On a box the mount point itself takes no files, since it is root's."""
    with small_disk(_made(tmp_path / "mnt"), "1m") as place:
        stick, point = _made(tmp_path / "stick"), _made(place / "second")
        prepare(stick)
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        subprocess.run(["mount", "--bind", str(stick), str(point)], check=True)
        async with copied(tmp_path, where={"to": "folder", "path": str(point)}) as box:
            box.target = stick
            box.feed.writes(20)
            await box.feed.is_copied(21)
            before = box.generations()
            subprocess.run(["umount", "--lazy", str(point)], check=True)
            box.feed.writes(20)
            state = await box.feed.copy_is_in_trouble("copy-unplugged")
            assert state.proved == 21 == len(box.gives_back().entries)
            assert [*point.iterdir()] == []
            subprocess.run(["mount", "--bind", str(stick), str(point)], check=True)
            await _is_whole(box)
            assert box.generations() == before
            await box.stops()
            subprocess.run(["umount", "--lazy", str(point)], check=True)


def _present(box: Copied) -> str:
    """Give the generation to which the replica copies now, by what it keeps."""
    return State.load(box.settings.state).mirror


def _fills(disk: Path) -> Path:
    """Fill the disk to the last byte; give the file that does it."""
    ballast = disk / "ballast"
    with pytest.raises(OSError, match="No space left"), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return ballast


def _writer(marker: Path) -> bytes:
    found = msgspec.msgpack.decode(marker.read_bytes())[5]
    assert isinstance(found, bytes) and len(found) == 8
    return found


async def _is_whole(box: Copied) -> None:
    """Check that the copy is proved up to the end, and comes back."""
    await box.feed.is_copied(box.record.head)
    assert box.gives_back().entries == box.record.entries


def _made(path: Path) -> Path:
    path.mkdir()
    return path


@asynccontextmanager
async def _on_a_disk(tmp_path: Path, size: str) -> AsyncIterator[Copied]:
    with small_disk(_made(tmp_path / "target"), size):
        async with copied(tmp_path) as box:
            yield box
