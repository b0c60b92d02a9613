"""Whether the box records, and whether it knows the time: in the words of the lists that say how the box is, and of a warning. Pure."""

from appliance.api.board.board import BoardView
from appliance.flows.zone import zone_at
from appliance.words.times import time_of_day

_NOT_WRITING = "the disk is not writing"
NOT_RECORDING = f"NOT RECORDING: {_NOT_WRITING}. Calls work; write times on paper."
"""A warning, as soon as it is so."""
STILL_NOT_RECORDING = f"NOT RECORDING: {_NOT_WRITING}. Write times on paper."
"""Heads what is said of the board, calls and all."""

type Words = tuple[str, bool]
"""What is said, and whether it is as it should be."""


def recording_words(view: BoardView) -> Words:
    """Whether entries reach the disk."""
    return "yes" if view.recording else f"NO: {_NOT_WRITING}", view.recording


def clock_words(view: BoardView, passed_ms: int) -> Words:
    """What time it is, if the box knows it."""
    if not view.clock_trusted:
        return "NOT KNOWN: ask district IT", False
    return time_of_day(view.wall_ms + passed_ms, zone_at(view)), True
