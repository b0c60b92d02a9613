"""Tests a PostgreSQL in which one page rotted on its disk: rows elsewhere are served, and nothing whole is taken for lost."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from appliance.envelope.deposit import Collected, Deposited
from sync.district.scrub import Scrub
from sync.district.store import StoreUnreadable
from sync.district.tables import damage
from tests.sync import postgres
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.tables import RECIPIENT, Tables

if TYPE_CHECKING:
    from sync.district.postgres_store import PostgresStore

pytestmark = pytest.mark.slow

PAGE_BYTES = 8192


@pytest.fixture
def server() -> Iterator[postgres.Postgres]:
    if (why := postgres.missing()) is not None:
        pytest.skip(why)
    with postgres.running() as found:
        yield found


async def opened(server: postgres.Postgres) -> "PostgresStore":
    from sync.district.postgres_store import PostgresStore

    store = PostgresStore(server.address())
    await store.start()
    return store


def box_in(server: postgres.Postgres, part: int) -> Box:
    """Make a box whose building's rows are in this part of every table."""
    while True:
        box = Box()
        if server.asked(
            f"SELECT satisfies_hash_partition('entry'::regclass, 32, {part}, '\\x{box.building.hex()}'::bytea)"
        )[0]:
            return box


async def filled(server: postgres.Postgres) -> list[Box]:
    """Fill a store with two boxes whose rows lie mixed, entry by entry, and one whose rows lie elsewhere."""
    store = await opened(server)
    tables, boxes = Tables(store), [box_in(server, part) for part in (0, 0, 1)]
    for box in boxes:
        await tables.enrol(box)
        box.write(60)
    for number in range(1, 61):
        for box in boxes:
            batch = box.batch(number, number, (wrap_for(number, RECIPIENT),))
            await tables.deposited(box, number, number, batch=batch)
    await store.stop()
    return boxes


def flipped(server: postgres.Postgres, file: str, page: int) -> None:
    """Flip one bit, while the server is down."""
    server.stop()
    path = server.folder / "data" / file
    data = bytearray(path.read_bytes())
    data[page * PAGE_BYTES + 5000] ^= 4
    path.write_bytes(data)
    server.start()


def page_of(server: postgres.Postgres, table: str, box: Box, number: int) -> tuple[str, str, int]:
    """Give the part of the table, its file, and the row's page."""
    part, file, at = server.asked(
        f"SELECT tableoid::regclass::text, pg_relation_filepath(tableoid), ctid::text FROM {table}"
        f" WHERE building = '\\x{box.building.hex()}' AND number = {number}"
    )
    found = re.fullmatch(r"\((\d+),\d+\)", at)
    assert found is not None
    return part, file, int(found[1])


async def given(tables: Tables, box: Box) -> set[bytes]:
    return {each.entry for each in (await tables.collect(box.building)).entries}


async def test_a_page_of_a_table_hides_its_rows_alone_and_they_are_taken_again_once_it_was_given_up(
    server: postgres.Postgres,
) -> None:
    one, other, elsewhere = await filled(server)
    table, file, page = page_of(server, "entry", one, 30)
    flipped(server, file, page)
    store = await opened(server)
    tables, both = Tables(store), {*one.chain, *other.chain}
    found = await given(tables, one) | await given(tables, other)
    assert found < both and len(found) >= 100
    assert await given(tables, elsewhere) == set(elsewhere.chain)
    says = await anext(store.troubles())
    assert f"a page of table {table} cannot be read" in says and f"VACUUM FULL {table}" in says
    for box in (one, other):
        box.write(1)
        assert (await tables.deposited(box, 61, 61)).last == 61
    assert await Scrub(store, lambda: tables.now_ms, share=1).look_through()
    lost = {box.chain[number - 1] for box in (one, other) for number in await asked_for(tables, box)}
    assert lost == both - found, "what cannot be given is asked for, and nothing else"
    first, last = (await tables.head(one)).damaged[-1]
    with pytest.raises(StoreUnreadable):
        await tables.deposit(one, first, last)
    server.run("SET zero_damaged_pages = on", f"VACUUM FULL {table}")
    for box in (one, other):
        for first, last in reversed((await tables.head(box)).damaged):
            assert isinstance(await tables.deposit(box, first, last), Deposited)
    for box in (one, other):
        assert await given(tables, box) == set(box.chain)
    assert await tables.do(damage.count) == 0
    await store.stop()


