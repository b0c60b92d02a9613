"""A network that is for buttons has the buttons' door, and no other has it: in numbers, in the firewall's rules, and as packets go."""

import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from image_build.first_boot import doors
from image_build.seed.model import Network, Purpose, Segment
from image_build.tree.compose import FILES
from tests.proof.lan import Computer, Lan, why_not

RULES = FILES / "etc/nftables.conf"
SERVES = """
import socket, sys
waiting = [socket.create_server(("0.0.0.0", int(port))) for port in sys.argv[1:]]
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
BUTTONS_PORT, WEBHOOK_PORT, SSH_PORT = 6054, 8443, 22
PORTS = (BUTTONS_PORT, WEBHOOK_PORT, SSH_PORT)
BUTTONS, PHONES = Segment(60, None, Purpose.BUTTONS), Segment(61, None, Purpose.PHONES)


@pytest.mark.parametrize(
    ("network", "main"),
    [
        (Network(), doors.BUTTONS + doors.PHONES + doors.IT),
        (Network(more=(BUTTONS,)), doors.PHONES + doors.IT),
        (Network(more=(BUTTONS, PHONES)), doors.IT),
        (Network(more=(BUTTONS, PHONES), also=(Purpose.BUTTONS,)), doors.BUTTONS + doors.IT),
    ],
)
def test_the_main_network_has_what_no_further_one_is_for(network: Network, main: int) -> None:
    assert doors.of_main(network) == main


def test_the_firewall_counts_as_we_do() -> None:
    """Group 0 is one of which nothing was said."""
    rules = re.findall(r"iifgroup \{ ([\d, ]+) \} (?:tcp|udp) dport (\d+)", RULES.read_text())
    assert len(rules) == len(PORTS) + 1, "or a rule is missing, or not understood here"
    for groups, port in rules:
        door = {22: doors.IT, 8443: doors.PHONES}.get(int(port), doors.BUTTONS)
        assert [int(each) for each in groups.split(",")] == [each for each in range(8) if not each or each & door], port


@pytest.fixture
def box() -> Iterator[tuple[Computer, Computer]]:
    """A box behind the image's firewall, every door of it served and opened; and somebody on its network."""
    with Lan() as lan:
        box, caller = lan.computer("box", "10.78.0.1"), lan.computer("caller", "10.78.0.2")
        rules = RULES.read_text().replace("skuid handbell", "skuid 850")  # the user is known on a box alone
        subprocess.run(box.command("/usr/sbin/nft", "-f", "-"), input=rules, text=True, check=True)
        opened = ["add", "element", "inet", "handbell", "open_tcp", f"{{ {SSH_PORT}, {WEBHOOK_PORT} }}"]
        subprocess.run(box.command("/usr/sbin/nft", *opened), check=True)
        words = box.command("python3", "-c", SERVES, *map(str, PORTS))
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            assert server.stdout.readline() == "serves\n"
            yield box, caller
            server.kill()


@pytest.mark.slow
@pytest.mark.skipif(why_not() is not None, reason=f"no network can be made: {why_not()}")
@pytest.mark.skipif(shutil.which("nft", path="/usr/sbin") is None, reason="needs nftables")
def test_a_caller_comes_in_by_the_door_of_its_network_alone(box: tuple[Computer, Computer]) -> None:
    inside, caller = box

    def comes_in(group: int) -> set[int]:
        subprocess.run(inside.command("ip", "link", "set", "eth0", "group", str(group)), check=True)
        words = [caller.command("python3", "-c", CALLS, "10.78.0.1", str(port)) for port in PORTS]
        said = [subprocess.run(each, capture_output=True, text=True, check=True).stdout.strip() for each in words]
        assert set(said) <= {"open", "shut"}
        return {port for port, says in zip(PORTS, said, strict=True) if says == "open"}

    assert comes_in(0) == set(PORTS)
    assert comes_in(doors.of_further(Purpose.BUTTONS)) == {BUTTONS_PORT}
    assert comes_in(doors.of_further(Purpose.PHONES)) == {WEBHOOK_PORT}
    assert comes_in(doors.of_main(Network(more=(BUTTONS,)))) == {WEBHOOK_PORT, SSH_PORT}
    assert comes_in(doors.NOTHING) == set()


def test_a_network_of_which_a_seed_speaks_is_never_in_the_group_of_which_none_does() -> None:
    every = [Network(vlan=vlan, more=more) for vlan in (None, 47) for more in ((), (BUTTONS,), (BUTTONS, PHONES))]
    assert all(doors.of_main(each) for each in every) and all(doors.of_further(each) for each in Purpose)
