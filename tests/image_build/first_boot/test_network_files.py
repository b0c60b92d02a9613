"""Tests what systemd-networkd is told, word for word, and that it understands each of these words."""

import ipaddress
from pathlib import Path

import pytest

from image_build.first_boot.network_files import network_files
from image_build.seed.model import Network, Purpose, Segment, Static

MAIN = Static(ipaddress.ip_interface("10.4.7.20/24"), ipaddress.ip_address("10.4.7.1"))
BUTTONS = Segment(60, Static(ipaddress.ip_interface("10.60.0.1/22"), None), Purpose.BUTTONS)
PHONES = Segment(61, None, Purpose.PHONES)
SIX = Static(ipaddress.ip_interface("fd12:3456::20/64"), ipaddress.ip_address("fe80::1"))

CASES = {
    "dhcp": Network(),
    "dhcp-own-servers": Network(interface="eth0", dns=("10.4.0.53", "10.4.0.54"), ntp=("ntp.example",)),
    "static": Network(address=MAIN, dns=("10.4.0.53",), ntp=("10.4.0.123",)),
    "static-six": Network(address=SIX, dns=("fd12:3456::53",)),
    "static-and-vlans": Network(interface="eth0", address=MAIN, dns=("10.4.0.53",), more=(BUTTONS, PHONES)),
    "all-tagged": Network(vlan=47, address=MAIN, dns=("10.4.0.53",), more=(BUTTONS,)),
    "tagged-dhcp": Network(vlan=47),
}
GOLDEN = Path(__file__).parent / "golden"


def told(network: Network) -> str:
    return "".join(f"==== {name}\n{text}" for name, text in sorted(network_files(network).items()))


@pytest.mark.parametrize("name", CASES)
def test_a_network_is_written_word_for_word(name: str) -> None:
    """After an intended change: delete the file, run this test, and read the file that it writes."""
    file = GOLDEN / f"{name}.txt"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(told(CASES[name]))
    assert told(CASES[name]) == file.read_text()


def test_only_the_main_network_has_a_way_out() -> None:
    files = network_files(CASES["all-tagged"])
    assert [name for name, text in files.items() if "Gateway=" in text] == ["20-vlan47.network"]
    dhcp = network_files(Network(more=(PHONES,)))["30-vlan61.network"]
    assert "UseGateway=no" in dhcp
    assert "UseDNS=no" in dhcp


def test_an_untagged_wire_under_tags_has_no_address_of_its_own() -> None:
    wire = network_files(CASES["all-tagged"])["10-wire.network"]
    assert "Address=" not in wire
    assert "DHCP=no" in wire
    assert wire.count("VLAN=") == 2
