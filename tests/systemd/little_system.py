"""Runs a real systemd as the first process of its own namespaces, over this machine's files, with our units, users and program installed.

with LittleSystem(folder, seed) as system:
        system.until("handbell-alert.service", "active")
        system.run("systemctl", "kill", "-s", "STOP", "handbell-alert")

Nothing it writes stays: all of it lies in memory. What only a box has (a screen, a card, a watchdog chip) is not here.
"""

import contextlib
import itertools
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.apart import apart, why_not

ROOT = Path(__file__).parents[2]
SYSTEMD = Path("/usr/lib/systemd/systemd")
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
WITHIN_S = 120.0  # a start takes three seconds; other tests run beside it on two cores
SPACES = ("--mount", "--pid", "--fork", "--kill-child", "--cgroup", "--uts", "--ipc", "--net")
_NUMBERS = itertools.count(1)
PACKAGES = ("appliance", "hardware", "sync", "tui", "image_build")

OWN_CGROUP = """
set -e
mount -t cgroup2 cgroup2 "$1"
mkdir "$1/$2"
echo $$ > "$1/$2/cgroup.procs"
umount "$1"
shift 2
exec "$@"
"""
"""Goes into a control group of its own before the namespace of control groups begins there. Two systems that begin in one group have all
groups of their units in common: where one ends a unit, the other's unit of that name is lost with it, or cannot be started.
"""

FORGET_CGROUP = """
mount -t cgroup2 cgroup2 "$1" || exit 0
for _ in $(seq 50); do  # its last processes may still be ending
    find "$1/$2" -depth -type d -exec rmdir {} + && break
    sleep 0.1
done
"""

START = """
set -e
mem=$1 root=$1/root here=$2 site=$3
mount -t tmpfs tmpfs "$mem"
mkdir -p "$mem/up" "$mem/work" "$root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$mem/up,workdir=$mem/work" "$root"
mkdir -p "$root/opt/handbell/bin" "$root/opt/handbell/src" "$root/boot/firmware"
cp -r "$site" "$root/opt/handbell/site"
for package in $4; do cp -r "$here/$package" "$root/opt/handbell/src/"; done
cat > "$root/opt/handbell/bin/handbell" <<END
#!$(readlink -f "$5") -I
import sys
sys.path[:0] = ["/opt/handbell/src", "/opt/handbell/site"]
from appliance.cli import main
sys.exit(main())
END
chmod 755 "$root/opt/handbell/bin/handbell"
cp "$6" "$root"/opt/handbell/site/handbell-*.dist-info/entry_points.txt
cp "$(dirname "$5")/litestream" "$root/opt/handbell/bin/"
rm -rf "$root"/etc/systemd/system/*.wants "$root/var/lib/handbell" "$root/var/lib/handbell-box" "$root/var/lib/handbell-uplink"
rm -rf "$root/var/lib/handbell-replica"
cp "$here"/systemd/handbell* "$root/usr/lib/systemd/system/"
cp -r "$here/image_build/tree/files/usr/lib/handbell" "$root/usr/lib/"
mkdir -p "$root/usr/lib/tmpfiles.d" "$root/etc/systemd/system/multi-user.target.wants"
cp "$here/systemd/tmpfiles.conf" "$root/usr/lib/tmpfiles.d/handbell.conf"
systemd-sysusers --root="$root" "$here/systemd/sysusers.conf" >/dev/null
ln -s /usr/lib/systemd/system/handbell.target "$root/etc/systemd/system/multi-user.target.wants/"
ln -sf /usr/lib/systemd/system/multi-user.target "$root/etc/systemd/system/default.target"
ln -sf /dev/null "$root/etc/systemd/system/console-getty.service"
ln -sf /usr/lib/systemd/system/handbell-serial@.service "$root/etc/systemd/system/serial-getty@.service"
ln -sfn /var/lib/handbell-box/etc "$root/etc/handbell"
ln -sfn /var/lib/handbell-box/hostname "$root/etc/hostname"
cp "$mem.seed" "$root/boot/firmware/handbell-seed.yaml"
chown -R 853:853 "$root/boot/firmware"
chmod 700 "$root/boot/firmware"
: > "$root/etc/machine-id"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mkdir -p "$root/sys/fs/cgroup"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for node in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 "$root/dev/${node%:*}" c 1 "${node#*:}"; done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
touch "$root/dev/console"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
ip link set lo up
ip link add eth0 type veth peer name far
ip addr add 10.77.0.2/24 dev eth0
ip link set far up
ip link set eth0 up
ip route add default via 10.77.0.1  # nobody is there: what may leave is lost, and what may not is refused
mount --make-rshared "$root"  # a unit's credentials reach it by that
echo ready
exec env -i PATH=$PATH container=handbell chroot "$root" /usr/lib/systemd/systemd --system >/dev/null 2>&1
"""


