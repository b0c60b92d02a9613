"""Tests deposits on every kind of store: what is taken, what is refused and with what, and the receipts."""

import asyncio
import secrets

import pytest

from appliance.envelope.deposit import URGENT_ENTRIES_MAX, WRAPS_MAX, Deposited, Held, Refused, Wrap
from appliance.envelope.format import GENESIS_DIGEST
from sync.district.batch import BESIDE_ENTRY_LEN, ROW_LEN
from sync.district.tables import urgent
from sync.district.tables.quota import DAY_MS, URGENT_BYTES_PER_DAY, OverQuota
from sync.district.tables.urgent import SHARE_MAX
from sync.protocol import Kept
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.tables import NOW_MS, RECIPIENT, Tables


@pytest.fixture
async def box(tables: Tables) -> Box:
    box = Box()
    await tables.enrol(box, "Lincoln")
    box.write(10)
    return box


async def test_a_fresh_box_has_a_head_of_zeros(tables: Tables, box: Box) -> None:
    head = await tables.head(box)
    assert (head.state, head.number, head.digest, head.held) == ("ok", 0, GENESIS_DIGEST, ())


async def test_a_deposit_is_countersigned_and_moves_the_head(tables: Tables, box: Box) -> None:
    receipt = await tables.deposited(box, 1, 6)
    assert (receipt.building, receipt.box, receipt.epoch) == (box.building, box.box, box.epoch)
    assert (receipt.first, receipt.last, receipt.digest, receipt.received_ms) == (1, 6, box.digest(6), NOW_MS)
    head = await tables.head(box)
    assert (head.epoch, head.number, head.digest) == (box.epoch, 6, box.digest(6))
    assert (await tables.deposited(box, 7, 10)).first == 7


async def test_the_same_deposit_gets_the_same_bytes_for_ever(tables: Tables, box: Box) -> None:
    first = await tables.deposit(box, 1, 6)
    tables.now_ms += 1000
    await tables.deposited(box, 7, 10)
    again = await tables.deposit(box, 1, 6)
    assert isinstance(first, Deposited) and isinstance(again, Deposited)
    assert again.receipt == first.receipt
    assert again.head.number == 10


async def test_a_part_of_what_was_deposited_gets_the_receipt_that_covers_it(tables: Tables, box: Box) -> None:
    whole = await tables.deposited(box, 1, 6)
    assert await tables.deposited(box, 2, 4) == whole


async def test_a_deposit_that_overlaps_is_taken_from_where_the_server_ended(tables: Tables, box: Box) -> None:
    await tables.deposited(box, 1, 6)
    receipt = await tables.deposited(box, 4, 10)
    assert (receipt.first, receipt.last) == (7, 10)


async def test_entries_that_do_not_follow_are_refused_with_the_head(tables: Tables, box: Box) -> None:
    await tables.deposited(box, 1, 3)
    answer = await tables.deposit(box, 6, 8)
    assert isinstance(answer, Refused) and answer.head is not None
    assert (answer.code, answer.head.number) == ("out-of-order", 3)
    assert (await tables.head(box)).number == 3


async def test_an_entry_after_another_one_than_the_head_is_refused(tables: Tables, box: Box) -> None:
    await tables.deposited(box, 1, 4)
    other = box.copy(3)
    other.write(3)
    assert await tables.refused(other, 5, 6) == "out-of-order"


async def test_a_box_nobody_enrolled_is_refused(tables: Tables) -> None:
    stranger = Box()
    stranger.write(1)
    assert await tables.refused(stranger, 1, 1) == "not-yours"


async def test_what_came_by_the_urgent_lane_is_not_sent_twice(tables: Tables, box: Box) -> None:
    await tables.held(box, 3, 4)
    assert (await tables.head(box)).held == (3, 4)
    receipt = await tables.deposited(box, 1, 10)
    assert (receipt.first, receipt.last) == (1, 10)
    assert [each.number for each in (await tables.collect(box.building)).entries].count(3) == 1


async def test_a_deposit_of_nothing_new_still_moves_the_head_over_what_was_held(tables: Tables, box: Box) -> None:
    await tables.held(box, 1, 2, 3)
    receipt = await tables.deposited(box, 1, 3)
    assert (receipt.first, receipt.last) == (1, 3)
    assert (await tables.head(box)).held == ()


