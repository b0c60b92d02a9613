"""Any order of deposits, lost answers, deaths, restored boxes and put-back servers: nothing signed for is lost, every fork has a name.

The real tables on SQLite, in process. The boxes' side of the protocol is `Side`, as the uplink plays it.
"""

import asyncio
import tempfile
from copy import replace
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from appliance.envelope.deposit import Deposited, ForkDecided, HeadTold, Held, Refused, Signed
from appliance.envelope.format import GENESIS_DIGEST, entry_digest, split
from appliance.envelope.statements import EVERY_BUILDING, Countersigned, NoticeType
from sync.district.receipt_key import ReceiptKey, signed_by_its_key
from sync.district.sqlite_store import SqliteStore
from sync.district.store import Sql
from sync.district.tables import boxes, collecting, deposits, forks, stretches
from sync.district.tables.rows import Placed
from sync.protocol import Kept
from tests.sync.district.building import Box
from tests.sync.district.tables import Tables

SIDES = st.sampled_from([0, 0, 1, 1, 2])  # counted from the newest
WHICH = st.integers(0, 9)
TURNS = st.tuples(SIDES, st.integers(0, 3), st.integers(1, 6), st.sampled_from(["came", "came", "lost", "died"]))
"""Which side, how much it writes, how much it deposits at most, and what becomes of the answer."""
MANY = 1 << 32  # more than any box here writes
NAME = "Lincoln"
MEMORY = Path("/dev/shm")  # in memory, since nothing here loses what the disk has not got


@dataclass
class Side:
    """One history of one box, and the receipts that came home to it: number → receipt."""

    box: Box
    receipts: dict[int, Signed] = field(default_factory=dict)

    @property
    def countersigned(self) -> int:
        return max(self.receipts, default=0)

    def knows(self, head: HeadTold) -> bool:
        return head.number == 0 or (head.number <= len(self.box.chain) and self.box.digest(head.number) == head.digest)


@dataclass(frozen=True)
class Answered:
    """What the present server has promised: entries it was given, and receipts by kind, box and digest of the last entry."""

    entries: frozenset[bytes] = frozenset()
    receipts: dict[tuple[str, bytes, bytes], Signed] = field(default_factory=dict)

    def and_entries(self, entries: tuple[bytes, ...]) -> "Answered":
        return replace(self, entries=self.entries | set(entries))

    def and_receipt(self, kind: str, box: bytes, digest: bytes, receipt: Signed) -> "Answered":
        assert self.receipts.get((kind, box, digest), receipt) == receipt, (
            "the same deposit gets the same bytes for ever"
        )
        return replace(self, receipts={**self.receipts, (kind, box, digest): receipt})


class Killed(Exception):
    """The server dies before its transaction is on disk."""