TERMINAL = """
import fcntl, os, pty, select, struct, subprocess, sys, termios
ours, theirs = pty.openpty()
fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))
at = f"/dev/{sys.argv[1]}"
open(at, "a").close()
subprocess.run(["mount", "--bind", os.ttyname(theirs), at], check=True)
while True:
    for ready in select.select([0, ours], [], [])[0]:
        data = os.read(ready, 65536)
        if ready == 0 and not data:
            sys.exit()
        os.write(1 if ready == ours else ours, data)
"""
"""The program behind a terminal. It holds both ends: if a program hangs up the terminal, another can be started on it."""


class Terminal:
    """A terminal of the little system. `text` is what was drawn on it; `types` is its keyboard."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._seen = b""

    def types(self, keys: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(keys.encode())
        self._process.stdin.flush()

    def until_it_shows(self, words: str) -> None:
        assert self._process.stdout is not None
        until_s = time.monotonic() + WITHIN_S
        while words not in self.text and time.monotonic() < until_s:
            if select.select([self._process.stdout], [], [], 1)[0]:
                self._seen += os.read(self._process.stdout.fileno(), 65536)
        assert words in self.text, self.text[-1500:]

    @property
    def text(self) -> str:
        """What was drawn, without colours and movements of the cursor."""
        plain = re.sub(r"\x1b(\[[0-9;?=>]*[a-zA-Z]|[()].|[=>78])", " ", self._seen.decode("utf-8", "replace"))
        return " ".join(plain.split())


def _commands() -> list[tuple[str, str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return sorted(project["entry-points"]["handbell.commands"].items())


def missing() -> str:
    """Say why it cannot run on this machine; empty when it can."""
    if os.geteuid() != 0:
        return "needs root"
    lacking = [each for each in ("nsenter", "systemd-sysusers", "ip") if shutil.which(each, path=PATH) is None]
    if lacking or not SYSTEMD.exists():
        return f"needs {', '.join(lacking) or 'systemd'}"
    return why_not(*SPACES) or ""


class LittleSystem:
    """A running systemd. When its block begins, it has begun to start."""

    def __init__(self, folder: Path, seed: str) -> None:
        self._mem = folder / "mem"
        self._mem.mkdir()
        self._mem.with_name("mem.seed").write_text(seed)
        self._group = f"little-system-{os.getpid()}-{next(_NUMBERS)}"
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        site = next(Path(sys.prefix).glob("lib/python3*/site-packages"))
        commands = self._mem.with_name("commands.txt")  # of this tree: what is installed may be older
        commands.write_text("".join(["[handbell.commands]\n", *(f"{name} = {at}\n" for name, at in _commands())]))
        arguments = [str(self._mem), str(ROOT), str(site), " ".join(PACKAGES), sys.executable, str(commands)]
        groups = [*apart("--mount"), "bash", "-c", OWN_CGROUP, "-", str(self._mem), self._group]
        words = [*groups, *apart(*SPACES), "bash", "-c", START, "-", *arguments]
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={"PATH": PATH})
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n", "it could not be put together"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            print(self.run("journalctl", "--no-pager", "-o", "short-monotonic", check=False)[-6000:])
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        forget = [*apart("--mount"), "bash", "-c", FORGET_CGROUP, "-", str(self._mem), self._group]
        subprocess.run(forget, capture_output=True, check=False)

    @property
    def _first(self) -> str:
        """The number that this machine gives to the first process of the little system."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return children.read_text().split()[0]

    def run(self, *words: str, check: bool = True, of: str = "") -> str:
        """Run a program in it. With `of`, run it where the main process of that unit runs, so that it sees only what that unit sees."""
        within = ["nsenter", "-t", self.shows(of, "MainPID"), "-m", "-r", "-w", *self._as(of)] if of else []
        done = subprocess.run(
            ["nsenter", *self._spaces, "env", f"PATH={PATH}", *within, *words],
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
            check=False,
        )
        assert done.returncode == 0 or not check, f"{words}: {done.stderr}"
        return done.stdout + ("" if check else done.stderr)

    def starts(self, *units: str) -> None:
        """Start units and wait until each is active. Where systemd cannot start one, what the journal says is printed."""
        try:
            self.run("systemctl", "start", *units)
        except AssertionError:
            print(self.run("journalctl", "--no-pager", "-o", "short-monotonic", "-n", "60", check=False))
            raise
        for unit in units:
            self.until(unit, "active")

    def is_given(self, file: Path, at: str) -> None:
        """Copy a file of this machine into it: it has its own /tmp and /run."""
        shutil.copy(file, f"/proc/{self._first}/root{at}")

    @contextlib.contextmanager
    def terminal(self, name: str) -> Iterator[Terminal]:
        """Put a terminal of 80 by 25 in place of /dev/NAME. A program takes it for a screen or a serial line."""
        process = subprocess.Popen(
            ["nsenter", *self._spaces, "env", f"PATH={PATH}", "python3", "-c", TERMINAL, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            self.until_it_is(lambda: not self.run("test", "-c", f"/dev/{name}"), f"there is a terminal {name}")
            yield Terminal(process)
        finally:
            process.kill()
            process.communicate()

    @property
    def _spaces(self) -> list[str]:
        return ["-t", self._first, "-m", "-p", "-u", "-i", "-n", "-C", "-r", "-w"]

    def _as(self, unit: str) -> list[str]:
        user, more = self.shows(unit, "User"), self.shows(unit, "SupplementaryGroups").split()
        groups = ["--init-groups"] if not more else ["--groups", ",".join(more)]
        return ["setpriv", f"--reuid={user}", f"--regid={user}", *groups]

    def shows(self, unit: str, setting: str) -> str:
        """Give the value that systemd shows for a setting of a unit."""
        return self.run("systemctl", "show", "-P", setting, unit).strip()

    def until(self, unit: str, state: str, setting: str = "ActiveState") -> None:
        """Wait until a unit is in this state."""
        self.until_it_is(lambda: self.shows(unit, setting) == state, f"{unit} is {state}")

    def until_at_rest(self) -> None:
        """Wait until a new seed has set off everything it sets off: it also starts a unit again that was stopped before."""

        def no_job() -> bool:
            return not self.run("systemctl", "list-jobs", "--plain", "--no-legend").strip()

        self.until_it_is(no_job, "nothing is left to do")
        time.sleep(
            1
        )  # a file may be written while the job that follows from it does not exist yet: then neither is seen
        self.until_it_is(no_job, "nothing is left to do")

    def until_it_is(self, so: Callable[[], bool], what: str, within_s: float = WITHIN_S) -> None:
        until_s = time.monotonic() + within_s
        while time.monotonic() < until_s:
            with contextlib.suppress(AssertionError, IndexError, FileNotFoundError):
                if so():
                    return
            time.sleep(0.2)
        raise AssertionError(f"after {within_s} s it is not so that {what}")
