"""Reads where a device takes connections: a host and a port, as a person types them. Pure. An address is a hint, never an identity."""

import ipaddress
from typing import NamedTuple, Self

from hardware.esphome.wire import API_PORT


class Address(NamedTuple):
    """A host and a port. `host` is an address, or a name that a person typed."""

    host: str
    port: int = API_PORT

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read `HOST`, `HOST:PORT` or `[IPV6]:PORT`; None for anything else."""
        bare = text.removeprefix("[").removesuffix("]")
        if is_ip(bare):
            return cls(bare)
        host, colon, port = text.rpartition(":")
        if not colon:
            return cls(text) if text else None
        host = host.removeprefix("[").removesuffix("]")
        return cls(host, int(port)) if host and port.isdecimal() and 0 < int(port) < 65536 else None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == API_PORT else f"{host}:{self.port}"


def is_ip(text: str) -> bool:
    """Return whether this is an address of the Internet protocol and not a name."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def reachable(hosts: list[str]) -> list[str]:
    """Give the addresses of one device in the order in which to try them: IPv4 first. Leaves out link-local addresses without an
    interface, since they lead nowhere.
    """
    usable = [each for each in hosts if not (each.lower().startswith("fe80:") and "%" not in each)]
    return sorted(usable, key=lambda each: ":" in each)
