"""Says what each follower of the sealed feed may ask for, by the user that the kernel names. Knows no socket and no message. A copy of
the record has the building's own wraps, with which its reading keys open what is kept. Only the replica, root, and the user that runs the
daemon get these. The uplink carries entries out of the building, and may never have them.
"""

import enum
import os
import pwd

import msgspec

from appliance.doors.peer import Peer

REPLICA_USER = "handbell-replica"
UPLINK_USER = "handbell-uplink"


class Right(enum.Enum):
    """What a follower may ask for besides entries and heads."""

    OWN_WRAPS = "own wraps"
    COPY = "copy"
    UPLINK = "uplink"


class FeedRights(msgspec.Struct, frozen=True):
    """Which users have which rights. `replica_uid`, `uplink_uid`: None if this system has no such user, as in a trial: then everything
    runs as `owner_uid`.
    """

    owner_uid: int
    replica_uid: int | None
    uplink_uid: int | None

    @classmethod
    def here(cls) -> "FeedRights":
        """Make the rights for the user of this process and the users of this system."""
        return cls(os.geteuid(), _uid_of(REPLICA_USER), _uid_of(UPLINK_USER))

    def of(self, peer: Peer) -> frozenset[Right]:
        """Give everything this peer may ask for."""
        rights = {Right.OWN_WRAPS} if peer.uid in {0, self.owner_uid, self.replica_uid} else set[Right]()
        for right, uid in ((Right.COPY, self.replica_uid), (Right.UPLINK, self.uplink_uid)):
            if peer.uid == (self.owner_uid if uid is None else uid):
                rights.add(right)
        return frozenset(rights)


def _uid_of(name: str) -> int | None:
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None
