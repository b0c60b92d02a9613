"""An honest box, a mad one, an office, flipped bits, scrubs and new starts in any order, on one store: nothing changed is given.

Whatever a box was told is kept is given back byte for byte, once, or named as damaged. Knows the tables; no request and no process.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from appliance.envelope.deposit import Collected, Deposited, ForkDecided, Held, Refused, Signed, Wrap
from appliance.envelope.format import split
from appliance.envelope.statements import Countersigned, Holding, NoticeType
from sync import protocol
from sync.district.authority import Issued
from sync.district.batch import Batch, checked
from sync.district.receipt_key import signed_by_its_key
from sync.district.scrub import Scrub
from sync.district.store import Sql
from sync.district.tables import boxes, collecting, damage, forks, renewals, stretches, urgent
from sync.district.tables.quota import DAY_MS, OverQuota
from sync.protocol import WRAPS_OF_KEY_MAX
from tests.rounds import SOAK_S
from tests.sync.district import rotten
from tests.sync.district.conftest import open_store
from tests.sync.district.side import BODY_LEN, WRAP_LEN, Side
from tests.sync.district.tables import NOW_MS, RECIPIENT, Tables
from tests.sync.postgres import Postgres

WHICH = st.integers(0, 60)
COUNT = st.integers(1, 6)
THEN = st.sampled_from(["nothing", "it is sent again", "it is called again", "it is decided for"])
# As the real ones, but small, so that every page, row and day is soon full.
ANSWER_LEN, STRETCH_LEN, DAY_BYTES, URGENT_BYTES = 3_000, 1_000, 60_000, 20_000
PAGE_LEN = ANSWER_LEN + STRETCH_LEN + WRAPS_OF_KEY_MAX * (WRAP_LEN + collecting.AROUND_LEN)
AROUND_LEN = 50 * 300  # room for what stands around entries and receipts in a page of an answer

MEMORY = Path("/dev/shm")  # in memory, since nothing here loses what the disk has not got


class District(RuleBasedStateMachine):
    """Two buildings with a box each."""

    address: str
    empty: Callable[[], None]

    def __init__(self) -> None:
        super().__init__()
        type(self).empty()
        self._runner = asyncio.Runner()
        self.tables = Tables(open_store(self.address), bytes_per_day=DAY_BYTES)
        self._do(self.tables.store.start())
        self.honest, self.mad = Side(1), Side(2)
        for each in (self.honest, self.mad):
            self._do(self.tables.enrol(each.box))
        self.certificates: dict[bytes, str] = {}
        self.decisions = 0

    def teardown(self) -> None:
        try:
            self.office_collects(1_000)
            self.all_is_asked_for(1_000)
        finally:
            self._do(self.tables.store.stop())
            self._runner.close()

    # ---- the honest box

    @rule(count=COUNT, wraps=st.integers(0, 3))
    def writes_and_deposits_what_follows(self, count: int, wraps: int) -> None:
        self.honest.writes(count, wraps)
        after = self._do(self.tables.head(self.honest.box)).number
        self._deposits(self.honest, after + 1, min(len(self.honest.box.chain), after + 20))

    @rule(count=COUNT)
    def calls(self, count: int) -> None:
        self.honest.writes(count, 1)
        last = len(self.honest.box.chain)
        self._calls(self.honest, range(last - count + 1, last + 1))

    @rule(which=WHICH, count=COUNT)
    def sends_again(self, which: int, count: int) -> None:
        head = self._do(self.tables.head(self.honest.box)).number
        if head:
            first = self.honest.any_before(head, which)
            self._deposits(self.honest, first, min(first + count - 1, head))

    @rule(which=WHICH, count=COUNT)
    def calls_again(self, which: int, count: int) -> None:
        last = len(self.honest.box.chain)
        if last:
            first = self.honest.any_before(last, which)
            self._calls(self.honest, range(first, min(first + count, last + 1)))

    @rule()
    def brings_what_it_is_asked_for(self) -> None:
        head = self._asked_again(self.honest)
        for first, last in head:
            self._deposits(self.honest, first, min(last, first + 19))

    # ---- the mad box

    @rule(back=WHICH, count=COUNT, lane=st.booleans())
    def deposits_another_history(self, back: int, count: int, lane: bool) -> None:
        self.mad.goes_back_to(max(len(self.mad.box.chain) - back % 8, 0))
        self.mad.writes(count, 0)
        last = len(self.mad.box.chain)
        first = last - count + 1
        self._calls(self.mad, range(first, last + 1)) if lane else self._deposits(self.mad, first, last)

    @rule(
        count=st.sampled_from([1, 2, WRAPS_OF_KEY_MAX, WRAPS_OF_KEY_MAX + 1]),
        length=st.sampled_from([0, 1, WRAP_LEN, 9_000]),
    )
    def deposits_wraps(self, count: int, length: int) -> None:
        """Deposit wraps: many, bad ones, and each twice."""
        number = len(self.mad.box.chain) + 1
        self.mad.box.write(1, bytes(16), BODY_LEN)
        self.mad.wraps[number] = (
            tuple(Wrap(number, bytes(16), 1, RECIPIENT, bytes([n]) * length) for n in range(count)) * 2
        )
        if not isinstance(self._deposits(self.mad, number, number), Deposited):
            self.mad.goes_back_to(number - 1)

    @rule(count=st.integers(15, 60))
    def deposits_very_much(self, count: int) -> None:
        after = self._do(self.tables.head(self.mad.box)).number
        if after == len(self.mad.box.chain):
            self.mad.writes(count, 0)
            if not isinstance(self._deposits(self.mad, after + 1, after + count), Deposited):
                self.mad.goes_back_to(after)

    @rule(countersigned=st.integers(0, 2**63 - 1))
    def says_it_has_a_receipt(self, countersigned: int) -> None:
        self._do(self.tables.head(self.mad.box, countersigned))

    @rule(which=st.integers(0, 30))
    def asks_for_a_certificate(self, which: int) -> None:
        request, serial = bytes([which]) * 32, f"{1000 + len(self.certificates):x}"
        issued = Issued(f"certificate {serial}", serial, NOW_MS)
        box, now_ms = self.mad.box.box, self.tables.now_ms
        given = self._do(self.tables.do(lambda sql: renewals.renewed(sql, box, request, issued, now_ms)))
        if isinstance(given, str):
            assert self.certificates.setdefault(request, given) == given

    # ---- the office

    @rule(limit=st.sampled_from([1, 3, 20, 1_000]))
    def all_is_asked_for(self, limit: int) -> None:
        """Ask for everything from the first place on: each entry comes once, and none is changed or lost."""
        for side in (self.honest, self.mad):
            entries, wraps = Counter[bytes](), set[bytes]()
            for page in self._pages(side, 0, limit):
                entries.update(each.entry for each in page.entries)
                wraps |= {wrap.wrap for _, wrap in page.wraps}
            self._has_all(side, set(entries), wraps)
            twice = {split(entry).header.number for entry, count in entries.items() if count > 1}
            assert twice <= side.rotted

    @rule(limit=st.sampled_from([1, 3, 20, 1_000]))
    def office_collects(self, limit: int) -> None:
        """Collect on from where the office was; in the end it has the same as if it had begun again."""
        for side in (self.honest, self.mad):
            for page in self._pages(side, side.office_after, limit):
                side.office_has |= {each.entry for each in page.entries} | {wrap.wrap for _, wrap in page.wraps}
                side.office_after = page.after
            self._has_all(side, side.office_has, side.office_has)

    @rule(which=WHICH)
    def office_asks_for_forks_and_decides(self, which: int) -> None:
        told = self._do(self.tables.do(forks.named))
        assert len({(each.box, each.number) for each in told.forks}) == len(told.forks)
        assert all(each.box == self.mad.box.box for each in told.forks)
        open_yet = [each for each in told.forks if not each.decided]
        if which % 3 == 0 and open_yet:
            fork = open_yet[which % len(open_yet)]
            digest = fork.digests[which % len(fork.digests)]
            body = msgspec.msgpack.encode((ForkDecided(fork.box, fork.number, digest),))
            self.decisions += 1
            self._do(self.tables.notice(NoticeType.FORK_DECIDED, fork.building, self.decisions, body))

    # ---- the store, and time

    @rule(
        table=st.sampled_from([*rotten.ROWS, "entry"]),
        row=WHICH,
        column=st.integers(0, 1),
        at=st.integers(0, 3_000),
        then=THEN,
    )
    def a_bit_is_flipped(self, table: str, row: int, column: int, at: int, then: str) -> None:
        """Flip a bit. Nobody has noticed it when the box sends that row again, or when a fork is decided."""

        def flip(sql: Sql) -> None:
            building, numbers = rotten.flip(sql, table, row, column, at)
            for side in (self.honest, self.mad):
                if side.box.building == building:
                    side.rotted |= numbers

        self._do(self.tables.do(flip))
        match then:
            case "it is sent again":
                self.sends_again(2 * row + 1, 2)
            case "it is called again":
                self.calls_again(2 * row + 1, 2)
            case "it is decided for":
                self.office_asks_for_forks_and_decides(3 * row)

    @rule()
    def all_is_looked_through(self) -> None:
        self.tables.now_ms += 8 * DAY_MS
        assert self._do(Scrub(self.tables.store, lambda: self.tables.now_ms, share=1).look_through())

    @rule(part=st.integers(1, 3))
    def time_goes_by(self, part: int) -> None:
        self.tables.now_ms += DAY_MS // part

    @rule()
    def server_is_started_again(self) -> None:
        self._do(self.tables.store.stop())
        self.tables.store = open_store(self.address)
        self._do(self.tables.store.start())

    # ---- what always holds

    @invariant()
    def every_byte_that_is_kept_is_counted(self) -> None:
        for side in (self.honest, self.mad):
            counted, kept = self._do(self.tables.do(partial(rotten.counted_and_kept, building=side.box.building)))
            assert kept <= counted

    @invariant()
    def no_flipped_bit_makes_a_fork_of_an_honest_box(self) -> None:
        assert self._do(self.tables.state(self.honest.box)) == "ok"

    # ---- helpers

    def _deposits(self, side: Side, first: int, last: int) -> Deposited | Refused | OverQuota | None:
        numbers = range(first, last + 1)
        batch = checked(side.box.deposit(first, last, side.wraps_of(*numbers)), side.box.building, side.box.box)
        answer = self._sends(
            side, batch, DAY_BYTES, lambda given: self.tables.deposit(side.box, first, last, batch=given)
        )
        if isinstance(answer, Deposited):
            says = Countersigned.unpack(self._signed(answer.receipt))
            assert says.last >= last and says.box == side.box.box
            assert (says.last, says.digest) in {(last, side.box.digest(last))} or says.last > last
            self._was_told(side, numbers)
        elif side is self.honest:
            assert isinstance(answer, OverQuota) or (isinstance(answer, Refused) and answer.code == "damaged"), answer
        return answer

    def _calls(self, side: Side, numbers: range) -> None:
        wraps = side.wraps_of(*numbers)
        batch = checked(side.box.urgent(*numbers, wraps=wraps), side.box.building, side.box.box)
        answer = self._sends(
            side, batch, DAY_BYTES + URGENT_BYTES, lambda _: self.tables.hold(side.box, *numbers, wraps=wraps)
        )
        if isinstance(answer, Held):
            says = [Holding.unpack(self._signed(each)) for each in answer.receipts]
            assert [(each.number, each.digest) for each in says] == [(n, side.box.digest(n)) for n in numbers]
            self._was_told(side, numbers)
        else:
            assert isinstance(answer, OverQuota), answer

    def _sends(self, side: Side, batch: Batch | Refused, allowed: int, send: Callable[[Batch], Any]) -> Any:
        """Send, and give what comes of it. It must stay within the day's bytes, unless the store lost something."""
        if isinstance(batch, Refused):
            assert side is self.mad
            return batch
        side.sent |= {each.entry for each in batch.entries}
        side.sent_wraps |= {each.wrap for each in batch.wraps}
        before = self._day_of(side)
        answer = self._do(send(batch))
        after = self._day_of(side)
        if before[0] == after[0] and not side.rotted:
            assert after[1] <= max(before[1], allowed)
        return answer

    def _was_told(self, side: Side, numbers: range) -> None:
        side.told |= {side.box.chain[number - 1]: number for number in numbers}
        side.told_wraps |= {wrap.wrap: number for number in numbers for wrap in side.wraps.get(number, ())}

    def _pages(self, side: Side, after: int, limit: int) -> Iterator[Collected]:
        more = True
        while more:
            page = self._do(self.tables.collect(side.box.building, after, limit))
            length = sum(len(each.entry) for each in page.entries) + sum(len(each.wrap) for _, each in page.wraps)
            assert length <= PAGE_LEN
            assert len(protocol.encode(page)) <= PAGE_LEN + AROUND_LEN
            assert {each.entry for each in page.entries} <= side.sent
            assert {each.wrap for _, each in page.wraps} <= side.sent_wraps
            assert page.after > after or not page.more
            yield page
            after, more = page.after, page.more

    def _has_all(self, side: Side, entries: set[bytes], wraps: set[bytes]) -> None:
        """Check that what is missing has rotted and is asked for again, or comes with the backlog anyway."""
        lost = {number for entry, number in side.told.items() if entry not in entries}
        lost |= {number for wrap, number in side.told_wraps.items() if wrap not in wraps}
        assert lost <= side.rotted
        if side is self.honest:
            head = self._do(self.tables.head(side.box)).number
            asked = {number for first, last in self._asked_again(side) for number in range(first, last + 1)}
            assert {number for number in lost if number <= head} <= asked

    def _asked_again(self, side: Side) -> list[tuple[int, int]]:
        return self._do(self.tables.do(lambda sql: damage.of_box(sql, side.box.box)))  # type: ignore[no-any-return]

    def _day_of(self, side: Side) -> tuple[int, int]:
        found = self._do(self.tables.do(lambda sql: boxes.seen(sql, side.box.box)))
        return found.day_from_ms, found.day_bytes

    def _signed(self, receipt: Signed) -> bytes:
        assert signed_by_its_key(receipt) and receipt.key == self.tables.key.public
        return receipt.statement

    def _do(self, doing: Any) -> Any:
        return self._runner.run(doing)


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "ANSWER_LEN_MAX", ANSWER_LEN)
    monkeypatch.setattr(stretches, "STRETCH_LEN_MAX", STRETCH_LEN)
    monkeypatch.setattr(urgent, "URGENT_BYTES_PER_DAY", URGENT_BYTES)


SETTINGS = settings(deadline=None, suppress_health_check=list(HealthCheck), stateful_step_count=40)
EXAMPLES = 100 if not SOAK_S else 2_000  # each example takes a tenth of a second, and twice as long on PostgreSQL


@pytest.mark.slow
def test_on_sqlite(small_limits: None) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        path = Path(folder, "district.db")

        class OnSqlite(District):
            address = str(path)

            @staticmethod
            def empty() -> None:
                for left in path.parent.glob(f"{path.name}*"):
                    left.unlink()

        run_state_machine_as_test(OnSqlite, settings=settings(SETTINGS, max_examples=EXAMPLES))


@pytest.mark.slow
def test_on_postgres(small_limits: None, postgres_server: tuple[Postgres, str]) -> None:
    server, made = postgres_server

    class OnPostgres(District):
        address = server.address(made)

        @staticmethod
        def empty() -> None:
            server.empty(made)

    run_state_machine_as_test(OnPostgres, settings=settings(SETTINGS, max_examples=EXAMPLES // 20))
