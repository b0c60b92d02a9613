"""Tells which families of devices a plan may name, and what their buttons can do. Pure; derived from the one table of families.

The adapters themselves are in another place, and this module does not know them.
"""

from collections.abc import Iterable

from hardware.families import BUILT, CLASSES, FAMILIES, OUTPUTS, WAYS, DeviceClass

type ClassTraits = DeviceClass
"""What a class of devices can promise, for rooms that know no hardware."""

ESPHOME = "esphome"
"""Our own buttons and sounders on the LAN, with our firmware."""

BUTTON_FAMILIES = {name: family for name, family in FAMILIES.items() if name in BUILT}
"""Family that a plan may name → what its buttons can do. A one-way button cannot say "not delivered" and never counts as coverage
(promise 1).
"""

SOUNDER_FAMILIES = OUTPUTS

PAGE_WAY = "page"
"""The way of messages that ends at a page in the browser of a person's phone. Its `to` is the id with which that browser is paired."""

WAY_FAMILIES = WAYS
"""The families of ways in which messages are said to people."""

TELLS_AGE = frozenset(name for name, family in FAMILIES.items() if family.tells_age)
"""Families whose buttons say with a press how long ago it was made. A press without that age never counts as practice (promise 9)."""

AGE_IN_BODY = "webhook"
"""The one family in which it depends on the device. A device that sends the age of the press has `tells_age` in the plan."""

ON_THE_NETWORK = frozenset(name for name, family in FAMILIES.items() if family.network and family.checks_in)
"""Families whose buttons check in, and reach the box by the building's network alone. When the network is down, none of these buttons
can be heard.
"""

AT_THE_WEBHOOK_DOOR = frozenset({"webhook", "fixed-url"})
"""Families whose buttons call at the HTTPS door. The door is shut if the plan has no such button."""


def two_way(family: str) -> bool:
    """Whether a button of this family can be told what became of a press. An unknown family cannot."""
    known = FAMILIES.get(family)
    return known is not None and known.two_way


def class_of(family: str) -> DeviceClass | None:
    """Give what a button of this family can promise, or None for an unknown family."""
    known = FAMILIES.get(family)
    return None if known is None else CLASSES[known.cls]


def covers(family: str) -> bool:
    """Whether a button of this family covers a room. One that can be told may still not cover it. An unknown family does not."""
    known = class_of(family)
    return known is not None and known.covers


def classes_of(families: Iterable[str]) -> tuple[DeviceClass, ...]:
    """Give the classes of these families, each once, by number. Leaves out what is no family of buttons."""
    numbers = {FAMILIES[family].cls for family in families if family in FAMILIES}
    return tuple(CLASSES[number] for number in sorted(numbers))


def keyed(family: str) -> bool:
    """Whether buttons of this family prove themselves by a key. Nobody knows this of an unknown family, so a key is asked for."""
    known = FAMILIES.get(family)
    return known is None or known.keyed


def wired(family: str) -> bool:
    """Whether buttons of this family are on a wire of this box, or are heard by a receiver on such a wire. Then the plan says where each
    contact is.
    """
    known = FAMILIES.get(family)
    return known is not None and not known.keyed


def tells_held(family: str) -> bool:
    """Whether somebody can tell how long a button is held. A transmitter and a panel only say that a button was pressed."""
    return family not in {INOVONICS, ALARMDECODER}


def watched(family: str) -> bool:
    """Whether each button of this family says that it is alive. Buttons on a board or a panel do not: they count as missing when the
    board or panel is missing.
    """
    known = FAMILIES.get(family)
    return known is not None and known.checks_in and (known.two_way or known.door == "receiver")


INOVONICS, MODBUS, GPIO, ALARMDECODER = "inovonics", "modbus", "gpio", "alarmdecoder"
"""The wire families: radio transmitters, inputs of boards, pins of this box, and hold-up buttons of the building's alarm panel."""

RELAY = "relay"
"""Lamps and sirens on a relay or a pin."""
