"""Proves that after a power cut in an open call the same card rings again, and that the box inside is as closed as it should be."""

import re
from collections.abc import Iterator

import pytest

from hardware.esphome.wire import DIAL_IN_PORT
from tests.proof.fat_stick import HANDBELL, MOUNTED, proved
from tests.proof.school import School
from tests.proof.started import StartedBox, missing

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(missing() is not None, reason=f"no box can be started: {missing()}"),
]

ALERT, UPLINK = "handbell-alert.service", "handbell-uplink.service"
CONSOLES = ("handbell-console@tty1.service", "serial-getty@ttyAMA0.service")
# Send to a port nobody listens on: what may leave is lost, and what may not is refused at once.
SEND = (
    "import socket, sys; print('sent', socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', (sys.argv[1], 9)))"
)
COUNT = 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM entry").fetchone()[0])'
LAN, INTERNET = "10.0.2.2", "192.0.2.1"
BUTTONS, MDNS = DIAL_IN_PORT, 5353
GROWN_MIB = 1000  # on a card of 2 GiB; the image's partition has 32


@pytest.fixture(scope="module")
def again(school: School) -> Iterator[School]:
    """Take the power away in the middle of an open call that the copy has, and give it back."""
    if "Call 1" not in school.box.machine.console.text:
        school.box.armed()
        school.box.until_result("done    plan of the building")
        school.buttons.until_shows("B204-wall", "ready")
        school.buttons.press("B204-wall")
        school.box.hears("Call 1")
    proved(school.box)
    dark = school.buttons.now()
    school.box.machine.kill()
    school.box.machine.start()
    school.box.armed()
    school.buttons.until_shows("B204-wall", "not-delivered", dark)
    yield school
    school.box.machine.kill()  # nobody needs this box any more, and an emulated box takes most of a processor from the proofs that follow


def as_that_unit_sees(box: StartedBox, unit: str, command: str) -> tuple[int, str]:
    """Run a command where the unit's main process is, with its files, network and user."""
    pid, user = box.shows(unit, "MainPID"), box.shows(unit, "User")
    said = box.tries(f"nsenter -t {pid} -m -n -r -w setpriv --reuid={user} --regid={user} --init-groups {command}")
    return said.code, said.text


def from_the_group_of(box: StartedBox, unit: str, host: str) -> str:
    """Send to a host as a process in the unit's control group, since systemd applies a unit's address lists to that group."""
    group = box.shows(unit, "ControlGroup")
    return box.tries(f"""(echo $BASHPID > /sys/fs/cgroup{group}/cgroup.procs; exec python3 -c "{SEND}" {host})""").text


def listening(box: StartedBox) -> set[tuple[str, int]]:
    """Give what others on the network could reach: protocol and port of every socket that waits for them, not only on the box itself.

    It reads the kernel's own tables (proc_net_tcp in its documentation), since an image has no `ss`.
    """
    found = set()
    for kind, waits in (("tcp", "0A"), ("udp", "07")):
        for line in box.root(f"tail -q -n +2 /proc/net/{kind} /proc/net/{kind}6").splitlines():
            _, local, _, state, *_ = line.split()
            address, _, port = local.partition(":")
            if state == waits and not address.endswith("7F") and address != f"{'0' * 24}01000000":
                found.add((kind, int(port, 16)))
    return found


def waiting_in_the_kernel(box: StartedBox) -> int:
    """Give how many callers at the buttons' port were not answered yet. For a socket that listens, the kernel shows them as its queue."""
    lines = [line.split() for line in box.root("cat /proc/net/tcp").splitlines()]
    (queue,) = [line[4].partition(":")[2] for line in lines if line[1] == f"00000000:{BUTTONS:04X}" and line[3] == "0A"]
    return int(queue, 16)


def test_the_open_call_rings_again_on_the_console(again: School) -> None:
    again.box.hears("Call 1.*Room 204")


def test_the_caller_s_button_says_that_it_was_received_again(again: School) -> None:
    """It needs somebody at the desk: before that, nobody can say that a person saw the call."""
    attended = again.buttons.now()
    again.box.types("")
    again.buttons.until_shows("B204-wall", "received", attended)


def test_it_is_answered_like_any_other(again: School) -> None:
    asked = again.buttons.now()
    again.box.types("have 1")
    again.box.hears("has it")
    again.buttons.until_shows("B204-wall", "acknowledged", asked)


def test_the_copy_on_a_stick_with_fat_goes_on_and_all_of_it_comes_back(again: School) -> None:
    """Litestream usually works on a file system of another kind. On FAT nobody owns a file, one mode is for all files, and times have steps
    of two seconds.
    """
    again.box.until_inside(f"findmnt -n -o FSTYPE {MOUNTED}", "^vfat$")
    told = proved(again.box)
    brought = f"setpriv --reuid=handbell-replica --regid=handbell-stick --clear-groups {HANDBELL} replica fetch"
    again.box.root(f"mkdir -m 777 /tmp/back && {brought} --from {MOUNTED} --to /tmp/back/copy")
    assert int(again.box.root(f"python3 -c '{COUNT}' /tmp/back/copy/mirror.db")) >= told
    assert re.search(r"bundle-\d{8}", again.box.root("ls /tmp/back/copy"))


