"""A local network in our own hands: a switch, computers with a cable each, and no way out. Knows nothing of buttons.

with Lan() as lan:
        box = lan.computer("box", "10.78.0.1")
        box.command("ping", "10.78.0.2")        # the words that run a program there
        box.pull_cable(); box.plug_in()
        lan.block_multicast()

Each computer is a network namespace, and so is the switch (a bridge). Cables are veth pairs, or a line that is slow and loses frames
(see `tests.proof.bad_line`). To pull a cable is to switch its port off: both ends lose their carrier. Multicast is blocked at the
switch's ports (`mcast_flood off`), like at a switch or access point that forwards multicast only to listeners it knows of;
broadcasts still pass.

Needs root: `why_not()` says what is missing. Nothing is left at the end. What a killed run left, the next run removes.
"""

import contextlib
import fcntl
import itertools
import os
import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

NETWORKS = Path("/run/netns")
WIRE = "eth0"  # the only network card of each computer
PREFIX = 24
TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000  # numbers from linux/if_tun.h
ETH_P_IP, ETH_P_ARP, ARP_REQUEST = 0x0800, 0x0806, 1  # numbers from linux/if_ether.h and if_arp.h

_numbers = itertools.count(1)


@cache
def why_not() -> str | None:
    """Say what this machine lacks for networks of our own, or give None."""
    if os.geteuid() != 0:
        return "only root may make one"
    if shutil.which("ip") is None:
        return "ip is not installed (Debian: iproute2)"
    probe = f"hb{os.getpid()}-probe"
    made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, text=True, check=False)
    if made.returncode:
        return made.stderr.strip() or "the kernel makes no network namespace"
    try:
        bridge = ["ip", "-n", probe, "link", "add", "br0", "type", "bridge"]
        made = subprocess.run(bridge, capture_output=True, text=True, check=False)
        return made.stderr.strip() if made.returncode else None
    finally:
        _run("ip", "netns", "del", probe)


