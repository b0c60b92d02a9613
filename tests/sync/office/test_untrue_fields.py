"""Tests a server that gives ids and keys of impossible lengths: they are named and not kept, and the store does not count as damaged."""

from pathlib import Path

import pytest

from appliance.envelope.deposit import Wrap
from sync.office import mending, taking, wraps
from sync.office.store import Store
from sync.protocol import BuildingListed, Buildings
from tests.sync.office.building import NOW_MS, ring

BUILDING, STREAM, RECIPIENT = b"b" * 16, b"s" * 16, b"r" * 32


@pytest.mark.parametrize(
    "wrap",
    [
        Wrap(1, b"", 1, RECIPIENT, b"w"),
        Wrap(1, STREAM, 1, b"r", b"w"),
        Wrap(1, STREAM, 1, RECIPIENT, b""),
        Wrap(1, STREAM, 1 << 16, RECIPIENT, b"w"),
    ],
)
def test_a_key_with_a_field_of_another_length_is_named(tmp_path: Path, wrap: Wrap) -> None:
    with Store.open(tmp_path / "office.db", ring(tmp_path)) as store, store.writing():
        wraps.take(store, BUILDING, ((BUILDING, wrap),), NOW_MS, lambda _: None)
        assert [str(each) for each in store.doubts() if "A key was given for entry 1" in each.says]
        assert store.all("SELECT * FROM wrap") == []
    assert not mending.is_damaged(tmp_path / "office.db", ring(tmp_path), RECIPIENT)


def test_a_listed_building_whose_id_is_none_is_named(tmp_path: Path) -> None:
    with Store.open(tmp_path / "office.db", ring(tmp_path)) as store, store.writing():
        true = BuildingListed(BUILDING, "School", 1, ())
        taking.take_listing(store, Buildings((BuildingListed(b"abc", "X", 1, ()), true)))
        assert [str(each) for each in store.doubts() if "an id that is none" in each.says]
        assert store.all("SELECT building FROM building") == [(BUILDING,)]
    assert not mending.is_damaged(tmp_path / "office.db", ring(tmp_path), RECIPIENT)
