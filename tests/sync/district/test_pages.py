"""Tests that an answer is cut by the bytes of everything in it, whatever a box or an older server put into one place."""

import secrets

import pytest

from appliance.envelope.deposit import (
    DEPOSIT_LEN_MAX,
    URGENT_ENTRIES_MAX,
    WRAPS_MAX,
    Collected,
    Deposit,
    Refused,
    Urgent,
    Wrap,
)
from appliance.envelope.statements import NOTICE_LEN_MAX, NoticeType
from sync.district.batch import WRAP_LEN_MAX, Batch, bad_wrap, checked
from sync.district.store import Sql
from sync.district.tables import kept_entries, notices
from sync.protocol import ANSWER_LEN_MAX, BODY_LEN_MAX, WRAPS_OF_KEY_MAX, Kept, encode
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.tables import RECIPIENT, Tables


@pytest.fixture
async def box(tables: Tables) -> Box:
    made = Box()
    made.write(20)
    await tables.enrol(made)
    return made


def long_wrap(number: int) -> Wrap:
    return Wrap(number, bytes(16), 1, RECIPIENT, secrets.token_bytes(WRAP_LEN_MAX))


def test_a_body_of_the_urgent_lane_has_no_more_entries_than_a_box_sends_at_once(tables: Tables, box: Box) -> None:
    box.write(URGENT_ENTRIES_MAX)
    assert isinstance(checked(Urgent(tuple(box.chain[:URGENT_ENTRIES_MAX]), ()), box.building, box.box), Batch)
    refused = checked(Urgent(tuple(box.chain[: URGENT_ENTRIES_MAX + 1]), ()), box.building, box.box)
    assert isinstance(refused, Refused) and refused.code == "bad-request"


async def every_page(tables: Tables, building: bytes) -> list[Collected]:
    pages = [await tables.collect(building)]
    while pages[-1].more:
        pages.append(await tables.collect(building, pages[-1].after))
        assert pages[-1].after > pages[-2].after
    return pages


def test_a_key_has_no_more_wraps_than_a_building_takes_recipients(tables: Tables, box: Box) -> None:
    most = tuple(wrap_for(2, RECIPIENT) for _ in range(WRAPS_OF_KEY_MAX))
    assert bad_wrap((*most, wrap_for(3, RECIPIENT))) is None
    one_more = (*most, wrap_for(2, RECIPIENT))
    for body in (Deposit(tuple(box.chain[:3]), one_more), Urgent(tuple(box.chain[:3]), one_more)):
        refused = checked(body, box.building, box.box)
        assert isinstance(refused, Refused) and refused.code == "bad-entry" and "Key entry 2" in refused.says


async def test_wraps_of_entries_that_are_not_in_their_body_stand_each_in_a_place_of_its_own(
    tables: Tables, box: Box
) -> None:
    wraps = tuple(long_wrap(number) for number in range(100, 100 + 3000))
    await tables.deposited(box, 1, 10, batch=box.batch(1, 10, wraps))
    pages = await every_page(tables, box.building)
    assert len(pages) > 1
    assert all(len(encode(page)) <= BODY_LEN_MAX for page in pages)
    assert all(len(encode(page)) <= ANSWER_LEN_MAX + 1024 * 1024 for page in pages)
    assert [wrap for page in pages for _, wrap in page.wraps] == list(wraps)
    assert [each.entry for page in pages for each in page.entries] == box.chain[:10]


async def test_an_office_reads_on_behind_a_place_in_which_an_older_server_put_more_than_fits_into_an_answer(
    tables: Tables, box: Box
) -> None:
    await tables.deposited(box, 1, 5)
    crowd = [kept_entries._wrap_row(box.building, long_wrap(number), 3) for number in range(WRAPS_MAX - 1)]
    await tables.do(lambda sql: sql.add("wrap", kept_entries._WRAP, crowd))
    beyond = wrap_for(6, RECIPIENT)
    await tables.deposited(box, 6, 10, batch=box.batch(6, 10, (beyond,)))
    pages = await every_page(tables, box.building)
    assert all(len(encode(page)) <= BODY_LEN_MAX for page in pages)
    assert [each.entry for page in pages for each in page.entries] == box.chain[:10]
    given = [wrap for page in pages for _, wrap in page.wraps]
    assert beyond in given and len(given) > DEPOSIT_LEN_MAX // WRAP_LEN_MAX // 2


async def test_more_wraps_than_one_answer_may_read_are_given_in_several(tables: Tables, box: Box) -> None:
    def fill(sql: Sql) -> None:
        for place in range(1, 4):
            tiny = [Wrap(n, bytes(16), place, RECIPIENT, bytes([n % 256, n // 256])) for n in range(1, WRAPS_MAX // 2)]
            sql.add("wrap", kept_entries._WRAP, [kept_entries._wrap_row(box.building, each, place) for each in tiny])

    await tables.deposited(box, 1, 5)
    await tables.do(fill)
    pages = await every_page(tables, box.building)
    assert [page.after for page in pages] == [2, 6]
    assert sum(len(page.wraps) for page in pages) == 3 * (WRAPS_MAX // 2 - 1)
    assert [each.entry for page in pages for each in page.entries] == box.chain[:5]


async def test_long_notices_are_given_to_a_building_in_several_answers(tables: Tables) -> None:
    building = bytes([1] * 16)
    for version in range(1, 21):
        assert isinstance(await tables.notice(NoticeType.REVOKED, building, version, bytes(NOTICE_LEN_MAX)), Kept)
    after, told = 0, list[int]()
    while len(told) < 20:
        page = await tables.do(lambda sql, after=after: notices.after(sql, building, after))  # type: ignore[misc]
        assert page.after > after and len(encode(page)) <= BODY_LEN_MAX
        told += [len(each.statement) for each in page.notices]
        after = page.after
    assert (await tables.do(lambda sql: notices.after(sql, building, after))).notices == ()
