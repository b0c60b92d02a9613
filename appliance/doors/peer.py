"""Says who is at the other end of a unix socket, as the kernel knows it, and what that allows. Knows no messages."""

import grp
import os
import pwd
import socket
import struct

import msgspec

ADMIN_GROUP = "handbell-admin"
PHRASES_USER = "handbell-phrases"
"""The user of the process that has phrases spoken; it may ask which, and nothing else that is for administrators."""
SO_PEERGROUPS = 59  # Linux 4.13, include/uapi/asm-generic/socket.h; the socket module has no name for it
GROUPS_LEN_MAX = 1024  # bytes, the most `getsockopt` gives here: 256 groups, far more than anybody's
_CREDENTIALS = struct.Struct("3i")  # struct ucred: pid, uid, gid


class Peer(msgspec.Struct, frozen=True):
    """The process that connected, as it was when it connected."""

    pid: int
    uid: int
    gid: int
    groups: frozenset[int] = frozenset()

    def __str__(self) -> str:
        return f"process {self.pid} of user {self.uid}"


def peer_of(connection: socket.socket) -> Peer:
    """Ask the kernel who connected. Raises OSError when the connection is gone already."""
    pid, uid, gid = _CREDENTIALS.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))
    return Peer(pid, uid, gid, _groups_of(connection))


class Rights:
    """What a peer may do by its user and groups. Root, the user that runs the daemon, and the administrators may adopt a plan
    (`may_adopt`).
    """

    def __init__(self, owner_uid: int, admin_gid: int | None) -> None:
        self._owner_uid = owner_uid
        self._admin_gid = admin_gid

    @classmethod
    def here(cls) -> "Rights":
        """Make the rights for the user of this process and the groups of this system. If there is no administrators' group, nobody is in
        it.
        """
        try:
            admin_gid = grp.getgrnam(ADMIN_GROUP).gr_gid
        except KeyError:
            admin_gid = None
        return cls(os.geteuid(), admin_gid)

    def may_adopt(self, peer: Peer) -> bool:
        """Return whether this peer may adopt a plan."""
        return peer.uid in {0, self._owner_uid} or (
            self._admin_gid is not None and self._admin_gid in {peer.gid, *peer.groups}
        )


def speaks_phrases(peer: Peer) -> bool:
    """Return whether this is the process that has phrases spoken."""
    try:
        return peer.uid == pwd.getpwnam(PHRASES_USER).pw_uid
    except KeyError:
        return False


def _groups_of(connection: socket.socket) -> frozenset[int]:
    try:
        packed = connection.getsockopt(socket.SOL_SOCKET, SO_PEERGROUPS, GROUPS_LEN_MAX)
    except OSError:  # more groups than fit: fewer rights, never more
        return frozenset()
    return frozenset(struct.unpack(f"{len(packed) // 4}I", packed))
