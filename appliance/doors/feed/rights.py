"""What each follower of the sealed feed may ask for, by the user the kernel names. Knows no socket and no message.

A copy of the record has the building's own wraps, with which its reading keys open what is kept. They go to the replica alone, to root,
and to whoever the daemon itself runs as: the uplink carries entries out of the building, and may never have them.
"""

import enum
import os
import pwd

import msgspec

from appliance.doors.peer import Peer

REPLICA_USER = "handbell-replica"
UPLINK_USER = "handbell-uplink"


class Right(enum.Enum):
    """What one may ask for beside entries and heads."""

    OWN_WRAPS = "own wraps"
    COPY = "copy"
    UPLINK = "uplink"


class FeedRights(msgspec.Struct, frozen=True):
    """`replica_uid`, `uplink_uid`: None where this system has no such user, as in a trial: then everything runs as `owner_uid`."""

    owner_uid: int
    replica_uid: int | None
    uplink_uid: int | None

    @classmethod
    def here(cls) -> "FeedRights":
        """As this process runs and this system names its users."""
        return cls(os.geteuid(), _uid_of(REPLICA_USER), _uid_of(UPLINK_USER))

    def of(self, peer: Peer) -> frozenset[Right]:
        """Everything this peer may ask for."""
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