class Protocol(RuleBasedStateMachine):
    """One building. `sides` are all histories of all its boxes, the newest last."""

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self._path = Path(self._folder.name, "district.db")
        self.tables = Tables(self._started())
        self.keys = {self.tables.key.public}
        self.version = 0
        self.answered = Answered()
        self.copy: tuple[Path, Answered] | None = None
        self.was_put_back = False
        self.sides: list[Side] = []
        self.standing: dict[bytes, tuple[str, int, int]] = {}

    def teardown(self) -> None:
        self._do(self.tables.store.stop())
        self._runner.close()
        self._folder.cleanup()

    @initialize()
    def enrolled(self) -> None:
        self._enrol(Box())

    # ---- the building

    @rule(side=SIDES, at=st.integers(0, 6))
    def is_restored_from_an_old_copy(self, side: int, at: int) -> None:
        """Restore a box from an old copy. What goes on from the copy is another history of the box; the first one may still be running
        somewhere.
        """
        old = self._side(side)
        upto = max(len(old.box.chain) - at, 0)
        receipts = {number: receipt for number, receipt in old.receipts.items() if number <= upto}
        self.sides.append(Side(old.box.copy(upto), receipts))
        self.sides[-1].box.write(1)  # the start of its epoch

    @rule(side=st.none() | SIDES)
    def a_box_is_enrolled(self, side: int | None) -> None:
        """Enrol a box: a new one in the place of the present one, or once more a box that was there before."""
        if side is None:
            self._enrol(Box(building=self.sides[0].box.building))
        else:
            self._use_token(self._side(side).box)

    # ---- the line

    @rule(turns=st.lists(TURNS, min_size=1, max_size=6))
    def write_and_deposit(self, turns: list[tuple[int, int, int, str]]) -> None:
        """Write and deposit as the uplink does: ask for the head, then go on after it, or from where the histories part."""
        for side, writes, count, answer in turns:
            who = self._side(side)
            who.box.write(writes)
            head = self._asks_head(who)
            after = head.number if who.knows(head) else self._common(who)
            last = min(after + count, len(who.box.chain))
            if last > after:
                self._deposits(who, after + 1, last, answer)

    @rule(side=SIDES, which=WHICH)
    def deposits_again_what_it_sent_before(self, side: int, which: int) -> None:
        who = self._side(side)
        if who.receipts:
            last = sorted(who.receipts)[which % len(who.receipts)]
            self._deposits(who, max(last - 1, 1), last, "came")

    @rule(side=SIDES, back=st.integers(0, 5))
    def sends_an_open_call_ahead(self, side: int, back: int) -> None:
        who = self._side(side)
        number = len(who.box.chain) - back
        if number < 1:
            return
        answer = self._do(self.tables.hold(who.box, number))
        if isinstance(answer, Refused):
            assert answer.code in {"superseded", "not-yours"}, answer
            return
        assert isinstance(answer, Held)
        (receipt,) = answer.receipts
        self._is_valid(receipt)
        digest = who.box.digest(number)
        self.answered = self.answered.and_entries((who.box.chain[number - 1],))
        self.answered = self.answered.and_receipt("holding", who.box.box, digest, receipt)

    @rule(side=SIDES)
    def fetches_what_it_lost(self, side: int) -> None:
        """Fetch all that the server has after the last common entry, up to the head that it tells. It must follow that entry."""
        who = self._side(side)
        head, common = self._asks_head(who), self._common(who)

        def ask(sql: Sql) -> tuple[bytes, ...]:
            box = boxes.seen(sql, who.box.box)
            return () if box is None else collecting.tail(sql, box, common, 1_000, self.tables.now_ms).entries

        before = who.box.digest(common) if common else GENESIS_DIGEST
        tail = self._do(self.tables.do(ask))
        for entry in tail:
            assert split(entry).header.prev_digest == before
            before = entry_digest(entry)
        if head.number > common:
            assert len(tail) == head.number - common and before == head.digest

    # ---- the district and the office

    @rule(what=st.sampled_from(["started again", "copied", "put back", "given another key"]))
    def server_is(self, what: str) -> None:
        match what:
            case "started again":
                self._do(self.tables.store.stop())
                self.tables.store = self._started()
            case "copied":
                path = Path(self._folder.name, "backup.db")
                with self._do(self.tables.store.back_up()) as copy:
                    path.write_bytes(copy.read())
                self.copy = path, self.answered
            case "put back" if self.copy is not None:
                self._puts_back(*self.copy)
            case "given another key":
                self.tables.key = ReceiptKey(Box().box * 2)
                self.keys.add(self.tables.key.public)
                self._notice(NoticeType.RECEIPT_KEYS, EVERY_BUILDING, tuple(self.keys))

    @precondition(lambda self: any(state == "fork" for state, _, _ in self.standing.values()))
    @rule(which=WHICH, chosen=WHICH)
    def office_decides_a_fork(self, which: int, chosen: int) -> None:
        order = [
            side.box.box for side in self.sides
        ]  # sort by this: ids are random, and a story must be the same when told again
        undecided = [fork for fork in self._do(self.tables.forks()) if not fork.decided]
        undecided.sort(key=lambda fork: (order.index(fork.box), fork.number))
        if not undecided:  # the box was replaced meanwhile, or the office had decided before that
            return
        fork = undecided[which % len(undecided)]
        digest = fork.digests[chosen % len(fork.digests)]
        self._notice(NoticeType.FORK_DECIDED, fork.building, (ForkDecided(fork.box, fork.number, digest),))
        named = {(each.box, each.number): each for each in self._do(self.tables.forks())}
        assert named[fork.box, fork.number].decided in {digest, b""}  # a fork may stay open if histories part earlier
        self.standing = {}

    # ---- what always holds

    @invariant()
    def nothing_that_was_answered_is_lost(self) -> None:
        if self.sides:
            assert self.answered.entries <= {entry for entry, _ in self._kept()}

    @invariant()
    def two_histories_have_a_name(self) -> None:
        if not self.sides:
            return
        named = [(fork.box, fork.number) for fork in self._do(self.tables.forks())]
        seen: dict[tuple[bytes, int], bytes] = {}
        for entry, _ in self._kept():
            header = split(entry).header
            other = seen.setdefault((header.box, header.number), entry)
            assert other == entry or any(box == header.box and number <= header.number for box, number in named)

    @invariant()
    def nothing_is_countersigned_past_a_fork_or_for_a_box_that_was_replaced(self) -> None:
        for box, (state, number, countersigned) in self._boxes().items():
            before = self.standing.get(box)
            if before is not None and before[0] == state != "ok":
                assert countersigned <= before[2]
            assert countersigned <= number
            self.standing[box] = state, number, countersigned

    @invariant()
    def what_is_up_to_the_head_is_one_chain(self) -> None:
        for box, (_, number, _) in self._boxes().items():
            rows = [each.entry for each in self._history(box) if each.number <= number]
            before = GENESIS_DIGEST
            for entry in rows:
                assert split(entry).header.prev_digest == before
                before = entry_digest(entry)
            assert len(rows) == number

    @invariant()
    def only_a_server_that_was_put_back_is_called_so(self) -> None:
        if self.sides and not self.was_put_back:
            assert self._do(self.tables.do(forks.named)).rolled_back == ()

    # ---- helpers

    def _deposits(self, who: Side, first: int, last: int, answer: str) -> None:
        batch = who.box.batch(first, last)
        if answer == "died":
            self._dies_over(who, batch)
            return
        given = self._do(self.tables.deposit(who.box, first, last, batch=batch))
        if isinstance(given, Refused):
            assert given.code in {"fork", "superseded", "not-yours", "out-of-order"}, given
            if given.code in {"fork", "superseded"}:
                self.answered = self.answered.and_entries(tuple(who.box.chain[first - 1 : last]))
            return
        assert isinstance(given, Deposited)
        self._is_valid(given.receipt)
        says = Countersigned.unpack(given.receipt.statement)
        assert says.last >= last
        self.answered = self.answered.and_entries(tuple(who.box.chain[first - 1 : last]))
        self.answered = self.answered.and_receipt("countersigned", who.box.box, says.digest, given.receipt)
        if answer == "came" and says.last <= len(who.box.chain) and who.box.digest(says.last) == says.digest:
            who.receipts[says.last] = given.receipt

    def _dies_over(self, who: Side, batch: Any) -> None:
        def act(sql: Sql) -> None:
            deposits.deposit(sql, who.box.box, batch, self.tables.terms, lost_before=False)
            raise Killed

        before = self._boxes(), self._kept()
        with pytest.raises(Killed):
            self._do(self.tables.do(act))
        assert (self._boxes(), self._kept()) == before

    def _puts_back(self, copy: Path, answered: Answered) -> None:
        self._do(self.tables.store.stop())
        for left in self._path.parent.glob(f"{self._path.name}*"):
            left.unlink()
        self._path.write_bytes(copy.read_bytes())
        self.tables.store = self._started()
        self.answered, self.was_put_back, self.standing = answered, True, {}

    def _asks_head(self, who: Side) -> HeadTold:
        return self._do(self.tables.head(who.box, who.countersigned))

    def _common(self, who: Side) -> int:
        """Give the last number that both have; the uplink finds it with GET /v1/entries."""
        common = 0
        for number, digest in ((each.number, entry_digest(each.entry)) for each in self._history(who.box.box)):
            if number != common + 1 or number > len(who.box.chain) or who.box.digest(number) != digest:
                break
            common = number
        return common

    def _enrol(self, box: Box) -> None:
        self._use_token(box)
        self.sides.append(Side(box))

    def _use_token(self, box: Box) -> None:
        standing = [each for each, (state, *_) in self._boxes().items() if state in {"ok", "fork"} and each != box.box]
        instead_of = Box(box=standing[0]) if standing else None
        kept = self._do(self.tables.use(self._do(self.tables.token(NAME, instead_of=instead_of)), box))
        assert isinstance(kept, Kept), kept

    def _notice(self, kind: NoticeType, building: bytes, body: object) -> None:
        self.version += 1
        kept = self._do(self.tables.notice(kind, building, self.version, msgspec.msgpack.encode(body)))
        assert isinstance(kept, Kept), kept

    def _is_valid(self, receipt: Signed) -> None:
        assert receipt.key in self.keys
        assert signed_by_its_key(receipt)

    def _side(self, number: int) -> Side:
        return self.sides[-1 - number % len(self.sides)]

    def _boxes(self) -> dict[bytes, tuple[str, int, int]]:
        return {row[0]: row[1:] for row in self._rows("SELECT box, state, number, countersigned FROM box")}

    def _kept(self) -> list[tuple[bytes, int]]:
        aside = self._rows("SELECT entry, place FROM side_entry")
        return sorted({*aside, *((each.entry, each.place) for each in self._placed())}, key=lambda each: each[1])

    def _history(self, box: bytes) -> list[Placed]:
        """Give a box's history in the order of its numbers, also above its head. Check that the digests beside the entries are theirs."""
        history = sorted((each for each in self._placed() if each.box == box), key=lambda each: each.number)
        beside = self._beside(box)
        assert beside == {each.number: entry_digest(each.entry) for each in history}
        return history

    def _beside(self, box: bytes) -> dict[int, bytes]:
        def ask(sql: Sql) -> dict[int, bytes]:
            found = boxes.seen(sql, box)
            return {} if found is None else stretches.digests(sql, found.whose, 1, MANY)

        return self._do(self.tables.do(ask))  # type: ignore[no-any-return]

    def _placed(self) -> list[Placed]:
        def ask(sql: Sql) -> list[Placed]:
            return [
                each
                for building in self._buildings_of(sql)
                for each in stretches.read_places(sql, building, 0, MANY).entries
            ]

        return self._do(self.tables.do(ask))  # type: ignore[no-any-return]

    def _buildings_of(self, sql: Sql) -> list[bytes]:
        return [building for (building,) in sql.all("SELECT building FROM building")]

    def _rows(self, statement: str, *values: object) -> list[Any]:
        return self._do(self.tables.do(lambda sql: sql.all(statement, *values)))

    def _started(self) -> SqliteStore:
        store = SqliteStore(self._path)
        self._do(store.start())
        return store

    def _do(self, doing: Any) -> Any:
        return self._runner.run(doing)


TestProtocol = Protocol.TestCase
TestProtocol.settings = settings(
    max_examples=80, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestProtocol.pytestmark = [pytest.mark.slow]
