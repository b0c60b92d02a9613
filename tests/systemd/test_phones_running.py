"""Tests desk phones under a real systemd: their network is made from the plan, seen by the unit that lives in it, and leads to the PBX
alone.

No PBX is here. What a telephone call does is proved in `tests/proof/test_telephones.py`.
"""

import shutil
from collections.abc import Iterator

import pytest

from appliance.phone_network.places import NAMESPACE, SIP_PORTS
from hardware.esphome.wire import DIAL_IN_PORT
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import PLAN, indented
from tests.systemd.little_system import LittleSystem, missing

PROGRAMS = ("baresip", "espeak-ng", "flite", "pocketsphinx_batch", "nft")
LACKS = [each for each in PROGRAMS if shutil.which(each, path="/usr/sbin:/usr/bin") is None]
pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.skipif(bool(LACKS), reason=f"not installed: {', '.join(LACKS)}"),
]
PBX, SECRET = "10.77.0.9", "a-secret-of-the-account"
TELEPHONE = f'telephone: {{pbx: {PBX}, extension: "4357", transport: udp}}\n'
NETWORK, PHONES = "handbell-phone-network.service", "handbell-phones.service"
SEEN = (
    "/var/lib/handbell/keys/device.key",
    "/var/lib/handbell-box/current/given.json",
    "/boot/firmware/handbell-seed.yaml",
)
SPOKEN_WITHIN_S = 600.0
"""Ten seconds of work, by a unit that everything else on a busy machine goes before."""
REACHES = """
import socket, sys
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
line.bind(("", int(sys.argv[3])))
try:
    line.connect((sys.argv[1], int(sys.argv[2])))
    line.send(b"x")
    print("sent")
except OSError as error:
    print("refused:", error)
"""


def seed(plan: str = TELEPHONE, phones: str = f"phones: {{secret: {SECRET}}}\n", name: str = "lincoln-ms") -> str:
    head = f"seed: 1\nname: {name}\ntime_zone: America/Denver\n"
    return written(head=head, plan=f"plan:\n{indented(PLAN + plan, 2)}", phones=phones)


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LittleSystem]:
    with LittleSystem(tmp_path_factory.mktemp("system"), seed()) as system:
        system.until("handbell-alert.service", "active")
        system.until(PHONES, "active")
        yield system


HEARS = """
import socket, sys
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
line.bind((sys.argv[1], 5060))
line.settimeout(60)
came = {}
while len(came) < 8:
    data, peer = line.recvfrom(4096)
    came[peer] = data.split(b" ", 1)[0].decode()
print(*("{}:{} {}".format(*peer, said) for peer, said in sorted(came.items())), sep="\\n")
"""
"""Stands where the PBX is, and names who says what from where, until it heard eight."""


def network_of(system: LittleSystem, process: str) -> str:
    return system.run("readlink", f"/proc/{process}/ns/net").strip()


def test_the_unit_is_in_the_network_that_another_unit_made_and_nobody_else_is(system: LittleSystem) -> None:
    number = system.run("stat", "-L", "-c", "%i", f"/run/netns/{NAMESPACE}").strip()
    assert network_of(system, system.shows(PHONES, "MainPID")) == f"net:[{number}]"
    for other in ("1", system.shows("handbell-alert.service", "MainPID")):
        assert network_of(system, other) != f"net:[{number}]"
    assert NAMESPACE in system.run("ip", "netns", "list"), (
        "a namespace that is made in a unit's own mounts is seen by nobody"
    )
    assert "hb-phones" in system.run("ip", "-br", "link")
    assert not system.run("systemctl", "--failed", "--plain", "--no-legend").strip()


def test_from_there_the_pbx_is_reached_and_neither_the_daemon_nor_the_internet(system: LittleSystem) -> None:
    def reaches(host: str, port: int) -> str:
        group = system.shows(PHONES, "ControlGroup")
        joined = f'echo $$ > /sys/fs/cgroup{group}/cgroup.procs && exec nsenter --net=/run/netns/{NAMESPACE} python3 -c "$0" "$@"'
        return system.run("bash", "-c", joined, REACHES, host, str(port), str(SIP_PORTS[1]), check=False)

    assert "sent" in reaches(PBX, 5060)
    for host, port in ((PBX, 80), ("10.77.0.8", 5060), ("192.0.2.1", 5060), ("192.0.0.1", DIAL_IN_PORT)):
        assert "refused" in reaches(host, port), (host, port)


