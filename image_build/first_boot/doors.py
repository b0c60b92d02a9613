"""Decides which doors of the box are open on which of its networks: a number that systemd-networkd gives a port, and that the firewall
reads. Pure.

A port's group (ip-link(8)) stays with the port. So the rules (etc/nftables.conf) are the same on every box, and contain nothing of a
seed. Before any seed, every port is in the group 0, for which every door is open.
"""

from image_build.seed.model import Network, Purpose

BUTTONS, PHONES, IT = 1, 2, 4  # TCP 6054 and UDP 5353; the webhook door; ssh. A group is the sum of its doors.
PAGES, PLAIN_PAGES = 16, 32  # pages in browsers, by TLS (TCP 8444) and without it (TCP 8080)
# For a wire that carries only networks with tags, where nobody speaks to the box itself, and for a port that the seed does not name.
NOTHING = 8

_DOOR = {
    Purpose.BUTTONS: BUTTONS,
    Purpose.PHONES: PHONES,
    Purpose.PAGES: PAGES,
    Purpose.PLAIN_PAGES: PLAIN_PAGES,
}


def of_main(network: Network) -> int:
    """Return the group of the main network. It has IT's door, and every door for which there is no further network, or which the seed
    says it has, too.
    """
    elsewhere = {each.purpose for each in network.more} - set(network.also)
    return IT + sum(door for purpose, door in _DOOR.items() if purpose not in elsewhere)


def of_further(purpose: Purpose) -> int:
    """Return the group of a further network: it has the door for its purpose."""
    return _DOOR[purpose]
