"""A school's network in namespaces of their own: a box, a PBX, and a phone that is no PBX. Everything in it ends with the block.

with SchoolLan(folder) as lan:
        lan.box("make")
        assert lan.asks("handbell-phones", 5070, PBX, 5060) == "10.20.0.2:5070"
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.apart import apart

BOX, PBX, PHONE = "10.20.0.2", "10.20.0.5", "10.20.0.6"
ROOT = Path(__file__).parents[3]
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

BEGIN = """
set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/handbell /run/netns
ip link set lo up
ip link add br0 type bridge
ip link set br0 up
ip addr add 10.20.0.2/24 dev br0
for each in pbx:5 phone:6; do
    name=${each%:*}
    ip netns add $name
    ip link add to-$name type veth peer name eth0 netns $name
    ip link set to-$name master br0 up
    nsenter --net=/run/netns/$name ip addr add 10.20.0.${each#*:}/24 dev eth0
    nsenter --net=/run/netns/$name ip link set eth0 up
    nsenter --net=/run/netns/$name ip link set lo up
    nsenter --net=/run/netns/$name ip route add default via 10.20.0.2
done
ip netns add handbell-phones
echo ready
exec sleep infinity
"""
RUNS = "import sys; from appliance.phone_network.command import main; sys.exit(main(sys.argv[1:]))"
ANSWERS = """
import selectors, socket, sys
waits = selectors.DefaultSelector()
for port in map(int, sys.argv[2:]):
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if sys.argv[1] == "udp" else socket.SOCK_STREAM)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    line.bind(("", port))
    if sys.argv[1] == "tcp":
        line.listen()
    waits.register(line, selectors.EVENT_READ)
print("ready", flush=True)
while True:
    for key, _ in waits.select():
        if sys.argv[1] == "udp":
            _, peer = key.fileobj.recvfrom(100)
            key.fileobj.sendto("{}:{}".format(*peer).encode(), peer)
        else:
            line, peer = key.fileobj.accept()
            line.sendall("{}:{}".format(*peer).encode())
            line.close()
"""
"""Tells whoever comes from which address and port they came."""
ASKS = """
import socket, sys
kind, at, host, port = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
line.bind(("", at))
line.settimeout(1)
try:
    line.connect((host, port))
    if kind == "udp":
        line.send(b"x")
    print(line.recv(100).decode())
except OSError:
    print("nobody")
"""


class SchoolLan:
    """`with SchoolLan(folder) as lan:` gives the network. `folder` is for what runs in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._holder: subprocess.Popen[str] | None = None
        self._running: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        words = [*apart("--mount", "--net", "--pid", "--fork", "--kill-child"), "bash", "-c", BEGIN]
        self._holder = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={"PATH": PATH}
        )
        assert self._holder.stdout is not None
        began = self._holder.stdout.readline()
        assert began == "ready\n", self._holder.communicate()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._holder is not None
        self._holder.send_signal(signal.SIGKILL)
        for each in (self._holder, *self._running):
            each.communicate()

    def telephone(self, text: str) -> None:
        """Write the daemon's file about the PBX; empty: there is none."""
        self.sh("cat > /run/handbell/telephone.json" if text else "rm -f /run/handbell/telephone.json", text)

    def box(self, what: str) -> subprocess.CompletedProcess[str]:
        """Run `handbell phone-network` at the box."""
        return self._run([sys.executable, "-c", RUNS, what], "")

    def sh(self, script: str, text: str = "") -> str:
        """Run a script at the box; it must work."""
        done = self._run(["bash", "-ec", script], text)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def answers(self, network: str, kind: str, *ports: int) -> None:
        """Let a program in that network answer at these ports, until the end."""
        words = [*self._enter, *_inside(network), sys.executable, "-c", ANSWERS, kind, *map(str, ports)]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={"PATH": PATH})
        self._running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"

    def asks(self, network: str, at: int, host: str, port: int, kind: str = "udp") -> str:
        """Ask from a port in that network. Gives the address and port that the other end saw, or "nobody"."""
        words = [*_inside(network), sys.executable, "-c", ASKS, kind, str(at), host, str(port)]
        return self._run(words, "").stdout.strip()

    def _run(self, words: list[str], text: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": f"{Path(sys.executable).parent}:{PATH}", "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [*self._enter, *words],
            input=text,
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @property
    def _enter(self) -> list[str]:
        assert self._holder is not None
        first = Path(f"/proc/{self._holder.pid}/task/{self._holder.pid}/children").read_text().split()[0]
        return ["nsenter", "-t", first, "-m", "-n", "-p", f"--wd={os.fspath(ROOT)}"]


def _inside(network: str) -> list[str]:
    return ["nsenter", f"--net=/run/netns/{network}"] if network else []
