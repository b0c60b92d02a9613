"""Tests our units under a real systemd: a box arms itself from its seed, a unit that hangs or dies comes back, and no unit sees what is not
its own.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from appliance.page_authority.authority_folder import pem
from appliance.page_authority.reading import read_request
from appliance.page_authority.signing import Authority
from hardware.esphome.wire import DIAL_IN_PORT
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import PLAN, indented
from tests.systemd.little_system import LittleSystem, missing

pytestmark = [pytest.mark.proof, pytest.mark.skipif(bool(missing()), reason=missing())]

SECRETS = (
    "/var/lib/handbell/keys/device.key",
    "/var/lib/handbell-box/current/given.json",
    "/boot/firmware/handbell-seed.yaml",
)
KNOCK = f"import socket; socket.create_connection(('127.0.0.1', {DIAL_IN_PORT}), 60).close(); print('waits')"
SEND = (
    "import socket, sys; print('sent', socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', (sys.argv[1], 9)))"
)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LittleSystem]:
    with LittleSystem(tmp_path_factory.mktemp("system"), written()) as system:
        system.until("handbell-alert.service", "active")
        system.until_it_is(lambda: "done    plan" in result(system), "the box has set itself up")
        yield system


@pytest.fixture
def system(started: LittleSystem) -> LittleSystem:
    started.until_at_rest()
    return started


def result(system: LittleSystem) -> str:
    return system.run("cat", "/boot/firmware/handbell-result.txt")


def test_it_arms_itself_from_its_seed(system: LittleSystem) -> None:
    says = result(system)
    assert "APPLIED: this box is lincoln-ms." in says
    assert "done    keys of buttons and sounders" in says
    assert "done    plan of the building" in says
    assert system.run("hostname").strip() == "lincoln-ms"
    assert "--desk front" in system.run("cat", "/etc/handbell/console-tty1.env")
    assert not system.run("systemctl", "--failed", "--plain", "--no-legend").strip()


def test_the_sockets_are_systemds_and_the_daemon_has_all_of_them(system: LittleSystem) -> None:
    for name in ("desk", "feed", "buttons"):
        assert system.shows(f"handbell-{name}.socket", "ActiveState") == "active"
        assert system.shows(f"handbell-{name}.socket", "Triggers") == "handbell-alert.service"
    assert system.shows("handbell-webhook.socket", "ActiveState") == "inactive"
    bound = system.run("ss", "-Htln", "sport", "=", f":{DIAL_IN_PORT}", check=False)
    assert bound.count(str(DIAL_IN_PORT)) <= 1


def test_the_uplink_was_handed_its_district_and_sees_no_key(system: LittleSystem) -> None:
    system.until("handbell-uplink.service", "active")
    system.until_it_is(
        lambda: "district.example" in system.run("journalctl", "--no-pager", "-o", "cat", "-u", "handbell-uplink"),
        "the uplink looks for the district the seed names",
    )
    for secret in SECRETS:
        said = system.run("cat", secret, check=False, of="handbell-uplink.service")
        assert "Permission denied" in said or "No such file" in said, secret
    credential = "/run/credentials/handbell-uplink.service/district"
    assert "district.example" in system.run("cat", credential, of="handbell-uplink.service")
    for other in ("handbell-alert.service", "handbell-provision.service"):
        assert "district.example" not in system.run("cat", credential, check=False, of=other), other


def test_the_copy_is_made_by_litestream_kept_from_every_key(system: LittleSystem) -> None:
    """The whole of it: the daemon, the replica, its child process, and a second card."""
    system.run("mkdir", "-p", "/mnt/second")
    system.run("mount", "-t", "tmpfs", "-o", "uid=856,gid=864,mode=770", "tmpfs", "/mnt/second")
    assert system.shows("handbell-replica.service", "ActiveState") == "inactive", "no seed named a place until now"
    plug_in(system, written(copy="copy: {to: folder, path: /mnt/second}"))
    system.until("handbell-replica.service", "active")
    status = "/opt/handbell/bin/handbell"
    system.until_it_is(lambda: "Copy: up to entry" in system.run(status, "replica", "status"), "the copy is proved")
    said = system.run("journalctl", "--no-pager", "-o", "cat", "-u", "handbell-replica")
    assert "is begun on /mnt/second" in said
    assert "ermission denied" not in said and "not permitted" not in said, said
    assert system.shows("handbell-replica-far.service", "ActiveState") == "inactive"
    system.until_it_is(lambda: "done    copy of the record" in result(system), "the box knows that it is copied")
    for secret in SECRETS:
        said = system.run("cat", secret, check=False, of="handbell-replica.service")
        assert "Permission denied" in said or "No such file" in said, secret


TRIES = """#!{python} -I
import asyncio, sys
sys.path[:0] = ["/opt/handbell/src", "/opt/handbell/site"]
from sync.replica import trials
from sync.replica.settings import Settings
asyncio.run(trials.Trials(Settings()).run(0))
"""


def test_a_trial_of_the_copy_begins_where_the_unit_is_confined(system: LittleSystem) -> None:
    """A trial comes at night, so a unit that is confined in the same way begins one here."""
    unit = system.run("cat", "/usr/lib/systemd/system/handbell-replica.service")
    asks_for = {"ExecStart": "/opt/handbell/bin/tries", "Type": "oneshot", "Restart": "no"}
    for name, value in asks_for.items():
        unit, count = re.subn(rf"^{name}=.*$", f"{name}={value}", unit, flags=re.MULTILINE)
        assert count == 1, name
    python = system.run("head", "-1", "/opt/handbell/bin/handbell").removeprefix("#!").split()[0]
    for path, text in (
        ("/opt/handbell/bin/tries", TRIES.format(python=python)),
        ("/run/systemd/system/tries.service", unit),
    ):
        system.run("python3", "-c", f"import os; open({path!r}, 'w').write({text!r}); os.chmod({path!r}, 0o755)")
    system.run("systemctl", "daemon-reload")
    system.run("systemctl", "start", "tries.service")
    said = system.run("journalctl", "--no-pager", "-o", "cat", "-u", "tries")
    assert "handbell replica: " in said and "not permitted" not in said and "Traceback" not in said, said


def test_the_daemon_sees_no_seed_and_the_step_that_does_no_key(system: LittleSystem) -> None:
    for secret in SECRETS[1:]:
        said = system.run("cat", secret, check=False, of="handbell-alert.service")
        assert "Permission denied" in said or "No such file" in said, secret
    for secret in (SECRETS[0], SECRETS[2]):
        said = system.run("cat", secret, check=False, of="handbell-provision.service")
        assert "Permission denied" in said or "No such file" in said, secret
    assert "plan" in system.run("cat", SECRETS[1], of="handbell-provision.service"), "or nothing was proved"


@pytest.mark.parametrize(
    ("unit", "reaches_lan", "reaches_internet"),
    [
        ("handbell-alert.service", True, False),
        ("handbell-uplink.service", True, True),
        ("handbell-provision.service", False, False),
    ],
)
def test_who_reaches_what(system: LittleSystem, unit: str, reaches_lan: bool, reaches_internet: bool) -> None:
    system.until(unit, "active")
    for host, reached in (("10.77.0.9", reaches_lan), ("192.0.2.1", reaches_internet)):
        joined = (
            f'echo $$ > /sys/fs/cgroup{system.shows(unit, "ControlGroup")}/cgroup.procs && exec python3 -c "$0" {host}'
        )
        said = system.run("bash", "-c", joined, SEND, check=False)
        assert ("sent 1" in said, "Operation not permitted" in said) == (reached, not reached), (host, said)


def test_to_none_of_them_the_system_can_be_written(system: LittleSystem) -> None:
    for unit in ("handbell-alert.service", "handbell-uplink.service", "handbell-provision.service"):
        mounts = system.run("cat", f"/proc/{system.shows(unit, 'MainPID')}/mountinfo").splitlines()
        (root,) = [line.split()[5] for line in mounts if line.split()[4] == "/"]
        assert root.startswith("ro"), unit


def test_a_stopped_daemon_keeps_callers_waiting_and_comes_when_one_calls(system: LittleSystem) -> None:
    before = system.shows("handbell-alert.service", "MainPID")
    knocking = (
        "handbell-provision.service",
        "handbell-uplink.service",
    )  # these units wake the daemon as soon as the daemon is gone
    system.run("systemctl", "stop", *knocking)
    system.run("systemctl", "stop", "handbell-alert.service")
    system.until("handbell-alert.service", "inactive")
    assert "waits" in system.run("python3", "-c", KNOCK)
    system.until("handbell-alert.service", "active")
    assert system.shows("handbell-alert.service", "MainPID") != before
    system.starts(*knocking)


TAKES_NOTHING = """
cp -a /var/lib/handbell /tmp/record
mount -t tmpfs -o mode=700 tmpfs /var/lib/handbell
chown handbell:handbell /var/lib/handbell
cp -a /tmp/record/. /var/lib/handbell/
mount -o remount,ro /var/lib/handbell
"""


def test_with_a_card_that_takes_nothing_it_arms_itself_and_copies_nothing(system: LittleSystem) -> None:
    knocking = ("handbell-provision.service", "handbell-uplink.service")
    system.run("systemctl", "stop", *knocking)
    system.run("systemctl", "stop", "handbell-alert.service")
    system.run("bash", "-ec", TAKES_NOTHING)
    try:
        system.starts("handbell-alert.service")
        assert not [name for name in system.run("ls", "/run/handbell").split() if "logbook" in name or "keys" in name]
    finally:
        system.run("systemctl", "stop", "handbell-alert.service")
        system.run("umount", "/var/lib/handbell")
        system.starts("handbell-alert.service", *knocking)


def test_a_hung_daemon_is_killed_and_started_again(system: LittleSystem) -> None:
    system.until("handbell-alert.service", "active")
    restarts = int(system.shows("handbell-alert.service", "NRestarts"))
    hung = system.shows("handbell-alert.service", "MainPID")
    system.run("kill", "-STOP", hung)
    system.until_it_is(
        lambda: int(system.shows("handbell-alert.service", "NRestarts")) > restarts, "it was started again"
    )
    system.until("handbell-alert.service", "active")
    assert system.shows("handbell-alert.service", "MainPID") not in {hung, "0"}
    assert "watchdog" in system.run("journalctl", "--no-pager", "-o", "cat", "-u", "handbell-alert").lower()


def test_a_killed_daemon_and_a_killed_step_are_back_and_nothing_is_forgotten(system: LittleSystem) -> None:
    for unit in ("handbell-alert.service", "handbell-uplink.service", "handbell-provision.service"):
        system.until(unit, "active")
        before = system.shows(unit, "MainPID")
        system.run("kill", "-KILL", before)
        system.until_it_is(
            lambda unit=unit, before=before: system.shows(unit, "MainPID") not in {before, "0"},  # type: ignore[misc]
            f"{unit} is back",
        )
    assert "done    plan of the building" in result(system)


def plug_in(system: LittleSystem, seed: str) -> None:
    """Give the system a seed as a stick does: as the file that a stick's own step leaves behind."""
    write = (
        f"import os; open('/run/handbell-seed/part','w').write({seed!r}); os.chown('/run/handbell-seed/part',853,853)"
    )
    system.run("python3", "-c", f"{write}; os.rename('/run/handbell-seed/part','/run/handbell-seed/stick.yaml')")


