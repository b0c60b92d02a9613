"""Tests the sentences for how long the parts of the last drill took."""

from appliance.flows.practice.measured import measured_words
from tests.tui.test_drills import OVER


def test_what_was_measured_is_a_sentence_a_call() -> None:
    assert measured_words(OVER) == (
        "Call 7, Room B204: shown after 0.4 s, acknowledged after 6.1 s.",
        "And 2 calls more: the log has them.",
        "The box restarted during it: only what came after that is measured.",
    )
