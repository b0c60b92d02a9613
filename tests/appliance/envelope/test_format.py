"""Tests the layout of an entry: every byte has its place, and what is not exactly an entry is refused with the place named."""

import hashlib
from typing import get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.ground.events import EpochStarted
from appliance.envelope import format as layout

HEADER = layout.Header(1, 1, b"b" * 16, b"x" * 16, b"e" * 16, 7, b"s" * 16, 3, b"p" * 32, 80)
ENTRY = layout.join(HEADER, b"n" * 12, b"c" * 80)
STARTED = EpochStarted(
    epoch="65" * 16,
    epoch_rank=2,
    device_key="64" * 32,
    parent=("66" * 16, 41, "67" * 32),
    reason="start",
    plan_digest="68" * 32,
    recipients_version=5,
    clock="trusted",
    calls_so_far=12,
)

ids = st.binary(min_size=16, max_size=16)
headers = st.builds(
    layout.Header,
    version=st.just(1),
    suite=st.just(1),
    building=ids,
    box=ids,
    epoch=ids,
    number=st.integers(0, 2**64 - 1),
    stream=ids,
    key_no=st.integers(0, 2**16 - 1),
    prev_digest=st.binary(min_size=32, max_size=32),
    length=st.integers(1, 8).map(lambda blocks: blocks * 64 + 16),
)


def test_the_header_lies_where_the_design_says() -> None:
    packed = layout.pack_header(HEADER)
    assert len(packed) == layout.HEADER_LEN == 116
    assert packed == (
        b"HBE1"
        + b"\1\1"
        + b"b" * 16
        + b"x" * 16
        + b"e" * 16
        + b"\0\0\0\0\0\0\0\7"
        + b"s" * 16
        + b"\0\3"
        + b"p" * 32
        + b"\0\0\0\x50"
    )
    assert layout.unpack_header(packed) == HEADER


@given(headers, st.binary(min_size=12, max_size=12))
def test_what_is_joined_splits_into_the_same_parts(header: layout.Header, nonce: bytes) -> None:
    ciphertext = bytes(header.length)
    entry = layout.split(layout.join(header, nonce, ciphertext))
    assert entry == (layout.pack_header(header), header, nonce, ciphertext)


@given(st.binary(max_size=400))
def test_noise_is_refused_and_never_crashes(noise: bytes) -> None:
    for data in (noise, b"HBE1" + noise, b"HBE1\1\1" + noise):
        with pytest.raises(layout.FormatError):
            layout.split(data)


@pytest.mark.parametrize("end", range(len(ENTRY)))
def test_an_entry_cut_anywhere_is_refused(end: int) -> None:
    with pytest.raises(layout.FormatError):
        layout.split(ENTRY[:end])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "byte 0: does not begin with HBE1"),
        (b"HBE2" + ENTRY[4:], "byte 0: does not begin with HBE1"),
        (ENTRY[:40], "byte 40: ends inside the header, 40 of 116 bytes"),
        (ENTRY[:-3], "entry 7: is cut short, 3 bytes are missing"),
        (ENTRY + b"xy", "entry 7: is followed by 2 bytes that do not belong to it"),
        (ENTRY[:112] + (81).to_bytes(4, "big") + ENTRY[116:] + b"c", "entry 7: says its ciphertext has 81 bytes"),
        (ENTRY[:112] + (16).to_bytes(4, "big") + ENTRY[116:144], "entry 7: says its ciphertext has 16 bytes"),
        (
            ENTRY[:112] + (2**31 + 16).to_bytes(4, "big") + ENTRY[116:],
            "entry 7: says its ciphertext has 2147483664 bytes",
        ),
    ],
)
def test_a_refusal_says_what_and_where(data: bytes, says: str) -> None:
    with pytest.raises(layout.FormatError) as refused:
        layout.split(data)
    assert str(refused.value).startswith(says)


def test_a_later_version_or_suite_is_named_as_such() -> None:
    for later in (b"HBE1\2" + ENTRY[5:], b"HBE1\2", b"HBE1\1\2" + ENTRY[6:]):
        with pytest.raises(layout.UnknownVersion):
            layout.split(later)


