"""Tests that whoever has the phrase can say of a box that its bundles count, and that whoever has only the public half cannot."""

from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.vouching import VOUCHED_LEN, holds, statement, vouch, vouches

PHRASE, OTHER = PrivateKey.from_bytes(bytes(range(32))), PrivateKey.from_bytes(bytes(range(1, 33)))
SAID = statement(b"B" * 16, b"F" * 16, b"K" * 32)


def test_it_is_about_one_box_and_by_one_phrase() -> None:
    vouched = vouch(PHRASE, SAID)
    assert len(vouched) == VOUCHED_LEN and vouch(PHRASE, SAID) == vouched
    assert vouches(PHRASE, vouched, SAID) and holds(vouched, SAID)
    assert not vouches(OTHER, vouched, SAID)
    assert not vouches(PHRASE, vouch(OTHER, SAID), SAID)
    for another in (
        statement(b"C" * 16, b"F" * 16, b"K" * 32),
        statement(b"B" * 16, b"G" * 16, b"K" * 32),
        statement(b"B" * 16, b"F" * 16, b"L" * 32),
    ):
        assert not holds(vouched, another) and not vouches(PHRASE, vouched, another)


def test_what_is_cut_or_changed_says_nothing() -> None:
    vouched = vouch(PHRASE, SAID)
    for changed in (b"", vouched[:-1], vouched + b"\0", bytes(VOUCHED_LEN), vouched[:-1] + bytes([vouched[-1] ^ 1])):
        assert not holds(changed, SAID) and not vouches(PHRASE, changed, SAID)


def test_nothing_of_the_phrase_is_in_it() -> None:
    assert PHRASE.seed not in vouch(PHRASE, SAID) and PHRASE.public.raw[:32] not in vouch(PHRASE, SAID)
