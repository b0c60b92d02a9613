"""Says what a person does about faults that more than one family of buttons can have. Pure; knows nothing about wires.

A text may be put after a detail, so it begins with a small letter and ends without a full stop.
"""

from collections.abc import Mapping

from hardware.signals import IMPOSSIBLE_COUNT, OLDER_BOX, UNFORESEEN, UNWELL

LOOK_AT_IT = "look at it"

COMMON: Mapping[str, str] = {
    "stuck": "its contact does not open again: look at it; presses may not be noticed",
    "tampered": "its case is open: look at it",
    "low-supply": "its supply voltage is low: see to its power",
    "chattering": "its contact bounces: look at it; every closing rings",
    "garbled": "if it goes on, flash it anew or replace it; until then use the phone in that room",
    "flooding": "switch it off and on; if it goes on, replace it; until then use the phone in that room",
    UNWELL: "this release has no word for that: flash it with the firmware of this release, then test it",
    IMPOSSIBLE_COUNT: "no board of ours counts so far: its presses ring, and cannot be answered. Put another board with a new key in "
    "its place, then test it; until then use the phone in that room",
    UNFORESEEN: "this release has a fault there: tell district IT, the system journal has the details. If it goes on, flash the device "
    "anew or replace it; until then use the phone in that room",
}
"""Faults that a button of any family can have."""

OF_OUR_BOARDS: Mapping[str, str] = {
    "lost": "check its power and network; until then use the phone in that room",
    "wiped": "its memory was wiped or its board swapped: look at it, then test it",
    "refused": "give it its own key again (handbell buttons adopt), then test it; until then use the phone in that room",
    OLDER_BOX: "it obeys a box of a higher rank: was this one replaced, or its clock wrong? It rings here all the same, but its lamp "
    "shows no answer of this box. Switch off every other box; then, on the one to keep: handbell buttons take-over",
    "flash-failed": "it cannot keep its counts: replace it; a press may be lost when its power fails",
    "unknown-count": "it does not know how often it was pressed: if that goes on, switch it off and on, then test it",
}
"""Faults of boards that have our firmware and count their own presses, and of pretend devices that act like them."""
