"""Tests the table of a card: sfdisk reads what we write, and stretching it moves nothing but the last end."""

import shutil
import subprocess
from pathlib import Path

import pytest

from image_build.card.growth import LEAST_GAIN_SECTORS, SPARE_SECTORS, longer, stretch_table
from image_build.card.layout import DATA, DISK_ID, IMAGE_MIB, MIB, PARTITIONS, SECTOR
from image_build.card.table import Entry, Table, TableError, read, table_of, written

OURS = table_of(DISK_ID, PARTITIONS)
SFDISK = shutil.which("sfdisk", path="/usr/sbin:/sbin:/usr/bin")


def card_of(folder: Path, size_mib: int) -> Path:
    card = folder / "card.img"
    with card.open("wb") as image:
        image.truncate(size_mib * MIB)
        image.write(written(OURS))
    return card


def first_sector(card: Path) -> bytes:
    with card.open("rb") as image:
        return image.read(SECTOR)


def test_partitions_follow_each_other_and_leave_no_room_for_a_mistake() -> None:
    ends = [(one.start_mib + one.size_mib) for one in PARTITIONS]
    assert [one.start_mib for one in PARTITIONS] == [4, *ends[:-1]]
    assert ends[-1] == IMAGE_MIB <= 700


def test_what_is_written_is_read_again() -> None:
    assert read(written(OURS)) == OURS


@pytest.mark.skipif(SFDISK is None, reason="sfdisk is not installed")
def test_sfdisk_reads_the_same(tmp_path: Path) -> None:
    assert SFDISK is not None
    said = subprocess.run(
        [SFDISK, "-d", str(card_of(tmp_path, IMAGE_MIB))], capture_output=True, text=True, check=True
    ).stdout
    assert "label-id: 0x48424c31" in said
    for number, entry in enumerate(OURS.entries, start=1):
        line = next(line for line in said.splitlines() if f"card.img{number} " in line)
        assert f"start={entry.first}," in line.replace(" ", "") and f"size={entry.sectors}," in line.replace(" ", "")
    assert said.count("bootable") == 1


@pytest.mark.parametrize("sector", [b"", bytes(512), b"\xff" * 100, written(OURS)[:511]])
def test_what_is_no_table_is_refused(sector: bytes) -> None:
    with pytest.raises(TableError, match="no partition table"):
        read(sector)


def test_a_large_card_gives_the_data_its_rest_and_moves_nothing_else(tmp_path: Path) -> None:
    card = card_of(tmp_path, 4096)
    before = first_sector(card)
    assert stretch_table(card) is True
    after = read(first_sector(card))
    assert after.entries[:-1] == OURS.entries[:-1]
    assert after.entries[-1].first == OURS.entries[-1].first
    assert after.entries[-1].end == 4096 * MIB // SECTOR - SPARE_SECTORS
    assert first_sector(card)[:440] == before[:440]


def test_a_card_without_its_first_partition_grows_too_and_nothing_changes_its_place(tmp_path: Path) -> None:
    card = card_of(tmp_path, 4096)
    without = Table(DISK_ID, (Entry(0, 0, 0), *OURS.entries[1:]))
    with card.open("r+b") as image:
        image.write(written(without))
    assert stretch_table(card) is True
    after = read(first_sector(card))
    assert after.entries[:-1] == without.entries[:-1]
    assert after.entries[-1].end == 4096 * MIB // SECTOR - SPARE_SECTORS
    assert stretch_table(card) is False


def test_growing_twice_is_growing_once(tmp_path: Path) -> None:
    card = card_of(tmp_path, 4096)
    assert stretch_table(card) is True
    once = first_sector(card)
    assert stretch_table(card) is False
    assert first_sector(card) == once


def test_a_card_of_the_images_own_size_is_left_alone(tmp_path: Path) -> None:
    assert stretch_table(card_of(tmp_path, IMAGE_MIB)) is False
    assert longer(OURS, OURS.entries[-1].end + LEAST_GAIN_SECTORS) == OURS


def test_no_other_disk_is_ever_written_to(tmp_path: Path) -> None:
    card = card_of(tmp_path, 4096)
    foreign = written(Table(0x12345678, OURS.entries))
    with card.open("r+b") as image:
        image.write(foreign)
    with pytest.raises(TableError, match="not a card of ours"):
        stretch_table(card)
    assert first_sector(card) == foreign


def test_a_card_beyond_two_tebibytes_gets_what_the_table_can_say() -> None:
    assert longer(OURS, 2**33).entries[-1].end == 0xFFFFFFFF


def test_a_table_of_another_order_is_not_stretched() -> None:
    entries = (*OURS.entries[:-2], Entry(0x83, OURS.entries[-1].end, 2048), OURS.entries[-1])
    with pytest.raises(TableError, match="cannot be given the rest"):
        longer(Table(DISK_ID, entries), 2**24)
    assert DATA is PARTITIONS[-1]
