"""Seals the record for the recipients outside this building: new keys at once, older keys in small pieces. Knows no signature. The
logbook itself shows which keys lack a wrap: after a restart the search begins anew and finds only what is missing.
"""

import asyncio
import itertools
import logging
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress

from appliance.core.board import Board
from appliance.engine.engine import Engine
from appliance.envelope.hybrid import PublicKey
from appliance.envelope.seal import DataKey
from appliance.logbook.errors import LogbookError
from appliance.logbook.store import Logbook
from appliance.logbook.wraps import BEGINNING, Wrapped

PAGE = 32  # keys looked at in one read: some 0.2 ms of the disk's thread
WRAPS_AT_ONCE = 8  # wraps made between two turns of the loop: 8 × 0.1 ms (0.3 ms on a Pi)
PAUSE_S = 0.05  # 20 commits a second leave most of a slow card to calls; 10,000 keys for two readers take two minutes
REST = 4  # times as long as a turn took: uses at most a fifth of one processor, however slow it is
GIVES_WAY_S_MAX = 1.0  # to a hand-in; an endless one, or one after the other, must not put off the wraps for ever
AGAIN_S = 5.0  # After a failed read, wait as long as before writing new entries.

log = logging.getLogger("handbell.district")


class Recipients:
    """Gives the office's recipients their wraps. `seal_for` sets who they are; `run` wraps what was sealed before they were known."""

    def __init__(self, engine: Engine, logbook: Logbook) -> None:
        self._engine = engine
        self._logbook = logbook
        self._readers: tuple[PublicKey, ...] = ()
        self._news = asyncio.Event()
        self._nobody_hands_in = asyncio.Event()
        self._nobody_hands_in.set()

    @contextmanager
    def given_way(self) -> Generator[None]:
        """Make no wraps meanwhile: somebody waits, and each of their statements would wait for our wraps at the disk."""
        self._nobody_hands_in.clear()
        try:
            yield
        finally:
            self._nobody_hands_in.set()

    def seal_for(self, readers: tuple[PublicKey, ...]) -> None:
        """Make every new key for these readers, besides the building; at once, also for a call that comes at this moment."""
        if readers == self._readers:
            return
        self._readers = readers
        self._logbook.seal_for(readers)
        self._news.set()

    async def run(self) -> None:
        """Whenever the readers change, give them their wraps: first for what is open and what stands, then for all the rest."""
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self._add_what_is_missing(self._readers)
            except LogbookError as error:
                log.warning("wraps for the safety office are put off: %s", error)
                self._news.set()
                await asyncio.sleep(AGAIN_S)

    async def _add_what_is_missing(self, readers: tuple[PublicKey, ...]) -> None:
        first = {(key.stream, key.key_no) for key in await self._logbook.keys_in_use()} if readers else set()
        for urgent in (True, False):
            place = BEGINNING
            while readers and (page := await self._logbook.reader.wrapped_after(place, PAGE)):
                if not urgent:
                    await self._power_is_back()
                await self._add([each for each in page if (each.place in first) is urgent], readers)
                place = page[-1].place
                if readers is not self._readers:
                    return  # the readers changed again meanwhile: the search begins anew for them

    async def _add(self, page: Sequence[Wrapped], readers: tuple[PublicKey, ...]) -> None:
        by_missing: dict[tuple[PublicKey, ...], list[DataKey]] = {}
        for each in page:
            missing = missing_of(each, readers, self._engine.board)
            key = await self._logbook.opener.key_of(each.stream, each.key_no) if missing else None
            if key is not None:  # otherwise it is forgotten here, and nobody is given it any more
                by_missing.setdefault(missing, []).append(key)
        for missing, keys in by_missing.items():
            await self._give(keys, missing)

    async def _give(self, keys: Sequence[DataKey], missing: Sequence[PublicKey]) -> None:
        loop = asyncio.get_running_loop()
        for some in itertools.batched(missing, WRAPS_AT_ONCE, strict=False):
            for few in itertools.batched(keys, WRAPS_AT_ONCE // len(some), strict=False):
                await self._turn()
                if not set(some) <= set(self._readers):
                    return  # a reader was left out meanwhile, and is given nothing more
                began_s = loop.time()
                self._engine.carry_forward(few, some)
                await asyncio.sleep(max(PAUSE_S, REST * (loop.time() - began_s)))

    async def _power_is_back(self) -> None:
        """Wait while the battery of this box is nearly empty: finished records can wait for their further readers."""
        version = self._engine.version
        while self._engine.heard.spares_power:
            version = await self._engine.changed_since(version)

    async def _turn(self) -> None:
        """Wait until nobody else waits for the disk, or for an answer to what they hand in."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVES_WAY_S_MAX):
                await self._nobody_hands_in.wait()
        await self._engine.recorder.caught_up()


def missing_of(wrapped: Wrapped, readers: Sequence[PublicKey], board: Board) -> tuple[PublicKey, ...]:
    """Give the readers that have no wrap of a key yet; none if the office has opened the whole stream already, so that it may be
    forgotten any day.
    """
    if board.district.opened.get(wrapped.stream, 0) >= wrapped.last:
        return ()
    return tuple(each for each in readers if each.fingerprint not in wrapped.recipients)
