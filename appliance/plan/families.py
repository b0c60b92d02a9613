"""The families of devices a plan may name, and what holds of their buttons. Pure; derived from the one table of families.

The adapters themselves are elsewhere and unknown here.
"""

from hardware.families import BUILT, CLASSES, FAMILIES, OUTPUTS, DeviceClass

ESPHOME = "esphome"
"""Our own buttons and sounders on the LAN, with the firmware of ours."""

BUTTON_FAMILIES = {name: family for name, family in FAMILIES.items() if name in BUILT}
"""Family that a plan may name → what holds of it. A one-way button cannot say "not delivered" and never counts as coverage (promise 1)."""

SOUNDER_FAMILIES = OUTPUTS

TELLS_AGE = frozenset(name for name, family in FAMILIES.items() if family.tells_age)
"""Families whose buttons say with a press how long ago it was made. A press of nobody knows when is never practice (promise 9)."""

AGE_IN_BODY = "webhook"
"""The family in which it depends on the device: one that says in what it sends how old the press is has `tells_age` in the plan."""

ON_THE_NETWORK = frozenset(name for name, family in FAMILIES.items() if family.network and family.checks_in)
"""Watched families whose buttons reach the box by the building's network alone: where that is away, none of them can be heard."""

AT_THE_WEBHOOK_DOOR = frozenset({"webhook", "fixed-url"})
"""Families whose buttons call at the HTTPS door, which is shut where the plan has none of them."""


def two_way(family: str) -> bool:
    """Whether a button of this family can be told; an unknown family cannot."""
    known = FAMILIES.get(family)
    return known is not None and known.two_way


def class_of(family: str) -> DeviceClass | None:
    """What a button of this family can promise; nobody knows of an unknown one."""
    known = FAMILIES.get(family)
    return None if known is None else CLASSES[known.cls]


def keyed(family: str) -> bool:
    """Whether its buttons prove themselves by a key; of an unknown family nobody knows, and a key is asked for."""
    known = FAMILIES.get(family)
    return known is None or known.keyed


def wired(family: str) -> bool:
    """Whether its buttons are on a wire of this box, or heard by a receiver on one: then the plan says where each contact is."""
    known = FAMILIES.get(family)
    return known is not None and not known.keyed


def tells_held(family: str) -> bool:
    """Whether somebody can tell how long its buttons are held in: a transmitter and a panel only say that one was pressed."""
    return family not in {INOVONICS, ALARMDECODER}


def watched(family: str) -> bool:
    """Whether each of its buttons says that it is alive. Those on a board or a panel live with that, and are missed with it."""
    known = FAMILIES.get(family)
    return known is not None and known.checks_in and (known.two_way or known.door == "receiver")


INOVONICS, MODBUS, GPIO, ALARMDECODER = "inovonics", "modbus", "gpio", "alarmdecoder"
"""Radio transmitters; inputs of boards; pins of this box; hold-up buttons of the building's alarm panel."""

RELAY = "relay"
"""Lamps and sirens on a relay or a pin."""
