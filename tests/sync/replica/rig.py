"""Runs a replica with real Litestream beside a pretend box: `async with copied(tmp_path) as box: box.feed.writes(5)`."""

import asyncio
import itertools
import json
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sync.replica.folder import prepare
from sync.replica.pace import Pace
from sync.replica.replica import Replica
from sync.replica.settings import Settings
from sync.replica.where import Where, read_where
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record
from tests.sync.replica.restored import Restored, restored

QUICK = Pace(
    fold_s=0.05,
    idle_s=0.5,
    away_s=0.2,
    far_look_s=0.5,
    far_news_s=0.2,
    bundle_read_s=0.5,
    tell_s=0.3,
    quiet_s=0.3,
    refused_s=1.0,
    history_every_s=0.3,
    forget_every_s=0.3,
)


class Copied:
    """A box, its replica, and a folder as the target. `starts` and `stops` run the replica; a test may change what lies at `target`."""

    def __init__(self, folder: Path, feed: BoxFeed, run: Path, pace: Pace) -> None:
        self.folder = folder
        self.feed = feed
        self.target = folder / "target"
        self.scratch = folder / "scratch"
        self._pace = pace
        self._numbers = itertools.count(1)
        self.settings = Settings(data=folder / "replica", run=folder, own_run=run, seeded=folder / "copy.json")
        self.settings.data.mkdir(exist_ok=True)
        self.replica: Replica
        self._running: asyncio.Task[None] | None = None

    @property
    def record(self) -> Record:
        return self.feed.record

    @property
    def box(self) -> Path:
        """Where this box's copy lies."""
        return self.target / "handbell-copy" / self.record.building.hex() / self.record.box.hex()

    def goes_to(self, **where: str) -> None:
        """Let the seed name this target."""
        (self.folder / "copy.json").write_text(json.dumps(where))

    async def starts(self) -> None:
        where: Where | None = read_where(self.settings.where)
        assert where is not None
        self.replica = Replica(self.settings, where, lambda: time.time_ns() // 1_000_000, self._pace)
        self._running = asyncio.get_running_loop().create_task(self.replica.run())

    async def stops(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    def gives_back(self) -> Restored:
        """Give what Litestream restores of it now."""
        return restored(self.box, self.scratch / str(next(self._numbers)))

    def generations(self) -> set[str]:
        """Give the names that lie there, except bundles and the marker."""
        return {path.name for path in self.box.iterdir() if path.name.startswith(("mirror-", "wraps-"))}


def loses_its_power_as_it_joins(box: Copied) -> None:
    """Leave the files as FAT does after a power cut: the newly joined files have names but no bytes, and the files from which they were
    joined are still there.
    """
    for generation in box.generations():
        ltx = box.box / generation / "ltx"
        last = max(path.name[17:33] for path in (ltx / "0").glob("*.ltx"))
        for level in ("1", "9"):
            (ltx / level).mkdir(exist_ok=True)
            (ltx / level / f"{1:016x}-{last}.ltx").write_bytes(b"")


def holding(marked: bytes, *folders: Path) -> list[Path]:
    """Give the files in which these bytes stand as they are. They are random, so that nothing makes them shorter."""
    return [path for folder in folders for path in folder.rglob("*") if _holds(path, marked)]


def _holds(path: Path, marked: bytes) -> bool:
    try:
        held = path.read_bytes() if path.is_file() else b""
    except FileNotFoundError:  # Litestream has joined it to another since it was listed
        return False
    return marked[:400] in held or marked[-400:] in held


@asynccontextmanager
async def copied(
    tmp_path: Path, *, pace: Pace = QUICK, record: Record | None = None, where: dict[str, str] | None = None
) -> AsyncIterator[Copied]:
    """Run a replica with a prepared folder; the record has one entry."""
    record = record or Record()
    if not record.entries:
        record.writes(1)
    run = Path(tempfile.mkdtemp(prefix="copy", dir="/tmp"))  # the path of a socket has at most 107 letters
    (tmp_path / "scratch").mkdir(exist_ok=True)
    async with BoxFeed.open(record, tmp_path) as feed:
        box = Copied(tmp_path, feed, run, pace)
        if where is None:
            box.target.mkdir(exist_ok=True)
            prepare(box.target)
            where = {"to": "folder", "path": str(box.target)}
        box.goes_to(**where)
        await box.starts()
        try:
            yield box
        finally:
            await box.stops()
            shutil.rmtree(run)
