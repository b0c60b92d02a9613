"""Tests that a network for buttons has the buttons' door and no other network has it: in numbers, in the firewall's rules, and with real
packets.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from appliance.doors.callers import CALLS_BURST, CALLS_PER_S, MANY_BURST, MANY_PER_S
from appliance.doors.entrance import CONNECTIONS_MAX
from hardware.esphome import dial_in
from hardware.esphome.wire import DIAL_IN_PORT
from image_build.first_boot import doors
from image_build.seed.model import Network, Purpose, Segment
from image_build.tree.compose import FILES
from tests.proof.lan import Computer, Lan, why_not

RULES = FILES / "etc/nftables.conf"
SERVES = """
import socket, sys
waiting = [socket.create_server(("0.0.0.0", int(port)), backlog=4096) for port in sys.argv[1:]]
print("serves", flush=True)
sys.stdin.read()
"""
CALLS = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), 2).close()
    print("open")
except TimeoutError:
    print("shut")
"""
BUTTONS_PORT, WEBHOOK_PORT, SSH_PORT = DIAL_IN_PORT, 8443, 22
PAGES_PORT, PLAIN_PORT = 8444, 8080
PER_S, BURST, OPEN_MAX = 30, 100, 256
KNOCKS = """
import select, socket, sys, time
calls = select.poll()
open = []
until_s = time.monotonic() + 3
while time.monotonic() < until_s:
    each = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET)
    each.setblocking(False)
    each.connect_ex((sys.argv[1], int(sys.argv[2])))
    calls.register(each, select.POLLOUT)
    open.append(each)
    time.sleep(0.002)
print(sum(bool(event & select.POLLOUT) for _, event in calls.poll(0)))
"""
"""Makes some thousand connections in three seconds and ends none of them; prints how many were made."""
PORTS = (BUTTONS_PORT, WEBHOOK_PORT, PAGES_PORT, PLAIN_PORT, SSH_PORT)
BUTTONS, PHONES = Segment(60, None, Purpose.BUTTONS), Segment(61, None, Purpose.PHONES)
PAGES, PLAIN = Segment(62, None, Purpose.PAGES), Segment(63, None, Purpose.PLAIN_PAGES)
BOTH = doors.PAGES + doors.PLAIN_PAGES


DOORS = {
    SSH_PORT: doors.IT,
    WEBHOOK_PORT: doors.PHONES,
    PAGES_PORT: doors.PAGES,
    PLAIN_PORT: doors.PLAIN_PAGES,
}


@pytest.mark.parametrize(
    ("network", "main"),
    [
        (Network(), doors.BUTTONS + doors.PHONES + doors.IT + BOTH),
        (Network(more=(BUTTONS,)), doors.PHONES + doors.IT + BOTH),
        (Network(more=(BUTTONS, PHONES)), doors.IT + BOTH),
        (Network(more=(BUTTONS, PHONES, PAGES, PLAIN)), doors.IT),
        (Network(more=(BUTTONS, PHONES), also=(Purpose.BUTTONS,)), doors.BUTTONS + doors.IT + BOTH),
        (Network(more=(PAGES,), also=(Purpose.PAGES,)), doors.BUTTONS + doors.PHONES + doors.IT + BOTH),
    ],
)
def test_the_main_network_has_what_no_further_one_is_for(network: Network, main: int) -> None:
    assert doors.of_main(network) == main


def test_the_firewall_counts_as_we_do() -> None:
    """Group 0 is a network of which the seed says nothing."""
    every = (doors.BUTTONS, doors.PHONES, doors.IT, doors.PAGES, doors.PLAIN_PAGES)
    sums = [each for each in range(sum(every) + 1) if not each & doors.NOTHING]
    rules = re.findall(r"iifgroup \{ ([\d, ]+) \} (?:tcp|udp) dport (\d+)", RULES.read_text())
    assert len(rules) == len(PORTS) + 1, "or a rule is missing, or not understood here"
    for groups, port in rules:
        door = DOORS.get(int(port), doors.BUTTONS)
        assert [int(each) for each in groups.split(",")] == [each for each in sums if not each or each & door], port


@pytest.fixture
def box() -> Iterator[tuple[Computer, Computer, Computer]]:
    """Make a box behind the image's firewall, with every door served and opened, and two computers on its network."""
    with Lan() as lan:
        box, *callers = (lan.computer(name, f"10.78.0.{at}") for at, name in enumerate(("box", "caller", "other"), 1))
        rules = RULES.read_text().replace("skuid handbell", "skuid 850")  # use the number: only a box has that user
        subprocess.run(box.command("/usr/sbin/nft", "-f", "-"), input=rules, text=True, check=True)
        opened = ["add", "element", "inet", "handbell", "open_tcp", f"{{ {', '.join(map(str, DOORS))} }}"]
        subprocess.run(box.command("/usr/sbin/nft", *opened), check=True)
        words = box.command("python3", "-c", SERVES, *map(str, PORTS))
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            assert server.stdout.readline() == "serves\n"
            yield box, callers[0], callers[1]
            server.kill()


