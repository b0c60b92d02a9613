"""Reads the section `network` of a seed: addresses, tags, gateways. Only looks at the text; asks no network."""

import ipaddress
import re

from appliance.plan.marked import RawValue, Sheet
from appliance.plan.mistakes import quoted
from image_build.seed.model import Host, Interface, Network, Purpose, Segment, Static
from image_build.seed.values import chosen, filled

DNS_MAX = 3  # a resolver asks no more than that (resolv.conf(5), MAXNS)
NTP_MAX = 4  # RFC 8633 wants four, so that the others outvote a wrong one; timesyncd uses one after another
MORE_MAX = 8  # further networks: enough for buttons and phones on every floor of the largest building
VLAN_MAX = 4094  # 12 bits, without the two values that IEEE 802.1Q reserves

_INTERFACE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,14}", re.ASCII)
_HOST = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_LIKE = "Write `address: dhcp`, or `address: {ip: 10.4.7.20/24, gateway: 10.4.7.1}`."


def network_on(sheet: Sheet, raw: RawValue) -> Network:
    """Read the network as far as that can be read."""
    held = sheet.fields(raw, (), ("interface", "address", "vlan", "for", "more", "dns", "ntp"))
    further = sheet.items(held.get("more"))
    if len(further) > MORE_MAX:
        sheet.note(held["more"], f"There are {len(further)} further networks.", f"At most {MORE_MAX} are taken.")
    return Network(
        interface=_interface(sheet, held.get("interface")),
        address=_address(sheet, held.get("address"), main=True),
        vlan=_vlan(sheet, held["vlan"]) if "vlan" in held else None,
        also=_also(sheet, held.get("for")),
        more=tuple(_segment(sheet, each) for each in further[:MORE_MAX]),
        dns=_servers(sheet, held.get("dns"), DNS_MAX, names=False),
        ntp=_servers(sheet, held.get("ntp"), NTP_MAX, names=True),
    )


