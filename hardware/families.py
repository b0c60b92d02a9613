"""The families of devices and what each can do, written once: one row a family. Pure data; knows no wire, no plan and no incident."""

from collections.abc import Mapping

import msgspec


class FamilyTraits(msgspec.Struct, frozen=True, kw_only=True):
    """What holds of every button of a family.

    `two_way`: it can be told what became of a press. `tells_age`: it says with a press how long ago that was made, or is heard at once.
    `network`: it reaches the box by the building's network alone. `keyed`: it proves itself by a key. `found`: a new one is found and
    listed by itself. `checks_in`: it says that it is alive without being pressed. `door`: the way its presses come in, as an entry
    names it.
    """

    name: str
    two_way: bool = False
    tells_age: bool = False
    network: bool = False
    keyed: bool = False
    found: bool = False
    checks_in: bool = False
    door: str


_ROWS = (
    FamilyTraits(name="simulated", two_way=True, tells_age=True, keyed=True, checks_in=True, door="button"),
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
    FamilyTraits(name="inovonics", tells_age=True, found=True, checks_in=True, door="receiver"),
    FamilyTraits(name="modbus", tells_age=True, found=True, checks_in=True, door="contact"),  # by its board
    FamilyTraits(name="gpio", tells_age=True, found=True, door="contact"),
    FamilyTraits(name="alarmdecoder", tells_age=True, found=True, checks_in=True, door="panel"),  # by its panel
    # whether it tells an age depends on the device: its entry in the plan says so
    FamilyTraits(name="webhook", network=True, keyed=True, door="webhook"),
    FamilyTraits(name="fixed-url", network=True, keyed=True, door="fixed-url"),
)

FAMILIES: Mapping[str, FamilyTraits] = {row.name: row for row in _ROWS}
"""By name, in the order in which they are listed to people."""

BUILT = ("simulated", "esphome", "inovonics", "webhook", "fixed-url", "modbus", "gpio", "alarmdecoder")
"""Those whose adapter or door is built: only these may a plan name."""

OUTPUTS = ("alsa", "esphome", "file", "relay", "simulated")
"""Families of sounders that are built, in the order in which they are listed to people."""
