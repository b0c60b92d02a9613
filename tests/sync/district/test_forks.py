"""Tests two histories of one box, on every kind of store: both are kept, named, and decided by the office alone. It also tests servers that
were put back.
"""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope.deposit import ForkDecided, Refused
from appliance.envelope.statements import EVERY_BUILDING, NoticeType, Opened
from sync.district.sqlite_sql import SqliteSql
from sync.district.store import Sql
from sync.district.tables import audit, damage, forks, notices
from sync.district.tables.forks import BEYOND_EVERY_MS, CANDIDATES_MAX, OPEN_MAX, ROLLED_BACK_MAX, TOLD_MAX
from sync.district.tables.quota import DAY_MS, OverQuota
from sync.protocol import Fork, Kept, RolledBack
from tests.sync.district.building import Box
from tests.sync.district.tables import Tables, signed


@pytest.fixture
async def box(tables: Tables) -> Box:
    box = Box()
    await tables.enrol(box)
    box.write(10)
    await tables.deposited(box, 1, 8)
    return box


@pytest.fixture
def other(box: Box) -> Box:
    """Make the same box put back to entry 5, after which it went on by itself."""
    other = box.copy(5)
    other.write(6)
    return other


async def decide(tables: Tables, box: Box, number: int, digest: bytes, version: int = 1) -> None:
    body = msgspec.msgpack.encode((ForkDecided(box.box, number, digest),))
    kept = await tables.notice(NoticeType.FORK_DECIDED, box.building, version, body)
    assert isinstance(kept, Kept), kept


async def test_another_entry_of_the_same_number_is_kept_beside_the_first_and_named(
    tables: Tables, box: Box, other: Box
) -> None:
    assert await tables.refused(other, 4, 9) == "fork"
    (fork,) = await tables.forks()
    assert (fork.box, fork.number, fork.digests) == (box.box, 6, (box.digest(6), other.digest(6)))
    assert fork.decided == b""
    kept = {each.entry for each in (await tables.collect(box.building)).entries}
    assert kept == {*box.chain[:8], *other.chain[5:9]}


async def test_nothing_is_countersigned_past_a_fork_but_what_was_stays_so(tables: Tables, box: Box, other: Box) -> None:
    before = await tables.deposited(box, 1, 8)
    await tables.refused(other, 6, 7)
    assert (await tables.head(box)).state == "fork"
    assert await tables.refused(box, 9, 10) == "fork"
    assert await tables.deposited(box, 1, 8) == before
    assert box.chain[9] in {each.entry for each in (await tables.collect(box.building)).entries}


async def test_the_office_decides_for_the_first_history(tables: Tables, box: Box, other: Box) -> None:
    await tables.refused(other, 6, 7)
    await decide(tables, box, 6, box.digest(6))
    assert (await tables.deposited(box, 9, 10)).last == 10
    assert await tables.refused(other, 6, 7) == "fork", "the history decided against stays shut"
    assert (await tables.head(box)).state == "ok"
    assert (await tables.forks())[0].decided == box.digest(6)


async def test_the_office_decides_for_the_other_history(tables: Tables, box: Box, other: Box) -> None:
    await tables.refused(other, 6, 7)
    await decide(tables, box, 6, other.digest(6))
    head = await tables.head(box)
    assert (head.state, head.number, head.digest) == ("ok", 5, box.digest(5))
    receipt = await tables.deposited(other, 6, 11)
    assert (receipt.last, receipt.digest) == (11, other.digest(11))
    assert await tables.refused(box, 6, 8) == "fork"
    kept = {each.entry for each in (await tables.collect(box.building)).entries}
    assert set(box.chain[:8]) <= kept, "the history decided against is kept for ever"


async def test_an_office_that_changes_its_mind_gets_the_first_history_back_with_its_receipt(
    tables: Tables, box: Box, other: Box
) -> None:
    first = await tables.deposited(box, 1, 8)
    await tables.refused(other, 6, 7)
    await decide(tables, box, 6, other.digest(6), 1)
    await tables.deposited(other, 6, 11)
    await decide(tables, box, 6, box.digest(6), 2)
    assert await tables.deposited(box, 6, 8) == first
    assert (await tables.deposited(box, 9, 10)).last == 10


