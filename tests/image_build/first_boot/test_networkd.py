"""Tests that systemd-networkd itself reads the files written for it, in namespaces of its own: every word, and a real address on a real
port.
"""

import os
import re
import shutil
import subprocess
from copy import replace
from pathlib import Path

import pytest

from image_build.first_boot.network_files import network_files
from image_build.seed.model import Network
from tests.apart import apart
from tests.image_build.first_boot.test_network_files import BUTTONS, CASES, MAIN

NETWORKD = Path("/usr/lib/systemd/systemd-networkd")
UNPROVISIONED = Path(__file__).parents[3] / "systemd" / "80-handbell-unprovisioned.network"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0 or not NETWORKD.exists(), reason="needs root and systemd-networkd"),
    pytest.mark.skipif(shutil.which("ip") is None, reason="needs ip"),
]

ALONE = """
set -e
mount -t tmpfs tmpfs /run
mount -t sysfs -o ro sysfs /sys  # then networkd waits for no udev
mkdir -p /run/systemd/network /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp /run/dbus
cp "$1"/* /run/systemd/network/
chown -R systemd-network:systemd-network /run/systemd/netif
ip link add eth0 type veth peer name far
ip link set far up
SYSTEMD_LOG_LEVEL=debug SYSTEMD_LOG_TARGET=console "$2" >/run/said 2>&1 &
networkd=$!
for _ in $(seq 300); do
  { ip -4 addr show eth0 | grep -q inet || grep -q "stacked netdev\\|DHCP\\|LLMNR" /run/said; } && break
  sleep 0.1
done
sleep 0.5
kill $networkd
wait $networkd || true
cat /run/said
ip -4 -o addr show eth0
"""


def networkd_says(folder: Path, network: Network | None) -> str:
    """Run systemd-networkd for a moment; give what it said of these files, and the addresses then."""
    if network is None:
        shutil.copy(UNPROVISIONED, folder)
    else:
        for name, text in network_files(network).items():
            (folder / name).write_text(text)
    words = [*apart("--net", "--mount"), "bash", "-c", ALONE, "-", str(folder), str(NETWORKD)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr + done.stdout[-3000:]
    return done.stdout


@pytest.mark.parametrize("name", [*CASES, "unprovisioned"])
def test_networkd_understands_every_word(tmp_path: Path, name: str) -> None:
    says = networkd_says(tmp_path, CASES.get(name))
    for file in tmp_path.iterdir():
        assert f"{file.name}: Successfully loaded." in says
        about = [line for line in says.splitlines() if f"/{file.name}:" in line and "Successfully" not in line]
        assert not about, "it complains of a word in it"


def test_a_word_it_does_not_know_would_be_noticed(tmp_path: Path) -> None:
    (tmp_path / "99-wrong.network").write_text("[Match]\nName=x\n[Network]\nAdress=10.0.0.1/8\n")
    assert "Unknown key" in networkd_says(tmp_path, CASES["static"])


def test_a_fixed_address_is_on_the_port(tmp_path: Path) -> None:
    assert "inet 10.4.7.20/24" in networkd_says(tmp_path, Network(interface="eth0", address=MAIN, dns=("10.4.0.53",)))


ONE_AFTER_THE_OTHER = """
set -e
mount -t tmpfs tmpfs /run
mount -t sysfs -o ro sysfs /sys  # then networkd waits for no udev
mkdir -p /run/systemd/network /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp /run/dbus
chown -R systemd-network:systemd-network /run/systemd/netif
settled() {
  ip -4 -o addr show | grep -q "vlan$1 *inet" || return 1
  [ "$1" = 60 ] || { ip -o link show vlan60 | grep -q "group 8" && ! ip -4 -o addr show vlan60 | grep -q inet; }
}
for tag in 60 61; do
  rm -f /run/systemd/network/*
  cp "$1"/$tag/* /run/systemd/network/
  "$2" >/run/said 2>&1 &
  networkd=$!
  for _ in $(seq 300); do
    settled $tag && break
    sleep 0.1
  done
  kill $networkd
  wait $networkd || true
done
cat /run/said
ip route
ip -o link show vlan60
"""


def test_a_tag_that_was_corrected_leaves_nothing_of_the_one_before(tmp_path: Path) -> None:
    """A bridge is used in place of a network with a tag, which some kernels that run tests cannot make. networkd treats both alike."""
    for tag in (60, 61):
        folder = tmp_path / str(tag)
        folder.mkdir()
        for name, text in network_files(Network(interface="eth0", more=(replace(BUTTONS, vlan=tag),))).items():
            bridge = re.sub(r"\[VLAN\]\n.*\n", "", text.replace("Kind=vlan", "Kind=bridge"))
            (folder / name).write_text(bridge.replace("Address=", "ConfigureWithoutCarrier=yes\nAddress="))
    words = [*apart("--net", "--mount"), "bash", "-c", ONE_AFTER_THE_OTHER, "-", str(tmp_path), str(NETWORKD)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr + done.stdout[-3000:]
    assert re.findall(r"^10\.60\.0\.0/22 dev (\S+)", done.stdout, re.MULTILINE) == ["vlan61"]
    assert " group 8" in done.stdout.splitlines()[-1]
