"""Runs a box under QEMU: starts it from a card, reads and types on its serial lines, and kills it as a power cut does. It builds
nothing.
"""

import contextlib
import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from image_build.boot.card import taken_out
from image_build.boot.line import Line
from image_build.boot.qemu_machines import VIRT, QemuMachine
from image_build.boot.shell import ASKED, Shell
from image_build.disk import boot_text
from image_build.programs import CannotBuild, found, need


@dataclass(frozen=True, slots=True)
class Setup:
    """What a machine is made of. `forwards` names ports inside the box; each is reached from here on 127.0.0.1 at
    `Machine.ports[name]`.
    """

    forwards: Mapping[str, int] = field(default_factory=dict)
    memory_mib: int = 1024
    processors: int = 2
    outside: bool = False  # whether the box can reach others; this computer is then 10.0.2.2
    plugged: bool = True  # whether there is a network at all
    shell: bool = True  # a root shell on the second serial line, if the board has one
    board: QemuMachine = VIRT
    watchdog: bool = False  # a watchdog chip, which restarts the machine if nobody feeds it
    reboots: bool = True  # False: the machine ends when it would restart
    stick: Path | None = None  # a file to put in as a USB stick before the start
    words: Sequence[str] = ()  # more words for the kernel's command line
    extra: Sequence[str] = ()  # more words for QEMU