def test_the_data_has_the_whole_card(again: School) -> None:
    size = int(again.box.root("df -m --output=size /var | tail -n 1"))
    assert size > GROWN_MIB, f"/var has {size} MiB"


def test_the_system_itself_cannot_be_written(again: School) -> None:
    kind, options = again.box.root("findmnt -n -o FSTYPE,OPTIONS /").split()
    assert kind == "erofs" and options.split(",")[0] == "ro", (kind, options)
    assert again.box.tries("touch /usr/here").code != 0


def test_nothing_failed(again: School) -> None:
    again.box.until_inside("systemctl is-system-running", "running|degraded")
    assert again.box.root("systemctl --failed --plain --no-legend --no-pager") == ""


def test_nobody_can_log_in(again: School) -> None:
    assert again.box.shows("ssh.service", "ActiveState") == "inactive"
    assert "22" not in again.box.root("nft list set inet handbell open_tcp")
    passwords = again.box.root("cut -d: -f1,2 /etc/shadow").splitlines()
    assert passwords and not [each for each in passwords if each.partition(":")[2] not in {"*", "!", "!*"}]


def test_no_port_is_open_but_the_buttons_and_how_they_are_found(again: School) -> None:
    assert listening(again.box) == {("tcp", BUTTONS), ("udp", MDNS)}


@pytest.mark.parametrize(("unit", "internet"), [(ALERT, False), (UPLINK, True)])
def test_who_reaches_the_internet(again: School, unit: str, internet: bool) -> None:
    assert "sent 1" in from_the_group_of(again.box, unit, LAN), "the building's network is for both"
    said = from_the_group_of(again.box, unit, INTERNET)
    assert ("sent 1" in said, "Operation not permitted" in said) == (internet, not internet), said


def test_the_daemon_s_user_is_kept_inside_by_the_firewall_too(again: School) -> None:
    """There are two locks: this test runs without the unit's, so it tries the firewall alone."""
    said = {
        host: again.box.tries(f'setpriv --reuid=handbell --clear-groups python3 -c "{SEND}" {host}').text
        for host in (LAN, INTERNET)
    }
    assert "sent 1" in said[LAN] and "Operation not permitted" in said[INTERNET], said


@pytest.mark.parametrize(
    "secret",
    [
        "/var/lib/handbell/keys/device.key",
        "/var/lib/handbell/logbook/logbook.db",
        "/var/lib/handbell-box/current/given.json",
    ],
)
def test_what_is_on_the_internet_reads_no_key_and_no_record(again: School, secret: str) -> None:
    assert again.box.tries(f"test -s {secret}").code == 0, "it is there"
    code, said = as_that_unit_sees(again.box, UPLINK, f"cat {secret}")
    assert code != 0 and ("Permission denied" in said or "No such file" in said), said
    assert as_that_unit_sees(again.box, UPLINK, "ls /var/lib/handbell-uplink")[0] == 0, "or nothing was proved"


@pytest.mark.parametrize("unit", CONSOLES)
def test_a_console_has_no_network_and_sees_no_record(again: School, unit: str) -> None:
    code, said = as_that_unit_sees(again.box, unit, "cat /proc/self/net/dev")
    assert code == 0 and [line.split(":")[0].strip() for line in said.splitlines()[2:]] == ["lo"], said
    assert as_that_unit_sees(again.box, unit, "ls /var/lib/handbell")[0] != 0


def test_a_hung_daemon_is_started_again_and_a_press_meanwhile_waits_and_is_answered(again: School) -> None:
    hung, restarts = again.box.shows(ALERT, "MainPID"), int(again.box.shows(ALERT, "NRestarts"))
    again.box.root(f"kill -STOP {hung}")
    pressed = again.buttons.press("B204-wall")
    again.box.until(lambda: waiting_in_the_kernel(again.box) > 0, "somebody waits in the kernel, and is not refused")
    again.box.until_inside(f"systemctl show --value -p NRestarts {ALERT}", f"^{restarts + 1}$")
    again.box.armed()
    assert "watchdog" in again.box.root(f"journalctl -b --no-pager -o cat -u {ALERT}").lower()
    again.box.hears("Room 204: Pressed again")
    again.box.types("")
    again.buttons.until_shows("B204-wall", ("received", "acknowledged"), pressed)


def test_the_doctor_finds_what_there_is_to_find(again: School) -> None:
    said = again.box.tries("/opt/handbell/bin/handbell doctor")
    print(said.text)
    assert said.text.startswith("Handbell doctor. Lincoln Middle School, box lincoln-ms"), said.text
    assert said.code in {0, 1}, said.text
    assert "BROKEN" not in said.text