def test_the_largest_entry_fits_and_the_next_does_not() -> None:
    largest = HEADER._replace(length=layout.CIPHERTEXT_LEN_MAX)
    data = layout.join(largest, bytes(12), bytes(largest.length))
    assert layout.ENTRY_LEN_MAX - 64 < len(data) <= layout.ENTRY_LEN_MAX
    larger = HEADER._replace(length=layout.CIPHERTEXT_LEN_MAX + 64)
    with pytest.raises(layout.FormatError, match="which no entry has"):
        layout.join(larger, bytes(12), bytes(larger.length))


@pytest.mark.parametrize("field", ["building", "box", "epoch", "stream", "prev_digest"])
@pytest.mark.parametrize("length", [0, 15, 17, 31, 33])
def test_an_id_of_the_wrong_length_is_never_cut_or_filled(field: str, length: int) -> None:
    says = "stream 16, prev_digest 32" if field in {"stream", "prev_digest"} else "take 16 bytes each"
    with pytest.raises(layout.FormatError, match=says):
        layout.pack_header(HEADER._replace(**{field: bytes(length)}))


def test_a_number_out_of_range_and_a_nonce_of_the_wrong_length_are_refused() -> None:
    with pytest.raises(layout.FormatError, match="out of range"):
        layout.pack_header(HEADER._replace(key_no=2**16))
    with pytest.raises(layout.FormatError, match="nonce has 11 bytes"):
        layout.join(HEADER, b"n" * 11, b"c" * 81)


def test_the_digest_covers_every_byte_of_the_stored_entry() -> None:
    whole = layout.entry_digest(ENTRY)
    assert whole == hashlib.sha256(layout.DIGEST_LABEL + ENTRY).digest()
    changed = {layout.entry_digest(ENTRY[:at] + bytes([ENTRY[at] ^ 1]) + ENTRY[at + 1 :]) for at in range(len(ENTRY))}
    assert len(changed) == len(ENTRY) and whole not in changed


@given(st.binary(max_size=500))
def test_padding_comes_off_again(plaintext: bytes) -> None:
    padded = layout.pad(plaintext)
    assert len(padded) % 64 == 0 and len(padded) - len(plaintext) <= 67
    assert layout.unpad(padded) == plaintext


@given(st.binary(max_size=300))
def test_only_what_pad_makes_is_unpadded(padded: bytes) -> None:
    try:
        plaintext = layout.unpad(padded)
    except layout.FormatError:
        return
    assert layout.pad(plaintext) == padded


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        bytes(63),
        bytes(128),
        b"\0\0\0\1a" + bytes(58) + b"x",
        b"\0\0\0\x3d" + bytes(60),
        b"\xff\xff\xff\xff" + bytes(60),
    ],
    ids=["nothing", "no multiple", "a block too many", "not zeros", "length past the end", "huge length"],
)
def test_padding_of_another_form_is_refused(padded: bytes) -> None:
    with pytest.raises(layout.FormatError, match="padding"):
        layout.unpad(padded)


def test_a_key_statement_survives_the_way_through_bytes() -> None:
    promise = layout.KeyStatement("C", b"m" * 32, ((b"f" * 32, b"w" * 32), (b"g" * 32, b"v" * 32)))
    assert promise.encode()[:1] == layout.KEY
    assert layout.KeyStatement.decode(promise.encode()) == promise


@pytest.mark.parametrize(
    "plaintext",
    [
        b"",
        layout.FACT + b"\x80",
        layout.KEY,
        layout.KEY + b"\xc1",
        layout.KEY + msgspec.msgpack.encode(["key-2", "A", b"m" * 32, []]),
        layout.KeyStatement("E", b"m" * 32, ()).encode(),
        layout.KeyStatement("A", b"m" * 31, ()).encode(),
        layout.KeyStatement("A", b"m" * 32, ((b"f" * 32, b"w"),)).encode(),
        layout.KeyStatement("A", b"m" * 32, ()).encode() + b"\0",
    ],
)
def test_what_is_no_key_statement_is_refused(plaintext: bytes) -> None:
    with pytest.raises(layout.FormatError):
        layout.KeyStatement.decode(plaintext)


