"""Who may have how many connections at a door, by the user the kernel names. Knows no socket and no message; ends no line."""

import os
import pwd
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

import msgspec

from appliance.doors.peer import Peer

CONSOLES_MAX = 48  # two for each of 24 desks, far beyond the largest school
CONSOLES_A_USER = 12
"""A quarter. Besides the kiosk's, root, `handbell`, `handbell-seed` and `it` can open the desk line of a box (systemd/sysusers.conf), one
or two at a time; a program gone mad opens as many as there are."""
CONSOLES_OF_OTHERS = CONSOLES_MAX - CONSOLES_A_USER
"""Of everybody but the kiosk's user together: its own screens always find one free, whoever else there is."""
KIOSK_USER = "handbell-console"  # whoever the screens of the box run as (systemd/handbell-console@.service)


class HasPeer(Protocol):
    """A line, with who is at its other end."""

    @property
    def peer(self) -> Peer: ...


class Full(msgspec.Struct, frozen=True):
    """Why one more console is refused, and which user has so many."""

    uid: int
    says: str


class ConnectionLimits(msgspec.Struct, frozen=True):
    """The connections of the desk line. The kiosk's user may take them all, every other one its share."""

    kiosk_uid: int

    @classmethod
    def here(cls) -> "ConnectionLimits":
        """As this system names its users. Where there is no kiosk's, as in a trial, everything runs as one user: it may take them all."""
        try:
            return cls(pwd.getpwnam(KIOSK_USER).pw_uid)
        except KeyError:
            return cls(os.geteuid())

    def why_full(self, newcomer: Peer, consoles: Iterable[HasPeer]) -> Full | None:
        """Why this peer is given no connection beside those there are, or None."""
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
    """The first of these lines, oldest first, of the user who has most of them: whoever crowds a door makes room in it."""
    lines = [*lines]
    users = Counter(each.peer.uid for each in lines)
    return max(lines, key=lambda each: users[each.peer.uid])


def _says(count: int, whose: str) -> str:
    return f"{count} consoles {whose} are connected, and no more are taken. Close one that nobody uses, then connect again."
