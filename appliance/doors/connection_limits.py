"""Decides who may have how many connections at a door, by the user that the kernel names. Knows no socket and no message; ends no line."""

import os
import pwd
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

import msgspec

from appliance.doors.peer import Peer

CONSOLES_MAX = 48  # two for each of 24 desks, far beyond the largest school
CONSOLES_A_USER = 12
"""A quarter of all places. Besides the kiosk's user, root, `handbell`, `handbell-seed` and `it` can open the desk line of a box
(systemd/sysusers.conf), one or two at a time. A program gone mad opens as many as there are.
"""
CONSOLES_OF_OTHERS = CONSOLES_MAX - CONSOLES_A_USER
"""The places of all users together except the kiosk's: the box's own screens always find one free, whoever else is there."""
KIOSK_USER = "handbell-console"  # the user of the box's own screens (systemd/handbell-console@.service)


class HasPeer(Protocol):
    """A line that knows who is at its other end."""

    @property
    def peer(self) -> Peer: ...


class Full(msgspec.Struct, frozen=True):
    """Why one more console is refused, and which user has so many."""

    uid: int
    says: str


class ConnectionLimits(msgspec.Struct, frozen=True):
    """The connections of the desk line. The kiosk's user may take all of them, every other user a share."""

    kiosk_uid: int

    @classmethod
    def here(cls) -> "ConnectionLimits":
        """Make them for the users of this system. A system without the kiosk's user, as in a trial, runs everything as one user, who may
        take all places.
        """
        try:
            return cls(pwd.getpwnam(KIOSK_USER).pw_uid)
        except KeyError:
            return cls(os.geteuid())

    def why_full(self, newcomer: Peer, consoles: Iterable[HasPeer]) -> Full | None:
        """Say why this peer is given no connection beside the present ones, or None."""
        users = Counter(each.peer.uid for each in consoles)
        if newcomer.uid != self.kiosk_uid:
            if users[newcomer.uid] >= CONSOLES_A_USER:
                return Full(newcomer.uid, _says(users[newcomer.uid], f"of user {newcomer.uid}"))
            others = users.copy()
            others.pop(self.kiosk_uid, None)
            if others.total() >= CONSOLES_OF_OTHERS:
                return Full(others.most_common(1)[0][0], _says(others.total(), "beside the box's own screens"))
        if users.total() >= CONSOLES_MAX:
            return Full(users.most_common(1)[0][0], _says(users.total(), "in all"))
        return None


def of_whoever_has_most[Line: HasPeer](lines: Iterable[Line]) -> Line:
    """Give the oldest line of the user who has most lines (`lines`: oldest first): whoever crowds a door makes room in it."""
    lines = [*lines]
    users = Counter(each.peer.uid for each in lines)
    return max(lines, key=lambda each: users[each.peer.uid])


def _says(count: int, whose: str) -> str:
    return f"{count} consoles {whose} are connected, and no more are taken. Close one that nobody uses, then connect again."
