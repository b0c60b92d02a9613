"""`disk` and `lan`: a disk and a network of our own, skipped by name where this machine has none."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proof import lan as lans
from tests.proof.disk import Disk, why_not
from tests.proof.lan import Lan

MEMORY = Path("/dev/shm")


@pytest.fixture
def workshop() -> Iterator[Path]:
    """A folder in memory where there is one: the machine's real disk has no part in these proofs."""
    folder = Path(tempfile.mkdtemp(prefix="handbell-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def disk(workshop: Path) -> Iterator[Disk]:
    missing = why_not()
    if missing is not None:
        pytest.skip(f"a disk of our own cannot be made: {missing}")
    with Disk(workshop) as disk:
        yield disk


@pytest.fixture
def lan() -> Iterator[Lan]:
    missing = lans.why_not()
    if missing is not None:
        pytest.skip(f"a network of our own cannot be made: {missing}")
    with Lan() as lan:
        yield lan
