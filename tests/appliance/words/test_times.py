"""Times and amounts as people read and hear them."""

import pytest

from appliance.words.times import in_words


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (-5, "0 seconds"),
        (1000, "1 second"),
        (89_000, "89 seconds"),
        (90_000, "1 minute"),
        (3_600_000, "1 hour"),
        (7_500_000, "2 hours 5 minutes"),
        (200_000_000, "2 days"),
    ],
)
def test_lengths_of_time_are_said_in_words(milliseconds: int, words: str) -> None:
    assert in_words(milliseconds) == words
