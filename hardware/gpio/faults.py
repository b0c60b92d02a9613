"""What a person does about each trouble of a contact on a pin. Pure; knows no wire. A pin that is not to be had is a line refused.

Each text can follow a detail: it begins small, and ends without a full stop.
"""

from collections.abc import Mapping

FAULTS: Mapping[str, str] = {
    "broken-wire": "its two contacts do not agree: look at the button and its wires; until then use the phone in that room",
}
"""Of a button."""