def test_a_seed_on_a_stick_is_taken_up_while_the_box_runs(system: LittleSystem) -> None:
    alert = system.shows("handbell-alert.service", "MainPID")
    plug_in(system, written(head="seed: 1\nname: lincoln-two\ntime_zone: America/Denver\n"))
    system.until_it_is(lambda: system.run("hostname").strip() == "lincoln-two", "the name is the new one")
    system.until_it_is(lambda: "this box is lincoln-two" in result(system), "the card says so")
    assert system.shows("handbell-alert.service", "MainPID") == alert, "no call waits for a new name"
    assert not system.run("ls", "/run/handbell-seed").count("stick.yaml")


def test_a_stick_that_is_not_right_is_said_also_when_nothing_else_was_left_to_do(system: LittleSystem) -> None:
    system.run("systemctl", "stop", "handbell-provision.service")
    plug_in(system, "seed: 1\n")
    system.until("handbell-provision.service", "active")
    system.until_it_is(lambda: "cut short" in result(system), "the card says so")
    system.until_it_is(
        lambda: "cut short" in system.run("journalctl", "--no-pager", "-o", "cat", "-u", "handbell-alert"),
        "the daemon was told",
    )


def test_a_seed_with_one_way_devices_opens_their_door_at_once_and_one_without_shuts_it(system: LittleSystem) -> None:
    pendant = "  - {id: P1, room: B204, family: webhook, key: P1, contacts: {help: assist}}\n"
    with_it = PLAN.replace("desks:\n", f"{pendant}desks:\n")
    plug_in(system, written(plan=f"plan:\n{indented(with_it, 2)}"))
    system.until("handbell-webhook.socket", "active")
    system.until_it_is(
        lambda: "webhook door open" in system.run("journalctl", "--no-pager", "-o", "cat", "-u", "handbell-alert"),
        "the daemon was handed its door",
    )
    asked = ("runuser", "-u", "it", "--", "/opt/handbell/bin/handbell", "webhook", "certificate")
    system.until_it_is(lambda: "BEGIN CERTIFICATE" in system.run(*asked, check=False), "IT sees what devices pin")
    plug_in(system, written(head="seed: 1\nname: lincoln-three\ntime_zone: America/Denver\n"))
    system.until("handbell-webhook.socket", "inactive")


