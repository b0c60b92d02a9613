"""Holds everything that an answer needs, in one place: store, keys, waiting, figures. Knows no HTTP."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sync.district.authority import Authority
from sync.district.fair import Fair
from sync.district.metrics import Metrics
from sync.district.naming import Naming
from sync.district.news import News
from sync.district.peer import Peer
from sync.district.receipt_key import ReceiptKey
from sync.district.reckoning import Reckoning
from sync.district.shares import Slots
from sync.district.store import Sql, Store
from sync.district.tables.deposits import Terms
from sync.district.tables.quota import BYTES_PER_DAY
from sync.district.turns import Turns
from sync.district.waiters import Waiters
from sync.protocol import CopyTold

WORK_OF_ONE_MAX = 2  # pieces of the backlog, and questions: while one is written the next is checked
HEARING_OF_ONE_MAX = 4  # pieces of work for one client's waiting questions: a box has one; a call wakes one for each console of an office
HELD_OF_ONE_MAX = 16  # questions: a box has one, and those of lines that broke; an office has two for each console


def wall_ms() -> int:
    """Give milliseconds since the Unix epoch, as stated in receipts."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class District:
    """The parts of one running server."""

    store: Store
    authority: Authority
    key: ReceiptKey
    bytes_per_day: int = BYTES_PER_DAY
    copy_told: Callable[[], CopyTold] = CopyTold
    now_ms: Callable[[], int] = wall_ms
    waiters: Waiters = field(default_factory=Waiters)
    metrics: Metrics = field(default_factory=Metrics)
    calls: Fair = field(default_factory=lambda: Fair(1))
    work: Fair = field(default_factory=lambda: Fair(WORK_OF_ONE_MAX))
    hearing: Fair = field(
        default_factory=lambda: Fair(HEARING_OF_ONE_MAX)
    )  # apart from the other work, so that no page of the backlog is ahead of a call
    waiting: Slots = field(default_factory=lambda: Slots(HELD_OF_ONE_MAX))
    turns: Turns = field(default_factory=Turns)
    news: News = field(init=False)
    naming: Naming = field(init=False)
    reckoning: Reckoning = field(init=False)

    def __post_init__(self) -> None:
        rested = partial(self.metrics.count, "rested_seconds")
        object.__setattr__(self, "calls", Fair(1, rested))
        object.__setattr__(self, "work", Fair(WORK_OF_ONE_MAX, rested))
        object.__setattr__(self, "hearing", Fair(HEARING_OF_ONE_MAX, rested))
        object.__setattr__(self, "news", News(self.waiters))  # the news wakes clients by the same waiters
        object.__setattr__(self, "naming", Naming(self.metrics, self.now_ms))
        object.__setattr__(self, "reckoning", Reckoning(self.now_ms))

    def left_s(self, peer: Peer) -> float | None:
        """Give for how many seconds the client's certificate is still good; None for a client on this machine, which has none."""
        return None if math.isinf(peer.until_ms) else (peer.until_ms - self.now_ms()) / 1000

    async def heard[Answer](
        self, who: str, key: bytes, wait_s: float, ask: Callable[[Sql], Answer], something: Callable[[Answer], bool]
    ) -> Answer:
        """Give what the store answers to this question, as soon as the answer holds something, or after `wait_s`. Each time it is asked
        takes one of the client's turns.
        """

        async def asks() -> Answer:
            async with self.hearing.turn(who):
                return await self.store.do(ask)

        return await self.waiters.until(key, wait_s, asks, something)

    def shut_out(self, who: str) -> None:
        """End a client's waiting questions, which are answered at once. Its live line ends with its next message, by the store's word."""
        self.waiting.end(who)

    def terms(self) -> Terms:
        """Give the terms on which a deposit is taken now."""
        return Terms(self.key, self.now_ms(), self.bytes_per_day)