def test_all_eight_lines_run_under_the_units_locks_and_register_at_the_pbx(system: LittleSystem) -> None:
    """A lock too many ends each baresip at its start, and the process itself lives on."""
    system.run("ip", "netns", "add", "pbx")
    system.run("ip", "link", "set", "far", "netns", "pbx")
    at_the_pbx = ("nsenter", "--net=/run/netns/pbx")
    system.run(*at_the_pbx, "ip", "addr", "add", f"{PBX}/24", "dev", "far")
    system.run(*at_the_pbx, "ip", "link", "set", "far", "up")
    heard = system.run(*at_the_pbx, "python3", "-c", HEARS, PBX).split("\n")
    assert heard[:8] == [f"10.77.0.2:{SIP_PORTS[0] + 2 * line} REGISTER" for line in range(8)]
    group = system.shows(PHONES, "ControlGroup")
    names = system.run("bash", "-c", f"cat $(sed 's|.*|/proc/&/comm|' /sys/fs/cgroup{group}/cgroup.procs)").split()
    assert names.count("baresip") == 8


def test_it_has_the_secret_of_the_account_and_sees_no_other(system: LittleSystem) -> None:
    at = f"/run/credentials/{PHONES}/telephone.secret"
    assert system.run("cat", at, of=PHONES) == f"{SECRET}\n"
    for other in ("handbell-alert.service", "handbell-provision.service"):
        assert SECRET not in system.run("cat", at, check=False, of=other), other
    for secret in SEEN:
        said = system.run("cat", secret, check=False, of=PHONES)
        assert "Permission denied" in said or "No such file" in said, secret
    assert SECRET not in system.run("journalctl", "--no-pager", "-o", "cat")


def test_the_phrases_of_the_plan_are_spoken_by_a_unit_without_a_network(system: LittleSystem) -> None:
    unit = "handbell-phrases.service"
    system.until_it_is(
        lambda: "manifest.json" in system.run("sh", "-c", "ls /var/lib/handbell-phrases/*"),
        "they are spoken",
        SPOKEN_WITHIN_S,
    )
    assert system.shows(unit, "PrivateNetwork") == "yes"
    said = system.run(
        "runuser", "-u", "handbell-phones", "--", "/opt/handbell/bin/handbell", "phrases", "show", check=False
    )
    assert " 0 not made" in said, said[-400:]
    told = system.run("/opt/handbell/bin/handbell", "doctor", "--json", check=False)
    assert '"phrases"' in told and '"phones"' in told


def test_a_killed_process_of_the_phones_is_back(system: LittleSystem) -> None:
    before = system.shows(PHONES, "MainPID")
    system.run("kill", "-KILL", before)
    system.until_it_is(lambda: system.shows(PHONES, "MainPID") not in {before, "0"}, "it is back")
    system.until(PHONES, "active")
    assert network_of(system, system.shows(PHONES, "MainPID")) != network_of(system, "1")


def test_an_address_that_is_the_same_again_ends_no_call_and_another_one_makes_the_network_anew(
    system: LittleSystem,
) -> None:
    system.until_at_rest()
    before = system.shows(PHONES, "MainPID")
    system.run("systemctl", "start", NETWORK)
    assert system.shows(PHONES, "MainPID") == before
    system.run("ip", "addr", "add", "10.77.0.3/24", "dev", "eth0")
    system.run("ip", "addr", "del", "10.77.0.2/24", "dev", "eth0")
    system.run("bash", "-c", "ip addr show dev eth0 | grep -q 10.77.0.3 || ip addr add 10.77.0.3/24 dev eth0")
    system.run("systemctl", "start", NETWORK)
    system.until_it_is(lambda: system.shows(PHONES, "MainPID") not in {before, "0"}, "it begins anew")
    assert "10.77.0.3/32" in system.run("nsenter", f"--net=/run/netns/{NAMESPACE}", "ip", "-br", "addr")


def test_a_plan_without_a_phone_system_shuts_it(system: LittleSystem) -> None:
    without = seed("", "", "lincoln-two")
    write = f"import os; open('/run/handbell-seed/part','w').write({without!r}); os.chown('/run/handbell-seed/part',853,853)"
    system.run("python3", "-c", f"{write}; os.rename('/run/handbell-seed/part','/run/handbell-seed/stick.yaml')")
    system.until(PHONES, "inactive")
    system.until_it_is(lambda: "hb-phones" not in system.run("ip", "-br", "link"), "the cable is gone")
    assert "handbell_phones" not in system.run("nft", "list", "ruleset")
