"""Tests a copy while writer, replica, Litestream and target are killed at random: the target has what was told, and nothing else.

After every kill Litestream restores the copy from what the target has at that moment. The result is a prefix of the record, at least as
long as was told; every entry has its wraps; and it ends at a signed head. A bundle that was told of is there, or a newer one.
"""

import asyncio
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from sync.replica.marker import bundle_name
from tests.patience import patient
from tests.proof.copy_targets import S3, Target, target_of
from tests.rounds import rounds, seeds
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record
from tests.sync.replica.restored import Restored, as_folder, restored
from tests.sync.replica.servers import tree_of

pytestmark = pytest.mark.proof

ROUNDS = 20
BURST_MAX = 9  # entries at once; a call has a dozen
WRITES_S_MAX = 1.2  # in a round: so some copies are made in it, and the kill comes in the middle of the last one
DROPS = 0.4  # the chance that a key is forgotten in a round
BUNDLES = 0.3  # the chance that another recovery bundle is made in a round
OF_A_CLOUD = {"AWS_CA_BUNDLE": "/nowhere/ca.pem", "AWS_ACCESS_KEY_ID": "another", "AWS_SECRET_ACCESS_KEY": "other"}
"""What a person's own environment may have: neither the replica nor Litestream looks at it."""
AGAIN_MAX = 2  # copies asked for anew and killed before they are whole; the replica makes any further copy only once in ten minutes


class Rig:
    """A pretend box, the replica as a process, and a target. `told` is the newest entry that the replica said is copied."""

    def __init__(self, feed: BoxFeed, target: Target, folder: Path, run: Path) -> None:
        self.feed = feed
        self.target = target
        self._folder = folder
        self._run = run
        self.bundles: dict[int, bytes] = {}
        self.again_left = AGAIN_MAX
        self._feed_runs = True
        self._replica: subprocess.Popen[bytes] | None = None
        self._restored = 0
        (folder / "replica").mkdir()
        (folder / "scratch").mkdir()
        (folder / "copy.json").write_text(json.dumps(target.where))

    @property
    def told(self) -> int:
        return self.feed.copy.told[-1].proved if self.feed.copy.told else 0

    async def lives(self) -> None:
        """Start again whatever is down."""
        self.target.lives()
        if not self._feed_runs:
            await self.feed.starts()
            self._feed_runs = True
        if self._replica is None or self._replica.poll() is not None:
            places = (self._folder / "replica", self._run, self._run, self._folder / "copy.json")
            words = [sys.executable, "-m", "tests.sync.replica.process", *map(str, places)]
            with (self._folder / "said").open("ab") as said:
                self._replica = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=said)

    async def dies(self, what: str) -> None:
        """Kill the writer's line, the replica, its child, its target, or all of them at one moment."""
        assert self._replica is not None
        children = tree_of(self._replica.pid)
        if what in {"replica", "all"}:
            self._replica.kill()
        if what in {"litestream", "all"}:
            for pid in children:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        if what in {"target", "all"}:
            self.target.dies()
        if what in {"writer", "all"}:
            await self.feed.stops()
            self.feed.copy.bundle = (0, b"")  # the bundle is in the daemon's memory alone
            self._feed_runs = False
        if what in {"replica", "all"}:
            await asyncio.to_thread(self._replica.wait)
            await self._gone(children)

    async def ends(self) -> None:
        if self._replica is not None:
            children = tree_of(self._replica.pid)
            self._replica.kill()
            self._replica.wait()
            await self._gone(children)

    def makes_a_bundle(self) -> None:
        serial = len(self.bundles) + 1
        self.bundles[serial] = os.urandom(4096)
        self.feed.copy.bundle = (serial, self.bundles[serial])

    def has_a_bundle(self, serial: int) -> bool:
        """Whether the target has this bundle or a newer one, whole."""
        there = {path.name: path.read_bytes() for path in self._box.glob("bundle-*")}
        return any(there.get(bundle_name(each)) == sealed for each, sealed in self.bundles.items() if each >= serial)

    def gives_back(self) -> Restored:
        """Restore what the target has now. Read again if the marker changed meanwhile: then a removed file belonged to a copy that no
        longer counts.
        """
        self._restored += 1
        scratch = self._folder / "scratch" / str(self._restored)
        if isinstance(self.target, S3):
            return restored(as_folder(self._box, scratch), scratch)
        while True:
            marker = (self._box / "latest").read_bytes()
            try:
                return restored(self._box, scratch)
            except AssertionError:
                if (self._box / "latest").read_bytes() == marker:
                    raise

    @property
    def _box(self) -> Path:
        record = self.feed.record
        return self.target.root / "handbell-copy" / record.building.hex() / record.box.hex()

    async def _gone(self, children: list[int]) -> None:
        """Wait until the old children are gone, so that nobody writes where the next replica's child will."""
        async with patient():
            while any(Path(f"/proc/{pid}").exists() and not _zombie(pid) for pid in children):
                await asyncio.sleep(0.01)


