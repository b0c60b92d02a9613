"""Proves that what a deposit costs a district's store does not depend on how much is in it already, on SQLite and on PostgreSQL.

Two stores are filled to the first mark with deposits of whole batches. One stays there; the other goes on from mark to mark. At each mark,
the deposits of a call are measured in turn on both, each to another building. So a machine that is now slower or quicker than minutes
before is so for both stores. `make soak` goes on to ten million entries, or as far as its time allows; `make proof` only shows that the
measuring works.
"""

import itertools
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

from appliance.envelope.deposit import Deposit, Deposited
from appliance.envelope.format import (
    GENESIS_DIGEST,
    SUITE_CHACHA20_POLY1305,
    VERSION,
    Header,
    entry_digest,
    pack_header,
)
from sync.district.batch import Batch, checked
from sync.district.receipt_key import ReceiptKey
from sync.district.sqlite_store import SqliteStore
from sync.district.store import Sql, Store
from sync.district.tables import deposits
from sync.district.tables.deposits import Terms
from sync.protocol import Kept
from tests.rounds import rounds
from tests.sync import postgres
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.tables import NOW_MS, RECIPIENT, Tables

pytestmark = [pytest.mark.proof, pytest.mark.alone]

MILLION = 1_000_000
BUILDINGS = 100
BATCH = 500
BATCHES_AT_ONCE = 8  # a fill has no receipts that must go out soon
BODY = random.Random(1).randbytes(64 * 10 + 16)  # one body is enough, since nobody opens it
CALL = 12
WARMING = 100  # calls that are not measured: after a fill, the buildings' own pages are not all in memory
MEASURED = 300
RATIO_MAX = 1.25
"""The limit for the ratio of the lower quartiles. A machine that now and then does something else makes only the upper ones longer. Of two
equally full stores, one took 0.97 to 1.05 times as long as the other here. A cost that grew with the store would be ten times as much at
ten million entries, and three times in a proof.
"""


class Chain:
    """A building's box as far as the store needs it: only its end is kept here."""

    def __init__(self) -> None:
        self.box = Box()
        self.number, self.digest = 0, GENESIS_DIGEST

    def next(self, count: int, *, with_wrap: bool = False) -> Batch:
        """Make so many more entries, checked as the server checks them."""
        first = self.number + 1
        wraps = (wrap_for(first, RECIPIENT),) if with_wrap else ()
        batch = checked(Deposit(tuple(self._entry() for _ in range(count)), wraps), self.box.building, self.box.box)
        assert isinstance(batch, Batch), batch
        return batch

    def _entry(self) -> bytes:
        box, self.number = self.box, self.number + 1
        stream = self.number.to_bytes(16)
        header = Header(
            VERSION,
            SUITE_CHACHA20_POLY1305,
            box.building,
            box.box,
            box.epoch,
            self.number,
            stream,
            1,
            self.digest,
            len(BODY),
        )
        entry = pack_header(header) + os.urandom(12) + BODY
        self.digest = entry_digest(entry)
        return entry


@dataclass(frozen=True, slots=True)
class Ground:
    """Two empty stores of one kind, durable at each commit. `settle` brings what a fill left in memory to the disk, so that nothing is
    measured while that goes on. PostgreSQL's checkpoints come by the clock, and everything after a checkpoint is written twice for a while.
    After a fill of 70,000 entries, Linux still writes for a second what SQLite left to it.
    """

    grows: Store
    stays: Store
    settle: Callable[[], None]


@pytest.fixture(params=["sqlite", "postgres"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    """Make the stores, for each kind."""
    if request.param == "sqlite":
        yield Ground(SqliteStore(tmp_path / "grows.db"), SqliteStore(tmp_path / "stays.db"), os.sync)
        return
    if (why := postgres.missing()) is not None:
        pytest.skip(why)
    from sync.district.postgres_store import PostgresStore

    with postgres.running(fsync="on", shared_buffers="128MB") as server:
        grows, stays = (PostgresStore(server.address(server.database())) for _ in range(2))
        yield Ground(grows, stays, lambda: server.run("CHECKPOINT"))


async def test_the_ten_millionth_entry_costs_what_the_millionth_did(ground: Ground) -> None:
    grows, stays = await District.begun(ground.grows), await District.begun(ground.stays)
    began_s, ratios = time.monotonic(), list[float]()
    for mark in rounds(proof=[10_000, 60_000], soak=[number * MILLION for number in range(1, 11)], at_least=2):
        await grows.filled(mark)
        if not ratios:
            await stays.filled(mark)
        ground.settle()
        took_ms: tuple[list[float], list[float]] = [], []
        for turn in range(WARMING + MEASURED):
            for district, taken in zip((grows, stays), took_ms, strict=True):
                one_ms = await district.call_ms()
                if turn >= WARMING:
                    taken.append(one_ms)
        grown_ms, stayed_ms = (statistics.quantiles(taken, n=4)[0] for taken in took_ms)
        ratios.append(grown_ms / stayed_ms)
        print(
            f"{type(ground.grows).__name__}: {grows.stored:,} entries after {time.monotonic() - began_s:.0f} s; a call's deposit "
            f"{grown_ms:.2f} ms at the lower quartile, {stayed_ms:.2f} with {stays.stored:,}: {ratios[-1]:.2f}",
            flush=True,
        )
    await grows.store.stop()
    await stays.store.stop()
    assert len(ratios) > 1
    assert ratios[-1] <= RATIO_MAX, ratios


class District:
    """One store with its buildings."""

    def __init__(self, store: Store) -> None:
        self.store, self.stored = store, 0
        self._tables, self._chains = Tables(store), [Chain() for _ in range(BUILDINGS)]
        self._turns = itertools.cycle(self._chains)
        self._choice = random.Random(1)

    @classmethod
    async def begun(cls, store: Store) -> Self:
        """Make a district with its buildings enrolled, and no entry yet."""
        await store.start()
        district = cls(store)
        for chain in district._chains:
            token = await district._tables.token(chain.box.building.hex())
            assert isinstance(await district._tables.use(token, chain.box), Kept)
        return district

    async def filled(self, entries: int) -> None:
        """Fill it until so many entries are in the store."""
        while self.stored < entries:
            await self._fill([next(self._turns) for _ in range(BATCHES_AT_ONCE)])

    async def _fill(self, chains: Sequence[Chain]) -> None:
        """Deposit a batch from each, in one transaction."""
        batches = [(chain.box.box, chain.next(BATCH)) for chain in chains]
        terms = Terms(ReceiptKey(bytes(32)), NOW_MS)

        def take(sql: Sql) -> None:
            for box, batch in batches:
                answer = deposits.deposit(sql, box, batch, terms, lost_before=False)
                assert isinstance(answer, Deposited), answer

        await self._tables.do(take)
        self.stored += len(batches) * BATCH

    async def call_ms(self) -> float:
        """Deposit a call from any of the buildings; give the milliseconds it took."""
        chain = self._choice.choice(self._chains)
        batch = chain.next(CALL, with_wrap=True)
        began_s = time.perf_counter()
        answer = await self._tables.deposit(chain.box, 0, 0, batch=batch)
        took_ms = (time.perf_counter() - began_s) * 1000
        assert isinstance(answer, Deposited), answer
        self.stored += CALL
        return took_ms
