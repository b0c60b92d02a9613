"""Tests an uplink whose disk takes nothing more: what it sends does not wait for what it could not write."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from sync.uplink.seeded import Seeded
from tests.small_disk import small_disk
from tests.sync.authority import Authority
from tests.sync.small_district import TOKEN
from tests.sync.uplink.conftest import Way

pytestmark = pytest.mark.slow

SIZE = 256 * 1024


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """Give the uplink's folder, on a disk of its own."""
    (tmp_path / "uplink").mkdir(mode=0o700)
    with small_disk(tmp_path / "uplink", str(SIZE)) as folder:
        yield folder


def fill(folder: Path) -> None:
    """Fill the disk, so that not a byte is free afterwards."""
    with (folder / "others").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


async def test_a_certificate_that_cannot_be_kept_leaves_the_one_it_has(small: Path, way: Way) -> None:
    way.box.writes(5)
    way.district.certificate_ends = datetime.now(UTC) + timedelta(days=10)
    await way.enrols()
    way.district.certificate_ends = None
    fill(small)
    way.starts()
    await way.box.is_countersigned(5)
    assert "the certificate could not be renewed" in way.journal.read_text()


async def test_another_district_that_cannot_be_written_down_leaves_the_one_it_has(small: Path, way: Way) -> None:
    way.box.writes(5)
    await way.enrols()
    fill(small)
    seeded = Seeded("https://other.example", Authority().pem.decode(), TOKEN)
    (way.folder / "district.json").write_bytes(msgspec.json.encode(seeded))
    way.starts("--seeded", str(way.folder / "district.json"))
    await way.box.is_countersigned(5)
    assert f"This box stays with {way.district.url}" in way.journal.read_text()


async def test_another_address_of_its_district_is_used_also_where_it_cannot_be_kept(small: Path, way: Way) -> None:
    way.box.writes(5)
    await way.enrols()
    fill(small)
    seeded = Seeded(f"{way.district.url}/", way.district.authority.pem.decode(), TOKEN)
    (way.folder / "district.json").write_bytes(msgspec.json.encode(seeded))
    way.starts("--seeded", str(way.folder / "district.json"))
    await way.box.is_countersigned(5)
    assert way.box.lines[-1].server == seeded.server
    assert "the district's new address cannot be kept" in way.journal.read_text()


async def test_it_starts_and_brings_everything(small: Path, way: Way) -> None:
    way.box.writes(5)
    await way.enrols()
    fill(small)
    way.starts()
    await way.box.is_countersigned(5)
    way.box.writes(5)
    await way.box.is_countersigned(10)
    assert way.stops() == 0
