"""Lists the families of devices and what each can do, in one row for each family. Pure data; knows no wire, no plan and no incident."""

from collections.abc import Mapping

import msgspec


class FamilyTraits(msgspec.Struct, frozen=True, kw_only=True):
    """What is true of every button of a family.

    `two_way`: the button can be told what became of a press. `tells_age`: with a press, the button says how long ago it was made, or
    else every press is heard at once. `network`: it reaches the box only over the building's network. `keyed`: it proves who it is by
    a key. `found`: a new one is found and listed without anybody's help. `checks_in`: it says that it is alive without being pressed.
    `door`: the name by which an entry says how the press came in. `cls`: the number of its class, see `CLASSES`.
    """

    name: str
    cls: int
    two_way: bool = False
    tells_age: bool = False
    network: bool = False
    keyed: bool = False
    found: bool = False
    checks_in: bool = False
    door: str


class DeviceClass(msgspec.Struct, frozen=True, kw_only=True):
    """What is true of every button of a class, in words for people: when it is reported missing, what it tells the person who presses it,
    and what proves who it is.
    """

    number: int
    name: str
    missed: str
    tells: str
    proves: str
    covers: bool = False


CLASSES: Mapping[int, DeviceClass] = {
    each.number: each
    for each in (
        DeviceClass(
            number=1,
            name="two-way",
            missed="3 min after it was last heard",
            tells="its lamps: received, on the way, not delivered",
            proves="its own key",
            covers=True,
        ),
        DeviceClass(
            number=2,
            name="wired",
            missed="a dead board 1 s, the last of 8 at once 5 s; a cut wire 1 s, where both of its contacts are wired, else never",
            tells="nothing",
            proves="nothing: who reaches the wire can press",
        ),
        DeviceClass(
            number=3,
            name="radio or panel",
            missed="a transmitter 7 min after it was last heard, 2 h if its name ends in -60; one of a panel by the panel alone",
            tells="nothing",
            proves="nothing: who has such a transmitter can press",
        ),
        DeviceClass(
            number=4,
            name="network, one way",
            missed="never",
            tells="nothing",
            proves="its own secret",
        ),
        DeviceClass(
            number=5,
            name="page in a browser",
            missed="never",
            tells="on its screen, while it is open: received, on the way, not delivered",
            proves="its browser's own key",
        ),
    )
}
"""The classes by number. Only a button that can tell the person who pressed it what became of the press covers a room (promise 1)."""

_ROWS = (
    FamilyTraits(name="simulated", cls=1, two_way=True, tells_age=True, keyed=True, checks_in=True, door="button"),
    FamilyTraits(
        name="esphome",
        cls=1,
        two_way=True,
        tells_age=True,
        network=True,
        keyed=True,
        found=True,
        checks_in=True,
        door="button",
    ),
    FamilyTraits(name="inovonics", cls=3, tells_age=True, found=True, checks_in=True, door="receiver"),
    # its board checks in
    FamilyTraits(name="modbus", cls=2, tells_age=True, found=True, checks_in=True, door="contact"),
    FamilyTraits(name="gpio", cls=2, tells_age=True, found=True, door="contact"),
    # its panel checks in
    FamilyTraits(name="alarmdecoder", cls=3, tells_age=True, found=True, checks_in=True, door="panel"),
    # Whether such a device tells an age depends on the device: its entry in the plan says so.
    FamilyTraits(name="webhook", cls=4, network=True, keyed=True, door="webhook"),
    FamilyTraits(name="fixed-url", cls=4, network=True, keyed=True, door="fixed-url"),
    # Stands under `pages` of the plan. It is told what became of a press, but a closed browser tells nobody: so it covers no room.
    FamilyTraits(name="page", cls=5, tells_age=True, network=True, keyed=True, door="page"),
)

FAMILIES: Mapping[str, FamilyTraits] = {row.name: row for row in _ROWS}
"""The families by name, in the order in which people see them."""

BUILT = ("simulated", "esphome", "inovonics", "webhook", "fixed-url", "modbus", "gpio", "alarmdecoder")
"""The families whose adapter or door is built. A plan may name only these."""

OUTPUTS = ("alsa", "esphome", "file", "relay", "simulated")
"""The families of sounders that are built, in the order in which people see them."""

WAYS = ("simulated",)
"""The families of ways in which messages are said to people that are built. A plan may name only these."""
