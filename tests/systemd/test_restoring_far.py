"""Tests that a new card with the dead box's seed finds the copy at the server by itself, with our units under a real systemd and a real
sshd.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.envelope.phrase import new_phrase, private_of
from appliance.envelope.public_half import section_of
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import indented
from tests.sync.replica.servers import SSHD
from tests.systemd.little_system import LittleSystem, missing
from tests.systemd.test_running import plug_in

LACKS = missing() or ("" if SSHD else "needs openssh-server")

pytestmark = [pytest.mark.proof, pytest.mark.skipif(bool(LACKS), reason=LACKS)]

ENTROPY = bytes(range(16))
HANDBELL = "/opt/handbell/bin/handbell"
PORT = 2022

SERVES = """
mkdir -p /run/sshd /srv/copies
install -m 600 /dev/stdin /srv/host
exec /usr/sbin/sshd -D -q -f /dev/null -p 2022 -o HostKey=/srv/host -o AuthorizedKeysFile=/srv/user.pub -o StrictModes=no \
    -o 'Subsystem=sftp internal-sftp' -o ListenAddress=127.0.0.1 -o PidFile=none -o UsePAM=no -o PermitRootLogin=yes
"""
"""The server runs in the same little system. The box reaches it by its network alone, and no unit of ours may enter /srv."""

DIES = """
systemctl stop handbell-console@tty1.service handbell-provision.service handbell-uplink.service handbell-replica-far.service
systemctl stop handbell-desk.socket handbell-feed.socket handbell-buttons.socket handbell-alert.service handbell-restore.service
find /var/lib/handbell /var/lib/handbell-replica /var/lib/handbell-fetched -mindepth 1 -delete
rm -f /var/lib/handbell-box/outcome* /run/handbell-restore/*
systemctl start handbell-desk.socket handbell-feed.socket handbell-buttons.socket handbell-restore.socket
systemctl start handbell-alert.service
systemctl restart handbell-provision.service handbell-uplink.service handbell-replica-far.service
"""
"""Commands that leave what a new card has: the seed, and nothing of what the box knew."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with the server's keys."""
    folder = tmp_path_factory.mktemp("system")
    for name in ("host", "user"):
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name)]
        subprocess.run(words, check=True)
    return folder


@pytest.fixture(scope="module")
def seed(folder: Path) -> str:
    """Make a seed that names a server for the copy, and a phrase."""
    return written(recovery=section_of(private_of(ENTROPY).public.raw), copy=copy_at(folder))


@pytest.fixture(scope="module")
def system(folder: Path, seed: str) -> Iterator[LittleSystem]:
    """Start a box whose copy, with its bundle, lies at a server."""
    with LittleSystem(folder, seed) as system:
        system.until("handbell-alert.service", "active")
        host, user = (folder / "host").read_text(), (folder / "user.pub").read_text()
        system.run("bash", "-ec", f"mkdir -p /srv && echo '{user.strip()}' > /srv/user.pub")
        serves = (
            "systemd-run",
            "-q",
            "--unit=far-server",
            "bash",
            "-ec",
            f"{SERVES.replace('/dev/stdin', '/srv/given')}",
        )
        system.run("bash", "-ec", f"umask 77; cat > /srv/given <<'END'\n{host}END")
        system.run(*serves)
        is_copied(system)
        yield system


def is_copied(system: LittleSystem) -> None:
    """Wait until the copy is there with its bundle, which is read back after the record that belongs to it was copied."""
    building, box = id_of(system, "building"), id_of(system, "box")

    def so() -> bool:
        told = " ".join(system.run(HANDBELL, "replica", "status").split())
        there = system.run("ls", f"/srv/copies/handbell-copy/{building}/{box}")
        tells = "Recovery bundle there" in told and "Recovery bundle there: none" not in told
        return tells and "latest" in there and "bundle-" in there

    system.until_it_is(so, "it is copied")


def id_of(system: LittleSystem, what: str) -> str:
    return system.run("xxd", "-p", f"/var/lib/handbell/keys/{what}.id").strip()


def goes_on_at_its_screen(system: LittleSystem, says: str) -> None:
    """Let the box go on at its screen. It takes four keys beside the phrase."""
    with system.terminal("tty1") as screen:
        system.run("systemctl", "start", "handbell-console@tty1.service")
        screen.until_it_shows("replace")  # the screen asks whether to replace a box, or which box
        screen.types("r")
        screen.until_it_shows(says)
        screen.types("\r")
        screen.until_it_shows("THE RECOVERY PHRASE")
        screen.types(f"{new_phrase(ENTROPY)}\r")
        screen.until_it_shows("Y: this box goes on in place")
        before = system.shows("handbell-alert.service", "MainPID")
        screen.types("y")
        system.until_it_is(
            lambda: system.shows("handbell-alert.service", "MainPID") not in {before, "0"}, "the daemon begins anew"
        )
        system.until("handbell-alert.service", "active")
        system.run("systemctl", "stop", "handbell-console@tty1.service")
    system.run("umount", "/dev/tty1")  # free the screen for the next test


def copy_at(folder: Path) -> str:
    """Give the seed's section about the copy."""
    host_key = " ".join((folder / "host.pub").read_text().split()[:2])
    key = indented((folder / "user").read_text(), 4)
    return f"copy:\n  to: sftp\n  host: 127.0.0.1:{PORT}\n  user: root\n  path: /srv/copies\n  host_key: {host_key}\n  key: |\n{key}"


def test_a_new_card_with_the_same_seed_goes_on_with_the_copy_at_the_server(system: LittleSystem) -> None:
    building, box = id_of(system, "building"), id_of(system, "box")
    system.run("bash", "-ec", DIES)
    system.until("handbell-alert.service", "active")
    assert id_of(system, "building") != building
    goes_on_at_its_screen(system, f"127.0.0.1:{PORT}, written at")
    assert id_of(system, "building") == building and id_of(system, "box") != box
    failed = system.run("systemctl", "--failed", "--plain", "--no-legend")
    assert not failed.strip(), failed


def test_who_fetches_reaches_the_server_and_no_key_and_the_other_one_does_nothing(system: LittleSystem) -> None:
    for unit, ran in (("handbell-fetch-far", True), ("handbell-fetch", False)):
        assert bool(system.shows(f"{unit}.service", "ExecMainStartTimestampMonotonic") != "0") == ran, unit
        journal = system.run("journalctl", "--no-pager", "-o", "cat", "-u", f"{unit}.service")
        assert "PRIVATE KEY" not in journal and " ".join(new_phrase(ENTROPY).split()[:3]) not in journal
    kept = system.run("find", "/var/lib/handbell-fetched", "/var/lib/handbell-replica", "-name", "copy.key").split()
    assert all("handbell-replica/" in each for each in kept), "who fetches keeps the server's key in memory alone"


def test_what_the_seed_names_is_here_before_anybody_is_at_the_screen(system: LittleSystem, seed: str) -> None:
    is_copied(system)
    building, box = id_of(system, "building"), id_of(system, "box")
    system.run("bash", "-ec", DIES)
    system.until("handbell-alert.service", "active")
    plug_in(system, seed.replace("end_of_seed", f"replaces: {{building: {building}, box: {box}}}\nend_of_seed"))
    system.until_it_is(
        lambda: "was fetched from 127.0.0.1" in system.run("journalctl", "--no-pager", "-u", "handbell-restore"),
        "the copy was fetched by itself",
    )
    assert "mirror.db" in system.run("ls", "/var/lib/handbell-fetched/copy")
    goes_on_at_its_screen(system, "which this box goes on for")
    assert id_of(system, "building") == building and id_of(system, "box") != box
    system.until_it_is(lambda: "copy" not in system.run("ls", "/var/lib/handbell-fetched").split(), "it is forgotten")
    system.run("systemctl", "restart", "handbell-restore-ahead.service")
    assert "copy" not in system.run("ls", "/var/lib/handbell-fetched").split()
    failed = system.run("systemctl", "--failed", "--plain", "--no-legend")
    assert not failed.strip(), failed
