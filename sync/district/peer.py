"""Says who asks: reads the client certificate that TLS has checked, or the user of this machine's socket. Decides nothing."""

import asyncio
import math
import socket
import ssl
import struct
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from sync.protocol import Role, box_of_uri, id_of_hex

STRANGER = "a stranger"  # no role has this name, so nobody else's name begins with it


@dataclass(frozen=True, slots=True)
class Peer:
    """Whose certificate it is, and when it ends. `building` and `box` are empty except for a building's; `serial` is empty on our own
    socket.
    """

    role: Role
    name: str
    serial: str = ""
    building: bytes = b""
    box: bytes = b""
    until_ms: float = math.inf

    @property
    def who(self) -> str:
        """The client's name for the audit log."""
        return f"box {self.box.hex()}" if self.role is Role.BUILDING else f"{self.role.value} {self.name}"


def peer_of(transport: asyncio.BaseTransport | None) -> Peer | None:
    """Give the client; None without a certificate, or with one whose role we do not know."""
    if transport is None:
        return None
    tls: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
    if tls is not None:
        certificate = tls.getpeercert()
        return None if not certificate else _peer(certificate)
    connection = transport.get_extra_info("socket")
    return _local(connection) if connection is not None and connection.family == socket.AF_UNIX else None


def who_of(transport: asyncio.BaseTransport | None, peer: Peer | None) -> str:
    """Give whose share it counts for: the certificate's, or without one the address's."""
    if peer is not None:
        return peer.who
    peername = None if transport is None else transport.get_extra_info("peername")
    return stranger_at(str((peername or ("",))[0]))


def stranger_at(address: str) -> str:
    """Name somebody without a certificate by address; for IPv6 by network, because networks are given out as a whole."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return STRANGER
    return f"{STRANGER} at {found if found.version == 4 else ip_network((found, 64), strict=False)}"


def is_stranger(who: str) -> bool:
    """Whether this names somebody without a certificate."""
    return who.startswith(STRANGER)


def _peer(certificate: dict[str, Any]) -> Peer | None:
    subject = {name: value for part in certificate.get("subject", ()) for name, value in part}
    role, name = subject.get("organizationName", ""), subject.get("commonName", "")
    serial = certificate.get("serialNumber", "").lower().lstrip("0")
    if role not in set(Role):
        return None
    until_ms = ssl.cert_time_to_seconds(certificate["notAfter"]) * 1000
    if role != Role.BUILDING:
        return Peer(Role(role), name, serial, until_ms=until_ms)
    boxes = [box_of_uri(value) for kind, value in certificate.get("subjectAltName", ()) if kind == "URI"]
    building = id_of_hex(name)
    if building is None or len(boxes) != 1 or boxes[0] is None:
        return None
    return Peer(Role.BUILDING, name, serial, building, boxes[0], until_ms)


def _local(connection: socket.socket) -> Peer:
    _, user, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return Peer(Role.ADMIN, f"user {user} on this machine")
