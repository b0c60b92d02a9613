"""Tests a copy that is brought from where real Litestream left it to where a restore reads it."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from appliance.restoring.found import Found, found_in
from appliance.restoring.mirror import Mirror
from sync.replica import giving_back
from sync.replica.command import main
from sync.replica.marker import CopyMarker
from tests.small_disk import small_disk
from tests.sync.entries import Record
from tests.sync.replica.rig import Copied, copied, loses_its_power_as_it_joins

pytestmark = pytest.mark.slow


async def dead(box: Copied) -> None:
    """Let the box write until its copy is proved, then stop everything."""
    box.feed.copy.bundle = (3, b"a sealed bundle")
    box.feed.writes(30)
    await box.feed.is_copied(31)
    await box.feed.hears_of_copy(lambda state: state.bundle_serial == 3)
    await box.stops()


def fetches(box: Copied, to: Path, *more: str) -> int:
    return main(["fetch", "--from", str(box.target), "--to", str(to), *more])


async def test_a_stick_gives_back_what_was_copied_to_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with copied(tmp_path) as box:
        await dead(box)
        (box.box / "something else").write_bytes(b"of nobody's")
        assert fetches(box, tmp_path / "fetched") == 0, capsys.readouterr().err
        said = capsys.readouterr().out
        assert said.startswith(f"Fetched from {box.target}") and said.endswith(
            f"restore --from {tmp_path / 'fetched'}\n"
        )
        found = found_in(tmp_path / "fetched")
        assert isinstance(found, Found) and found.marker is not None
        assert found.bundles == ((3, b"a sealed bundle"),) and not found.used_by
        mirror = Mirror.open(tmp_path / "fetched")
        assert [entry for _, entry in mirror.upwards(31)] == box.record.entries
        assert {number for number, *_ in mirror.wraps()[0]} == box.record.wraps.keys()
        assert mirror.about("box")[0] == box.record.box and mirror.head is not None
        mirror.close()
        names = {"mirror.db", "wraps.db", "bundle-00000003", "latest"}
        assert {path.name for path in (tmp_path / "fetched").iterdir()} == names
        assert {path.stat().st_mode & 0o777 for path in (tmp_path / "fetched").iterdir()} == {0o640}


@pytest.mark.parametrize("looks", [True, False])
async def test_a_card_without_room_for_it_is_named_and_not_the_stick_and_nothing_stays_on_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, looks: bool
) -> None:
    record = Record()
    record.writes(4000)
    (tmp_path / "card").mkdir()
    if not looks:  # as if somebody else wrote to the disk at that very moment
        monkeypatch.setattr(giving_back, "ROOM_FACTOR", 0)
        monkeypatch.setattr(giving_back, "ROOM_LEFT_BYTES", 0)
    async with copied(tmp_path, record=record) as box:
        await box.feed.is_copied(4000)
        await box.stops()
        with small_disk(tmp_path / "card", "3m") as card:
            assert fetches(box, card / "fetched") == 1
            said = capsys.readouterr().err
            assert "This box's own card has room for" in said and "larger card" in said
            assert not list(card.iterdir())


async def test_the_second_time_it_is_made_anew(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        await dead(box)
        (tmp_path / "fetched").mkdir()
        (tmp_path / "fetched" / "mirror.db").write_bytes(b"of long ago")
        assert fetches(box, tmp_path / "fetched") == 0
        assert isinstance(found_in(tmp_path / "fetched"), Found)


async def test_of_two_boxes_of_a_building_a_person_says_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with copied(tmp_path) as box:
        await dead(box)
        earlier = box.box.with_name("0e" * 16)
        shutil.copytree(box.box, earlier)
        marker = CopyMarker.unpack((box.box / "latest").read_bytes())
        assert marker is not None
        old = CopyMarker(
            marker.building,
            bytes.fromhex("0e" * 16),
            marker.mirror,
            marker.wraps,
            marker.writer,
            3,
            marker.written_ms - 1,
        )
        (earlier / "latest").write_bytes(old.pack())
        assert fetches(box, tmp_path / "fetched") == 1
        first, second = capsys.readouterr().err.splitlines()[1:]
        assert box.record.box.hex() in first and "written 20" in first and "0e" * 16 in second, "the newest first"
        assert fetches(box, tmp_path / "fetched", "--box", box.record.box.hex()) == 0
        found = found_in(tmp_path / "fetched")
        assert isinstance(found, Found) and found.marker is not None and found.marker.box == box.record.box
        assert fetches(box, tmp_path / "fetched", "--box", "0e" * 16) == 0
        found = found_in(tmp_path / "fetched")
        assert isinstance(found, Found) and found.marker is not None and found.marker.box.hex() == "0e" * 16
        assert found.used_by == (box.record.box.hex(),), "the other went on with it"


async def test_what_is_not_there_is_said_and_nothing_is_left_half(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with copied(tmp_path) as box:
        await dead(box)
        (tmp_path / "empty").mkdir()
        assert main(["fetch", "--from", str(tmp_path / "empty"), "--to", str(tmp_path / "fetched")]) == 1
        assert f"No copy of a box lies on {tmp_path / 'empty'}." in capsys.readouterr().err
        other = box.box.parent.with_name("0b" * 16)
        shutil.copytree(box.box, other / ("0e" * 16))
        marker = CopyMarker.unpack((box.box / "latest").read_bytes())
        assert marker is not None
        theirs = CopyMarker(
            bytes.fromhex("0b" * 16), bytes.fromhex("0e" * 16), marker.mirror, marker.wraps, marker.writer, 3, 1
        )
        (other / ("0e" * 16) / "latest").write_bytes(theirs.pack())
        assert fetches(box, tmp_path / "fetched") == 1
        said = capsys.readouterr().err
        assert "Copies of several boxes lie there. Say which:" in said and f"--building {'0b' * 16}" in said
        shutil.rmtree(box.box / f"mirror-{marker.mirror.hex()}")
        assert fetches(box, tmp_path / "fetched", "--building", box.record.building.hex()) == 1
        assert not (tmp_path / "fetched").exists()


async def test_from_where_the_seed_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with copied(tmp_path) as box:
        await dead(box)
        words = ["fetch", "--seeded", str(tmp_path / "copy.json"), "--to", str(tmp_path / "fetched")]
        assert main(words) == 0
        assert isinstance(found_in(tmp_path / "fetched"), Found)
        (tmp_path / "copy.json").write_bytes(b"{}")
        assert main(words) == 1
        assert "names no place for a copy" in capsys.readouterr().err


async def test_a_copy_whose_marker_was_lost_is_fetched_where_there_is_no_doubt_which_it_named(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        await dead(box)
        (box.box / "latest").write_bytes(b"")
        assert fetches(box, tmp_path / "fetched") == 0
        found = found_in(tmp_path / "fetched")
        assert isinstance(found, Found) and found.marker is not None
        assert (found.marker.box, found.marker.bundle) == (box.record.box, 3)
        mirror = Mirror.open(tmp_path / "fetched")
        assert mirror.last == 31
        mirror.close()
        (box.box / f"wraps-{'ab' * 8}").mkdir()
        assert fetches(box, tmp_path / "fetched") == 1


@pytest.mark.parametrize("damage", ["cut off", "a bit"])
async def test_where_the_newest_file_of_it_is_damaged_it_is_fetched_as_it_was_before(
    damage: str, tmp_path: Path
) -> None:
    async with copied(tmp_path) as box:
        for _ in range(4):
            box.feed.writes(5)
            await box.feed.is_copied(box.record.head)
        await dead(box)
        newest = max(box.box.glob("mirror-*/ltx/0/*.ltx"), key=lambda path: path.name)
        for joined in box.box.glob("mirror-*/ltx/[1-9]/*.ltx"):
            if joined.stem.rpartition("-")[2] >= newest.stem.rpartition("-")[2]:
                joined.unlink()  # remove what Litestream had time to join: otherwise the damaged file would not be read
        data = bytearray(newest.read_bytes())
        if damage == "cut off":
            del data[len(data) // 2 :]
        else:
            data[len(data) // 2] ^= 1
        newest.write_bytes(data)
        assert fetches(box, tmp_path / "fetched") == 0
        with closing(Mirror.open(tmp_path / "fetched")) as mirror:
            entries = [entry for _, entry in mirror.upwards(box.record.head)]
        assert 20 < len(entries) < box.record.head
        assert entries == box.record.entries[: len(entries)]


async def test_of_a_box_that_died_with_its_power_all_that_was_joined_is_fetched(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        for _ in range(4):
            box.feed.writes(5)
            await box.feed.is_copied(box.record.head)
        await dead(box)
        loses_its_power_as_it_joins(box)
        assert fetches(box, tmp_path / "fetched") == 0
        mirror = Mirror.open(tmp_path / "fetched")
        assert [entry for _, entry in mirror.upwards(box.record.head)] == box.record.entries
        mirror.close()


async def test_whoever_fetches_it_leaves_that_there_and_the_next_one_hears_it(tmp_path: Path) -> None:
    async with copied(tmp_path) as box:
        await dead(box)
        for turn in range(2):
            assert fetches(box, tmp_path / "fetched") == 0
            found = found_in(tmp_path / "fetched")
            assert isinstance(found, Found) and found.used_by == ("00" * 16,) * turn, "zeros: by hand"
        assert found.used_ms[0] > 1_700_000_000_000
        for name in (f"used-{'ab' * 16}", "used-nobody", f"used-{'cd' * 16}"):
            (box.box / name).write_bytes(b"1" * 9999)
        assert fetches(box, tmp_path / "fetched") == 0
        found = found_in(tmp_path / "fetched")
        assert isinstance(found, Found) and found.used_by == ("00" * 16, "ab" * 16, "cd" * 16)
        assert found.used_ms[1:] == (0, 0), "what says no time is a mark all the same"