async def test_what_a_receipt_of_the_history_decided_against_spoke_for_gets_one_of_its_own(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box)
    box.write(10)
    await tables.deposited(box, 1, 4)
    await tables.deposited(box, 5, 10)
    other = box.copy(6)
    other.write(2)
    await tables.refused(other, 7, 8)
    await decide(tables, box, 7, other.digest(7))
    receipt = await tables.deposited(other, 5, 5)
    assert (receipt.last, receipt.digest) == (5, box.digest(5))
    assert (await tables.deposited(other, 6, 6)).digest == box.digest(6)
    assert await tables.deposited(other, 5, 5) == receipt
    collected = (await tables.collect(box.building)).entries
    assert all(each.countersigned for each in collected if each.entry in box.chain[:6]), "what counted goes on counting"
    assert (await tables.deposited(other, 7, 8)).last == 8


async def test_a_decision_under_another_root_key_or_of_another_building_changes_nothing(
    tables: Tables, box: Box, other: Box
) -> None:
    await tables.refused(other, 6, 7)
    await tables.notice(NoticeType.RECIPIENTS, EVERY_BUILDING, 1, b"")
    body = msgspec.msgpack.encode((ForkDecided(box.box, 6, other.digest(6)),))
    stranger = Ed25519PrivateKey.generate()
    refused = await tables.notice(NoticeType.FORK_DECIDED, box.building, 1, body, stranger)
    assert isinstance(refused, Refused) and refused.code == "other-root"
    await tables.notice(NoticeType.FORK_DECIDED, bytes([1] * 16), 2, body)
    assert (await tables.head(box)).state == "fork"


async def test_a_fork_at_an_urgent_entry_keeps_what_comes_before_it(tables: Tables, box: Box) -> None:
    other = box.copy(8)
    other.write(4)
    await tables.held(other, 11)
    box.write(2)
    assert await tables.refused(box, 9, 12) == "fork"
    assert (await tables.head(box)).number == 10
    await decide(tables, box, 11, box.digest(11))
    assert (await tables.deposited(box, 11, 12)).last == 12


async def test_a_call_is_held_whatever_history_it_is_of(tables: Tables, box: Box, other: Box) -> None:
    (receipt,) = await tables.held(other, 7)
    assert receipt.digest == other.digest(7)
    assert [fork.number for fork in await tables.forks()] == [7]


async def test_entries_lost_for_good_are_a_gap_the_office_decides_about(tables: Tables, box: Box) -> None:
    box.write(10)
    assert await tables.refused(box, 15, 20) == "out-of-order"
    assert await tables.refused(box, 15, 20, lost_before=True) == "fork"
    (fork,) = await tables.forks()
    assert (fork.number, fork.digests) == (15, (damage.NOTHING_HERE, box.digest(15)))
    await decide(tables, box, 15, box.digest(15))
    receipt = await tables.deposited(box, 15, 20)
    assert (receipt.first, receipt.last) == (15, 20)


async def test_a_server_put_back_to_an_older_copy_is_named_once(tables: Tables, box: Box) -> None:
    await tables.head(box, countersigned=8)
    assert (await tables.do(forks.named)).rolled_back == ()
    await tables.head(box, countersigned=10)
    await tables.head(box, countersigned=10)
    (found,) = (await tables.do(forks.named)).rolled_back
    assert (found.box, found.number, found.countersigned) == (box.box, 8, 10)
    await tables.deposited(box, 9, 10)


async def test_what_is_answered_as_kept_while_histories_part_is_kept_also_below_a_call_of_the_other(
    tables: Tables, box: Box, other: Box
) -> None:
    await tables.refused(other, 6, 7)
    await tables.held(other, 11)
    box.write(2)
    assert await tables.refused(box, 9, 12) == "fork"
    assert set(box.chain) <= {each.entry for each in (await tables.collect(box.building)).entries}


