"""Tests boxes that lived for years and died: the next box tells what they would have told, and nothing that was destroyed comes back."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.daemon import Daemon
from appliance.envelope import format as layout
from appliance.log.at_rest import examine
from appliance.logbook.opener import unwrapped
from appliance.restoring.restoring import Restored, restored
from appliance.settings import Settings
from appliance.vault.vault import Vault
from tests.appliance.restoring.copied import copy_of, key_of
from tests.proof.conftest import MEMORY
from tests.proof.lived import Lived, laid_out, lived
from tests.vectors.data_folder import started, told_by

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def past() -> Iterator[Lived]:
    """Live through the years once, for all tests."""
    folder = Path(tempfile.mkdtemp(prefix="handbell-restore-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        yield asyncio.run(lived(folder / "past"))
    finally:
        shutil.rmtree(folder)


def restored_from(past: Lived, base: str, workshop: Path, *, stolen: bool) -> tuple[Settings, Restored]:
    """Restore from a copy. With `stolen`, somebody who had the stick put the wraps of destroyed keys back, and did not change the list of
    what is gone.
    """
    dead = laid_out(past.folder / base, workshop / "dead")
    copy = copy_of(dead.data, workshop / "copy")
    if stolen:
        readers = Vault.open(dead.data / "keys", mends=False).reading_keys.fingerprints()
        with sqlite3.connect(copy / "wraps.db") as db:
            db.executemany(
                "INSERT OR REPLACE INTO wrap VALUES (?, ?, ?, ?, ?)",
                [
                    (layout.whole_header(each.entry).number, each.stream, each.key_no, reader, each.wrap)
                    for each in past.destroyed
                    for reader in readers
                ],
            )
        db.close()
    new = workshop / "new"
    (new / "data").mkdir(parents=True, mode=0o700)
    (new / "run").mkdir()
    at = Settings(data=new / "data", run=new / "run")
    done = restored(copy, key_of(), at)
    assert isinstance(done, Restored), done
    return at, done


async def opens_none(daemon: Daemon, past: Lived) -> bool:
    opener = daemon.logbook.opener
    return not [each for each in past.destroyed if await opener.key_of(each.stream, each.key_no) is not None]


@pytest.mark.parametrize("base", ["onward", "rested"])
async def test_the_next_box_tells_what_this_one_would_have(base: str, past: Lived, workshop: Path) -> None:
    at, done = restored_from(past, base, workshop, stolen=False)
    expected = past.told[base]
    assert (done.up_to, done.gaps, done.left_out) == (expected.head, (), ())
    async with started(at) as daemon:
        told = await told_by(daemon, expected.head)
        assert (told.digest, told.open, told.counts, told.calls) == (
            expected.digest,
            expected.open,
            expected.counts,
            expected.calls,
        )
        for what, each in expected.standing.items():
            if what in {"operators", "troubles of devices", "drill", "planned drills"}:
                assert set(told.standing[what]) <= set(each), what
            else:
                assert told.standing[what] == each, what
        assert await opens_none(daemon, past)
    report = await examine(at)
    assert report.faults == [], report


async def test_what_was_destroyed_stays_so_though_its_wraps_are_put_back(past: Lived, workshop: Path) -> None:
    """The certificates say so, and no bundle has the weeks' keys that would open it."""
    reading = Vault.open(past.folder / "rested" / "keys", mends=False).reading_keys
    readers = [reading.reading_key(week) for week in reading.weeks()]
    would = [each for each in past.destroyed if any(unwrapped(each.entry, each.wrap, reader) for reader in readers)]
    assert would, "some of it opens with keys that are there"
    at, _ = restored_from(past, "rested", workshop, stolen=True)
    async with started(at) as daemon:
        assert await opens_none(daemon, past)
        told = await told_by(daemon, past.told["rested"].head)
        assert told.open == past.told["rested"].open
