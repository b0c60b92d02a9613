"""Tests recovery phrases: the words are those of BIP-39, a slip is named by its place, and the key follows from the words alone."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.envelope.phrase import ENTROPY_LEN, NotAPhrase, entropy_of, new_phrase, numbered, private_of

# The first, one in the middle and the last of the twelve-word vectors that the standard is published with.
PUBLISHED = {
    "00" * 16: "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
    "9e885d952ad362caeb4efe34a8e91bd2": "ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic",
    "ff" * 16: "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong",
}
OZONE = PUBLISHED["9e885d952ad362caeb4efe34a8e91bd2"]


@pytest.mark.parametrize("entropy", PUBLISHED)
def test_the_words_are_those_of_the_standard(entropy: str) -> None:
    assert new_phrase(bytes.fromhex(entropy)) == PUBLISHED[entropy]
    assert entropy_of(PUBLISHED[entropy]) == bytes.fromhex(entropy)


@given(st.binary(min_size=ENTROPY_LEN, max_size=ENTROPY_LEN))
def test_any_phrase_is_read_back_from_four_letters_of_each_word(entropy: bytes) -> None:
    words = new_phrase(entropy).split()
    assert entropy_of(" ".join(word[:4] for word in words)) == entropy
    assert entropy_of("\n".join(numbered(" ".join(words)))) == entropy


@pytest.mark.parametrize(
    "typed", [OZONE.upper(), OZONE.replace(" ", ",  "), f" {OZONE}\n", "1) " + OZONE.replace("grab", "2 GRAB")]
)
def test_case_blanks_commas_and_numbers_do_not_matter(typed: str) -> None:
    assert entropy_of(typed) == entropy_of(OZONE)


@pytest.mark.parametrize(
    ("typed", "place", "says"),
    [
        (OZONE.replace("fiber", "fibre"), 4, "Word 4, “fibre”, is no word of a recovery phrase. Is it “fiber”?"),
        (OZONE.replace("elder", "qqqq"), 10, "Word 10, “qqqq”, is no word of a recovery phrase. Read it"),
        (OZONE.replace("elder", "eld"), 10, "Word 10, “eld”, is no word"),
        (OZONE.replace("drill", "drilling"), 2, "Word 2, “drilling”, is no word of a recovery phrase. Is it “drill”?"),
        (OZONE.removesuffix(" picnic"), 0, "has 12 words; these are 11"),
        (f"{OZONE} zoo", 0, "these are 13"),
        ("", 0, "these are 0"),
        (OZONE.replace("ozone drill", "drill ozone"), 0, "two changed places"),
    ],
)
def test_a_slip_is_named_by_its_place(typed: str, place: int, says: str) -> None:
    wrong = entropy_of(typed)
    assert isinstance(wrong, NotAPhrase)
    assert wrong.place == place
    assert says in wrong.says


def test_the_key_follows_from_the_words_and_stays_the_same_for_ever() -> None:
    entropy = entropy_of(OZONE)
    assert isinstance(entropy, bytes)
    assert private_of(entropy).public.fingerprint.hex() == FINGERPRINT
    assert private_of(os.urandom(ENTROPY_LEN)).public.fingerprint.hex() != FINGERPRINT


FINGERPRINT = "76ad685929416e3669403bdb06cca359e1f4d4c28227e03e4a104b11e8429e11"
