"""Writes the files that tell systemd-networkd the network of a seed. Pure; `networkd` reads them by name, lowest number first.

There is one wire, and on it the networks with tags. Only the main network has a way out: answers to the district never leave by the
buttons' network. Each network has a group, which tells the firewall its purpose (`doors`).
"""

from collections.abc import Iterator

from image_build.first_boot import doors
from image_build.seed.model import Network, Segment, Static

WIRED = ("Type=ether", "Kind=!*")  # ports of the box itself, but no network with a tag
NO_ADDRESS = ("DHCP=no", "LinkLocalAddressing=no", "IPv6AcceptRA=no")


def network_files(network: Network) -> dict[str, str]:
    """Write every file. Returns name → text."""
    files = {"10-wire.network": _wire(network), "50-former.network": _former()}
    if network.interface:
        files["40-other-ports.network"] = _others()
    if network.vlan is not None:
        files |= _tagged(network.vlan, "20", "The main network.", doors.of_main(network), _main(network))
    for segment in network.more:
        says = f"A further network, for {segment.purpose}. It has no way out."
        files |= _tagged(segment.vlan, "30", says, doors.of_further(segment.purpose), _further(segment))
    return files


def interface_of(vlan: int) -> str:
    """Return the name that the network with this tag has on the box."""
    return f"vlan{vlan}"


def _wire(network: Network) -> str:
    match = [f"Name={network.interface}"] if network.interface else [*WIRED]
    tags = [*([network.vlan] if network.vlan is not None else []), *(each.vlan for each in network.more)]
    vlans = [f"VLAN={interface_of(tag)}" for tag in tags]
    if network.vlan is None:
        first, *rest = _main(network)
        networks = ((first[0], [*first[1], *vlans]), *rest)
        return _text(
            "The wire, and the main network on it.", ("Match", match), _group(doors.of_main(network)), *networks
        )
    says = "The wire: everything on it has a tag."
    return _text(says, ("Match", match), _group(doors.NOTHING), ("Network", [*NO_ADDRESS, *vlans]))


def _others() -> str:
    """Write the file for other ports. If the seed names its port, a cable in another port is on no network, and no door is open there."""
    says = "Wired ports that the seed does not name."
    return _text(says, ("Match", [*WIRED]), _group(doors.NOTHING), ("Network", [*NO_ADDRESS]))


def _former() -> str:
    """Write the file for networks of former seeds. networkd leaves a network with a tag that is no longer named as it was until the
    next start. If it kept its old address, the box would answer the buttons of the new tag on the old network.
    """
    says = "Networks with tags of a seed before this one."
    return _text(says, ("Match", ["Kind=vlan"]), _group(doors.NOTHING), ("Network", [*NO_ADDRESS]))


def _group(number: int) -> tuple[str, list[str]]:
    """Say the group of a network. It is always said, since a former seed may have said another."""
    return ("Link", [f"Group={number}"])


def _tagged(tag: int, number: str, says: str, group: int, sections: list[tuple[str, list[str]]]) -> dict[str, str]:
    name = interface_of(tag)
    device = _text(says, ("NetDev", [f"Name={name}", "Kind=vlan"]), ("VLAN", [f"Id={tag}"]))
    return {
        f"{number}-{name}.netdev": device,
        f"{number}-{name}.network": _text(says, ("Match", [f"Name={name}"]), _group(group), *sections),
    }


def _main(network: Network) -> list[tuple[str, list[str]]]:
    told = [f"DNS={each}" for each in network.dns]
    if network.address is not None:
        return [("Network", [*_fixed(network.address), *told])]
    # what the seed names replaces what the network offers
    kept = [*(["UseDNS=no"] if network.dns else []), *(["UseNTP=no"] if network.ntp else [])]
    sections = [("Network", ["DHCP=yes", *told]), ("DHCPv4", ["ClientIdentifier=mac", *kept])]
    if kept:
        sections += [("DHCPv6", kept), ("IPv6AcceptRA", ["UseDNS=no"])] if network.dns else [("DHCPv6", kept)]
    return sections


def _further(segment: Segment) -> list[tuple[str, list[str]]]:
    if segment.address is not None:
        return [("Network", list(_fixed(segment.address)))]
    nothing = ["UseDNS=no", "UseNTP=no"]
    return [
        ("Network", ["DHCP=ipv4", "IPv6AcceptRA=no"]),
        ("DHCPv4", ["ClientIdentifier=mac", "UseGateway=no", "UseRoutes=no", *nothing]),
    ]


def _fixed(address: Static) -> Iterator[str]:
    yield "DHCP=no"
    yield "IPv6AcceptRA=no"
    yield f"Address={address.ip.with_prefixlen}"
    if address.gateway is not None:
        yield f"Gateway={address.gateway}"


def _text(says: str, *sections: tuple[str, list[str]]) -> str:
    parts = [f"# {says} Written from the seed; a change here is lost with the next one."]
    parts += ["\n".join([f"[{name}]", *lines]) for name, lines in sections]
    return "\n\n".join([parts[0] + "\n" + parts[1], *parts[2:]]) + "\n"
