"""Whether the box records, and whether it knows the time, in words."""

from appliance.flows.box.recording import NOT_RECORDING, STILL_NOT_RECORDING, clock_words, recording_words
from tests.tui.boards import board


def test_a_disk_that_does_not_write_is_said_everywhere() -> None:
    assert recording_words(board()) == ("yes", True)
    assert recording_words(board(recording=False)) == ("NO: the disk is not writing", False)
    assert all("the disk is not writing" in words for words in (NOT_RECORDING, STILL_NOT_RECORDING))


def test_the_time_is_that_of_the_box_as_it_goes_on() -> None:
    assert clock_words(board(), 0) != clock_words(board(), 1000)
    assert clock_words(board(), 1000)[1]
    assert clock_words(board(clock_trusted=False), 0) == ("NOT KNOWN: ask district IT", False)