ASK = """
import json, socket, ssl, sys
context = ssl.create_default_context(cadata=sys.argv[1])
with context.wrap_socket(socket.create_connection(("127.0.0.1", 8444), 60), server_hostname="10.77.0.2") as line:
    body = json.dumps({"ask": "hello"})
    host = "Host: 10.77.0.2:8444\\r\\nOrigin: https://10.77.0.2:8444\\r\\n"
    line.sendall(f"POST /ask HTTP/1.1\\r\\n{host}Connection: close\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n{body}".encode())
    print(b"".join(iter(lambda: line.recv(65536), b"")).decode())
"""
"""Asks the pages as a browser does that trusts one authority alone."""


def test_a_seed_with_pages_has_them_certified_and_served_and_one_without_shuts_their_door(system: LittleSystem) -> None:
    """From the request on the card to a browser's question that the daemon answered; then what their process may not, and its death."""
    assert system.shows("handbell-page.socket", "ActiveState") == "inactive"
    page = "pages:\n  - {id: B204-page, room: B204, kinds: [assist]}\n"
    planned = {
        "head": "seed: 1\nname: lincoln-pages\ntime_zone: America/Denver\n",
        "plan": f"plan:\n{indented(PLAN + page, 2)}",
    }
    plug_in(system, written(pages="pages: {addresses: 10.77.0.2}", **planned))
    system.until("handbell-page.socket", "active")
    system.until("handbell-page.service", "active")
    card = "/boot/firmware/handbell-page-request.csr"
    system.until_it_is(
        lambda: "BEGIN CERTIFICATE REQUEST" in system.run("cat", card, check=False), "IT finds the request"
    )
    assert "they have no certificate" in result(system)

    now = datetime.now(UTC)
    request = read_request(system.run("cat", card).encode())
    authority = Authority.made("Lincoln Middle School", request.scope, now)
    trusted = pem(authority.certificate).decode()
    answer = pem(authority.certify(request, now)).decode() + trusted
    held = f"pages:\n  addresses: 10.77.0.2\n  certificate: |\n{indented(answer, 4)}"
    plug_in(system, written(pages=held, **planned))
    asks = ("python3", "-c", ASK, trusted)
    system.until_it_is(lambda: '"challenge"' in system.run(*asks, check=False), "a browser is answered by the daemon")
    system.until_it_is(lambda: "Their certificate is for 10.77.0.2" in result(system), "the card says so")

    for secret in SECRETS:
        said = system.run("cat", secret, check=False, of="handbell-page.service")
        assert "Permission denied" in said or "No such file" in said, secret
    group = system.shows("handbell-page.service", "ControlGroup")
    for host in ("10.77.0.9", "192.0.2.1"):
        joined = f'echo $$ > /sys/fs/cgroup{group}/cgroup.procs && exec python3 -c "$0" {host}'
        assert "Operation not permitted" in system.run("bash", "-c", joined, SEND, check=False), host
    before = system.shows("handbell-page.service", "MainPID")
    system.run("kill", "-KILL", before)
    system.until_it_is(lambda: system.shows("handbell-page.service", "MainPID") not in {before, "0"}, "it is back")
    system.until_it_is(lambda: '"challenge"' in system.run(*asks, check=False), "and answers again")

    plug_in(system, written(head="seed: 1\nname: lincoln-four\ntime_zone: America/Denver\n"))
    system.until("handbell-page.socket", "inactive")
    system.until("handbell-page.service", "inactive")


