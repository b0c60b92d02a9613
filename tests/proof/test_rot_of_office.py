"""The rot proof for the office's store: bits flip in 60 pages. The office starts, gives nothing that changed and the rest as it was, and
says what to do. After `verify` and the next collecting it has everything again, except notices, which it names.
"""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.envelope.deposit import Signed
from appliance.envelope.statements import NoticeType
from sync.office import behind, believing, exposing, incidents, mending, saying_opened, verifying
from sync.office.incidents import Found
from sync.office.keyring import new_key
from sync.office.opening import Opener, Told
from sync.office.store import Damaged, Doubt, Store
from tests.appliance.district.office import Office as Signer
from tests.appliance.logbook.box import box_at, call, note, stand_down
from tests.rounds import seeds
from tests.sync.office.building import NOW_MS, Desk, Given, given, ring
from tests.sync.office.conftest import seal_for

pytestmark = pytest.mark.proof

STORES = 12
PAGES = 60
PAGE_LEN = 4096
CALLS = 80
OTHERS = 40  # buildings that are behind
NOTICES = 60


@dataclass
class Known:
    """A whole store, and what it says."""

    desk: Desk
    honest: Given
    notices: list[Signed]
    whole: bytes
    found: list[Found]
    told: list[Told]


@pytest.fixture
def known(workshop: Path) -> Iterator[Known]:
    yield asyncio.run(_kept(workshop))


async def _kept(folder: Path) -> Known:
    office_key = new_key("Safety office", NOW_MS)
    keyring = ring(folder, office_key)
    async with box_at(folder / "box") as box:
        await seal_for(box, office_key)
        for number in range(1, CALLS):
            await box.keep(call(number), note(number, f"a chair was thrown {number}"), stand_down(number))
        await box.keep(call(CALLS))
        signer = Signer(box.vault.building, box.vault.box)
        honest = await given(box, signer)
        others = [number.to_bytes(16) for number in range(1, OTHERS + 1)]
        about = [signer.notice(NoticeType.RECIPIENTS, version, ["z" * 200]) for version in range(2, NOTICES)]
        notices = [
            signer.receipt_keys(),
            *about,
            *(signer.notice(NoticeType.FORK_DECIDED, 90, [], of) for of in others),
        ]
        with Store.open(folder / "office.db", keyring) as store:
            desk = Desk(store, keyring, signer, box)
            for signed in notices:
                desk.hears(signed)
            desk.takes(honest)
            with store.writing():
                saying_opened.sign(store, keyring, honest.building, NOW_MS)
                for number, each in enumerate(others):
                    store.doubt(Doubt(honest.building, b"", number, "wrap", "A key does not open."), NOW_MS)
                    named = store.seal(b"School", b"building", each)
                    store.run("INSERT INTO building (building, named) VALUES (?, ?)", each, named)
            for each in others:
                behind.note(store, each, "It does not answer.", NOW_MS)
            found, told = _reads(desk, store)
        return Known(desk, honest, notices, (folder / "office.db").read_bytes(), found, told)


def _reads(desk: Desk, store: Store) -> tuple[list[Found], list[Told]]:
    """Read as `list`, `show`, `watch` and `collect` do."""
    found = incidents.listed(store)
    opener = Opener(store, desk.keyring)
    told = [told for each in found for told in opener.facts(each.building, each.stream)]
    incidents.plan_of(store, opener, desk.box.vault.building)
    incidents.buildings(store)
    behind.every(store)
    exposing.doubts(store, NOW_MS)
    return sorted(found, key=str), sorted(told, key=str)


@pytest.mark.parametrize("seed", seeds("rot of the office's store"))
def test_sixty_flipped_pages(known: Known, workshop: Path, seed: str) -> None:
    dice = random.Random(seed)
    for number in range(STORES):
        path = workshop / f"rotten {number}" / "office.db"
        path.parent.mkdir()
        path.write_bytes(_flipped(known.whole, dice))
        _lives_with(known, path)


def _flipped(whole: bytes, dice: random.Random) -> bytes:
    data = bytearray(whole)
    for page in dice.sample(range(len(data) // PAGE_LEN), PAGES):
        data[page * PAGE_LEN + dice.randrange(PAGE_LEN)] ^= 1 << dice.randrange(8)
    return bytes(data)


def _lives_with(known: Known, path: Path) -> None:
    desk, root = known.desk, known.desk.signer.fingerprint
    try:
        with Store.open(path, desk.keyring) as store:
            found, told = _reads(desk, store)
        assert all(each in known.found for each in found)
        assert all(each in known.told for each in told)
    except Damaged as says:
        assert "handbell office verify" in str(says)
    assert mending.is_damaged(path, desk.keyring, root)
    mended = mending.mend(path, desk.keyring, root)
    assert mended.aside.exists()
    assert not mending.is_damaged(path, desk.keyring, root)
    with Store.open(path, desk.keyring) as store:
        verifying.verify(store, Opener(store, desk.keyring), NOW_MS)
        _names_what_no_district_gives(known, store, mended)
        for signed in known.notices:  # give the notices again, as whoever reads that they are missing does
            desk.store = store
            desk.hears(signed)
        desk.takes(known.honest)
        assert _reads(desk, store) == (known.found, known.told)
        assert not store.is_damaged
        assert store.one("SELECT count(*) FROM entry WHERE chained != 1") == (0,)
    assert not mending.is_damaged(path, desk.keyring, root)


def _names_what_no_district_gives(known: Known, store: Store, mended: mending.Mended) -> None:
    there = {row[0] for row in store.all("SELECT statement FROM notice")}
    read = {signed.statement: believing.read(signed) for signed in known.notices}
    newest = {(each.type, each.building): each for each in read.values()}
    gone = {(each.building, each.version) for each in newest.values() if each.pack() not in there}
    named = {(each[1], each[2]) for each in believing.lost(store)}
    assert named == gone if mended.knew_notices else not named
