"""The families of devices and what each can do, written once: one row a family. Pure data; knows no wire, no plan and no incident.

A family of buttons stands here once the adapter or the door that hears it is built.
"""

from collections.abc import Mapping

import msgspec


class FamilyTraits(msgspec.Struct, frozen=True, kw_only=True):
    """What holds of every button of a family.

    `two_way`: it can be told what became of a press. `tells_age`: it says with a press how long ago that was made. `network`: it reaches
    the box by the building's network alone. `keyed`: it proves itself by a key. `found`: a new one is found and listed by itself.
    `checks_in`: it says that it is alive without being pressed. `door`: the way its presses come in, as an entry names it.
    """

    name: str
    two_way: bool
    tells_age: bool
    network: bool
    keyed: bool
    found: bool
    checks_in: bool
    door: str


_ROWS = (
    FamilyTraits(
        name="simulated",
        two_way=True,
        tells_age=True,
        network=False,
        keyed=True,
        found=False,
        checks_in=True,
        door="button",
    ),
    FamilyTraits(
        name="esphome",
        two_way=True,
        tells_age=True,
        network=True,
        keyed=True,
        found=True,
        checks_in=True,
        door="button",
    ),
    # whether it tells an age depends on the device: its entry in the plan says so
    FamilyTraits(
        name="webhook",
        two_way=False,
        tells_age=False,
        network=True,
        keyed=True,
        found=False,
        checks_in=False,
        door="webhook",
    ),
    FamilyTraits(
        name="fixed-url",
        two_way=False,
        tells_age=False,
        network=True,
        keyed=True,
        found=False,
        checks_in=False,
        door="fixed-url",
    ),
)

FAMILIES: Mapping[str, FamilyTraits] = {row.name: row for row in _ROWS}
"""By name, in the order in which they are listed to people."""

OUTPUTS = ("alsa", "esphome", "file", "simulated")
"""Families of sounders, in the order in which they are listed to people."""
