"""Says what a person does about the faults of this family. Pure; knows nothing about wires.

A text may be put after a detail, so it begins with a small letter and ends without a full stop.
"""

from collections.abc import Mapping

FAULTS: Mapping[str, str] = {
    "low-battery": "the battery of its transmitter is low: have whoever keeps the alarm panel replace it, then test it",
    "no-panic": "presses there do not call: have whoever keeps the alarm panel make its zone a silent panic, then test it; until then use "
    "the phone in that room",
}
"""Faults of a button, besides the faults that any family may report."""

WIRE_FAULTS: Mapping[str, str] = {
    "panel-silent": "its hold-up buttons are not heard here: look whether the alarm panel and its AlarmDecoder have power, and at the "
    "cable; until then use the phone in those rooms",
    "panel-on-battery": "the alarm panel has no mains: see to its power; it goes on from its battery for some hours",
    "panel-low-battery": "the battery of the alarm panel is low: tell whoever keeps the panel",
}
"""Faults of the panel at the end of a line, by kind and word. The keeper of the line reports faults of the line itself."""
