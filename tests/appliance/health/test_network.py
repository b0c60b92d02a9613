"""Tests whether a machine counts as being on a network, by its ports and addresses, read from folders that look like its own and from this
machine.
"""

from pathlib import Path

import pytest

from appliance.health import network

HERE, THERE = {"eth0": True}, {"eth0": True, "eth1": False}


def port(root: Path, name: str, *, carrier: str | None = "1", kind: str = "1", device: bool = True) -> Path:
    folder = root / "sys/class/net" / name
    folder.mkdir(parents=True)
    (folder / "type").write_text(f"{kind}\n")
    if device:
        (folder / "device").mkdir()
    if carrier is not None:
        (folder / "carrier").write_text(f"{carrier}\n")
    return folder


def test_ports_for_a_cable_are_told_from_what_else_there_is(tmp_path: Path) -> None:
    port(tmp_path, "eth0")
    port(tmp_path, "eth1", carrier="0")
    port(tmp_path, "eth2", carrier=None)
    port(tmp_path, "lo", kind="772", device=False)
    port(tmp_path, "vlan60", device=False)
    (port(tmp_path, "wlan0") / "phy80211").mkdir()
    assert network.ports(tmp_path) == {"eth0": True, "eth1": False, "eth2": False}
    assert network.ports(tmp_path / "nowhere") == {}


@pytest.mark.parametrize("address", ["10.4.7.20", "192.168.1.2", "2001:db8::7", "fd00::2"])
def test_with_an_address_that_others_reach_it_is_on_a_network_whatever_its_ports_say(address: str) -> None:
    assert network.away({"eth0": False}, ["127.0.0.1", address]) is None
    assert network.away(HERE, [address]) is None


@pytest.mark.parametrize("alone", [[], ["127.0.0.1", "::1"], ["169.254.3.4", "fe80::1"], ["fe80::1%2"]])
def test_without_one_it_says_where_the_cable_is_and_what_to_do(alone: list[str]) -> None:
    what, says = network.away({"eth0": False}, alone) or ("", "")
    assert what == network.CABLE
    assert says.startswith("no cable in eth0, or nothing switched on")
    what, says = network.away(THERE, alone) or ("", "")
    assert what == network.ADDRESS
    assert says.startswith("a cable in eth0, but no address there")
    assert "the port that the seed names" in says


def test_a_machine_without_a_port_for_a_cable_is_not_judged() -> None:
    assert network.away({}, ["127.0.0.1"]) is None


def test_the_addresses_of_this_machine_are_read() -> None:
    assert "127.0.0.1" in network.addresses()


def test_an_address_of_a_port_without_its_cable_does_not_count(tmp_path: Path) -> None:
    port(tmp_path, "lo", carrier="0")
    assert "127.0.0.1" not in network.addresses(tmp_path)
