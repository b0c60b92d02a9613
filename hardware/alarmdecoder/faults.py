"""What a person does about faults that this family names. Pure; knows no wire.

Each text can follow a detail: it begins small, and ends without a full stop.
"""

from collections.abc import Mapping

FAULTS: Mapping[str, str] = {
    "low-battery": "the battery of its transmitter is low: have whoever keeps the alarm panel replace it, then test it",
    "no-panic": "presses there do not call: have whoever keeps the alarm panel make its zone a silent panic, then test it; until then use "
    "the phone in that room",
    "stuck": "its contact does not open again: look at it; presses may not be noticed",
}
"""Of a button: `button-WORD`."""

PANEL_FAULTS: Mapping[str, str] = {
    "silent": "its hold-up buttons are not heard here: look whether the alarm panel and its AlarmDecoder have power, and at their cable. "
    "Until then use the phone in those rooms",
    "on-battery": "the alarm panel has no mains: see to its power; it goes on from its battery for some hours",
    "low-battery": "the battery of the alarm panel is low: tell whoever keeps the panel",
}
"""Of the panel at the end of a line: `panel-WORD`."""
