"""The rot proof for the district's store: bits flip in 60 pages. The server's store opens, gives nothing that changed and the rest as it
was, names what it lacks, and has it again once the boxes were asked.
"""

import asyncio
import random
import shutil
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.envelope.deposit import Deposited, Signed, Wrap
from sync.district.office_door import only_signed
from sync.district.scrub import Scrub
from sync.district.sqlite_store import SqliteStore
from sync.district.store import StoreUnavailable
from sync.district.tables import audit, damage
from sync.district.tables.scrubbing import EVERY_MS
from tests.rounds import seeds
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.tables import RECIPIENT, Tables

pytestmark = pytest.mark.proof

STORES = 12
PAGES = 60
PAGE_BYTES = 4096
ENTRIES = 600  # for each box: half in rows of 150, half alone
BOXES = 6
SESSIONS_MAX = 4  # sessions in which a box asks for its head, until the server wants nothing more from it
WRAPS_LOST_MAX = 3  # of 450: where a row and its index entry both rotted, nothing shows that there was one


@dataclass
class Known:
    """What a store that is whole keeps."""

    path: Path
    boxes: list[Box] = field(default_factory=list)
    wraps: dict[bytes, list[Wrap]] = field(default_factory=dict)
    receipts: dict[bytes, set[Signed]] = field(default_factory=dict)


@dataclass
class Given:
    """What an office was given of a building."""

    entries: set[bytes]
    wraps: list[Wrap]
    receipts: set[Signed]


@pytest.fixture
def known(workshop: Path) -> Iterator[Known]:
    folder = workshop / "whole"
    folder.mkdir()
    yield asyncio.run(_kept(Known(folder / "district.db")))


async def _kept(known: Known) -> Known:
    store = SqliteStore(known.path)
    await store.start()
    tables = Tables(store)
    for _ in range(BOXES):
        box = Box()
        await tables.enrol(box)
        box.write(ENTRIES)
        known.boxes.append(box)
        known.wraps[box.box] = [wrap_for(number, RECIPIENT) for number in range(1, ENTRIES + 1, 8)]
    spans = [(1, 150), (151, 300), *((number, number) for number in range(301, ENTRIES + 1))]
    for first, last in spans:
        for box in known.boxes:
            await _deposits(tables, known, box, first, last)
    for box in known.boxes:
        known.receipts[box.box] = (await _given(tables, box)).receipts
    await store.stop()
    return known


async def _deposits(tables: Tables, known: Known, box: Box, first: int, last: int) -> None:
    wraps = tuple(each for each in known.wraps[box.box] if first <= each.number <= last)
    answer = await tables.deposit(box, first, last, batch=box.batch(first, last, wraps))
    assert isinstance(answer, Deposited), answer


async def _given(tables: Tables, box: Box) -> Given:
    given, after, more = Given(set(), [], set()), 0, True
    while more:
        page = only_signed(await _patiently(lambda after=after: tables.collect(box.building, after)))
        given.entries |= {each.entry for each in page.entries}
        given.wraps += [wrap for _, wrap in page.wraps]
        given.receipts |= set(page.receipts)
        after, more = page.after, page.more
    return given


async def _patiently[Answer](ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """Ask as whoever is told that the store does not answer: once more, when the store was made anew."""
    try:
        return await ask()
    except StoreUnavailable:
        return await ask()


@pytest.mark.parametrize("seed", seeds("rot of the district's store"))
def test_sixty_flipped_pages(known: Known, workshop: Path, seed: str) -> None:
    dice = random.Random(seed)
    for number in range(STORES):
        folder = workshop / f"rotten {number}"
        shutil.copytree(known.path.parent, folder)
        path = folder / known.path.name
        _flip(path, dice)
        asyncio.run(_lives_with(known, path))
        shutil.rmtree(folder)


def _flip(path: Path, dice: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for page in dice.sample(range(len(data) // PAGE_BYTES), PAGES):
        data[page * PAGE_BYTES + dice.randrange(PAGE_BYTES)] ^= 1 << dice.randrange(8)
    path.write_bytes(data)


async def _lives_with(known: Known, path: Path) -> None:
    store = SqliteStore(path)
    await store.start()
    tables = Tables(store)
    for box in known.boxes:
        _is_as_it_came(known, box, await _given(tables, box))
    await _looked_through(tables)
    lacks = await tables.do(damage.count)
    assert lacks > 0
    told = (await tables.do(lambda sql: audit.lines(sql, 0, 1_000))).lines
    assert [line for line in told if line.what == "damage found"]
    for box in known.boxes:
        await _asks_and_deposits(tables, known, box)
    lost = 0
    for box in known.boxes:
        given = await _given(tables, box)
        _is_as_it_came(known, box, given)
        assert given.entries == set(box.chain)
        lost += len(known.wraps[box.box]) - len({each.wrap for each in given.wraps})
    assert lost <= WRAPS_LOST_MAX, f"{lost} wraps are gone"
    assert (await tables.do(damage.count), await tables.forks()) == (0, ())
    await store.stop()


def _is_as_it_came(known: Known, box: Box, given: Given) -> None:
    assert given.entries <= set(box.chain)
    assert all(each in known.wraps[box.box] for each in given.wraps)
    made_since = {each for each in given.receipts - known.receipts[box.box] if each.key in _keys(known)}
    assert not made_since, "a receipt that changed"


def _keys(known: Known) -> set[bytes]:
    return {each.key for receipts in known.receipts.values() for each in receipts}


async def _looked_through(tables: Tables) -> None:
    while True:
        tables.now_ms += EVERY_MS
        try:
            assert await Scrub(tables.store, lambda: tables.now_ms, share=1).look_through()
        except StoreUnavailable:
            continue
        return


async def _asks_and_deposits(tables: Tables, known: Known, box: Box) -> None:
    """Deposit as the uplink does: first what is above the head, then from the last number of a stretch down."""
    for _ in range(SESSIONS_MAX):
        head = await _patiently(lambda: tables.head(box))
        for first in range(
            head.number + 1, ENTRIES + 1, 100
        ):  # for the case that its newest entries and their receipt both rotted
            last = min(first + 99, ENTRIES)
            await _patiently(lambda span=(first, last): _deposits(tables, known, box, *span))
        for first, last in reversed(head.damaged):
            for upper in range(last, first - 1, -100):
                lower = max(first, upper - 99)
                await _patiently(lambda span=(lower, upper): _deposits(tables, known, box, *span))
