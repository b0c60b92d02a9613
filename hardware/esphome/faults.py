"""Says what may be wrong with our buttons on the LAN, and what a person does about each fault. Pure."""

from collections.abc import Mapping

from hardware.faults import OF_OUR_BOARDS

FAULTS: Mapping[str, str] = {
    **OF_OUR_BOARDS,
    "no-key": "put its key into the box (handbell buttons provision made it and says how), or adopt it (handbell buttons adopt)",
    "swapped-board": "ask who changed it; then test it",
    "two-boards": "find the one that does not belong there and switch it off; give it a name and key of its own",
    "name-claimed": "the button itself is connected and works; find that device and take it off the network",
    "slots-taken": "find what else connects to it and stop that, then switch the button off and on; buttons belong in a network "
    "of their own",
    "not-ours": "flash it with the firmware of this release",
    "other-device": "correct its address or its device name in the plan",
}
