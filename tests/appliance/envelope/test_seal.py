"""Tests sealing, wrapping and opening: what goes in comes out for its readers, and for nobody else."""

import os

import pytest

from appliance.envelope import format as layout
from appliance.envelope.hybrid import KeyBytesError, PrivateKey, PublicKey
from appliance.envelope.opening import OpenError, check_key_entry, open_entry, open_key_entry, unwrap
from appliance.envelope.seal import DataKey, Position, commitment, new_data_key, seal, wrap, wrap_digest

BUILDING, BOX, EPOCH, STREAM = (bytes([n]) * 16 for n in range(1, 5))
FIRST = Position(layout.epoch_front(BUILDING, BOX, EPOCH), 1, layout.GENESIS_DIGEST)
CALL = layout.FACT + b"room 12 called"


def data_key(klass: str = "A") -> DataKey:
    return DataKey(new_data_key(), STREAM, 1, klass)


def info_for(
    reader: PublicKey, klass: str = "A", *, epoch: bytes = EPOCH, stream: bytes = STREAM, key_no: int = 1
) -> bytes:
    return layout.wrap_info(BUILDING, epoch, stream, key_no, klass, reader.fingerprint)


def key_entry(key: DataKey, reader: PublicKey) -> tuple[bytes, bytes]:
    wrapped = wrap(key.raw, reader, info_for(reader, key.klass))
    named = ((reader.fingerprint, wrap_digest(wrapped)),)
    promise = layout.KeyStatement(key.klass, commitment(key.raw, key.stream, key.key_no, key.klass), named)
    return seal(FIRST, key, promise.encode()), wrapped


def test_what_was_sealed_is_what_opens() -> None:
    key = data_key()
    sealed = seal(FIRST, key, CALL)
    assert b"room 12" not in sealed
    assert open_entry(sealed, key) == CALL


def test_sealing_twice_never_repeats_a_nonce() -> None:
    key = data_key()
    assert seal(FIRST, key, CALL) != seal(FIRST, key, CALL)


def test_length_tells_nothing_within_64_bytes() -> None:
    key = data_key()
    assert len(seal(FIRST, key, layout.FACT + b"no")) == len(
        seal(FIRST, key, layout.FACT + b"a somewhat longer note of the desk")
    )


def test_flipping_any_bit_of_an_entry_is_noticed() -> None:
    key = data_key()
    sealed = seal(FIRST, key, CALL)
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises((layout.FormatError, OpenError)):
            open_entry(bytes(changed), key)


def test_another_key_of_the_same_place_opens_nothing() -> None:
    sealed = seal(FIRST, data_key(), CALL)
    with pytest.raises(OpenError, match="entry 1 was changed, or its data key is not this one"):
        open_entry(sealed, data_key())


def test_a_key_is_only_tried_on_entries_of_its_own_stream_and_number() -> None:
    key = data_key()
    sealed = seal(FIRST, key, CALL)
    for other in (DataKey(key.raw, STREAM, 2, "A"), DataKey(key.raw, bytes(16), 1, "A")):
        with pytest.raises(OpenError, match="another data key"):
            open_entry(sealed, other)


def test_a_plaintext_too_long_is_refused_before_it_is_sealed() -> None:
    key = data_key()
    assert len(seal(FIRST, key, bytes(layout.PLAINTEXT_LEN_MAX))) <= layout.ENTRY_LEN_MAX
    with pytest.raises(layout.FormatError, match="an entry takes"):
        seal(FIRST, key, bytes(layout.PLAINTEXT_LEN_MAX + 1))


@pytest.mark.parametrize("klass", layout.CLASSES)
def test_the_reader_opens_the_key_entry_and_then_the_call(klass: str) -> None:
    office, key = PrivateKey.generate(), data_key(klass)
    entry, wrapped = key_entry(key, office.public)
    found = open_key_entry(entry, wrapped, office)
    assert found == key
    assert open_entry(seal(FIRST, key, CALL), found) == CALL


def test_a_wrap_opens_only_for_its_reader_in_its_place() -> None:
    office, stranger, key = PrivateKey.generate(), PrivateKey.generate(), data_key()
    wrapped = wrap(key.raw, office.public, info_for(office.public))
    assert unwrap(wrapped, office, info_for(office.public)) == key.raw
    elsewhere = [
        (stranger, info_for(office.public)),
        (stranger, info_for(stranger.public)),
        (office, info_for(stranger.public)),
        (office, info_for(office.public, "B")),
        (office, info_for(office.public, epoch=bytes(16))),
        (office, info_for(office.public, stream=bytes(16))),
        (office, info_for(office.public, key_no=2)),
    ]
    for reader, info in elsewhere:
        with pytest.raises(OpenError, match="another reader or another place"):
            unwrap(wrapped, reader, info)


