"""Runs a trial: restores the copy into a scratch folder, and compares it with the record as the alert daemon gives it. Opens no entry.

It runs in a process of its own, so that its memory is freed at the end (`trials.py`).
"""

import asyncio
import hashlib
import random
import shutil
import time
from pathlib import Path

from appliance.api.feed.client import FeedClient
from appliance.api.feed.copy import SAYS_LEN_MAX, TrialTold
from sync.replica.examined import Examined, NotWhole, entry_in, examine, numbers_in
from sync.replica.faults import CopyFault
from sync.replica.giving_back import give_back
from sync.replica.marker import bundle_name
from sync.replica.target import Target, marker_at

SAMPLES = 64  # entries compared byte for byte, besides the last; all are chained to the last
ROOM_FACTOR = 1.2  # room for the copy, and for what SQLite and Litestream keep beside it for a moment
TRIES_MAX = 3  # the trial tries again where the wraps changed while they were compared, or a new generation was begun
BUNDLE_LEN_MAX = 1024 * 1024  # the same as in `beside.py`


class Failed(Exception):
    """The trial showed that the copy would not restore the box. `str()` says why."""


class Moved(Exception):
    """The keys changed each time they were compared, so this was no trial. `str()` says so."""


class Trial:
    """One trial. `scratch` is made anew, and removed at the end. `proved`: up to where the replica says that the copy reaches."""

    def __init__(
        self, target: Target, feed: FeedClient, mirror: Path, scratch: Path, program: Path, proved: int = 0
    ) -> None:
        self._proved = proved
        self._target = target
        self._feed = feed
        self._mirror = mirror
        self._scratch = scratch
        self._program = program

    async def run(self) -> TrialTold:
        """Try the copy out, and give the result. Raises LineLost, Moved, OSError for our own disk."""
        began_s = time.monotonic()
        up_to, digest = 0, b""
        try:
            examined = await self._given_back()
            up_to, digest = examined.up_to, examined.digest
            if up_to < self._proved:
                raise Failed(
                    f"It gave back entries up to {up_to:,} alone, and was told as proved up to {self._proved:,}."
                )
            await self._has_the_same_entries(examined)
            await self._has_the_same_wraps(examined)
            await self._has_the_bundle()
        except (Failed, NotWhole, CopyFault) as wrong:
            return _told(ok=False, up_to=up_to, digest=digest, says=str(wrong), began_s=began_s)
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)
        return _told(ok=True, up_to=up_to, digest=digest, says="", began_s=began_s)

    async def _given_back(self) -> Examined:
        device_key = (await self._feed.follow_copy(0, limit=1)).device_key
        for left in reversed(range(TRIES_MAX)):
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch.mkdir(mode=0o700, parents=True)
            self._has_room()
            marker = await asyncio.to_thread(marker_at, self._target)
            if marker is None:
                raise Failed(f"Nothing on {self._target.says} says which copy counts.")
            try:
                await asyncio.to_thread(give_back, self._target, marker, self._scratch, self._program)
                return await asyncio.to_thread(examine, self._scratch, device_key)
            except CopyFault:
                if not left or await asyncio.to_thread(marker_at, self._target) == marker:
                    raise  # otherwise another generation took its place meanwhile: try again
        raise AssertionError("the last try returns or raises")

    def _has_room(self) -> None:
        needed = self._mirror.stat().st_size * ROOM_FACTOR if self._mirror.exists() else 0
        free = shutil.disk_usage(self._scratch).free
        if free < needed:
            raise Failed(
                f"This card has room for {free >> 20:,} MiB, and trying out a restore needs {int(needed) >> 20:,} MiB."
            )

    async def _has_the_same_entries(self, examined: Examined) -> None:
        first, last = numbers_in(self._scratch)[0], examined.up_to
        sampled = {first, last, *(random.randint(first, last) for _ in range(SAMPLES))}  # noqa: S311 - a sample
        sampled |= {each for number in examined.breaks for each in (number - 1, number)}
        for number in sorted(sampled):
            items = await self._feed.follow_copy(number - 1, limit=1)
            theirs = next((each.entry for each in items.entries if each.number == number), None)
            if entry_in(self._scratch, number) != theirs:
                raise Failed(f"Entry {number:,} of the copy is not the one in this box's record.")

    async def _has_the_same_wraps(self, examined: Examined) -> None:
        """Check that every wrap that is needed is there. There may be more: what is dropped here is dropped there some minutes later."""
        needed: dict[tuple[int, bytes, int, bytes], bytes] = {}
        after = b""
        while True:
            page = await self._feed.kept_wraps(after)
            for each in page.wraps:
                needed[each.number, each.stream, each.key_no, each.recipient] = _digest(each.wrap)
            if not page.more or not page.wraps:
                break
            after = page.wraps[-1].place
        missing = [
            place
            for place, digest in needed.items()
            if place[0] <= examined.up_to and examined.wraps.get(place) != digest
        ]
        if missing and page.version == examined.version:
            raise Failed(f"The copy lacks {len(missing)} of the keys that would open what is open or stands.")
        if missing:
            raise Moved("The keys in the copy are of another moment than this box's: it is tried again in an hour.")

    async def _has_the_bundle(self) -> None:
        given = await self._feed.copy_bundle()
        if not given.sealed:
            raise Failed(
                f"Entries and keys are right, and nothing opens them: there is no recovery bundle. {given.says}"
            )
        there = await asyncio.to_thread(self._target.read, bundle_name(given.serial), BUNDLE_LEN_MAX)
        if there != given.sealed:
            raise Failed(
                f"The recovery bundle beside the copy is not the newest (number {given.serial}) as this box sealed it."
            )
        if given.says:  # the bundle is sealed for the readers of an earlier time
            raise Failed(f"The recovery bundle beside the copy is an old one. {given.says}")


def _digest(wrap: bytes) -> bytes:
    return hashlib.sha256(wrap).digest()


def _told(*, ok: bool, up_to: int, digest: bytes, says: str, began_s: float) -> TrialTold:
    return TrialTold(ok=ok, up_to=up_to, digest=digest, says=says[:SAYS_LEN_MAX], took_s=time.monotonic() - began_s)
