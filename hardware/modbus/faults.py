"""Says what a person does about each trouble of a Modbus board and of a contact on it. Pure; knows nothing about wires.

A text may be put after a detail, so it begins with a small letter and ends without a full stop.
"""

from collections.abc import Mapping

FAULTS: Mapping[str, str] = {
    "broken-wire": "its two contacts do not agree: look at the button and its wires; until then use the phone in that room",
}
"""Faults of a button."""

WIRE_FAULTS: Mapping[str, str] = {
    "board-lost": "its buttons may not ring and its relays not switch: look at its power, its wires and its unit number, and whether it "
    "has as many inputs and relays as the plan says; until then use the phones in those rooms",
    "board-restarted": "it had forgotten its relays, and they were set again: see to its power",
    "line-two-masters": "two that ask on one pair of wires spoil each other's questions: take the other one off",
}
"""Faults of boards and of their lines, by kind and word."""