async def test_an_office_that_counted_with_a_server_put_back_since_is_told_from_the_beginning(
    tables: Tables, box: Box
) -> None:
    await tables.held(box, 5, 7)
    assert [each.number for each in (await tables.do(lambda sql: urgent.told(sql, 1))).held] == [7]
    again = await tables.do(lambda sql: urgent.told(sql, 90))  # a place from a later copy, which is lost
    assert ([each.number for each in again.held], again.after) == ([5, 7], 2)


async def test_more_than_a_day_may_bring_waits_for_the_next_day(tables: Tables, box: Box) -> None:
    tables.bytes_per_day = 5000
    await tables.deposited(box, 1, 5)
    over = await tables.deposit(box, 6, 10)
    assert isinstance(over, OverQuota)
    assert over.refused.code == "quota"
    assert 0 < over.retry_after_s <= DAY_MS // 1000
    tables.now_ms += over.retry_after_s * 1000
    await tables.deposited(box, 6, 10)


async def test_wraps_for_a_call_that_is_held_already_use_up_the_day_too(tables: Tables, box: Box) -> None:
    tables.bytes_per_day = 4_000 - URGENT_BYTES_PER_DAY
    wrap, another, one_more = (wrap_for(1, RECIPIENT) for _ in range(3))
    (first,) = await tables.held(box, 1)
    assert isinstance(await tables.hold(box, 1, wraps=(wrap,)), Held)
    over = await tables.hold(box, 1, wraps=(another, one_more))
    assert isinstance(over, OverQuota) and over.refused.code == "quota"
    assert [kept for _, kept in (await tables.collect(box.building)).wraps] == [wrap]
    assert await tables.held(box, 1) == [first]


async def test_a_call_that_is_asked_about_again_with_its_wraps_is_answered_also_when_the_day_is_used_up(
    tables: Tables, box: Box
) -> None:
    tables.bytes_per_day = 2_500 - URGENT_BYTES_PER_DAY
    wrap = wrap_for(1, RECIPIENT)
    first = await tables.hold(box, 1, wraps=(wrap,))
    assert isinstance(first, Held)
    assert await tables.hold(box, 1, wraps=(wrap,)) == first
    assert await tables.hold(box, 1, wraps=(wrap,)) == first
    assert isinstance(await tables.hold(box, 2), OverQuota)


async def test_wraps_of_a_superseded_box_for_entries_that_are_here_use_up_its_day(tables: Tables, box: Box) -> None:
    tables.bytes_per_day = 5_000
    await tables.use(await tables.token("Lincoln", instead_of=box), Box(building=box.building))
    assert await tables.refused(box, 1, 1) == "superseded"
    many = tuple(wrap_for(1, RECIPIENT) for _ in range(4))
    assert isinstance(await tables.deposit(box, 1, 1, batch=box.batch(1, 1, many)), OverQuota)
    assert (await tables.collect(box.building)).wraps == ()


