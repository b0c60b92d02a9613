"""INSTALL's district server under a real systemd, by the commands that stand there: set up, copied to a second disk, dead, and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.image_build.first_boot.written import written
from tests.sync.district.test_postgres_copy import INSTALL, blocks
from tests.systemd.little_system import PATH, LittleSystem, missing

pytestmark = [pytest.mark.proof, pytest.mark.skipif(bool(missing()), reason=missing())]

UNITS = Path(__file__).parents[2] / "systemd" / "district"
SET_UP = blocks(INSTALL.split("1. **The server**, Debian 13")[1].split("2. **Access")[0])[0]
COPY = blocks(INSTALL.split("**The SQLite store** the server copies itself")[1].split("**PostgreSQL** copies")[0])[0]
RESTORE = blocks(INSTALL.split("**The server died.**")[1].split("**With PostgreSQL**")[0])[0]
AS_USER = "setpriv --reuid=handbell-district --regid=handbell-district --init-groups "
KEPT = "/root/kept"


class Machine:
    """The server's, with what somebody keeps of it in a folder where commands are typed."""

    def __init__(self, system: LittleSystem) -> None:
        self.system = system
        self._write(
            "/usr/lib/systemd/system/handbell-district.service", (UNITS / "handbell-district.service").read_text()
        )
        self._write("/usr/lib/sysusers.d/handbell-district.conf", (UNITS / "sysusers.conf").read_text())
        system.run("systemd-sysusers")
        system.run("rm", "-f", "/etc/handbell")  # a box has a link there
        system.run("mkdir", "-p", KEPT, "/mnt/second")
        system.run("mount", "-t", "tmpfs", "tmpfs", "/mnt/second")
        system.run("chown", "handbell-district:handbell-district", "/mnt/second")
        self._write(f"{KEPT}/district-copy.yaml", "to: folder\npath: /mnt/second\n")
        system.run("systemctl", "daemon-reload")

    def does(self, command: str) -> str:
        """As it stands in INSTALL: the words of sudo alone are others."""
        here = command.replace("sudo -u handbell-district ", AS_USER).replace("sudo ", "")
        return self.system.run("bash", "-ec", f"cd {KEPT}; export PATH=/opt/handbell/bin:{PATH}; {here}")

    def journal(self) -> str:
        return self.system.run("journalctl", "--no-pager", "-o", "cat", "-u", "handbell-district")

    def is_copied(self) -> None:
        """After at least one more second in which nothing happens."""
        self.system.run("sleep", "3")
        self.system.until_it_is(
            lambda: "Copy: up to" in self.does("sudo handbell district status"), "the store is copied"
        )

    def _write(self, path: str, text: str) -> None:
        self.system.run("bash", "-ec", 'printf %s "$1" > "$2"', "-", text, path)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with LittleSystem(tmp_path, written()) as system:
        system.until("handbell-alert.service", "active")
        system.until_at_rest()
        yield Machine(system)


def test_a_server_is_set_up_copied_and_restored_as_it_is_written_there(machine: Machine) -> None:
    for command in SET_UP:
        machine.does(command)
    machine.system.until("handbell-district.service", "active")
    machine.does("cp -r /var/lib/handbell-district/keys .")
    for command in COPY[:-1]:
        machine.does(command)
    machine.system.until_it_is(lambda: "Copy: up to" in machine.does(COPY[-1]), "the store is copied")
    machine.does("sudo handbell district enrol 'Fox Hollow'")
    machine.is_copied()

    machine.does("systemctl kill -s KILL handbell-district; systemctl disable --now handbell-district")
    machine.does("rm -rf /var/lib/handbell-district")
    for command in RESTORE:
        machine.does(command)
    machine.system.until("handbell-district.service", "active")
    machine.system.until_it_is(lambda: "Fox Hollow" in machine.does("sudo handbell district audit"), "it is that store")
    machine.is_copied()
    said = machine.journal()
    assert "ermission denied" not in said and "not permitted" not in said, said
