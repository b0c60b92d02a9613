"""What a new box restores from, in words: where a copy lies, how old it is, and what was laid ready."""

import re

from appliance.api.restoring.messages import Copies, Copy, Laid
from appliance.flows.box.copies import copies_words, copy_words, laid_said
from appliance.flows.zone import zone_at
from tests.tui.boards import WALL_MS, board

NEW = board(new=True)
STICK = Copy("stick", "the USB stick", written_ms=WALL_MS - 240_000)
FAR = Copy("far", "copy.example", written_ms=WALL_MS - 86_400_000 * 3, used=True)


def test_how_old_a_copy_is_and_what_nobody_can_tell() -> None:
    zone = zone_at(NEW)
    assert copy_words(FAR, NEW, zone).startswith("copy.example, written at ")
    assert copy_words(FAR, NEW, zone).endswith(", 3 days ago, ANOTHER BOX BEGAN WITH IT")
    assert re.search(r"written at \d\d:\d\d:\d\d on \w{3} \d+, ", copy_words(FAR, NEW, zone)), "of another day"
    assert " on " not in copy_words(STICK, NEW, zone)
    assert copy_words(Copy("x", "a folder"), NEW, zone) == "a folder"
    assert copy_words(Copy("x", "a folder", own=True), NEW, zone) == "a folder, of this box itself"
    later = Copy("x", "the USB stick", written_ms=WALL_MS + 60_000)
    assert copy_words(later, NEW, zone).endswith("by the clock of the former box"), "this clock is behind, or wrong"
    assert "by the clock of the former box" in copy_words(STICK, board(new=True, clock_trusted=False), zone)
    assert copies_words(Copies((STICK,))) == ()
    assert "ask every room" in copies_words(Copies(()))[0]
    words = laid_said(Laid(7, 0, 0, lost_calls=1, missing=3, used=True, says=("The plan is not in it.",)), NEW, zone)
    assert words[0] == "The copy goes up to entry 7.", "and not that no call was open"
    quiet = laid_said(Laid(7, 0, 0), NEW, zone)
    assert quiet[0] == "No call was open. The copy goes up to entry 7." and "may have been open" not in " ".join(quiet)
    doubtful = laid_said(Laid(7, 0, 0, unproven=True), NEW, zone)
    assert doubtful[:2] == ("The copy goes up to entry 7.", "Calls may have been open: ask every room.")
    assert words[1] == "A call that may be open cannot be read: ask every room."
    assert "3 entries are missing in it." in words
    assert "Another box began with this copy before. Only one of the two may stay in the building." in words
    assert "The plan is not in it." in words
    assert words[-1].startswith("The dead box must never be switched on again")
    assert laid_said(Laid(7, 0, 1), NEW, zone)[0].startswith("One call was open and rings again.")