def test_a_wrap_cut_short_or_changed_does_not_open() -> None:
    office, key = PrivateKey.generate(), data_key()
    info = info_for(office.public)
    wrapped = wrap(key.raw, office.public, info)
    for broken in (b"", wrapped[:100], wrapped[:-1], wrapped + b"\0", wrapped[:-1] + bytes([wrapped[-1] ^ 1])):
        with pytest.raises(OpenError):
            unwrap(broken, office, info)


def test_a_wrap_of_something_else_than_a_data_key_is_refused() -> None:
    office = PrivateKey.generate()
    info = info_for(office.public)
    with pytest.raises(OpenError, match="holds no data key"):
        unwrap(wrap(b"short", office.public, info), office, info)


def test_a_wrap_without_a_place_is_never_made() -> None:
    with pytest.raises(ValueError, match="without info"):
        wrap(new_data_key(), PrivateKey.generate().public, b"")


def test_a_second_wrap_of_the_same_key_is_refused_unless_the_chain_names_it() -> None:
    office, key = PrivateKey.generate(), data_key()
    entry, wrapped = key_entry(key, office.public)
    forged = wrap(key.raw, office.public, info_for(office.public))
    check_key_entry(entry, key, wrap=wrapped, recipient=office.public.fingerprint)
    with pytest.raises(OpenError, match="does not name this wrap"):
        check_key_entry(entry, key, wrap=forged, recipient=office.public.fingerprint)
    with pytest.raises(OpenError, match="does not name this wrap"):
        open_key_entry(entry, forged, office)


def test_a_key_entry_that_commits_to_another_key_is_refused() -> None:
    key, other = data_key(), data_key()
    promise = layout.KeyStatement("A", commitment(other.raw, STREAM, 1, "A"), ())
    with pytest.raises(OpenError, match="commits to another data key"):
        check_key_entry(seal(FIRST, key, promise.encode()), key, wrap=b"", recipient=bytes(32))


def test_a_key_entry_of_another_class_is_refused() -> None:
    key = data_key("B")
    promise = layout.KeyStatement("A", commitment(key.raw, STREAM, 1, "A"), ())
    with pytest.raises(OpenError, match="is for class A, the key was given as B"):
        check_key_entry(seal(FIRST, key, promise.encode()), key, wrap=b"", recipient=bytes(32))


def test_a_fact_is_no_key_entry() -> None:
    key = data_key()
    with pytest.raises(layout.FormatError, match="not a key entry"):
        check_key_entry(seal(FIRST, key, CALL), key, wrap=b"", recipient=bytes(32))


def test_commitments_differ_by_stream_number_and_class() -> None:
    key = new_data_key()
    made = {commitment(key, *place) for place in ((STREAM, 1, "A"), (STREAM, 2, "A"), (STREAM, 1, "B"), (BOX, 1, "A"))}
    assert len(made) == 4


def test_keys_are_not_printed() -> None:
    key, office = data_key(), PrivateKey.generate()
    printed = f"{key!r} {key} {office!r} {office}"
    assert repr(key.raw) not in printed
    assert repr(office.seed) not in printed
    assert key.raw.hex() not in printed and office.seed.hex() not in printed


def test_a_key_pair_survives_the_way_through_bytes() -> None:
    office, key = PrivateKey.generate(), data_key()
    written = PublicKey.from_bytes(office.public.raw)
    read = PrivateKey.from_bytes(office.seed)
    assert (written, read) == (office.public, office)
    assert unwrap(wrap(key.raw, written, info_for(written)), read, info_for(written)) == key.raw


def test_the_private_seed_is_that_of_xwing() -> None:
    """The expected bytes begin the public key that is published for this seed in draft-connolly-cfrg-xwing-kem-08, appendix C."""
    seed = bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26")
    public = PrivateKey.from_bytes(seed).public.raw
    assert public.hex().startswith("e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5")


def test_bytes_that_are_no_key_are_refused_without_showing_them() -> None:
    for wrong in (b"", os.urandom(1215), b"\xff" * 1216):
        with pytest.raises(KeyBytesError, match="public key"):
            PublicKey.from_bytes(wrong)
    with pytest.raises(KeyBytesError, match="private key has 32 bytes, this has 31"):
        PrivateKey.from_bytes(os.urandom(31))


@pytest.mark.parametrize("front", [b"", bytes(53), bytes(55), BUILDING])
def test_nothing_is_sealed_behind_a_front_of_the_wrong_length(front: bytes) -> None:
    with pytest.raises(layout.FormatError, match="54 bytes"):
        seal(Position(front, 1, layout.GENESIS_DIGEST), data_key(), CALL)
