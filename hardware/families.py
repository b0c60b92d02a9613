"""Lists the classes of devices with what each can promise, and the families of devices with what each can do, in one row each. Pure data;
knows no wire, no plan and no incident.
"""

from collections.abc import Mapping

import msgspec


class DeviceClass(msgspec.Struct, frozen=True, kw_only=True):
    """What every button of a class can promise, in words for people.

    `counted`: who counts its presses. `latched`: what becomes of a press that is not heard at once. `told`: what the button tells the
    person who presses it. `proved`: what proves which button was pressed. `supervised`: within what time somebody knows that it is gone.
    `two_way`: its source tells it what became of a press; to a page another process tells it. `covers`: it covers a room (promise 1).
    """

    number: int
    name: str
    counted: str
    latched: str
    told: str
    proved: str
    supervised: str
    two_way: bool = False
    covers: bool = False


CLASSES: Mapping[int, DeviceClass] = {
    each.number: each
    for each in (
        DeviceClass(
            number=1,
            name="two-way",
            counted="by the button, in its flash",
            latched="yes: it tells its count until it has a receipt, also after a power cut",
            told="its lamps: received, on the way, not delivered",
            proved="by its own key",
            supervised="3 min after it was last heard",
            two_way=True,
            covers=True,
        ),
        DeviceClass(
            number=2,
            name="wired",
            counted="by the box; on a board it may miss a press shorter than 0.3 s",
            latched="as long as its contact stays closed",
            told="nothing",
            proved="by nothing: who reaches the wire can press",
            supervised="a dead board 1 s, the last of 8 at once 5 s; a cut wire 1 s, where both of its contacts are wired, else never",
        ),
        DeviceClass(
            number=3,
            name="radio or panel",
            counted="by the box, as often as it hears it",
            latched="no: a press that nobody hears is lost, unless its contact stays closed",
            told="nothing",
            proved="by nothing: who has such a transmitter can press",
            supervised="a transmitter 7 min after it was last heard, 2 h if its name ends in -60; one of a panel by the panel alone",
        ),
        DeviceClass(
            number=4,
            name="network, one way",
            counted="by the device",
            latched="by the device, if it tries again until it has its answer",
            told="nothing, unless the device shows that it has its answer",
            proved="by its own secret",
            supervised="never",
        ),
        DeviceClass(
            number=5,
            name="fixed address",
            counted="by nobody",
            latched="no: a press that does not arrive is lost",
            told="nothing, unless the phone shows that it has its answer",
            proved="by nothing: who knows the address can press",
            supervised="never",
        ),
        DeviceClass(
            number=6,
            name="page in a browser",
            counted="by the browser, beside its key",
            latched="while it is open: it tells its press until it has a receipt",
            told="on its screen, while it is open: received, on the way, not delivered",
            proved="by its own key, which cannot leave the browser",
            supervised="never",
        ),
        DeviceClass(
            number=7,
            name="page without encryption",
            counted="by nobody",
            latched="no: a press that does not arrive is lost",
            told="only that it was sent, and to use the phone too",
            proved="by nothing: who is in the building's network can press for any room",
            supervised="never",
        ),
        DeviceClass(
            number=8,
            name="desk telephone",
            counted="by nobody",
            latched="no: a call that the phone system does not put through is lost",
            told="by voice, for as long as the caller listens: Handbell has the call, a person has it, help is on the way",
            proved="by the phone system's word for the extension",
            supervised="the phone system 45 s after it was last heard; one phone never",
        ),
        DeviceClass(
            number=9,
            name="text",
            counted="by nobody",
            latched="by the carrier, which may keep it for hours or lose it",
            told="nothing",
            proved="by nothing: a sender's number can be forged",
            supervised="the modem 90 s after it was last heard; a carrier never",
        ),
    )
}
"""The classes by number: the only place that says what they promise. Only a button that can tell the person who pressed it what became of
the press can cover a room (promise 1); not every such button does. The sources: of classes 1 to 3 `hardware/firmware/README.md`,
`hardware/levels.py` and `hardware/parts.py`; of classes 4 and 5
`appliance/doors/webhook/README.md`; of classes 6 and 7 `appliance/doors/page/README.md`; of classes 8 and 9
`appliance/core/calls/README.md`.
"""


class FamilyTraits(msgspec.Struct, frozen=True, kw_only=True):
    """What is true of every button of a family.

    `tells_age`: with a press, the button says how long ago it was made, or else every press is heard at once. `network`: it reaches the
    box only over the building's network. `keyed`: it proves who it is by a key. `found`: a new one is found and listed without anybody's
    help. `checks_in`: it says that it is alive without being pressed. `door`: the name by which an entry says how the press came in.
    `cls`: the number of its class, see `CLASSES`.
    """

    name: str
    cls: int
    tells_age: bool = False
    network: bool = False
    keyed: bool = False
    found: bool = False
    checks_in: bool = False
    door: str

    @property
    def two_way(self) -> bool:
        """Whether the button can be told what became of a press: what its class says."""
        return CLASSES[self.cls].two_way


_ROWS = (
    FamilyTraits(name="simulated", cls=1, tells_age=True, keyed=True, checks_in=True, door="button"),
    FamilyTraits(
        name="esphome",
        cls=1,
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
    FamilyTraits(name="fixed-url", cls=5, network=True, keyed=True, door="fixed-url"),
    # Stands under `pages` of the plan. It is told what became of a press, but a closed browser tells nobody: so it covers no room.
    FamilyTraits(name="page", cls=6, tells_age=True, network=True, keyed=True, door="page"),
    # Stands nowhere in a plan by itself: `plain_http` lets the browsers of all rooms call so.
    FamilyTraits(name="plain-page", cls=7, network=True, door="plain-page"),
    # Stand nowhere in a plan as buttons: `telephone` and `texts` let phones call so. Neither covers a room.
    FamilyTraits(name="telephone", cls=8, network=True, door="phone"),
    FamilyTraits(name="text", cls=9, door="text"),
)

FAMILIES: Mapping[str, FamilyTraits] = {row.name: row for row in _ROWS}
"""The families by name, in the order in which people see them."""

BUILT = ("simulated", "esphome", "inovonics", "webhook", "fixed-url", "modbus", "gpio", "alarmdecoder")
"""The families whose adapter or door is built. A plan may name only these."""

OUTPUTS = ("alsa", "esphome", "file", "relay", "simulated")
"""The families of sounders that are built, in the order in which people see them."""

TELL_DELIVERED = frozenset({"simulated", "page", "text"})
"""The families of ways that can know that a message was delivered."""

WAYS = ("simulated", "page", "phone", "text")
"""The families of ways in which messages are said to people that are built. A plan may name only these."""
