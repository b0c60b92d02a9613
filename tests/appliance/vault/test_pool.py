"""Tests keys made ahead: a call takes one and never waits, every reader can open it, and a stolen folder opens nothing."""

import shutil
import threading
from pathlib import Path

import pytest

from appliance.envelope import format as layout
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.opening import OpenError, open_entry, open_key_entry
from appliance.envelope.seal import DataKey, Position, commitment, seal, wrap_digest
from appliance.vault.pool import FreshKey, Pool
from appliance.vault.vault import Vault

BUILDING, BOX, EPOCH = b"b" * 16, b"x" * 16, b"e" * 16
W48_MS = 1_795_478_400_000
BUILDING_READER, OFFICE = PrivateKey.generate(), PrivateKey.generate()


def pool(size: int = 4) -> Pool:
    return Pool([BUILDING_READER.public, OFFICE.public], BUILDING, EPOCH, size)


def key_entry(fresh: FreshKey) -> bytes:
    return seal(
        Position(layout.epoch_front(BUILDING, BOX, EPOCH), 1, layout.GENESIS_DIGEST),
        fresh.data_key,
        fresh.statement.encode(),
    )


def test_a_full_pool_gives_its_keys_without_making_any() -> None:
    keys = pool()
    assert keys.refill_some(100) == 4 and keys.ready == 4
    taken = [keys.take() for _ in range(4)]
    assert keys.made_inline == 0 and keys.ready == 0
    assert len({fresh.stream for fresh in taken}) == len({fresh.data_key.raw for fresh in taken}) == 4
    assert {(fresh.key_no, fresh.klass) for fresh in taken} == {(1, "A")}


def test_refilling_goes_in_slices_up_to_the_size() -> None:
    keys = pool()
    assert [keys.refill_some(3) for _ in range(3)] == [3, 1, 0]
    keys.take()
    assert keys.refill_some(1) == 1


def test_an_empty_pool_makes_a_key_at_once_and_counts_it() -> None:
    keys = pool()
    assert keys.take().klass == "A"
    assert keys.made_inline == 1


@pytest.mark.parametrize("reader", [BUILDING_READER, OFFICE], ids=["building", "office"])
def test_every_reader_opens_a_fresh_key_from_its_key_entry_and_its_own_wrap(reader: PrivateKey) -> None:
    fresh = pool().take()
    wraps = dict(fresh.wraps)
    assert open_key_entry(key_entry(fresh), wraps[reader.public.fingerprint], reader) == fresh.data_key


def test_the_statement_names_exactly_the_wraps_and_the_key() -> None:
    fresh = pool().take()
    assert fresh.statement.klass == "A"
    assert fresh.statement.commitment == commitment(fresh.data_key.raw, fresh.stream, 1, "A")
    assert fresh.statement.wraps == tuple((reader, wrap_digest(wrapped)) for reader, wrapped in fresh.wraps)


def test_a_further_key_of_a_stream_is_another_key_of_the_same_stream() -> None:
    keys = pool()
    first = keys.take()
    further = keys.for_stream(first.stream, 2, "D")
    assert (further.stream, further.key_no, further.klass) == (first.stream, 2, "D")
    assert further.data_key.raw != first.data_key.raw
    found = open_key_entry(key_entry(further), dict(further.wraps)[OFFICE.public.fingerprint], OFFICE)
    assert (found, found.klass) == (further.data_key, "D")


def test_a_key_in_use_is_carried_to_new_readers_and_stays_the_same_key() -> None:
    keys = Pool([BUILDING_READER.public], BUILDING, EPOCH)
    first = keys.take()
    keys.readdress([OFFICE.public])
    carried = keys.for_key(first.data_key)
    assert carried.data_key == first.data_key and carried.statement.commitment == first.statement.commitment
    assert open_key_entry(key_entry(carried), dict(carried.wraps)[OFFICE.public.fingerprint], OFFICE) == first.data_key


def test_a_key_can_be_given_to_some_readers_alone_and_not_to_the_building_once_more() -> None:
    keys = Pool([BUILDING_READER.public], BUILDING, EPOCH)
    given = keys.for_key(keys.take().data_key, [OFFICE.public])
    assert [reader for reader, _ in given.wraps] == [OFFICE.public.fingerprint]


def test_a_fresh_key_of_another_epoch_does_not_open_here() -> None:
    fresh = Pool([OFFICE.public], BUILDING, b"f" * 16).take()
    with pytest.raises(OpenError):
        open_key_entry(key_entry(fresh), fresh.wraps[0][1], OFFICE)


def test_new_readers_throw_away_what_was_made_for_the_old_ones() -> None:
    keys = pool()
    keys.refill_some(4)
    keys.readdress([OFFICE.public])
    assert keys.ready == 0
    assert [reader for reader, _ in keys.take().wraps] == [OFFICE.public.fingerprint]


def test_a_pool_without_readers_is_refused() -> None:
    with pytest.raises(ValueError, match="lock everybody out"):
        Pool([], BUILDING, EPOCH)
    keys = pool()
    with pytest.raises(ValueError, match="lock everybody out"):
        keys.readdress([])
    assert len(keys.take().wraps) == 2


def test_a_thread_may_refill_while_calls_take_and_readers_change() -> None:
    keys = Pool([BUILDING_READER.public], BUILDING, EPOCH, 8)
    enough = threading.Event()

    def refill() -> None:
        while not enough.is_set():
            keys.refill_some(2)

    thread = threading.Thread(target=refill)
    thread.start()
    try:
        for reader in (OFFICE, BUILDING_READER) * 20:
            keys.readdress([reader.public])
            assert [name for name, _ in keys.take().wraps] == [reader.public.fingerprint]
            assert [name for name, _ in keys.take().wraps] == [reader.public.fingerprint]
    finally:
        enough.set()
        thread.join()


def test_a_stolen_copy_of_entries_and_wraps_opens_nothing_without_the_vault(tmp_path: Path) -> None:
    """The thief has every entry, every wrap and a box of the same kind, but the week's reading key was destroyed."""
    vault = Vault.open(tmp_path / "vault")
    reader = vault.reading_keys.current(W48_MS)
    fresh = Pool([reader.public], vault.building, EPOCH).take()
    stolen = [
        seal(
            Position(layout.epoch_front(vault.building, vault.box, EPOCH), 1, layout.GENESIS_DIGEST),
            fresh.data_key,
            fresh.statement.encode(),
        ),
        seal(
            Position(layout.epoch_front(vault.building, vault.box, EPOCH), 2, bytes(32)),
            fresh.data_key,
            layout.FACT + b"room 12 called",
        ),
    ]
    assert open_key_entry(stolen[0], fresh.wraps[0][1], reader) == fresh.data_key
    vault.reading_keys.destroy("2026-W48")
    shutil.copytree(tmp_path / "vault", tmp_path / "stolen")

    thief = Vault.open(tmp_path / "stolen")
    assert thief.reading_keys.private_for(reader.public.fingerprint) is None
    files = [path.read_bytes() for path in (tmp_path / "stolen").rglob("*") if path.is_file()]
    candidates = [content for content in files if len(content) == 32] + [thief.reading_keys.current(W48_MS).seed]
    assert len(candidates) == 3
    for seed in candidates:
        with pytest.raises(OpenError):
            open_key_entry(stolen[0], fresh.wraps[0][1], PrivateKey.from_bytes(seed))
        with pytest.raises(OpenError):
            open_entry(stolen[1], DataKey(seed, fresh.stream, 1, "A"))
    assert not any(b"room 12" in content for content in [*stolen, *files])
