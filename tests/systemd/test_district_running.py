"""Tests INSTALL's district server under a real systemd, with the commands that INSTALL gives, from the archive that `make district` makes.

It is set up, backed up each day, upgraded and taken back, copied to a second disk, killed and restored. The office collects from it.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from image_build.district.archive import made
from image_build.district.command import CACHE
from image_build.wheel_tags import SERVERS
from tests.image_build.first_boot.written import written
from tests.sync.district.test_postgres_copy import INSTALL, blocks
from tests.systemd.little_system import PATH, LittleSystem, missing

pytestmark = [pytest.mark.proof, pytest.mark.skipif(bool(missing()), reason=missing())]

TEXT = INSTALL.split("### The district's server and the safety office")[1]
SET_UP = next(each for each in blocks(TEXT) if any("set-up server --host" in line for line in each))
COPY = blocks(INSTALL.split("**The SQLite store** the server copies itself")[1].split("**PostgreSQL** copies")[0])[0]
RESTORE = blocks(INSTALL.split("**The server died.**")[1].split("**With PostgreSQL**")[0])[0]
NEW, OLD = INSTALL.split("### A new version of the server, and back")[1].split("**And back**")
UPGRADE, BACK = [command for each in blocks(NEW) for command in each], blocks(OLD)[0]
POSTGRES = blocks(INSTALL.split("**PostgreSQL** in the place of the one SQLite file")[1])[0]
AS_USER = "setpriv --reuid=handbell-district --regid=handbell-district --init-groups "
KEPT = "/root/kept"
ARCHIVE = "handbell-district-0.1.0-x86_64.tar.gz"  # the name that INSTALL uses
DATA = "/var/lib/handbell-district"


class Machine:
    """The machine of the district's server, with a folder where the administrator keeps files and types commands."""

    def __init__(self, system: LittleSystem, archive: Path) -> None:
        self.system = system
        self.archive = archive
        system.run(
            "rm", "-rf", "/etc/handbell", "/opt/handbell"
        )  # the little system has a box's link and a box's program here
        system.run("mkdir", "-p", KEPT, "/mnt/second")
        system.run("mount", "-t", "tmpfs", "tmpfs", "/mnt/second")
        system.is_given(archive, f"{KEPT}/{ARCHIVE}")
        self._write(f"{KEPT}/district-copy.yaml", "to: folder\npath: /mnt/second\n")

    def sets_up(self) -> None:
        for command in SET_UP:
            said = self.does(command)
        assert "No building is enrolled yet" in said
        self.system.run("chown", "handbell-district:handbell-district", "/mnt/second")

    def upgrades(self) -> str:
        """Upgrade; give what the last command says."""
        return [self.does(command) for command in UPGRADE][-1]

    def does(self, command: str) -> str:
        """Run a command as INSTALL has it. Only its `sudo` is replaced."""
        here = command.replace("sudo -u handbell-district ", AS_USER).replace("sudo ", "")
        return self.system.run("bash", "-ec", f"cd {KEPT}; export PATH=/usr/local/bin:{PATH}; {here}")

    def journal(self) -> str:
        return self.system.run("journalctl", "--no-pager", "-o", "cat", "-u", "handbell-district")

    def is_copied(self) -> None:
        """Wait until the store is copied, after some seconds in which nothing happens."""
        self.system.run("sleep", "3")
        self.system.until_it_is(
            lambda: "Copy: up to" in self.does("sudo handbell district status"), "the store is copied"
        )

    def _write(self, path: str, text: str) -> None:
        self.system.run("bash", "-ec", 'printf %s "$1" > "$2"', "-", text, path)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the archive for this processor."""
    if (machine := os.uname().machine) not in SERVERS:
        pytest.skip(f"no archive is made for {machine}")
    return made(machine, tmp_path_factory.mktemp("dist"), CACHE).archive


@pytest.fixture
def machine(archive: Path, tmp_path: Path) -> Iterator[Machine]:
    with LittleSystem(tmp_path, written()) as system:
        system.until("handbell-alert.service", "active")
        system.until_at_rest()
        system.run("systemctl", "stop", "handbell.target", "handbell-alert.service")
        yield Machine(system, archive)


def test_a_server_is_set_up_copied_and_restored_as_it_is_written_there(machine: Machine) -> None:
    machine.sets_up()
    machine.does(f"cp -r {DATA}/keys .; cp /etc/handbell/district.env .")
    for command in COPY[:-1]:
        machine.does(command)
    machine.system.until_it_is(lambda: "Copy: up to" in machine.does(COPY[-1]), "the store is copied")
    machine.does("sudo handbell district enrol 'Fox Hollow'")
    machine.does("cp /etc/handbell/district.env .")
    machine.is_copied()

    machine.does("systemctl kill -s KILL handbell-district; systemctl disable --now handbell-district")
    machine.does(f"rm -rf {DATA} /etc/handbell /etc/systemd/system/handbell-district*; userdel handbell-district")
    for command in RESTORE:
        machine.does(command)
    machine.system.until("handbell-district.service", "active")
    machine.system.until_it_is(lambda: "Fox Hollow" in machine.does("sudo handbell district audit"), "it is that store")
    machine.is_copied()
    said = machine.journal()
    assert "ermission denied" not in said and "not permitted" not in said, said


def test_it_is_backed_up_each_day_and_set_up_again(machine: Machine) -> None:
    machine.sets_up()
    machine.does("sudo handbell district enrol 'Fox Hollow'")
    machine.does("systemctl start handbell-district-backup")
    kept = machine.does("ls /var/backups/handbell-district").split()
    assert kept and all(name.startswith("district-") and name.endswith("Z.db") for name in kept)
    assert "02:" in machine.does("systemctl list-timers handbell-district-backup.timer")
    key = machine.does(f"sha256sum {DATA}/keys/*")
    said = machine.does("/opt/handbell/set-up server --host another.example.org")
    assert "stay as they are" in said and "https://another.example.org" not in said, "its certificate lacks that name"
    assert "its certificate has: records.example.org, localhost, 127.0.0.1." in said
    added = next(line for line in said.splitlines() if line.endswith("renew --host another.example.org"))
    assert machine.does(f"sha256sum {DATA}/keys/*") == key
    machine.does(added[added.index("sudo -u") :])
    assert "its certificate has: records.example.org, localhost, 127.0.0.1, another" in machine.does(
        "/opt/handbell/set-up server"
    )


def test_each_upgrade_is_taken_back_to_the_version_and_the_store_just_before_it(machine: Machine) -> None:
    machine.sets_up()
    machine.does("sudo handbell district enrol 'Fox Hollow'")
    assert "Fox Hollow: a token waits" in machine.upgrades()
    machine.does("sudo handbell district enrol 'Lark'; touch /opt/handbell/the-second")
    for _ in ("an upgrade after an upgrade", "one after the way back"):
        assert "Lark: a token waits" in machine.upgrades()
        assert "the-second" not in machine.does("ls /opt/handbell").split()
        machine.does("sudo handbell district enrol 'Wren'")
        for command in BACK:
            machine.does(command)
        machine.system.until_it_is(lambda: "Lark" in machine.does("sudo handbell district buildings"), "it is back")
        assert "Wren" not in machine.does("sudo handbell district buildings"), "it came after the backup"
        assert "the-second" in machine.does("ls /opt/handbell").split()
        assert "handbell-before" not in machine.does("ls /opt").split()


def test_an_upgrade_for_which_no_room_was_made_costs_neither_program_nor_way_back(machine: Machine) -> None:
    machine.sets_up()
    machine.does("mkdir /opt/handbell-before; touch /opt/handbell-before/the-first /opt/handbell/the-second")
    moved = next(command for command in UPGRADE if "mv" in command)
    assert "not empty" in machine.does(f"({moved}) 2>&1 || true")
    assert machine.does("ls /opt/handbell-before").split() == ["the-first"]
    assert "the-second" in machine.does("ls /opt/handbell").split()


def test_what_cannot_be_set_up_is_said_and_changes_nothing(machine: Machine) -> None:
    machine.does(SET_UP[0])
    for words, says in (
        ("server --name records.example.org", "usage:"),
        ("server records.example.org", "usage:"),
        ("sever", "usage:"),
        ("office nobody-here", "there is no user nobody-here"),
    ):
        assert says in machine.does(f"/opt/handbell/set-up {words} 2>&1 || true")
    assert "Installed, and not started" in machine.does("/opt/handbell/set-up server")
    assert machine.system.shows("handbell-district.service", "ActiveState") == "inactive"
    assert (
        "not a name" in (said := machine.does("/opt/handbell/set-up server --host 'https://a b' 2>&1 || true")) or said
    )
    assert not machine.does(f"ls {DATA}/keys 2>/dev/null || true").split()
    machine.does("cp -r /opt/handbell /opt/elsewhere")
    assert "works in /opt/handbell alone" in machine.does("/opt/elsewhere/set-up command 2>&1 || true")


def test_the_office_collects_each_day_with_a_passphrase_that_root_alone_reads(machine: Machine) -> None:
    machine.sets_up()
    machine.does("useradd -m ana")
    machine.does("echo 'six words that ana alone knows' | /opt/handbell/set-up office ana")
    assert machine.does("stat -c %a:%U /etc/handbell/office-ana.passphrase").strip() == "600:root"
    assert "05:" in machine.does("systemctl list-timers 'handbell-office-collect@*'")
    machine.does("systemctl start handbell-office-collect@ana || true")
    assert machine.system.shows("handbell-office-collect@ana.service", "ExecMainStatus") == "2", (
        "there is no office yet"
    )
    journal = ("journalctl", "--no-pager", "-o", "cat", "-u", "handbell-office-collect@ana")
    assert "/home/ana/handbell-office" in (said := machine.system.run(*journal)) and "ermission denied" not in said

    machine.does("sudo handbell district enrol 'Safety office' --office --out /home/ana/office-access")
    machine.does(
        "chown -R ana: /home/ana/office-access; cp /etc/handbell/office-ana.passphrase /home/ana/p; chown ana: /home/ana/p"
    )
    as_ana = "cd /home/ana && runuser -u ana -- env HOME=/home/ana handbell office"
    made = machine.does(f"{as_ana} root init --passphrase-file p")
    found = re.search(r"(?:[0-9a-f]{4}\s*){16}", made)
    assert found is not None, made
    where = "--server https://localhost:8460 --access office-access --passphrase-file p"
    machine.does(f"{as_ana} enrol {where} --root {''.join(found[0].split())}")
    machine.does("systemctl start handbell-office-collect@ana || true")
    said = machine.system.run(*journal)
    assert machine.system.shows("handbell-office-collect@ana.service", "ExecMainStatus") in {"0", "1"}, said
    assert "collected" not in said, "what it finds is in no journal"
    assert "office.db" in machine.does("ls /home/ana/handbell-office")


def test_the_computer_without_a_network_takes_the_same_archive_from_a_stick(machine: Machine) -> None:
    machine.does("ip link set eth0 down")
    compared = next(line for each in blocks(TEXT) for line in each if line.startswith("sha256sum "))
    assert machine.does(compared).split()[0] == hashlib.sha256(machine.archive.read_bytes()).hexdigest()
    machine.does(SET_UP[0])
    assert "handbell is there" in machine.does("sudo /opt/handbell/set-up command")
    machine.does("useradd -m offline")
    machine.does("runuser -u offline -- sh -c 'cd && printf %s six-words-that-they-know | handbell office root init'")
    assert not machine.does("ls /etc/systemd/system | grep handbell-district || true").strip(), (
        "no server is set up there"
    )
