"""Tests that the public half of a phrase is the same in a seed, in a mail and read back, and that lost or changed letters are named."""

from appliance.envelope.hybrid import fingerprint
from appliance.envelope.phrase import private_of
from appliance.envelope.public_half import LETTERS, found_in, letters_of, public_of, section_of, shown

PUBLIC = private_of(bytes(range(16))).public.raw
LINES = "\n".join(letters_of(PUBLIC))


def test_it_comes_back_from_its_lines_in_any_company() -> None:
    assert public_of(LINES) == PUBLIC
    assert public_of(LINES.replace("\n", "\r\n  ")) == PUBLIC
    assert found_in(f"seed: 1\n{section_of(PUBLIC)}end_of_seed: true\n") == PUBLIC
    assert found_in(f"Dear all,\n\n{LINES}\n\nYours") == PUBLIC


def test_what_is_none_is_told_and_not_shown() -> None:
    assert public_of("ozone drill grab") == (
        f"This is no public half of a recovery phrase: one has {LETTERS:,} letters, and here are 14."
    )
    other = "This is no public half of a recovery phrase: some of its letters are others."
    assert public_of(LINES.replace(LINES[5], "*")) == other
    assert public_of("A" * LETTERS) == other
    assert found_in(LINES[:-10]) is None
    assert found_in("") is None


def test_two_people_compare_sixteen_digits() -> None:
    assert shown(PUBLIC).replace(" ", "") == fingerprint(PUBLIC).hex()[:16]
