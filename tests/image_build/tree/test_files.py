"""Tests the files we lay over Debian: a firewall that nft reads, a growing step in a small room, and nothing that starts by mistake."""

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from hardware.power.address import HOST_OF_USB, SUPPLY_OF_USB, Address
from hardware.power.codec import SupplyState
from hardware.power.ups import Ups
from image_build.programs import found
from image_build.tree.compose import FILES
from tests.apart import apart
from tests.hardware.power.real_upsd import RealUpsd, needs_nut
from tests.patience import until

UNITS = FILES / "usr/lib/systemd/system"
OTHERS_AT_MOST = 20  # of 100 in `systemd-analyze security`, as for our other units


@pytest.mark.skipif(found("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_growing_runs_in_a_small_room() -> None:
    words = [
        found("systemd-analyze") or "",
        "security",
        "--offline=true",
        f"--threshold={OTHERS_AT_MOST}",
        "--no-pager",
    ]
    done = subprocess.run([*words, str(UNITS / "handbell-grow.service")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-500:]


@pytest.mark.skipif(shutil.which("nft", path="/usr/sbin") is None, reason="nftables is not installed")
def test_nft_reads_the_firewall_and_everything_is_dropped_by_itself(tmp_path: Path) -> None:
    rules = tmp_path / "nftables.conf"
    # Use the number: only a box has that user.
    rules.write_text((FILES / "etc/nftables.conf").read_text().replace("skuid handbell", "skuid 850"))
    script = f"/usr/sbin/nft -f {rules} && /usr/sbin/nft add element inet handbell open_tcp '{{ 8443 }}' && /usr/sbin/nft list ruleset"
    done = subprocess.run([*apart("--net"), "sh", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "hook input priority filter; policy drop;" in done.stdout
    assert "elements = { 8443 }" in done.stdout


def test_nothing_is_a_program() -> None:
    programs = [path for path in FILES.rglob("*") if path.is_file() and path.stat().st_mode & 0o111]
    assert programs == []


def test_the_first_partition_is_mounted_on_demand_and_shows_nobody_its_secrets() -> None:
    unit = (UNITS / "boot-firmware.mount").read_text()
    options = next(line for line in unit.splitlines() if line.startswith("Options="))
    assert {"noexec", "nosuid", "nodev", "umask=0077", "uid=handbell-seed"} <= set(
        options.removeprefix("Options=").split(",")
    )
    assert "StopWhenUnneeded=yes" in unit and "WantedBy" not in unit
    assert "What=/dev/handbell/firmware\n" in unit, "a stick may carry the ids that all our cards have"
    assert "DefaultDependencies=no" in unit, "else the daemon waits at each start until it is found and mounted"


def test_no_port_takes_advice_on_routes() -> None:
    """In IPv4 a host takes redirects if `all` or the port allows it. In IPv6 `all` says nothing about a port."""
    says = (FILES / "etc/sysctl.d/90-handbell.conf").read_text().splitlines()
    assert {"net.ipv4.conf.*.accept_redirects = 0", "net.ipv6.conf.*.accept_redirects = 0"} <= set(says)
    assert "nd-redirect" not in (FILES / "etc/nftables.conf").read_text()


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
@pytest.mark.parametrize("left", [None, b"", b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl"])
def test_a_key_of_ssh_that_a_power_cut_left_half_written_is_made_anew_and_a_whole_one_stays(
    tmp_path: Path, left: bytes | None
) -> None:
    unit = (UNITS / "ssh.service.d/handbell.conf").read_text()
    script = unit.split("ExecStartPre=/bin/sh -c '", 1)[1].split("'\n", 1)[0]
    key = tmp_path / "ssh_host_ed25519_key"
    if left is not None:
        key.write_bytes(left)
        key.chmod(0o600)

    def started() -> bytes:
        environment = {"PATH": os.environ["PATH"], "STATE_DIRECTORY": str(tmp_path)}
        subprocess.run(["sh", "-c", script], env=environment, stdin=subprocess.DEVNULL, check=True)
        return key.read_bytes()

    made = started()
    assert made.startswith(b"-----BEGIN OPENSSH PRIVATE KEY-----") and made != left
    assert started() == made


@needs_nut
@pytest.mark.slow
async def test_nut_starts_with_what_the_image_says_and_we_are_told(tmp_path: Path) -> None:
    upsd = RealUpsd(tmp_path)
    upsd.use(FILES / "usr/lib/handbell/nut")
    heard: list[SupplyState | str] = []
    try:
        await upsd.start_driver()
        upsd.start_upsd()
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(Ups(Address(HOST_OF_USB, upsd.port, SUPPLY_OF_USB)).run(heard.append))
            await until(lambda: SupplyState(frozenset({"OL"}), 2400) in heard)
            asking.cancel()
    finally:
        upsd.close()
