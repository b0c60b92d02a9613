"""What a deposit costs a district's store does not depend on how much is in it already: on SQLite and on PostgreSQL.

Deposits of whole batches fill the store; at each mark the deposits of a call are measured, each to another building. `make soak` goes on
to ten million entries, or as far as its time allows; `make proof` only shows that the measuring works.
"""

import itertools
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

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
from sync.district.ledger import deposits
from sync.district.ledger.deposits import Terms
from sync.district.receipt_key import ReceiptKey
from sync.district.sqlite_store import SqliteStore
from sync.district.store import Sql, Store
from sync.protocol import Kept
from tests.sync import postgres
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.ledger import NOW_MS, RECIPIENT, Ledger

pytestmark = pytest.mark.proof

SOAK_S = float(os.environ.get("HANDBELL_SOAK_S", "0"))
MILLION = 1_000_000
MARKS = [number * MILLION for number in range(1, 11)] if SOAK_S else [10_000, 60_000]
BUILDINGS = 100
BATCH = 500
BATCHES_AT_ONCE = 8  # a fill has no receipts to hurry for
BODY = random.Random(1).randbytes(64 * 10 + 16)  # nobody opens it: one will do
CALL = 12
MEASURED = 300
RATIO_MAX = 1.5 if SOAK_S else 4.0
"""Of the lower quartile: a machine that does something else now and then makes the upper ones longer. A proof's marks are a minute apart,
and a busy minute may follow a quiet one; what grew with the store would be six times as much there, too."""


class Chain:
    """A building's box as far as the store has it: only its end is kept here."""

    def __init__(self) -> None:
        self.box = Box()
        self.number, self.digest = 0, GENESIS_DIGEST

    def next(self, count: int, *, with_wrap: bool = False) -> Batch:
        """So many entries more, checked as the server checks them."""
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
    """An empty store that is durable at each commit. `settle` brings what a fill left in memory to the disk, so that no mark is measured
    in the middle of that: PostgreSQL's checkpoints come by the clock, and everything after one is written twice for a while; and
    of a fill of 70,000 entries a second Linux still writes what SQLite left to it.
    """

    store: Store
    settle: Callable[[], None]


@pytest.fixture(params=["sqlite", "postgres"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    """On each kind of store."""
    if request.param == "sqlite":
        yield Ground(SqliteStore(tmp_path / "district.db"), os.sync)
        return
    if (why := postgres.missing()) is not None:
        pytest.skip(why)
    from sync.district.postgres_store import PostgresStore

    with postgres.running(fsync="on", shared_buffers="128MB") as server:
        yield Ground(PostgresStore(server.address(server.database())), lambda: server.run("CHECKPOINT"))


async def test_the_ten_millionth_entry_costs_what_the_millionth_did(ground: Ground) -> None:
    store = ground.store
    await store.start()
    ledger, chains = Ledger(store), [Chain() for _ in range(BUILDINGS)]
    for chain in chains:
        assert isinstance(await ledger.use(await ledger.token(chain.box.building.hex()), chain.box), Kept)
    began_s, stored, costs_ms = time.monotonic(), 0, list[float]()
    turns = itertools.cycle(chains)
    for mark in MARKS:
        while stored < mark and not (SOAK_S and len(costs_ms) > 1 and time.monotonic() - began_s > SOAK_S):
            stored += await _filled(ledger, [next(turns) for _ in range(BATCHES_AT_ONCE)])
        if stored < mark:
            break
        ground.settle()
        await _measured(ledger, chains)
        took_ms = await _measured(ledger, random.Random(stored).choices(chains, k=MEASURED))
        costs_ms.append(statistics.quantiles(took_ms, n=4)[0])
        print(
            f"{type(store).__name__}: {stored:,} entries after {time.monotonic() - began_s:.0f} s; a call's deposit "
            f"{costs_ms[-1]:.2f} ms at the lower quartile, {statistics.median(took_ms):.2f} at the median",
            flush=True,
        )
    await store.stop()
    assert len(costs_ms) > 1
    assert costs_ms[-1] <= RATIO_MAX * costs_ms[0], costs_ms


async def _filled(ledger: Ledger, chains: Sequence[Chain]) -> int:
    """How many entries were added, in one transaction."""
    batches = [(chain.box.box, chain.next(BATCH)) for chain in chains]
    terms = Terms(ReceiptKey(bytes(32)), NOW_MS)

    def take(sql: Sql) -> None:
        for box, batch in batches:
            answer = deposits.deposit(sql, box, batch, terms, lost_before=False)
            assert isinstance(answer, Deposited), answer

    await ledger.do(take)
    return len(batches) * BATCH


async def _measured(ledger: Ledger, chains: Sequence[Chain]) -> list[float]:
    """Milliseconds of each deposit of a call, one after the other."""
    taken = []
    for chain in chains:
        batch = chain.next(CALL, with_wrap=True)
        began_s = time.perf_counter()
        answer = await ledger.deposit(chain.box, 0, 0, batch=batch)
        taken.append((time.perf_counter() - began_s) * 1000)
        assert isinstance(answer, Deposited), answer
    return taken