class Machine:
    """One machine: `start`, `kill`, and `start` again from the same card. Use it with `with`, so that none is left running."""

    def __init__(self, card: Path, folder: Path, setup: Setup | None = None) -> None:
        """Prepare a machine. It writes to the card. `folder` gets the kernel, logs and sockets; the logs go on from one start to the
        next.
        """
        self.card, self.folder, self.setup = card, folder, setup or Setup()
        self.ports: dict[str, int] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: list[Line] = []
        self._sockets: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        """Return the machine, which is not started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the machine."""
        self.kill()

    def start(self) -> None:
        """Switch the power on. Raises CannotBuild if QEMU is missing or does not start."""
        need(["qemu-system-aarch64", "mcopy"])
        assert self._process is None, "it runs already"
        self.folder.mkdir(parents=True, exist_ok=True)
        tree = self.setup.board.tree
        taken_out(self.card, ["vmlinuz", "initrd.img", *([tree] if tree else [])], self.folder)
        # the same ports at the next start, so that whoever dials from outside finds the box again
        self.ports = self.ports or {name: _free_port() for name in self.setup.forwards}
        self._sockets = tempfile.TemporaryDirectory(prefix="handbell-")  # a socket's path has at most 107 bytes
        self._process = subprocess.Popen(
            self._command(), stdin=subprocess.DEVNULL, stdout=self._log("qemu"), stderr=subprocess.STDOUT
        )
        self._lines = [Line(self._connected(name), self.folder / f"{name}.log") for name in ("console", "shell")]
        self.console = self._lines[0]
        self.shell = Shell(self._lines[1])
        with self._connected("monitor") as monitor:  # the file keeps the connection open until it is closed
            self._monitor = monitor.makefile("rw")
        self._asked("qmp_capabilities")
        self._asked("cont")  # only now, when every line is connected, so that no word is lost

    def kill(self) -> None:
        """Pull the plug at once, whatever the machine does. Does nothing if the machine does not run."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        with contextlib.suppress(OSError):
            self._monitor.close()
        for line in self._lines:
            line.close()
        if self._sockets:
            self._sockets.cleanup()

    def ended(self, within_s: float) -> bool:
        """Return whether the machine ends by itself within that time: by power off, or by a restart without `reboots`."""
        assert self._process is not None
        try:
            self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def plug_in(self, stick: Path) -> None:
        """Put a file in as a USB stick, while the box runs."""
        self._asked(
            "blockdev-add", driver="raw", **{"node-name": "later", "file": {"driver": "file", "filename": str(stick)}}
        )
        self._asked("device_add", driver="usb-storage", drive="later", id="laterstick", bus="usb.0")

    def pull_out(self) -> None:
        """Pull that stick out."""
        self._asked("device_del", id="laterstick")
        time.sleep(1)  # QEMU lets go of the file a moment after it was asked to
        self._asked("blockdev-del", **{"node-name": "later"})

    def cable(self, *, in_it: bool) -> None:
        """Pull the network's cable, or put it back."""
        self._asked("set_link", name="net0", up=in_it)

    def _asked(self, word: str, **arguments: object) -> object:
        self._monitor.write(json.dumps({"execute": word, "arguments": arguments}) + "\n")
        self._monitor.flush()
        for answer in self._monitor:
            said = json.loads(answer)
            if "return" in said:
                return said["return"]
            if "error" in said:
                raise CannotBuild(f"QEMU would not {word}: {said['error'].get('desc')}")
        raise CannotBuild(f"QEMU ended at {word}; see {self.folder / 'qemu.log'}.")

    def _connected(self, name: str) -> socket.socket:
        assert self._process is not None and self._sockets is not None
        # QEMU opens its sockets at once, but a busy machine may need some seconds to load it
        end = time.monotonic() + 30
        while True:
            line = socket.socket(socket.AF_UNIX)
            try:
                line.connect(str(Path(self._sockets.name) / name))
            except OSError:
                line.close()
                if self._process.poll() is not None or time.monotonic() > end:
                    said = (self.folder / "qemu.log").read_text(errors="replace")[-2000:]
                    self.kill()
                    raise CannotBuild(f"QEMU did not start. It said:\n{said}") from None
                time.sleep(0.05)
            else:
                return line

    def _log(self, name: str) -> int:
        return os.open(self.folder / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def _command(self) -> list[str]:
        assert self._sockets is not None
        setup, board = self.setup, self.setup.board
        sockets = Path(self._sockets.name)
        words = [*boot_text.words(board.console), *([ASKED] if setup.shell else []), *board.words, *setup.words]
        command = [found("qemu-system-aarch64") or "qemu-system-aarch64", "-display", "none", "-nodefaults", "-S"]
        command += [*board.hardware, "-smp", str(setup.processors), "-m", str(setup.memory_mib)]
        # 512 MiB for translated code: a boot fits in without being translated twice
        command += [
            "-accel",
            "tcg,thread=multi,tb-size=512",
        ]
        command += [
            "-kernel",
            str(self.folder / "vmlinuz"),
            "-initrd",
            str(self.folder / "initrd.img"),
            "-append",
            " ".join(words),
        ]
        if board.tree:
            command += ["-dtb", str(self.folder / board.tree)]
        for name in ("console", "shell", "monitor"):
            command += ["-chardev", f"socket,id={name},path={sockets / name},server=on,wait=off"]
        for line in board.lines:
            command += ["-serial", line]
        command += ["-mon", "chardev=monitor,mode=control"]
        command += ["-drive", f"file={self.card},{board.card}", *board.attached]
        command += self._network()
        if setup.stick is not None:
            command += [
                "-drive",
                f"file={setup.stick},format=raw,if=none,id=stick",
                "-device",
                "usb-storage,drive=stick,bus=usb.0",
            ]
        if setup.watchdog:
            command += ["-device", "i6300esb", "-action", "watchdog=reset"]
        if not setup.reboots:
            command += ["-no-reboot"]
        return [*command, *setup.extra]

    def _network(self) -> list[str]:
        if not self.setup.plugged:
            return []
        words = ["user", "id=net0", f"restrict={'off' if self.setup.outside else 'on'}"]
        words += [f"hostfwd=tcp:127.0.0.1:{self.ports[name]}-:{inside}" for name, inside in self.setup.forwards.items()]
        return ["-netdev", ",".join(words), "-device", self.setup.board.network_card]


def _free_port() -> int:
    """Return a port that nobody has at the moment. Somebody could take it before QEMU does; then QEMU says so and ends."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
