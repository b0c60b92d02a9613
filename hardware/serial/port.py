"""Reads where a serial line is from the text of a plan: a device of this box, or a line that another machine lends. Pure; opens nothing.

Only addresses named here are ever opened. pyserial knows more kinds: `spy://` writes files, and options after `?` write logs.
"""

import ipaddress
import re
from typing import Final, Literal

import msgspec

type Way = Literal["rfc2217", "socket"]
type Format = Literal["8N1", "8E1", "8N2"]

# bits, parity, stop bits: the formats with which receivers, boards and panels are sold
FORMATS: Final[tuple[Format, ...]] = ("8N1", "8E1", "8N2")

PORT_CHARACTERS_MAX: Final = 200  # the longest name below /dev/serial that we saw has about 100

_URL: Final = re.compile(r"(rfc2217|socket)://(\[[0-9a-f:]{2,39}\]|[0-9.]{7,15}):([0-9]{1,5})", re.ASCII)
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.:,;@+=#%~-]+", re.ASCII)
_NUMBERED: Final = re.compile(r"/dev/(ttyAMA[0-9]{1,2}|ttyS[0-9]{1,2}|pts/[0-9]{1,6})", re.ASCII)
_OF_ORDER: Final = re.compile(r"/dev/tty(USB|ACM)[0-9]+", re.ASCII)
_STABLE: Final = ("/dev/serial/by-id/", "/dev/serial/by-path/")
# The networks that the alert daemon's unit lets through, except link-local addresses: such an address may belong to another device
# tomorrow.
_PRIVATE: Final = tuple(
    ipaddress.ip_network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "::1/128")
)


class Local(msgspec.Struct, frozen=True):
    """A device of this box, by a path that does not change."""

    path: str


class Remote(msgspec.Struct, frozen=True):
    """A line that another machine of the building lends over the network."""

    way: Way
    host: str
    port: int

    @property
    def url(self) -> str:
        """Return the address for pyserial. It is made from the parts that we understood, so that nothing else reaches pyserial."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.way}://{host}:{self.port}"


class Mistake(msgspec.Struct, frozen=True):
    """Says why a text names no line that Handbell opens, and what to write instead."""

    why: str


def where(text: str) -> Local | Remote | Mistake:
    """Read which line a plan names."""
    if len(text) > PORT_CHARACTERS_MAX:
        return Mistake(f"a port has at most {PORT_CHARACTERS_MAX} characters")
    if "://" in text:
        return _remote(text)
    return _local(text)


def format_of(text: str) -> Format:
    """Read a format from a checked plan."""
    return next(each for each in FORMATS if each == text)


def _local(path: str) -> Local | Mistake:
    parts = path.split("/")
    if parts[0] or not parts[1:] or not all(_PLAIN.fullmatch(part) and part not in (".", "..") for part in parts[1:]):
        return Mistake(
            "a port is a whole path such as /dev/serial/by-id/usb-FTDI_UART-if00-port0, without spaces, '?', '.' and '..', "
            "or an address such as rfc2217://192.168.10.40:4001"
        )
    if _OF_ORDER.fullmatch(path):
        return Mistake(
            f"{path} is another device tomorrow: the kernel numbers them as they come. "
            "Write its name below /dev/serial/by-id, or below /dev/serial/by-path where it has none"
        )
    if not path.startswith("/dev/") or _NUMBERED.fullmatch(path):
        return Local(path)
    if path.startswith(_STABLE) and len(parts) == 5:  # the parts: "", dev, serial, by-id, the name
        return Local(path)
    return Mistake(
        f"{path} is no serial line that stays. Write one below /dev/serial/by-id or /dev/serial/by-path, or /dev/ttyAMA0"
    )


def _remote(text: str) -> Remote | Mistake:
    found = _URL.fullmatch(text)
    if found is None:
        return Mistake(
            "an address is rfc2217:// or socket://, a host in numbers, and a port, and nothing else: "
            "rfc2217://192.168.10.40:4001 or socket://[fd00::40]:4001"
        )
    way: Way = "rfc2217" if found[1] == "rfc2217" else "socket"
    try:
        host = ipaddress.ip_address(found[2].strip("[]"))
    except ValueError:
        return Mistake(f"{found[2]} is no address")
    if not any(host in each for each in _PRIVATE):
        return Mistake(
            f"{host} is not of the building's own network: it begins with 10., 172.16. to 172.31., 192.168., 127. or fd"
        )
    port = int(found[3])
    if not 0 < port < 65536:
        return Mistake(f"{port} is no port: write 1 to 65535")
    return Remote(way, str(host), port)
