"""Tests a receipt's bytes: what is signed, that all of it comes back, and that no receipt is given that could not be checked."""

import hashlib
import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.envelope import format as layout
from appliance.receipt import paper as papers
from appliance.receipt.paper import Unread, give, pack, statement, unpack
from appliance.vault.vault import verify
from tests.appliance.receipt.taken import WORDS, taken

PAPER = taken().paper


def test_a_receipt_comes_back_whole_from_its_bytes() -> None:
    assert unpack(pack(PAPER)) == PAPER


def test_the_digest_is_sha_256_of_salt_and_stored_bytes_and_nothing_else() -> None:
    stored = dict(taken().rows)[PAPER.entry]
    assert hashlib.sha256(bytes.fromhex(PAPER.salt) + stored).hexdigest() == PAPER.digest


def test_the_device_signed_every_word_on_it() -> None:
    key, signature = bytes.fromhex(PAPER.device_key), bytes.fromhex(PAPER.signature)
    assert verify(key, statement(PAPER), signature)
    texts = ("building", "box", "incident", "identity", "pin_set_by", "countersigned")
    for name in texts:
        assert not verify(key, statement(msgspec.structs.replace(PAPER, **{name: "somebody else's"})), signature)
    for name in ("number", "entry", "wall_ms"):
        other = msgspec.structs.replace(PAPER, **{name: getattr(PAPER, name) + 1})
        assert not verify(key, statement(other), signature)


def test_moving_letters_from_one_text_to_the_next_is_another_statement() -> None:
    one = msgspec.structs.replace(PAPER, building="AB", box="C")
    other = msgspec.structs.replace(PAPER, building="A", box="BC")
    assert statement(one) != statement(other)


@given(st.integers(min_value=0), st.integers(1, 255))
def test_no_byte_of_it_changes_unseen_even_with_a_new_check_sum(at: int, by: int) -> None:
    signed = bytearray(pack(PAPER)[:-4])
    signed[at % len(signed)] ^= by
    with pytest.raises(Unread, match="misread"):
        unpack(bytes(signed) + pack(PAPER)[-4:])
    try:
        other = unpack(bytes(signed) + zlib.crc32(signed).to_bytes(4))
    except Unread:
        return
    assert not verify(bytes.fromhex(other.device_key), statement(other), bytes.fromhex(other.signature))


@given(st.binary(max_size=600))
def test_any_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(Unread):
        unpack(data + zlib.crc32(data).to_bytes(4))


def test_no_receipt_is_given_at_a_head_older_than_its_entry() -> None:
    vault, (_, stored) = taken().vault, taken().rows[3]
    old = layout.head_statement(vault.building, vault.box, bytes(16), 1, bytes(32))
    with pytest.raises(ValueError, match="older than entry"):
        give(WORDS, stored, bytes(16), old, vault.device_public, vault.sign)


@pytest.mark.parametrize(
    "change",
    [
        {"salt": "00"},
        {"digest": "zz"},
        {"head_number": 1},
        {"entry": -1},
        {"identity": "x" * 70_000},
        {"device_key": ""},
    ],
)
def test_a_paper_that_contradicts_itself_cannot_be_signed(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        papers.statement(msgspec.structs.replace(PAPER, **change))