@pytest.mark.slow
@pytest.mark.skipif(why_not() is not None, reason=f"no network can be made: {why_not()}")
@pytest.mark.skipif(shutil.which("nft", path="/usr/sbin") is None, reason="needs nftables")
def test_a_caller_comes_in_by_the_door_of_its_network_alone(box: tuple[Computer, Computer, Computer]) -> None:
    inside, caller, _ = box

    def comes_in(group: int) -> set[int]:
        subprocess.run(inside.command("ip", "link", "set", "eth0", "group", str(group)), check=True)
        words = [caller.command("python3", "-c", CALLS, "10.78.0.1", str(port)) for port in PORTS]
        said = [subprocess.run(each, capture_output=True, text=True, check=True).stdout.strip() for each in words]
        assert set(said) <= {"open", "shut"}
        return {port for port, says in zip(PORTS, said, strict=True) if says == "open"}

    assert comes_in(0) == set(PORTS)
    assert comes_in(doors.of_further(Purpose.BUTTONS)) == {BUTTONS_PORT}
    assert comes_in(doors.of_further(Purpose.PHONES)) == {WEBHOOK_PORT}
    assert comes_in(doors.of_further(Purpose.PAGES)) == {PAGES_PORT}
    assert comes_in(doors.of_further(Purpose.PLAIN_PAGES)) == {PLAIN_PORT}
    assert comes_in(doors.of_main(Network(more=(BUTTONS,)))) == set(PORTS) - {BUTTONS_PORT}
    assert comes_in(doors.NOTHING) == set()


def knocked(caller: Computer, address: str, port: int) -> int:
    words = caller.command("python3", "-c", KNOCKS, address, str(port))
    return int(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


@pytest.mark.slow
@pytest.mark.skipif(why_not() is not None, reason=f"no network can be made: {why_not()}")
@pytest.mark.skipif(shutil.which("nft", path="/usr/sbin") is None, reason="needs nftables")
@pytest.mark.parametrize("port", [BUTTONS_PORT, WEBHOOK_PORT, PAGES_PORT])
def test_a_flood_from_one_address_is_dropped_and_another_comes_in_meanwhile(
    box: tuple[Computer, Computer, Computer], port: int
) -> None:
    _, caller, other = box
    words = caller.command("python3", "-c", KNOCKS, "10.78.0.1", str(port))
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as flood:
        calls = other.command("python3", "-c", CALLS, "10.78.0.1", str(port))
        said = [subprocess.run(calls, capture_output=True, text=True, check=True).stdout for _ in range(5)]
        came = int(flood.communicate()[0])
    assert said == ["open\n"] * 5
    assert BURST <= came <= BURST + 3 * (PER_S + 1) + 5, "a thousand and more tried"


@pytest.mark.slow
@pytest.mark.skipif(why_not() is not None, reason=f"no network can be made: {why_not()}")
@pytest.mark.skipif(shutil.which("nft", path="/usr/sbin") is None, reason="needs nftables")
def test_nobody_has_more_than_so_many_open(box: tuple[Computer, Computer, Computer]) -> None:
    inside, caller, _ = box
    rules = (
        "replace rule inet handbell measured handle {} " + "ip saddr 10.78.0.9 drop"
    )  # do not limit the pace, which is not tested here
    listed = subprocess.run(
        inside.command("/usr/sbin/nft", "-a", "list", "chain", "inet", "handbell", "measured"),
        capture_output=True,
        text=True,
        check=True,
    )
    handle = next(line.rpartition(" ")[2] for line in listed.stdout.splitlines() if "@pace4" in line)
    subprocess.run(inside.command("/usr/sbin/nft", *rules.format(handle).split()), check=True)
    assert knocked(caller, "10.78.0.1", BUTTONS_PORT) == OPEN_MAX


def test_the_firewall_lets_through_more_than_the_doors_take_and_less_than_a_flood() -> None:
    """With less, a flood would not be named. With more, it would cost as much as before."""
    measured = RULES.read_text().partition("chain measured {")[2].partition("}\n\n")[0]
    paces = re.findall(r"@pace(\d+) .* limit rate over (\d+)/second burst (\d+) packets", measured)
    assert {bits: (int(per_s), int(burst)) for bits, per_s, burst in paces} == {
        "4": (PER_S, BURST),
        "6": (PER_S, BURST),
        "64": (4 * PER_S, 4 * BURST),
    }
    assert re.findall(r"@open(\d+) .* ct count over (\d+) ", measured) == [
        ("4", str(OPEN_MAX)),
        ("6", str(OPEN_MAX)),
        ("64", str(4 * OPEN_MAX)),
    ]
    assert measured.count("ip6 saddr & ffff:ffff:ffff:ffff:: ") == 2
    assert CALLS_PER_S < PER_S < 1000 and CALLS_BURST < BURST
    assert MANY_PER_S < 4 * PER_S and MANY_BURST < 4 * BURST
    assert dial_in.UNNAMED_MAX < OPEN_MAX and CONNECTIONS_MAX < OPEN_MAX


def test_a_network_of_which_a_seed_speaks_is_never_in_the_group_of_which_none_does() -> None:
    every = [Network(vlan=vlan, more=more) for vlan in (None, 47) for more in ((), (BUTTONS,), (BUTTONS, PHONES))]
    assert all(doors.of_main(each) for each in every) and all(doors.of_further(each) for each in Purpose)