async def test_a_history_that_parts_earlier_cannot_be_chosen_at_a_later_entry(
    tables: Tables, box: Box, other: Box
) -> None:
    await tables.held(other, 8)
    await tables.refused(other, 6, 7)
    assert [fork.number for fork in await tables.forks()] == [8, 6]
    await decide(tables, box, 8, other.digest(8), 1)
    assert [fork.decided for fork in await tables.forks()] == [b"", b""]
    assert (await tables.head(box)).digest == box.digest(8)
    await decide(tables, box, 6, other.digest(6), 2)
    assert [fork.decided for fork in await tables.forks()] == [other.digest(6)]
    assert (await tables.deposited(other, 6, 11)).digest == other.digest(11)


async def test_a_batch_that_does_not_hang_on_the_head_is_no_fork_at_a_call_further_on(tables: Tables, box: Box) -> None:
    other = box.copy(7)
    other.write(5)
    await tables.held(box, 10)
    assert await tables.refused(other, 9, 11) == "out-of-order"
    assert (await tables.head(box)).digest == box.digest(8)
    assert await tables.refused(other, 8, 11) == "fork"
    assert [fork.number for fork in await tables.forks()] == [8]


async def test_a_server_whose_office_decided_for_another_history_is_not_called_put_back(
    tables: Tables, box: Box, other: Box
) -> None:
    await tables.refused(other, 6, 7)
    await decide(tables, box, 6, other.digest(6))
    assert (await tables.head(box, countersigned=8)).number == 5
    assert (await tables.do(forks.named)).rolled_back == ()


async def test_a_notice_reaches_its_building_once_and_every_building_where_it_is_for_all(tables: Tables) -> None:
    first, second = bytes([1] * 16), bytes([2] * 16)
    await tables.notice(NoticeType.RECIPIENTS, EVERY_BUILDING, 1, b"all")
    kept = await tables.notice(NoticeType.REVOKED, first, 1, b"one")
    assert isinstance(kept, Kept) and kept.version
    again = await tables.notice(NoticeType.REVOKED, first, 1, b"one")
    assert again == Kept(0)
    told = await tables.do(lambda sql: notices.after(sql, first, 0))
    assert [each.statement[-3:] for each in told.notices] == [b"all", b"one"]
    assert (await tables.do(lambda sql: notices.after(sql, first, told.after))).notices == ()
    others = await tables.do(lambda sql: notices.after(sql, second, 0))
    assert [each.statement[-3:] for each in others.notices] == [b"all"]


async def test_a_server_put_back_to_an_older_copy_gives_its_notices_out_from_the_first(tables: Tables) -> None:
    building = bytes([1] * 16)
    await tables.notice(NoticeType.RECIPIENTS, EVERY_BUILDING, 1, b"old")
    await tables.notice(NoticeType.REVOKED, building, 1, b"new")
    told_before_the_loss = 7
    told = await tables.do(lambda sql: notices.after(sql, building, told_before_the_loss))
    assert [each.statement[-3:] for each in told.notices] == [b"old", b"new"]
    assert (await tables.do(lambda sql: notices.after(sql, building, told.after))).notices == ()


async def test_a_building_that_was_told_of_more_than_a_bare_server_has_waits_from_the_first(tables: Tables) -> None:
    assert (await tables.do(lambda sql: notices.after(sql, bytes([1] * 16), 7))).after == 0


async def test_a_version_or_number_no_store_can_count_to_is_refused_as_unreadable(tables: Tables) -> None:
    beyond, at_most = 2**63, 2**63 - 1
    building, box = bytes([1] * 16), bytes([2] * 16)

    async def opened(last: int) -> Kept | Refused:
        given = signed(tables.root, Opened(building, box, last, bytes(32), tables.now_ms).pack())
        return await tables.do(lambda sql: notices.keep_opened(sql, given, tables.now_ms))

    decision = msgspec.msgpack.encode((ForkDecided(box, beyond, bytes(32)),))
    for answer in (
        await opened(beyond),
        await tables.notice(NoticeType.REVOKED, building, beyond, b""),
        await tables.notice(NoticeType.FORK_DECIDED, building, 1, decision),
    ):
        assert isinstance(answer, Refused) and answer.code == "bad-request"
    assert await opened(at_most) == Kept(1)
    assert await tables.notice(NoticeType.REVOKED, building, at_most, b"") == Kept(2)


