"""Tests side copies: written in turn, checked by themselves, in their place, with nothing left of what was there before."""

import asyncio
from pathlib import Path

import pytest

from appliance.logbook import side_copy
from appliance.logbook.side_copy import Copy, CopyFiles
from tests.appliance.logbook.box import Box, box_at, call, note, stand_down
from tests.patience import patient

BUILDING = b"b" * 16


def copy(number: int, text: bytes = b"") -> Copy:
    return Copy(BUILDING, bytes(16), number, bytes(32), entries={number: text})


def paths(folder: Path) -> list[Path]:
    return [folder / "open.0", folder / "open.1"]


def test_the_newest_whole_copy_counts(tmp_path: Path) -> None:
    files = CopyFiles(tmp_path, side_copy.OPEN)
    assert files.read(BUILDING) is None
    for number in range(1, 6):
        files.write(copy(number))
        assert CopyFiles(tmp_path, side_copy.OPEN).read(BUILDING) == copy(number)
    assert CopyFiles(tmp_path, side_copy.OPEN).read(bytes(16)) is None, "another building's"


@pytest.mark.parametrize("damage", ["flip", "short", "empty", "gone", "zeros", "a folder"])
def test_a_damaged_file_leaves_the_one_before(tmp_path: Path, damage: str) -> None:
    files = CopyFiles(tmp_path, side_copy.OPEN)
    files.write(copy(1))
    files.write(copy(2))
    newest = next(path for path in paths(tmp_path) if b"\x00\x00\x00\x02" in path.read_bytes()[:12])
    data = bytearray(newest.read_bytes())
    data[len(data) // 2] ^= 1
    newest.unlink()
    if damage == "a folder":
        newest.mkdir()
    elif damage != "gone":
        newest.write_bytes({"flip": bytes(data), "short": data[:50], "empty": b"", "zeros": bytes(len(data))}[damage])
    assert CopyFiles(tmp_path, side_copy.OPEN).read(BUILDING) == copy(1)


def test_a_run_goes_on_in_the_older_file(tmp_path: Path) -> None:
    CopyFiles(tmp_path, side_copy.OPEN).write(copy(1))
    again = CopyFiles(tmp_path, side_copy.OPEN)
    again.read(BUILDING)
    again.write(copy(2))
    assert all(path.exists() for path in paths(tmp_path))
    assert CopyFiles(tmp_path, side_copy.OPEN).read(BUILDING) == copy(2)


def test_a_run_that_has_read_nothing_does_not_begin_anew_where_an_older_copy_would_count_for_more(
    tmp_path: Path,
) -> None:
    files = CopyFiles(tmp_path, side_copy.OPEN)
    for number in range(1, 8):
        files.write(copy(number))
    CopyFiles(tmp_path, side_copy.OPEN).write(copy(8))
    assert CopyFiles(tmp_path, side_copy.OPEN).read(BUILDING) == copy(8)


def test_what_a_file_held_is_written_over(tmp_path: Path) -> None:
    files = CopyFiles(tmp_path, side_copy.OPEN)
    for _ in paths(tmp_path):
        files.write(copy(1, b"SECRET" * 500))
    for _ in paths(tmp_path):
        files.write(copy(2))
    assert not any(b"SECRET" in path.read_bytes() for path in paths(tmp_path))
    files.write(copy(3, b"SECRET"))
    files.forget()
    assert not any(path.exists() for path in paths(tmp_path))


async def copied(box: Box, name: str) -> Copy:
    await box.logbook.copying.write_all()
    found = CopyFiles(box.logbook.folder, name).read(box.vault.building)
    assert found is not None
    return found


async def test_what_is_open_is_copied_as_it_is_stored_and_goes_from_both_files_when_it_is_over(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "B204"), call(2, "B206"), note(1, "a word"))
        kept = await copied(box, side_copy.OPEN)
        rows = dict(await box.logbook.reader.after(0, 100))
        assert (kept.number, len(kept.streams)) == (box.logbook.kept[0], 2)
        assert {number: rows[number] for number in kept.entries} == kept.entries and len(kept.entries) == 5
        assert {wrap[1] for wrap in kept.wraps} <= box.logbook.own_readers and len(kept.wraps) == 2
        [stream] = (each for each, first in kept.streams.items() if first == min(kept.streams.values()))
        await box.keep(stand_down(1))
        for _ in range(2):
            assert stream not in (await copied(box, side_copy.OPEN)).streams
        for path in paths(tmp_path / "logbook"):
            assert stream not in path.read_bytes(), path


async def test_the_task_writes_after_each_commit_and_what_was_unwritten_goes(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        CopyFiles(box.logbook.folder, side_copy.UNWRITTEN).write(copy(1))
        task = asyncio.get_running_loop().create_task(box.logbook.copying.run())
        try:
            for number in (1, 2, 3):
                await box.keep(call(number, f"B{number}"))
                async with patient():
                    while (found := CopyFiles(box.logbook.folder, side_copy.OPEN).read(box.vault.building)) is None or (
                        found.number != box.logbook.kept[0]
                    ):
                        await asyncio.sleep(0.01)
                assert len(found.streams) == number
            assert CopyFiles(box.logbook.folder, side_copy.UNWRITTEN).read(BUILDING) is None
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
