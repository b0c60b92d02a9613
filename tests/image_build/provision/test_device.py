"""Tests writing a card in a reader, for which a loop device stands in: the card is written whole, and refused while any part of it is in
use.
"""

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.apart import why_not
from tests.image_build.cards import SEED, file_on, ran
from tests.image_build.loop_device import loop_device
from tests.image_build.provision.conftest import Said, digest

Provision = Callable[..., Said]

pytestmark = pytest.mark.slow


@pytest.fixture
def reader(card: Path) -> Iterator[Path]:
    """Make the card a device with its partitions; the second partition has a file system of Linux."""
    if (why := why_not("--mount")) is not None:
        pytest.skip(why)
    with loop_device(card, "--partscan") as device:
        first = Path(f"{device}p1")
        with contextlib.suppress(subprocess.CalledProcessError):
            if not first.exists():  # add it here, where the kernel itself does not read tables of this kind
                ran("partx", "--add", str(device))
        try:
            if not first.exists():
                pytest.skip(f"there is no {first} here: nobody makes a file for the partition of a loop device")
            yield device
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                ran("partx", "--delete", str(device))


def test_a_card_in_a_reader_gets_its_seed(provision: Provision, reader: Path, card: Path, seed: Path) -> None:
    told = provision(reader, "--building", seed)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(f"{reader} is the card of lincoln-ms now.")
    os.sync()
    assert file_on(card, SEED) == seed.read_bytes()


def test_a_part_of_a_card_is_refused(provision: Provision, reader: Path, seed: Path) -> None:
    part = Path(f"{reader}p1")
    told = provision(part, "--building", seed)
    assert told.err.startswith(f"{part} is a part of a card. Give the whole card: {reader}")


def test_a_card_of_which_a_part_is_mounted_is_refused(
    provision: Provision, reader: Path, card: Path, seed: Path, tmp_path: Path
) -> None:
    part = Path(f"{reader}p2")
    ran("mkfs.ext4", "-q", "-F", str(part))
    place = tmp_path / "a place"
    place.mkdir()
    before = digest(card)
    ran("mount", "-o", "ro", str(part), str(place))
    try:
        told = provision(reader, "--building", seed)
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            ran("umount", str(place))
    assert told.code == 1
    assert told.err.startswith(
        f"{reader} is in use: a part of it is mounted at {place}. If it is the card you mean, unmount it: umount {place}"
    )
    assert digest(card) == before


def test_this_machines_own_disk_is_refused(provision: Provision, seed: Path) -> None:
    """A disk that holds a mounted file system of this machine is never opened."""
    number = Path("/").stat().st_dev
    said = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}/uevent")
    if not said.exists():
        pytest.skip("this machine's root is on no disk that it can see")
    own = next(
        Path("/dev", each.partition("=")[2]) for each in said.read_text().splitlines() if each.startswith("DEVNAME=")
    )
    if not own.exists():
        pytest.skip(f"there is no {own} here, which this machine's root is on")
    told = provision(own, "--building", seed)
    assert told.code == 1
    assert " is in use" in told.err or " is a part of a card" in told.err
