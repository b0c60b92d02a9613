"""Tests that a sentence from outside is cut between words, is never longer than asked, and moves no cursor."""

import pytest

from appliance.api.sentences import fit


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("Call IT.", 8, "Call IT."),
        ("Call the office.", 12, "Call the…"),
        ("Call the office.", 9, "Call the…"),
        ("Call the office.", 8, "Call…"),
        ("x" * 20, 10, "xxxxxxxxx…"),
        ("no\x1b[2J way", 20, "no [2J way"),
        ("", 5, ""),
    ],
)
def test_it_is_cut_between_words(text: str, most: int, shown: str) -> None:
    assert fit(text, most) == shown
