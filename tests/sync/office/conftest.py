"""The fixture `desk`: a real box whose record is sealed for an office, and that office's empty store. One call was raised and stood down,
one is open.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.office.keyring import OfficeKey, new_key
from sync.office.store import Store
from tests.appliance.district.office import Office as Signer
from tests.appliance.logbook.box import Box, box_at, call, note, stand_down
from tests.sync.office.building import NOW_MS, Desk, public_of, ring


@pytest.fixture
def recovery() -> OfficeKey:
    made = new_key("Recovery", NOW_MS)
    return OfficeKey(made.name, made.made_ms, made.seed, b"")


@pytest.fixture
async def box(tmp_path: Path, office_key: OfficeKey, recovery: OfficeKey) -> AsyncIterator[Box]:
    async with box_at(tmp_path / "box") as box:
        yield box


@pytest.fixture
def office_key() -> OfficeKey:
    return new_key("Safety office", NOW_MS)


@pytest.fixture
async def desk(tmp_path: Path, box: Box, office_key: OfficeKey, recovery: OfficeKey) -> AsyncIterator[Desk]:
    await seal_for(box, office_key, recovery)
    await box.keep(call(1), note(1, "a chair was thrown"), stand_down(1))
    await box.keep(call(2, room="C101"))
    keyring = ring(tmp_path, office_key)
    with Store.open(tmp_path / "office.db", keyring) as store:
        desk = Desk(store, keyring, Signer(box.vault.building, box.vault.box), box)
        desk.believes_receipts()
        yield desk


async def seal_for(box: Box, *keys: OfficeKey) -> None:
    """Seal for these keys, as the box does when the notice came: new keys at once, and wraps for earlier keys."""
    readers = tuple(public_of(key) for key in keys)
    used = await box.logbook.keys_in_use()
    box.logbook.seal_for(readers)
    if used:
        await box.logbook.record(box.logbook.carry_forward(used, readers))