async def bytes_in(tables: Tables) -> int:
    if tables.store.shared:
        row = await tables.do(lambda sql: sql.one("SELECT pg_database_size(current_database())"))
        return int((row or (0,))[0])
    pages = await tables.do(
        lambda sql: sql.one("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    )
    return int((pages or (0,))[0])


async def test_whole_rows_are_charged_so_that_a_store_grows_by_no_more_than_the_day_allows(
    tables: Tables, box: Box
) -> None:
    """With 5,000 wraps of one byte, only 5,000 bytes are the box's own; the store needs a hundred times as much."""
    tables.bytes_per_day = 8 * 1024 * 1024
    before = await bytes_in(tables)
    answers = []
    for number in range(1, 10):
        tiny = tuple(Wrap(1000 + n, secrets.token_bytes(16), 1, RECIPIENT, b"x") for n in range(WRAPS_MAX))
        answers.append(await tables.deposit(box, number, number, batch=box.batch(number, number, tiny)))
    assert [isinstance(answer, Deposited) for answer in answers[:5]] == [True, True, True, False, False]
    assert await bytes_in(tables) - before < 1.1 * tables.bytes_per_day


async def test_calls_that_are_held_are_charged_with_their_receipts(tables: Tables, box: Box) -> None:
    await tables.held(box, 1, 2, 3)
    await tables.held(box, 1, 2, 3)
    (kept,) = await tables.do(lambda sql: sql.one("SELECT kept_bytes FROM box WHERE box = ?", box.box)) or (0,)
    assert kept == sum(map(len, box.chain[:3])) + 3 * BESIDE_ENTRY_LEN + (1 + 3) * ROW_LEN


async def test_a_building_with_calls_without_end_leaves_room_for_anothers_in_one_answer(
    tables: Tables, box: Box
) -> None:
    beside = Box()
    await tables.enrol(beside)
    beside.write(1)
    box.write(SHARE_MAX + 100)
    for first in range(1, SHARE_MAX + 100, URGENT_ENTRIES_MAX):
        await tables.held(box, *range(first, min(first + URGENT_ENTRIES_MAX, SHARE_MAX + 100)))
    await tables.held(beside, 1)
    await tables.held(box, SHARE_MAX + 100)
    told = await tables.do(lambda sql: urgent.told(sql, 0))
    of_box = [each.number for each in told.held if each.box == box.box]
    assert of_box == list(range(101, SHARE_MAX + 101)), "its newest"
    assert [each.box for each in told.held[-2:]] == [beside.box, box.box], "in the order in which they came"
    assert told.after == SHARE_MAX + 101
    assert (await tables.do(lambda sql: urgent.told(sql, told.after))).held == ()


async def test_a_superseded_box_is_kept_and_not_countersigned(tables: Tables, box: Box) -> None:
    await tables.deposited(box, 1, 4)
    successor = Box(building=box.building)
    assert await tables.use(await tables.token("Lincoln", instead_of=box), successor) == Kept()
    assert await tables.refused(box, 5, 6) == "superseded"
    assert (await tables.head(box)).number == 6
    kept = (await tables.collect(box.building)).entries
    assert [(each.number, each.countersigned) for each in kept][-3:] == [(4, True), (5, False), (6, False)]
    successor.write(2)
    await tables.deposited(successor, 1, 2)


async def test_an_office_collects_what_came_in_the_order_it_came_with_its_wraps(tables: Tables, box: Box) -> None:
    mine, others = wrap_for(2, RECIPIENT), wrap_for(2, secrets.token_bytes(32))
    await tables.deposited(box, 1, 3, batch=box.batch(1, 3, (mine, others)))
    await tables.held(box, 9)
    await tables.deposited(box, 4, 10)
    collected = await tables.collect(box.building)
    assert [each.number for each in collected.entries] == [1, 2, 3, 9, 4, 5, 6, 7, 8, 10]
    assert [each.entry for each in collected.entries][:3] == box.chain[:3]
    assert collected.wraps == ((box.building, mine),)
    assert len(collected.receipts) == 3
    assert not collected.more


async def test_an_office_that_fetches_little_by_little_misses_nothing(tables: Tables, box: Box) -> None:
    wraps = tuple(wrap_for(number, RECIPIENT) for number in range(1, 11))
    for first in range(1, 11, 2):
        await tables.deposited(box, first, first + 1, batch=box.batch(first, first + 1, wraps[first - 1 : first + 1]))
    after, entries, found, receipts, more = 0, [], [], 0, True
    while more:
        part = await tables.collect(box.building, after, 2)
        entries += [each.number for each in part.entries]
        found += [wrap for _, wrap in part.wraps]
        receipts += len(part.receipts)
        assert part.after > after
        after, more = part.after, part.more
    assert entries == list(range(1, 11))
    assert tuple(found) == wraps
    assert receipts == 5
    assert (await tables.collect(box.building, after)).entries == ()


async def test_fifty_deposits_of_one_box_at_once_leave_one_chain(tables: Tables, box: Box) -> None:
    answers = await asyncio.gather(*(tables.deposit(box, 1, 1 + number % 10) for number in range(50)))
    assert all(isinstance(answer, Deposited) for answer in answers)
    collected = await tables.collect(box.building)
    assert sorted(each.number for each in collected.entries) == list(range(1, 11))
    assert all(each.countersigned for each in collected.entries)
