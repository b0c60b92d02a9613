"""Tests the bytes of a second copy: they are whole, or none at all, and never another file's."""

import pytest

from appliance.vault.second_copy import (
    EARLIER_MAX,
    OVERHEAD_MAX,
    SecondCopy,
    destroyed_in,
    digest,
    first_of,
    pack,
    pack_tombstone,
    unpack,
)

NAME = "b204.secret"
COPY = first_of(b"the key of before").followed_by(b"the key of today")


def test_what_is_packed_is_unpacked() -> None:
    assert unpack(NAME, pack(NAME, COPY)) == COPY
    assert (COPY.version, COPY.content) == (2, b"the key of today")
    assert COPY.held(b"the key of before") and not COPY.held(b"the key of today")


def test_every_single_bit_matters_and_so_does_every_length() -> None:
    data = pack(NAME, COPY)
    for bit in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        assert unpack(NAME, bytes(flipped)) is None, bit
    for length in range(len(data)):
        assert unpack(NAME, data[:length]) is None
    assert unpack(NAME, data + b"\0") is None


def test_a_copy_of_one_file_is_none_of_another() -> None:
    assert unpack("b205.secret", pack(NAME, COPY)) is None


def test_eight_contents_of_before_are_known_again_and_the_same_write_twice_is_none_of_them() -> None:
    copy = first_of(b"0")
    for count in range(1, 12):
        copy = copy.followed_by(b"%d" % count)
    assert len(copy.earlier) == EARLIER_MAX and copy.version == 12
    assert copy.held(b"10") and copy.held(b"3") and not copy.held(b"2")
    assert copy.followed_by(b"11").earlier == copy.earlier
    assert len(pack(NAME, copy)) == len(copy.content) + OVERHEAD_MAX


def test_a_tombstone_knows_what_lies_under_it() -> None:
    data = pack_tombstone((digest(b"one"), digest(b"two")))
    assert destroyed_in(data) == (digest(b"one"), digest(b"two"))
    assert destroyed_in(pack_tombstone(())) == ()
    for damaged in (b"", b"HBT", data[:-1], data + b"x", b"x" + data[1:]):
        assert destroyed_in(damaged) is None


@pytest.mark.parametrize("value", [COPY, SecondCopy(1, b"the key of today")])
def test_no_copy_prints_what_it_holds(value: SecondCopy) -> None:
    assert "key of" not in repr(value)