class Lan:
    """`with Lan() as lan:` gives a switch; computers are joined to it one by one."""

    def __init__(self) -> None:
        self._name = f"hb{os.getpid()}-{next(_numbers)}"
        self._switch = f"{self._name}-switch"
        self._ports: list[str] = []
        self._multicast = "on"
        self._undo = contextlib.ExitStack()

    def __enter__(self) -> Self:
        _sweep()
        self._make(self._switch)
        _run("ip", "-n", self._switch, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
        _run("ip", "-n", self._switch, "link", "set", "br0", "up")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()

    def computer(self, name: str, address: str | None) -> "Computer":
        """Join a computer with a good cable; without an address it has only the cable."""
        computer = self._computer(name)
        port = self._port()
        peer = ["peer", "name", WIRE, "netns", computer.network]
        _run("ip", "-n", self._switch, "link", "add", port, "type", "veth", *peer)
        self._plug(computer, port, address)
        return computer

    def computer_on_taps(self, name: str, address: str) -> tuple["Computer", int, int]:
        """Join a computer whose frames we carry ourselves: gives the file descriptors of its end and of the switch's end. We close them."""
        computer = self._computer(name)
        port = self._port()
        ends = in_network(computer.network, lambda: _tap(WIRE)), in_network(self._switch, lambda: _tap(port))
        for end in ends:
            self._undo.callback(os.close, end)
        self._plug(computer, port, address)
        return computer, *ends

    def block_multicast(self) -> None:
        """Let no multicast pass the switch from now on, whoever joins it."""
        self._flood("off")

    def let_multicast_pass(self) -> None:
        """Let multicast pass again."""
        self._flood("on")

    def _flood(self, onoff: str) -> None:
        self._multicast = onoff
        for port in self._ports:
            self._set_port(port)

    def _set_port(self, port: str) -> None:
        _run("ip", "-n", self._switch, "link", "set", port, "type", "bridge_slave", "mcast_flood", self._multicast)

    def _computer(self, name: str) -> "Computer":
        network = f"{self._name}-{name}"
        self._make(network)
        _run("ip", "-n", network, "link", "set", "lo", "up")
        return Computer(network, self._switch, f"port{len(self._ports)}")

    def _port(self) -> str:
        self._ports.append(f"port{len(self._ports)}")
        return self._ports[-1]

    def _plug(self, computer: "Computer", port: str, address: str | None) -> None:
        _run("ip", "-n", self._switch, "link", "set", port, "master", "br0", "up")
        self._set_port(port)
        _run("ip", "-n", computer.network, "link", "set", WIRE, "up")
        if address is not None:
            computer.give_address(address)

    def _make(self, network: str) -> None:
        _run("ip", "netns", "add", network)
        self._undo.callback(_run, "ip", "netns", "del", network)


class Computer:
    """One namespace with its cable. `network` is the namespace's name."""

    def __init__(self, network: str, switch: str, port: str) -> None:
        self.network = network
        self._switch, self._port = switch, port

    def command(self, *words: str) -> list[str]:
        """Give the words that run a program there."""
        return ["ip", "netns", "exec", self.network, *words]

    def pull_cable(self) -> None:
        """Pull the cable: the carrier goes, here and at the switch."""
        _run("ip", "-n", self._switch, "link", "set", self._port, "down")

    def plug_in(self) -> None:
        """Plug the cable in again."""
        _run("ip", "-n", self._switch, "link", "set", self._port, "up")

    def is_deaf(self) -> None:
        """Take nothing from the cable any more, while what the computer sends goes out: a fault that no carrier shows."""
        self._drop("input", "iifname")

    def is_mute(self) -> None:
        """Send nothing any more, while what arrives is taken."""
        self._drop("output", "oifname")

    def is_whole(self) -> None:
        """Let both directions pass again."""
        _run(*self.command("nft", "flush", "ruleset"))

    def _drop(self, hook: str, card: str) -> None:
        made = "add table inet wall; add chain inet wall {0} {{ type filter hook {0} priority 0; }}; add rule inet wall {0} {1} {2} drop"
        _run(*self.command("nft", made.format(hook, card, WIRE)))

    def give_address(self, address: str) -> None:
        """Give the computer one more address."""
        _run("ip", "-n", self.network, "addr", "add", f"{address}/{PREFIX}", "broadcast", "+", "dev", WIRE)

    def change_address(self, address: str) -> None:
        """Give the computer another address instead of all it had, as a new lease does, and announce it as every DHCP client does (RFC
        5227).
        """
        _run("ip", "-n", self.network, "addr", "flush", "dev", WIRE, "scope", "global")
        self.give_address(address)
        in_network(self.network, lambda: _announce(address))

    def socket(self) -> socket.socket:
        """Make a TCP socket of this computer that the test holds."""
        return in_network(self.network, lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))


def in_network[T](network: str, make: Callable[[], T]) -> T:
    """Run `make` in a thread that is in that network, and give what it makes: sockets and cards belong to the network
    where they were made.
    """
    made: list[T] = []

    def there() -> None:
        with (NETWORKS / network).open() as namespace:
            os.setns(namespace.fileno(), os.CLONE_NEWNET)
        made.append(make())

    thread = threading.Thread(target=there)
    thread.start()
    thread.join()
    return made[0]


def _tap(name: str) -> int:
    """Make a network card whose frames we read and write."""
    card = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.ioctl(card, TUNSETIFF, struct.pack("16sH14x", name.encode(), IFF_TAP | IFF_NO_PI))
    return card


def _sweep() -> None:
    """Remove the networks of a test run that was killed. A network's name has the run's process id."""
    for left in NETWORKS.glob("hb*-*") if NETWORKS.is_dir() else ():
        process = left.name.removeprefix("hb").partition("-")[0]
        if process.isdecimal() and not Path("/proc", process).exists():
            subprocess.run(["ip", "netns", "del", left.name], check=False, capture_output=True)


def _announce(address: str) -> None:
    """Send a gratuitous ARP, so that nobody sends to the former owner of the address any more."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as card:
        card.bind((WIRE, 0))
        mac, ip = card.getsockname()[4], socket.inet_aton(address)
        head = struct.pack("!6s6sH", b"\xff" * 6, mac, ETH_P_ARP)
        card.send(head + struct.pack("!HHBBH6s4s6s4s", 1, ETH_P_IP, 6, 4, ARP_REQUEST, mac, ip, bytes(6), ip))


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, text=True, timeout=180)