def test_no_label_serves_two_purposes() -> None:
    labels = [value for name, value in vars(layout).items() if name.endswith("_LABEL")]
    assert len(labels) == len(set(labels)) == 5
    assert {len(label) for label in labels} == {32}


def test_wrap_info_has_one_length_and_changes_with_everything_in_it() -> None:
    place = (b"b" * 16, b"e" * 16, b"s" * 16, 1, "A", b"r" * 32)
    changes = (b"B" * 16, b"E" * 16, b"S" * 16, 2, "B", b"R" * 32)
    infos = {layout.wrap_info(*place)}
    infos |= {layout.wrap_info(*place[:at], changes[at], *place[at + 1 :]) for at in range(6)}
    assert len(infos) == 7 and {len(info) for info in infos} == {115}


def test_statements_refuse_ids_and_classes_that_do_not_exist() -> None:
    with pytest.raises(layout.FormatError, match="16 bytes"):
        layout.wrap_info(b"b", b"e" * 16, b"s" * 16, 1, "A", b"r" * 32)
    with pytest.raises(layout.FormatError, match="no class 'E'"):
        layout.wrap_info(b"b" * 16, b"e" * 16, b"s" * 16, 1, "E", b"r" * 32)
    with pytest.raises(layout.FormatError, match="32 bytes"):
        layout.head_statement(b"b" * 16, b"x" * 16, b"e" * 16, 7, b"d")


def test_a_head_statement_names_its_place() -> None:
    assert layout.head_statement(b"b" * 16, b"x" * 16, b"e" * 16, 7, b"d" * 32) == (
        b"handbell head statement v1".ljust(32, b"\0")
        + b"b" * 16
        + b"x" * 16
        + b"e" * 16
        + b"\0\0\0\0\0\0\0\7"
        + b"d" * 32
    )


def test_a_head_statement_is_read_back_and_nothing_else_is_taken_for_one() -> None:
    place = (b"b" * 16, b"x" * 16, b"e" * 16, 7, b"d" * 32)
    statement = layout.head_statement(*place)
    assert layout.read_head_statement(statement) == place
    for wrong in (b"", statement[:-1], statement + b"\0", layout.EPOCH_LABEL + statement[32:]):
        with pytest.raises(layout.FormatError):
            layout.read_head_statement(wrong)


def test_an_epoch_statement_covers_every_field_but_the_signature() -> None:
    changed = {
        "epoch": "00" * 16,
        "epoch_rank": 3,
        "device_key": "00" * 32,
        "parent": None,
        "reason": "restored",
        "plan_digest": "",
        "recipients_version": 6,
        "clock": "untrusted",
        "calls_so_far": 13,
    }
    assert set(changed) == set(get_type_hints(EpochStarted)) - {"signature"}
    statements = {layout.epoch_statement(b"b" * 16, b"x" * 16, STARTED)}
    for field, value in changed.items():
        statements.add(layout.epoch_statement(b"b" * 16, b"x" * 16, msgspec.structs.replace(STARTED, **{field: value})))
    statements.add(layout.epoch_statement(b"B" * 16, b"x" * 16, STARTED))
    statements.add(layout.epoch_statement(b"b" * 16, b"X" * 16, STARTED))
    assert len(statements) == 12
    signed = msgspec.structs.replace(STARTED, signature="ab")
    assert layout.epoch_statement(b"b" * 16, b"x" * 16, signed) in statements


def test_words_cannot_slide_from_one_field_of_an_epoch_into_the_next() -> None:
    one = msgspec.structs.replace(STARTED, reason="ab", plan_digest="c")
    other = msgspec.structs.replace(STARTED, reason="a", plan_digest="bc")
    assert layout.epoch_statement(b"b" * 16, b"x" * 16, one) != layout.epoch_statement(b"b" * 16, b"x" * 16, other)