def is_address(text: str) -> bool:
    """Return whether this is an IP address and not a name."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_host_name(text: str) -> bool:
    """Return whether this can be the name of a machine. A wrong address made of digits and dots cannot."""
    folded = text.casefold()
    return _HOST.fullmatch(folded) is not None and not folded.rpartition(".")[2].isdigit()


def _interface(sheet: Sheet, raw: RawValue | None) -> str:
    name = filled(sheet, raw)
    if raw is not None and name and not _INTERFACE.fullmatch(name):
        says = f"{quoted(name)} cannot be the name of a network port."
        sheet.note(raw, says, "Write it like eth0, or leave the line out: the box has one wired port.")
    return name


def _segment(sheet: Sheet, raw: RawValue) -> Segment:
    held = sheet.fields(raw, ("vlan", "address", "for"))
    return Segment(
        vlan=_vlan(sheet, held["vlan"]) if "vlan" in held else 0,
        address=_address(sheet, held.get("address"), main=False),
        purpose=chosen(Purpose, sheet, held.get("for"), Purpose.BUTTONS),
    )


def _also(sheet: Sheet, raw: RawValue | None) -> tuple[Purpose, ...]:
    words = (chosen(Purpose, sheet, each, Purpose.BUTTONS) for each in sheet.items(raw, one_alone=True))
    return tuple(dict.fromkeys(words))


def _vlan(sheet: Sheet, raw: RawValue) -> int:
    tag = sheet.number(raw, 1)
    if not 1 <= tag <= VLAN_MAX:
        sheet.note(raw, f"{tag} cannot be the tag of a network.", f"Write a number from 1 to {VLAN_MAX}.")
    return tag


def _address(sheet: Sheet, raw: RawValue | None, *, main: bool) -> Static | None:
    if raw is None:
        return None
    if not sheet.is_section(raw):
        text = filled(sheet, raw)
        if text and text.casefold() != "dhcp":
            sheet.note(raw, f"This must be dhcp or a section with ip and gateway, not {quoted(text)}.", _LIKE)
        return None
    held = sheet.fields(raw, ("ip",), ("gateway",))
    ip = _ip(sheet, held["ip"]) if "ip" in held else None
    gateway = held.get("gateway")
    if gateway is not None and not main:
        says = "A further network has no gateway: with two of them answers would leave by the wrong one."
        sheet.note(gateway, says, "Leave it out here. The main network's gateway is used.")
        gateway = None
    if ip is None:
        return None
    return Static(ip, _gateway(sheet, gateway, ip) if gateway is not None else None)


def _ip(sheet: Sheet, raw: RawValue) -> Interface | None:
    text = filled(sheet, raw)
    if not text or _names_a_port(sheet, raw, text):
        return None
    if "/" not in text:
        sheet.note(raw, f"{quoted(text)} does not say how large its network is.", "Write it like 10.4.7.20/24.")
        return None
    try:
        ip = ipaddress.ip_interface(text)
    except ValueError:
        sheet.note(raw, f"{quoted(text)} is not an address with its network.", "Write it like 10.4.7.20/24.")
        return None
    wrong = _unusable(ip)
    if wrong:
        sheet.note(raw, f"{ip} {wrong}.", "Ask whoever runs the network for a free address.")
        return None
    return ip


def _names_a_port(sheet: Sheet, raw: RawValue, text: str) -> bool:
    """Refuse an address of IPv6 that names a port, as computers show it: networkd ignores such a line."""
    if "%" not in text:
        return False
    sheet.note(raw, f"{quoted(text)} also names a network port.", "Leave out the % and the name behind it.")
    return True


def _unusable(ip: Interface) -> str:
    """Say why a box cannot have this address, as the rest of a sentence; empty if it can."""
    kinds = (
        (ip.is_unspecified, "is no address"),
        (ip.is_loopback, "means the machine itself"),
        (ip.is_multicast, "is for many machines at once"),
        (ip.is_link_local, "is an address that a machine gives itself when it gets none"),
    )
    for wrong, says in kinds:
        if wrong:
            return says
    net = ip.network
    if net.num_addresses <= 1:
        return "has a network of one address, in which nobody else can be"
    if net.prefixlen == 0:
        return "has the whole internet as its network"
    # a network of two addresses (RFC 3021) has neither
    if isinstance(ip, ipaddress.IPv4Interface) and net.num_addresses > 2:
        if ip.ip == net.network_address:
            return "is the address of the network itself"
        if ip.ip == net.broadcast_address:
            return "is the broadcast address of its network"
    return ""


def _gateway(sheet: Sheet, raw: RawValue, ip: Interface) -> Host | None:
    text = filled(sheet, raw)
    if not text or _names_a_port(sheet, raw, text):
        return None
    try:
        gateway = ipaddress.ip_address(text)
    except ValueError:
        sheet.note(raw, f"{quoted(text)} is not an address.", "Write it like 10.4.7.1, without a slash.")
        return None
    # A router of IPv6 announces itself by such an address; in IPv4 nothing behind a router has one.
    announced = gateway.version == ip.version == 6 and gateway.is_link_local
    if gateway not in ip.network and not announced:
        sheet.note(raw, f"{gateway} is not in the network {ip.network} of this address.", "Correct one of the two.")
        return None
    if gateway == ip.ip:
        sheet.note(raw, f"{gateway} is the address of the box itself.", "Write the router's address.")
        return None
    wrong = "" if announced else _unusable(ipaddress.ip_interface(f"{gateway}/{ip.network.prefixlen}"))
    if wrong:
        sheet.note(raw, f"{gateway} {wrong}.", "Write the router's address.")
        return None
    return gateway


def _servers(sheet: Sheet, raw: RawValue | None, most: int, *, names: bool) -> tuple[str, ...]:
    found: dict[str, None] = {}
    items = sheet.items(raw, one_alone=True)
    for each in items[:most]:
        text = filled(sheet, each)
        if text in found:
            sheet.note(each, f"{quoted(text)} stands here twice.", "Keep one of the two.")
        elif text and not is_address(text) and not (names and is_host_name(text)):
            what = "an address or a name" if names else "an address"
            sheet.note(each, f"{quoted(text)} is not {what}.", "Write it like 10.4.0.53.")
        elif text:
            found[text] = None
    if len(items) > most and raw is not None:
        sheet.note(raw, f"There are {len(items)} here.", f"At most {most} are asked: keep the nearest.")
    return tuple(found)
