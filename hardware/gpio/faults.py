"""Says what a person does about each trouble of a contact on a pin. Pure; knows nothing about wires. A pin that cannot be had is reported
as a line that is refused.

A text may be put after a detail, so it begins with a small letter and ends without a full stop.
"""

from collections.abc import Mapping

FAULTS: Mapping[str, str] = {
    "broken-wire": "its two contacts do not agree: look at the button and its wires; until then use the phone in that room",
}
"""Faults of a button."""