async def test_what_follows_on_an_entry_that_is_kept_aside_is_kept_with_it(
    tables: Tables, box: Box, other: Box
) -> None:
    other.write(4)
    assert await tables.refused(other, 6, 8) == "fork"
    for first, last in ((9, 11), (12, 15), (12, 15)):
        assert await tables.refused(other, first, last) == "fork"
    assert set(other.chain) <= {each.entry for each in (await tables.collect(box.building)).entries}
    assert [fork.number for fork in await tables.forks()] == [6]
    await decide(tables, box, 6, other.digest(6))
    other.write(2)
    assert await tables.refused(other, 16, 17) == "out-of-order", "it goes on from the head, which was put back"
    assert (await tables.deposited(other, 6, 17)).last == 17


async def test_what_follows_on_a_gap_is_kept_with_what_came_after_it_until_the_office_decides(
    tables: Tables, box: Box
) -> None:
    box.write(10)
    assert await tables.refused(box, 13, 15, lost_before=True) == "fork"
    assert await tables.refused(box, 16, 18) == "fork"
    assert await tables.refused(box, 20, 20) == "out-of-order"
    assert [fork.number for fork in await tables.forks()] == [13]
    await decide(tables, box, 13, box.digest(13))
    assert (await tables.deposited(box, 13, 20)).last == 20


async def test_a_history_that_goes_on_deposit_by_deposit_is_named_once_where_it_parted(
    tables: Tables, box: Box, other: Box
) -> None:
    for number in range(6, 12):
        assert await tables.refused(other, number, number) == "fork"
    assert [fork.number for fork in await tables.forks()] == [6]
    await decide(tables, box, 6, box.digest(6))
    assert await tables.refused(other, 8, 11) == "fork"
    assert (await tables.head(box)).state == "ok", "the history decided against makes no fork by going on"


async def named_by(tables: Tables, box: Box) -> list[str]:
    lines = (await tables.do(lambda sql: audit.lines(sql, 0, 10_000))).lines
    return [line.about for line in lines if line.what == "histories without end" and line.who == f"box {box.box.hex()}"]


async def test_a_box_with_more_histories_of_one_number_than_a_few_is_named_and_slowed_alone(
    tables: Tables, box: Box
) -> None:
    beside = Box()
    await tables.enrol(beside)
    beside.write(1)
    histories = [box.copy(5) for _ in range(CANDIDATES_MAX + 4)]
    for each in histories:
        each.write(2)
    for each in histories[:CANDIDATES_MAX]:
        assert await tables.refused(each, 6, 7) == "fork"
    assert await named_by(tables, box) == []
    first, second, third, _ = histories[CANDIDATES_MAX:]
    assert await tables.held(first, 6), "one more is kept at once"
    assert len(await named_by(tables, box)) == 1
    over = await tables.deposit(second, 6, 7)
    assert isinstance(over, OverQuota)
    assert over.retry_after_s == BEYOND_EVERY_MS // 1000
    assert isinstance(await tables.hold(second, 7), OverQuota)
    assert await tables.refused(histories[0], 6, 7) == "fork", "what is here already is answered as before"
    assert (await tables.deposited(beside, 1, 1)).last == 1
    tables.now_ms += BEYOND_EVERY_MS
    assert await tables.held(second, 6), "and a call of it waits ten minutes at most"
    assert isinstance(await tables.hold(third, 6), OverQuota)
    (fork,) = await tables.forks()
    assert fork.digests == (box.digest(6), *(each.digest(6) for each in histories[:CANDIDATES_MAX]))
    assert fork.others == 2


async def test_a_box_with_more_forks_than_the_office_can_decide_is_named_and_slowed(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box)
    box.write(OPEN_MAX + 3)
    await tables.deposited(box, 1, OPEN_MAX + 3)
    for number in range(1, OPEN_MAX + 2):
        other = box.copy(number - 1)
        other.write(1)
        assert await tables.held(other, number)
    assert len(await named_by(tables, box)) == 1
    other = box.copy(OPEN_MAX + 1)
    other.write(1)
    assert isinstance(await tables.hold(other, OPEN_MAX + 2), OverQuota)
    await decide(tables, box, 1, box.digest(1))
    await decide(tables, box, 2, box.digest(2), 2)
    assert await tables.held(other, OPEN_MAX + 2)