async def test_wraps_on_a_page_that_cannot_be_read_are_asked_for_with_their_entries(server: postgres.Postgres) -> None:
    one, other, _ = await filled(server)
    wraps = {box.box: set((await collected(server, box)).wraps) for box in (one, other)}
    table, file, page = page_of(server, "wrap", one, 30)
    flipped(server, file, page)
    left = {box.box: set((await collected(server, box)).wraps) for box in (one, other)}
    store = await opened(server)
    tables = Tables(store)
    assert await Scrub(store, lambda: tables.now_ms, share=1).look_through()
    server.run("SET zero_damaged_pages = on", f"VACUUM FULL {table}")
    assert left != wraps, "the page held wraps of one of them, mostly of both"
    for box in (one, other):
        lost = {wrap.number for _, wrap in wraps[box.box] - left[box.box]}
        assert lost == set(await asked_for(tables, box))
        for number in lost:
            again = tuple(wrap for _, wrap in wraps[box.box] if wrap.number == number)
            assert isinstance(
                await tables.deposit(box, number, number, batch=box.batch(number, number, again)), Deposited
            )
    await store.stop()
    for box in (one, other):
        assert set((await collected(server, box)).wraps) == wraps[box.box]


async def collected(server: postgres.Postgres, box: Box) -> Collected:
    store = await opened(server)
    told = await Tables(store).collect(box.building)
    await store.stop()
    return told


async def test_a_page_of_what_is_long_hides_the_entries_that_lie_together_there_alone(
    server: postgres.Postgres,
) -> None:
    one, other, _ = await filled(server)
    store = await opened(server)
    for box in (one, other):
        box.write(90)
        await Tables(store).deposited(box, 61, 150)
    await store.stop()
    table, file = server.asked(
        "SELECT relname, pg_relation_filepath(reltoastrelid) FROM entry e JOIN pg_class c ON c.oid = e.tableoid"
        f" WHERE building = '\\x{one.building.hex()}' AND number = 150"
    )
    flipped(server, file, 0)
    store = await opened(server)
    tables = Tables(store)
    assert await given(tables, one) == set(one.chain[:60])
    assert await given(tables, other) == set(other.chain)
    says = await anext(store.troubles())
    assert f"a page of table {table} cannot be read" in says and "VACUUM" not in says
    assert await Scrub(store, lambda: tables.now_ms, share=1).look_through()
    assert (await asked_for(tables, one), await asked_for(tables, other)) == ([*range(61, 151)], [])
    one.write(1)
    assert (await tables.deposited(one, 151, 151)).last == 151
    await store.stop()


async def asked_for(tables: Tables, box: Box) -> list[int]:
    return [number for first, last in (await tables.head(box)).damaged for number in range(first, last + 1)]


async def test_a_page_of_an_index_makes_nothing_lost_and_everything_is_given_once_it_was_made_anew(
    server: postgres.Postgres,
) -> None:
    one, other, elsewhere = await filled(server)
    table, _, _ = page_of(server, "entry", one, 30)
    index, file = server.asked(
        "SELECT indexrelid::regclass::text, pg_relation_filepath(indexrelid) FROM pg_index"
        f" WHERE indrelid = '{table}'::regclass AND pg_get_indexdef(indexrelid) LIKE '%(building, place)'"
    )
    flipped(server, file, 1)
    store = await opened(server)
    tables = Tables(store)
    with pytest.raises(StoreUnreadable):
        await tables.collect(one.building)
    assert await given(tables, elsewhere) == set(elsewhere.chain)
    assert f"REINDEX INDEX {index}" in await anext(store.troubles())
    assert await tables.do(damage.count) == 0
    server.run(f"REINDEX INDEX {index}")
    for box in (one, other):
        assert await given(tables, box) == set(box.chain)
    await store.stop()
