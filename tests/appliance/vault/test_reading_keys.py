"""Tests weekly reading keys: the newest is used, a destroyed one opens nothing, and what is still open is carried forward."""

import resource
from pathlib import Path

import pytest

from appliance.envelope import format as layout
from appliance.envelope.hybrid import PublicKey
from appliance.envelope.opening import OpenError, open_key_entry
from appliance.envelope.seal import Position, seal
from appliance.vault.errors import VaultError
from appliance.vault.pool import FreshKey, Pool
from appliance.vault.reading_keys import ReadingKeys, week_of

BUILDING, BOX, EPOCH = b"b" * 16, b"x" * 16, b"e" * 16
WEEK_MS = 7 * 86_400_000
W48_MS = 1_795_478_400_000  # Tuesday 2026-11-24


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reading"


def kept_for(reader: PublicKey) -> tuple[FreshKey, bytes]:
    """Make a fresh key wrapped for one reader, and its key entry."""
    fresh = Pool([reader], BUILDING, EPOCH).take()
    return fresh, seal(
        Position(layout.epoch_front(BUILDING, BOX, EPOCH), 1, layout.GENESIS_DIGEST),
        fresh.data_key,
        fresh.statement.encode(),
    )


def info(fresh: FreshKey, reader: PublicKey) -> bytes:
    return layout.wrap_info(BUILDING, EPOCH, fresh.stream, fresh.key_no, fresh.klass, reader.fingerprint)


@pytest.mark.parametrize(
    ("wall_ms", "week"),
    [(W48_MS, "2026-W48"), (1_798_761_600_000, "2026-W53"), (1_798_934_399_999, "2026-W53"), (0, "1970-W01")],
)
def test_weeks_are_those_of_the_iso_calendar(wall_ms: int, week: str) -> None:
    assert week_of(wall_ms) == week


def test_each_week_has_its_own_key_and_keeps_it(folder: Path) -> None:
    keys = ReadingKeys(folder)
    this_week = keys.current(W48_MS)
    assert keys.current(W48_MS + 3_600_000) == this_week
    next_week = keys.current(W48_MS + WEEK_MS)
    assert next_week != this_week
    assert keys.weeks() == ("2026-W48", "2026-W49")
    assert ReadingKeys(folder).current(W48_MS + WEEK_MS) == next_week


def test_a_clock_gone_back_never_brings_an_older_key_back(folder: Path) -> None:
    keys = ReadingKeys(folder)
    keys.current(W48_MS)
    newest = keys.current(W48_MS + WEEK_MS)
    for untrue_ms in (0, W48_MS, W48_MS - 52 * WEEK_MS):
        assert keys.current(untrue_ms) == newest
        assert ReadingKeys(folder).current(untrue_ms) == newest
    assert keys.weeks() == ("2026-W48", "2026-W49")


def test_a_box_without_any_clock_still_has_a_key(folder: Path) -> None:
    keys = ReadingKeys(folder)
    assert keys.current(0) == keys.reading_key("1970-W01")
    assert keys.current(W48_MS) == keys.reading_key("2026-W48")


def test_a_key_is_found_by_its_fingerprint(folder: Path) -> None:
    keys = ReadingKeys(folder)
    reader = keys.reading_key("2026-W48")
    keys.reading_key("2026-W49")
    assert keys.private_for(reader.public.fingerprint) == reader
    assert ReadingKeys(folder).private_for(reader.public.fingerprint) == reader
    assert keys.private_for(bytes(32)) is None


def test_a_destroyed_reading_key_opens_nothing_ever_again(folder: Path) -> None:
    keys = ReadingKeys(folder)
    reader = keys.reading_key("2026-W48")
    fresh, entry = kept_for(reader.public)
    assert open_key_entry(entry, fresh.wraps[0][1], reader) == fresh.data_key
    keys.destroy("2026-W48")
    assert keys.private_for(reader.public.fingerprint) is None
    assert list(folder.iterdir()) == []
    made_anew = keys.reading_key("2026-W48")
    with pytest.raises(OpenError):
        open_key_entry(entry, fresh.wraps[0][1], made_anew)


def test_destroying_overwrites_the_bytes_before_the_name_goes(folder: Path, tmp_path: Path) -> None:
    keys = ReadingKeys(folder)
    seed = keys.reading_key("2026-W48").seed
    second_name = tmp_path / "second-name"
    second_name.hardlink_to(folder / "2026-W48.key")
    keys.destroy("2026-W48")
    assert len(second_name.read_bytes()) == 32 and second_name.read_bytes() != seed


def test_destroying_twice_is_no_fault_and_others_stay(folder: Path) -> None:
    keys = ReadingKeys(folder)
    keys.reading_key("2026-W48")
    stays = keys.reading_key("2026-W49")
    keys.destroy("2026-W48")
    keys.destroy("2026-W48")
    assert ReadingKeys(folder).private_for(stays.public.fingerprint) == stays