def test_the_board_is_drawn_on_the_box_s_own_screen_and_comes_back(system: LittleSystem) -> None:
    with system.terminal("tty1") as screen:
        system.run("systemctl", "start", "handbell-console@tty1.service")
        screen.until_it_shows("Lincoln Middle School")
        screen.until_it_shows("Front office")
        before = system.shows("handbell-console@tty1.service", "MainPID")
        assert "TZ=America/Denver" in system.run("cat", f"/proc/{before}/environ").split("\0"), "times of the building"
        said = system.run("cat", SECRETS[0], check=False, of="handbell-console@tty1.service")
        assert "Permission denied" in said or "No such file" in said
        system.run("kill", "-KILL", before)
        system.until_it_is(
            lambda: system.shows("handbell-console@tty1.service", "MainPID") not in {before, "0"}, "the screen is back"
        )
        system.run("systemctl", "stop", "handbell-console@tty1.service")


def test_a_serial_line_has_the_console_line_by_line_in_place_of_a_login(system: LittleSystem) -> None:
    with system.terminal("ttyS0") as cable:
        system.run("systemctl", "start", "serial-getty@ttyS0.service")
        cable.until_it_shows("Lincoln Middle School")
        cable.types("troubles\r")
        cable.until_it_shows("Walk to each")
        assert system.shows("serial-getty@ttyS0.service", "FragmentPath").endswith("handbell-serial@.service")
        before = system.shows("serial-getty@ttyS0.service", "MainPID")
        system.run("touch", "/run/handbell-seed/applied")
        system.until_it_is(
            lambda: system.shows("serial-getty@ttyS0.service", "MainPID") not in {before, "0"},
            "the line has what a new seed says",
        )
        system.run("systemctl", "stop", "serial-getty@ttyS0.service")
