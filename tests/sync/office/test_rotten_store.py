"""Tests an office's store on a disk that rots: rows that hold are served, the damage is named, and after collecting the store is whole
again.
"""

import itertools
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.office import believing, exposing, incidents, mending, verifying
from sync.office.incidents import Found
from sync.office.opening import Opener, Told
from sync.office.store import Store, StoreError
from tests.appliance.logbook.box import call, note, stand_down
from tests.rounds import rounds
from tests.sync.office.building import NOW_MS, Desk, Given, given

pytestmark = pytest.mark.slow


@dataclass
class Office:
    """Its file, and what a whole store says."""

    desk: Desk
    file: Path
    honest: Given
    root: bytes

    def reads(self, store: Store) -> tuple[list[Found], list[Told]]:
        """Read as `list` and `show` do."""
        found = incidents.listed(store)
        opener = Opener(store, self.desk.keyring)
        told = [told for each in found for told in opener.facts(each.building, each.stream)]
        incidents.plan_of(store, opener, self.desk.box.vault.building)
        incidents.buildings(store)
        exposing.doubts(store, NOW_MS)
        return found, told

    def collects(self, store: Store) -> None:
        """Collect all pages once more, as the first collecting after mending does."""
        self.desk.store = store
        self.desk.takes(self.honest)
        with store.writing():
            signed = self.desk.signer.receipt_keys()
            believing.keep(store, signed, believing.checked(signed, self.root))


@pytest.fixture
async def office(desk: Desk, tmp_path: Path) -> Office:
    for number in range(3, 40):
        await desk.box.keep(call(number), note(number, f"a chair was thrown {number}"), stand_down(number))
    honest = await given(desk.box, desk.signer)
    desk.takes(honest)
    desk.store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    file = tmp_path / "rotten" / "office.db"
    file.parent.mkdir()
    shutil.copy(tmp_path / "office.db", file)
    return Office(desk, file, honest, desk.signer.fingerprint)


def flip(file: Path, chance: random.Random, bits: int) -> None:
    data = bytearray(file.read_bytes())
    for _ in range(bits):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    file.write_bytes(data)


async def test_a_whole_store_is_not_mended(office: Office) -> None:
    assert not mending.is_damaged(office.file, office.desk.keyring, office.root)


@pytest.mark.parametrize("bits", [1, 8, 200])
async def test_a_store_with_flipped_bits_serves_what_holds_and_is_whole_again_after_collecting(
    office: Office, bits: int
) -> None:
    chance = random.Random(21 + bits)
    whole = office.file.read_bytes()
    with Store.open(office.file, office.desk.keyring) as store:
        found, told = office.reads(store)
    for _ in rounds(proof=range(12), soak=itertools.count()):
        office.file.write_bytes(whole)
        flip(office.file, chance, bits)
        try:
            with Store.open(office.file, office.desk.keyring) as store:
                some, facts = office.reads(store)
            assert all(each in told for each in facts), "a fact that was never written"
            assert all(each in found for each in some)
        except StoreError as says:
            assert "handbell office verify" in str(says)
        if mending.is_damaged(office.file, office.desk.keyring, office.root):
            mended = mending.mend(office.file, office.desk.keyring, office.root)
            assert mended.aside.exists()
        with Store.open(office.file, office.desk.keyring) as store:
            verifying.verify(store, Opener(store, office.desk.keyring), NOW_MS)
            office.collects(store)
            again, facts = office.reads(store)
            assert not store.is_damaged
            assert sorted(again, key=str) == sorted(found, key=str)
            assert sorted(facts, key=str) == sorted(told, key=str)
            assert store.one("SELECT count(*) FROM entry WHERE chained != 1") == (0,)


async def test_a_file_that_is_no_store_any_more_is_begun_anew(office: Office) -> None:
    office.file.write_bytes(b"\0" * 8192)
    with pytest.raises(StoreError, match="handbell office verify"), Store.open(office.file, office.desk.keyring):
        pass
    assert mending.is_damaged(office.file, office.desk.keyring, office.root)
    mending.mend(office.file, office.desk.keyring, office.root)
    with Store.open(office.file, office.desk.keyring) as store:
        office.collects(store)
        assert len(incidents.listed(store)) == 39