async def test_what_does_not_fit_together_is_told_page_by_page_in_the_order_it_was_found(
    tables: Tables, box: Box
) -> None:
    def fill(sql: Sql) -> None:
        for number in range(1, TOLD_MAX + 20):
            row = (number, bytes([9] * 16), number, box.building, bytes(32), tables.now_ms, b"")
            sql.run(
                "INSERT INTO fork (n, box, number, building, digest, found_ms, decided) VALUES (?, ?, ?, ?, ?, ?, ?)",
                *row,
            )
        sql.run("UPDATE counter SET n = ? WHERE name = 'fork'", TOLD_MAX + 19)

    await tables.do(fill)
    await tables.head(box, countersigned=100)
    first = await tables.do(forks.named)
    assert (len(first.forks), first.rolled_back, first.after, first.more) == (TOLD_MAX, (), TOLD_MAX, True)
    second = await tables.do(lambda sql: forks.named(sql, first.after))
    assert [fork.number for fork in second.forks] == list(range(TOLD_MAX + 1, TOLD_MAX + 20))
    assert second.rolled_back == (RolledBack(box.building, box.box, 8, 100, tables.now_ms),)
    assert (second.after, second.more) == (TOLD_MAX + 20, False)
    third = await tables.do(lambda sql: forks.named(sql, second.after))
    assert (third.forks, third.rolled_back, third.after, third.more) == ((), (), second.after, False)


async def test_a_box_that_says_again_and_again_that_the_server_was_put_back_is_heard_a_few_times_a_day(
    tables: Tables, box: Box
) -> None:
    for countersigned in range(100, 100 + 2 * ROLLED_BACK_MAX):
        await tables.head(box, countersigned=countersigned)
    assert len((await tables.do(forks.named)).rolled_back) == ROLLED_BACK_MAX
    tables.now_ms += DAY_MS
    await tables.head(box, countersigned=200)
    told = (await tables.do(forks.named)).rolled_back
    assert (len(told), told[-1].countersigned) == (ROLLED_BACK_MAX, 200), (
        "the oldest makes room: the table does not grow"
    )


async def test_what_boxes_said_of_a_server_put_back_before_there_was_a_bound_is_cut_down_to_the_newest_of_each(
    tables: Tables, box: Box
) -> None:
    def fill(sql: Sql) -> None:
        for n in range(1, 100):
            row = (n, bytes([n % 2]) * 16, 8, n, box.building, tables.now_ms)
            sql.run(
                "INSERT INTO rolled_back (n, box, number, countersigned, building, found_ms) VALUES (?, ?, ?, ?, ?, ?)",
                *row,
            )

    await tables.do(fill)
    await tables.do(forks.keep_newest)
    kept = [back.countersigned for back in (await tables.do(forks.named)).rolled_back]
    assert kept == list(range(100 - 2 * ROLLED_BACK_MAX, 100))


async def test_places_where_histories_part_are_asked_for_without_reading_the_rest_of_what_is_aside(
    tables: Tables, box: Box, other: Box
) -> None:
    """It is tested on SQLite, whose query plan does not depend on how full it is: each number is looked up, and no rows of the building are
    scanned.
    """
    await tables.refused(other, 6, 7)
    seen = list[str]()

    class Explained:
        for_update = ""

        def __init__(self, sql: Sql) -> None:
            self._sql = sql

        def all(self, statement: str, *values: object) -> list[tuple[object, ...]]:
            if isinstance(self._sql, SqliteSql):
                seen.extend(str(row[3]) for row in self._sql.all(f"EXPLAIN QUERY PLAN {statement}", *values))
            return self._sql.all(statement, *values)

    found = await tables.do(lambda sql: forks.named(Explained(sql)))  # type: ignore[arg-type]
    assert [type(each) for each in found.forks] == [Fork]
    assert not [line for line in seen if "SCAN side_entry" in line or "side_entry_place" in line], seen
