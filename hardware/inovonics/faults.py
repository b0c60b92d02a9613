"""Says what may be wrong with pendants, transmitters and their receivers, and what a person does about each fault. Pure.

A text may be put after a detail, so it begins with a small letter and ends without a full stop.
"""

from collections.abc import Mapping

BEHIND, JAMMED, TAMPERED, RESTARTED, LINK_LOST = "behind", "jammed", "tampered", "restarted", "link-lost"
LOW_BATTERY, OTHER_PART, WEAK_SIGNAL, STUCK = "low-battery", "other-part", "weak-signal", "stuck"

FAULTS: Mapping[str, str] = {
    "lost": "it has not been heard for longer than its part may be silent: look where it is, and at its battery. Until then whoever "
    "carries it needs another way to call",
    LOW_BATTERY: "replace its battery, then test it",
    TAMPERED: "its case is open: look at it",
    RESTARTED: "it began anew, as after a change of its battery: test it",
    OTHER_PART: "correct its part in the plan, or ask who exchanged it: the plan's part says how long it may be silent",
    WEAK_SIGNAL: "it is hardly heard: see where it is kept; a receiver or a repeater nearer to there is wanted",
    STUCK: "its alarm does not end: look at it; presses may not be noticed",
}
"""Faults of a button: `button-WORD`."""

RECEIVER_FAULTS: Mapping[str, str] = {
    f"receiver-{JAMMED}": "something sends on its frequencies all the time: pendants may not be heard. Find what was switched "
    "on, and use phones until then",
    f"receiver-{TAMPERED}": "the receiver's case is open: look at it",
    f"receiver-{RESTARTED}": "the receiver began anew: look at its power",
    f"receiver-{LINK_LOST}": "the receiver has lost its link to the transmitters it watches: look at it and at its antenna",
    f"receiver-{BEHIND}": "the receiver keeps more than it can hand over: look at its cable. If it goes on, switch the receiver off and on",
}
"""Faults of the receiver at the end of a line, by kind and word."""