@asynccontextmanager
async def _rig(kind: str, workshop: Path) -> AsyncIterator[Rig]:
    record = Record()
    record.writes(1)
    run = Path(tempfile.mkdtemp(prefix="copy", dir="/tmp"))  # the path of a socket has at most 107 letters
    with target_of(kind, workshop) as target:
        async with BoxFeed.open(record, run) as feed:
            rig = Rig(feed, target, workshop, run)
            try:
                yield rig
            finally:
                await rig.ends()
                shutil.rmtree(run, ignore_errors=True)


@pytest.mark.parametrize("kind", ["folder", "sftp", pytest.param("s3", marks=pytest.mark.soak)])
@pytest.mark.parametrize("seed", seeds("copy-kills"))
async def test_what_is_told_is_at_the_target_whatever_is_killed(
    workshop: Path, kind: str, seed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in OF_A_CLOUD.items():
        monkeypatch.setenv(name, value)
    dice = random.Random(f"{kind} {seed}")
    async with _rig(kind, workshop) as rig:
        await rig.lives()
        await rig.feed.is_copied(1)
        for _ in rounds(proof=range(ROUNDS), soak=itertools.count(), at_least=ROUNDS):
            await rig.lives()
            await _writes(rig, dice)
            what = dice.choice(("writer", "replica", "replica", "litestream", "litestream", "target", "all"))
            await rig.dies(what)
            told, bundle = rig.told, rig.feed.copy.told[-1].bundle_serial
            await asyncio.sleep(dice.uniform(0, 0.2))
            await asyncio.to_thread(_agrees, rig, told, what)
            assert not bundle or rig.has_a_bundle(bundle), (
                f"after {what} bundle {bundle} is missing, which was told to be there"
            )
        await rig.lives()
        await rig.feed.is_copied(rig.feed.record.head)
        assert rig.gives_back().entries == rig.feed.record.entries


async def _writes(rig: Rig, dice: random.Random) -> None:
    if dice.random() < BUNDLES:
        rig.makes_a_bundle()
    if rig.again_left and dice.random() < BUNDLES:
        rig.again_left -= 1
        rig.feed.copy.wants = "again"
    left_s = dice.uniform(0.1, WRITES_S_MAX)
    while left_s > 0:
        rig.feed.writes(dice.randrange(1, BURST_MAX + 1))
        if dice.random() < DROPS * left_s / WRITES_S_MAX:
            rig.feed.copy.drops(dice.choice([*rig.feed.record.wraps]))
        pause_s = dice.uniform(0.02, 0.4)
        await asyncio.sleep(pause_s)
        left_s -= pause_s


def _agrees(rig: Rig, told: int, what: str) -> None:
    """Check that what is restored is what was written, as far as was told or further."""
    record, dropped = rig.feed.record, rig.feed.copy.dropped
    there = rig.gives_back()
    count = len(there.entries)
    assert there.entries == record.entries[:count], f"after {what} another record came back"
    assert count >= told, f"after {what} entries {count + 1} to {told} are missing, which were told to be there"
    needed = {number for number in record.wraps if number <= count} - dropped
    assert needed <= set(there.wraps), f"after {what} entries came back without their wraps"


def _zombie(pid: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
