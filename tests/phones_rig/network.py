"""A local network of our own for telephones: the box, the phone system, and the phones, with a cable from each to a switch.

with Network() as network:
        network.box.command("ping", "10.99.0.1")     # the words that run a program at the box
        network.pull_cable(network.box); network.plug_in(network.box)

Box and phone system are network namespaces. So are the phones together, where the switch is: each phone has an address of its own there.
By TCP all phones come from the address of `PHONES_FROM`, as from one office behind a router. Nothing leads out, and all of it goes when
the caller goes. Needs no root where an ordinary user may make a network (see `tests/apart.py`). Knows no telephone.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.apart import apart
from tests.patience import patience

PBX, BOX, STRANGER, PHONES_FROM = "10.99.0.1", "10.99.0.2", "10.99.0.3", "10.99.0.4"
"""Addresses of the phone system, of the box, of a computer on the same network that is neither, and of the switch."""
FIRST_PHONE, PHONES, PREFIX = 10, 20, 24
"""Phones have 10.99.0.10 and up: as many as a story needs, with room for those of sipp."""
CARD, SWITCH = "eth0", "switch"
ROOT = Path(__file__).resolve().parents[2]


def phone_address(number: int) -> str:
    """Give the address of a phone, counted from 0."""
    assert 0 <= number < PHONES, f"there are addresses for {PHONES} phones"
    return f"10.99.0.{FIRST_PHONE + number}"


def phone_card(number: int) -> str:
    """Give the network card of a phone: the one that it takes its address from."""
    return f"phone{number}"


class End:
    """The box, the phone system, or all phones."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], line: socket.socket, *, own_user: bool) -> None:
        self.name, self._process, self._line, self._own_user = name, process, line, own_user

    @property
    def pid(self) -> int:
        """The process that holds this network open."""
        return self._process.pid

    def command(self, *words: str) -> list[str]:
        """Give the words that run a program there. It ends with the test, however that ends (prctl(2): PR_SET_PDEATHSIG)."""
        user = ["--user", "--preserve-credentials"] if self._own_user else []
        return ["nsenter", "--target", str(self.pid), *user, "--net", "--", "setpriv", "--pdeathsig", "KILL", *words]

    def command_with_children(self, *words: str) -> list[str]:
        """Give the words that run a program that starts others: it has process numbers of its own, and none of them outlives it."""
        return self.command("unshare", "--pid", "--fork", "--kill-child", *words)

    def tcp(self) -> socket.socket:
        """Make a TCP socket of this network, not yet connected."""
        return self._made(b"t")

    def udp(self) -> socket.socket:
        """Make a UDP socket of this network, not yet bound."""
        return self._made(b"u")

    def _made(self, letter: bytes) -> socket.socket:
        self._line.sendall(letter)
        _, descriptors, _, _ = socket.recv_fds(self._line, 1, 1)
        return socket.socket(fileno=descriptors[0])

    def close(self) -> None:
        """Let the network go. Programs that still run there keep it."""
        self._line.close()
        self._process.wait(timeout=patience())


class Network:
    """`with Network() as network:` gives its ends: `box`, `pbx` and `phones`."""

    def __init__(self) -> None:
        words = apart("--net")
        own_user = "--user" in words
        with ExitStack() as undo:
            self.phones = _held("phones", words, own_user=own_user)
            undo.callback(self.phones.close)
            inner = self.phones.command("unshare", "--net") if own_user else words
            self.box, self.pbx = (_held(name, inner, own_user=own_user) for name in ("box", "pbx"))
            undo.callback(self.box.close)
            undo.callback(self.pbx.close)
            lines = [f"link add {SWITCH} type bridge", f"link set {SWITCH} up"]
            lines += [f"addr add {address}/{PREFIX} dev {SWITCH}" for address in (PHONES_FROM, STRANGER)]
            _ip(self.phones, lines + [line for number in range(PHONES) for line in _phone(number)])
            self._join(self.box, BOX)
            self._join(self.pbx, PBX)
            self._undo = undo.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()

    def pull_cable(self, end: End) -> None:
        """Pull the cable of the box or of the phone system out of the switch: the carrier goes, here and there."""
        _ip(self.phones, [f"link set {end.name} down"])

    def plug_in(self, end: End) -> None:
        """Plug it in again."""
        _ip(self.phones, [f"link set {end.name} up"])

    def _join(self, end: End, address: str) -> None:
        peer = f"peer name {CARD} netns {end.pid}"
        _ip(self.phones, [f"link add {end.name} type veth {peer}", f"link set {end.name} master {SWITCH} up"])
        _ip(end, [f"addr add {address}/{PREFIX} dev {CARD}", f"link set {CARD} up"])


def _phone(number: int) -> list[str]:
    """A phone's card has no cable: it is where the switch is. It only holds the phone's address."""
    card, address = phone_card(number), phone_address(number)
    return [f"link add {card} type bridge", f"addr add {address}/32 dev {card}", f"link set {card} up"]


def _ip(end: End, lines: Sequence[str]) -> None:
    words = end.command("ip", "-batch", "-")
    given = "\n".join(lines)
    done = subprocess.run(words, input=given, capture_output=True, text=True, check=False, timeout=patience())
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr.strip()} in: {given}"


def _held(name: str, words: Sequence[str], *, own_user: bool) -> End:
    ours, theirs = socket.socketpair()
    with theirs:
        program = [sys.executable, "-m", "tests.phones_rig.inside", str(theirs.fileno())]
        process = subprocess.Popen([*words, *program], pass_fds=[theirs.fileno()], cwd=ROOT, env=_environment())
    ours.settimeout(patience())
    if ours.recv(1) != b"+":
        ours.close()
        raise AssertionError(f"no network could be made: {' '.join(words)} ended with {process.wait()}")
    return End(name, process, ours, own_user=own_user)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def end_with_children(process: subprocess.Popen[bytes]) -> None:
    """Kill a program that was run with `command_with_children`, and wait until it and all that it started are gone, with their ports.

    The first of its process numbers is killed. It is gone only once all others are (pid_namespaces(7)), and `unshare` waits for it.
    """
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    with suppress(FileNotFoundError, ProcessLookupError):
        for first in children.read_text().split():
            os.kill(int(first), 9)
    process.wait(timeout=patience())


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a program of ours with all that it started in its session, and wait for it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, 9)
    process.wait(timeout=patience())