def test_a_damaged_key_is_named_and_does_not_stop_the_others(folder: Path) -> None:
    keys = ReadingKeys(folder)
    keys.reading_key("2026-W47")
    good = keys.reading_key("2026-W48")
    lose(folder, "2026-W47", b"half a ke")
    found = ReadingKeys(folder)
    assert list(found.damaged) == ["2026-W47"] and "its 9 bytes cannot be" in found.damaged["2026-W47"]
    assert found.current(W48_MS) == good
    with pytest.raises(VaultError, match="is damaged and is not overwritten"):
        found.reading_key("2026-W47")
    assert (folder / "2026-W47.key").read_bytes() == b"half a ke"


def test_when_this_weeks_key_is_damaged_calls_are_kept_under_the_next(folder: Path) -> None:
    ReadingKeys(folder).reading_key("2026-W53")
    lose(folder, "2026-W53", b"")
    found = ReadingKeys(folder)
    key = found.current(1_798_761_600_000)
    assert key == found.reading_key("2027-W01")
    found.destroy("2026-W53")
    assert found.damaged == {} and found.weeks() == ("2027-W01",)


@pytest.mark.parametrize(
    "week", ["", "../device", "2026-W54", "2026-W00", "2026-48", "2026-W48/x", "2026-W48\n", "２０２６-W48"]
)
def test_what_is_no_week_never_becomes_a_path(folder: Path, week: str) -> None:
    keys = ReadingKeys(folder)
    for act in (keys.reading_key, keys.destroy):
        with pytest.raises(VaultError, match="is no week"):
            act(week)
    assert list(folder.iterdir()) == []


def test_on_a_disk_that_takes_no_new_key_calls_are_kept_under_the_newest_there_is(folder: Path) -> None:
    keys = ReadingKeys(folder)
    newest = keys.current(W48_MS)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (0, hard)
    )  # no file may grow: that is what a full or read-only disk does to a write
    try:
        assert keys.current(W48_MS + WEEK_MS).public.fingerprint == newest.public.fingerprint
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert keys.current(W48_MS + WEEK_MS).public.fingerprint != newest.public.fingerprint


@pytest.mark.parametrize("damage", [b"", b"half a ke", bytes(32), b"\xff" * 32, None])
def test_a_damaged_key_is_healed_from_its_second_copy(folder: Path, damage: bytes | None) -> None:
    key = ReadingKeys(folder).reading_key("2026-W48")
    file = folder / "2026-W48.key"
    file.unlink() if damage is None else file.write_bytes(damage)
    found = ReadingKeys(folder)
    assert found.private_for(key.public.fingerprint) == key and not found.damaged
    assert [said.file for said in found.mended] == ["reading/2026-W48.key"]
    assert file.read_bytes() == key.seed and ReadingKeys(folder).mended == ()


def test_a_destroyed_key_that_returns_is_destroyed_again(folder: Path) -> None:
    keys = ReadingKeys(folder)
    key = keys.reading_key("2026-W48")
    kept = {each: each.read_bytes() for each in folder.parent.rglob("2026-W48.key")}
    assert len(kept) == 2
    keys.destroy("2026-W48")
    for each, content in kept.items():
        each.write_bytes(content)
    found = ReadingKeys(folder)
    assert found.weeks() == () and found.private_for(key.public.fingerprint) is None
    assert [said.done for said in found.mended] == ["It was destroyed again."]
    assert not any(each.exists() for each in kept)


def test_a_week_whose_key_was_destroyed_can_have_another(folder: Path) -> None:
    keys = ReadingKeys(folder)
    before = keys.reading_key("2026-W48")
    keys.destroy("2026-W48")
    after = keys.reading_key("2026-W48")
    assert after != before and ReadingKeys(folder).reading_key("2026-W48") == after


def test_a_key_in_use_that_goes_from_the_disk_is_written_again_but_never_a_destroyed_one(folder: Path) -> None:
    keys = ReadingKeys(folder)
    key = keys.reading_key("2026-W48")
    lose(folder, "2026-W48", b"")
    assert [said.file for said in keys.mend()] == ["reading/2026-W48.key"]
    assert ReadingKeys(folder).reading_key("2026-W48") == key
    ReadingKeys(folder).destroy("2026-W48")
    assert keys.mend() == ()
    assert ReadingKeys(folder).weeks() == ()


def test_who_only_looks_makes_no_key_and_uses_the_newest_there_is(folder: Path) -> None:
    newest = ReadingKeys(folder).current(W48_MS)
    looking = ReadingKeys(folder, mends=False)
    assert looking.current(W48_MS + WEEK_MS) == newest
    assert looking.weeks() == ("2026-W48",)


def lose(folder: Path, week: str, content: bytes) -> None:
    """Write this in place of both copies."""
    for each in folder.parent.rglob(f"{week}.key"):
        each.write_bytes(content)
