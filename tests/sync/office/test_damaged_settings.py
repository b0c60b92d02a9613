"""Tests settings and sealed lines in which any bit flipped: they are left out and named, and the rest is read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.office import behind, exposing, incidents, taking
from sync.office.store import Store
from tests.sync.office.building import NOW_MS, ring

pytestmark = pytest.mark.slow

FIRST, SECOND = b"1" * 16, b"2" * 16


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "office.db", ring(tmp_path)) as store:
        with store.writing():
            for building in (FIRST, SECOND):
                named = store.seal(b"School", b"building", building)
                store.run("INSERT INTO building (building, named) VALUES (?, ?)", building, named)
                taking.know_box(store, building, building)
        for building in (FIRST, SECOND):
            behind.note(store, building, "It does not answer.", NOW_MS)
        yield store


@pytest.mark.parametrize("at", range(len("behind ") + 32))
@pytest.mark.parametrize("bit", range(8))
def test_a_name_with_a_flipped_bit_is_left_out(store: Store, at: int, bit: int) -> None:
    name = bytearray(f"behind {FIRST.hex()}".encode())
    name[at] ^= 1 << bit
    changed = name.decode(errors="replace")
    store.run("UPDATE setting SET name = ? WHERE name = ?", changed, f"behind {FIRST.hex()}")
    assert [each.building for each in behind.every(store)] == [SECOND]
    assert [each for each in exposing.doubts(store, NOW_MS) if each.kind == exposing.BEHIND]


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(60)])
def test_a_sealed_line_of_any_length_is_left_out(store: Store, sealed: bytes) -> None:
    store.run("UPDATE setting SET sealed = ? WHERE name = ?", sealed, f"behind {FIRST.hex()}")
    store.run("UPDATE building SET named = ? WHERE building = ?", sealed, FIRST)
    assert [each.building for each in behind.every(store)] == [SECOND]
    assert incidents.buildings(store) == {FIRST: FIRST.hex(), SECOND: "School"}
    assert store.is_damaged
