"""Which doors of the box stand open on which of its networks: the number systemd-networkd gives a port, which the firewall reads. Pure.

A port's group (ip-link(8)) stays with the port, so the rules (etc/nftables.conf) are the same on every box and nothing of a seed is in
them. Before any seed every port is in the group 0: every door is open there.
"""

from image_build.seed.model import Network, Purpose

BUTTONS, PHONES, IT = 1, 2, 4  # TCP 6054 and UDP 5353; the webhook door; ssh. A group is their sum
NOTHING = 8  # a wire under tags, on which nobody speaks to the box, and a port that the seed does not name

_DOOR = {Purpose.BUTTONS: BUTTONS, Purpose.PHONES: PHONES}


def of_main(network: Network) -> int:
    """The main network has IT's door, and each that no further network is for, or that the seed says it has too."""
    elsewhere = {each.purpose for each in network.more} - set(network.also)
    return IT + sum(door for purpose, door in _DOOR.items() if purpose not in elsewhere)


def of_further(purpose: Purpose) -> int:
    """A further network has the one it is for."""
    return _DOOR[purpose]
