"""Fixtures of the proofs: `disk` and `lan` are a disk and a network of our own, and a test is skipped by name where this machine has none.
`school` is a box under emulation with all it needs.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proof import lan as lans
from tests.proof.disk import Disk, why_not
from tests.proof.lan import Lan
from tests.proof.school import built, district, school
from tests.proof.started import StartedBox

__all__ = ["built", "district", "school"]

MEMORY = Path("/dev/shm")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Let a failed proof on a box show the end of its serial console."""
    report = yield
    if report.failed:
        for value in getattr(item, "funcargs", {}).values():
            box = getattr(value, "box", value)
            if isinstance(box, StartedBox):
                report.sections.append(("the serial console", box.last_lines))
    return report


@pytest.fixture
def workshop() -> Iterator[Path]:
    """Make a folder in memory, where there is such a place: the machine's real disk must have no part in these proofs."""
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
