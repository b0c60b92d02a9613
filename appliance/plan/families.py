"""The families of devices a plan may name, and whether their buttons can be told what became of a press. Pure.

The adapters themselves are elsewhere and unknown here; a family stands in these tables once its adapter is built.
"""

ESPHOME = "esphome"
"""Our own buttons and sounders on the LAN, with the firmware of ours."""

BUTTON_FAMILIES = {"simulated": True, ESPHOME: True, "webhook": False, "fixed-url": False}
"""Family → two-way. A one-way button cannot say "not delivered" and never counts as coverage (promise 1)."""

TELLS_AGE = frozenset({"simulated", ESPHOME})
"""Families whose buttons say with a press how long ago it was made. A press of nobody knows when is never practice (promise 9)."""

AGE_IN_BODY = "webhook"
"""The family in which it depends on the device: one that says in what it sends how old the press is has `tells_age` in the plan."""

ON_THE_NETWORK = frozenset({ESPHOME})
"""Families whose buttons reach the box by the building's network alone: where that is away, none of them can be heard."""

AT_THE_WEBHOOK_DOOR = frozenset({"webhook", "fixed-url"})
"""Families whose buttons call at the HTTPS door, which is shut where the plan has none of them."""

SOUNDER_FAMILIES = ("alsa", ESPHOME, "file", "simulated")


def two_way(family: str) -> bool:
    """Whether a button of this family can be told; an unknown family cannot."""
    return BUTTON_FAMILIES.get(family, False)
