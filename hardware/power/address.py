"""Reads where a planned supply is watched: `usb`, at this box itself, or `nut://192.168.10.9:3493/rack`. Pure; opens nothing."""

import ipaddress
import re

import msgspec

USB = "usb"
PORT = 3493  # IANA's number for NUT
HOST_OF_USB = "127.0.0.1"  # the upsd of this box listens nowhere else
SUPPLY_OF_USB = "ups"  # the name with which its driver is started

_URL = re.compile(
    r"nut://(?P<host>\[[0-9a-fA-F:]{2,39}\]|[0-9.]{7,15})(?::(?P<port>[0-9]{1,5}))?/(?P<supply>[A-Za-z0-9_.-]{1,64})"
)
_PORT_MAX = 65_535
# A school's own networks. What a supply says there is believed, and none of it is encrypted.
_NETS = tuple(
    ipaddress.ip_network(net)
    for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "::1/128")
)


class Address(msgspec.Struct, frozen=True):
    """Which upsd is asked, and about which supply."""

    host: str
    port: int
    supply: str


class Mistake(msgspec.Struct, frozen=True):
    """Why a text names no supply, and what to write instead."""

    says: str
    do: str


def where(text: str) -> Address | Mistake:
    """Read what a plan's `ups` names."""
    if text == USB:
        return Address(HOST_OF_USB, PORT, SUPPLY_OF_USB)
    found = _URL.fullmatch(text)
    if found is None:
        do = "Write usb, or nut://192.168.10.9:3493/rack with the address in numbers."
        return Mistake(f'"{text}" names no UPS.' if text.isprintable() else "This names no UPS.", do)
    host, port = found["host"].strip("[]"), int(found["port"] or PORT)
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return Mistake(f"{host} is no address.", "Write it in numbers, such as 192.168.10.9.")
    if not any(address in net for net in _NETS):
        do = "Only the building's own network can be trusted: its addresses begin with 10., 172.16. to 172.31., 192.168., 127. or fd."
        return Mistake(f"{host} is not of the building's own network.", do)
    if not 1 <= port <= _PORT_MAX:
        return Mistake(f"{port} is no port.", f"NUT's is {PORT}.")
    return Address(host, port, found["supply"])
