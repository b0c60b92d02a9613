"""Runs NUT's own upsd with its dummy-ups, as child processes: a file is what the supply says. No program of NUT's that switches a machine
off is used.
"""

import getpass
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from hardware.power.address import PORT
from tests.patience import until
from tests.ports import free_port

# these folders come first, before Debian's wrapper, which works only in a configured mode
_PATH = f"/lib/nut:/usr/lib/nut:{os.environ.get('PATH', '')}:/usr/sbin"
LACKING = [each for each in ("upsd", "dummy-ups", "upsc") if shutil.which(each, path=_PATH) is None]
needs_nut = pytest.mark.skipif(
    bool(LACKING), reason=f"{', '.join(LACKING)} not installed: sudo apt-get install nut-server nut-client"
)


class RealUpsd:
    """One supply, `ups`, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._variables = folder / "ups.dev"
        self._environment = {**os.environ, "NUT_CONFPATH": str(folder), "NUT_STATEPATH": str(folder)}
        self._children: list[subprocess.Popen[bytes]] = []
        self._said_s = int(time.time())
        self._write(
            "ups.conf", f"[ups]\ndriver = dummy-ups\nport = {self._variables}\nmode = dummy-once\npollinterval = 1\n"
        )
        self._write("upsd.conf", f"LISTEN 127.0.0.1 {self.port}\nMAXAGE 3\n")
        self._write("upsd.users", "")
        self.says("OL", runtime_s=2400)

    def use(self, settings: Path) -> None:
        """Use the settings of that folder instead, with a pretend UPS in place of a real one, and a free port in place of NUT's."""
        for each in settings.iterdir():
            self._write(each.name, each.read_text().replace(str(PORT), str(self.port)))
        ups = (settings / "ups.conf").read_text().replace("usbhid-ups", "dummy-ups\n    mode = dummy-once")
        self._write("ups.conf", ups.replace("port = auto", f"port = {self._variables}"))

    def says(self, status: str, *, runtime_s: int | None = None, battery_date: str = "") -> None:
        """Let the supply say this, from its driver's next look at the file on. `dummy-ups` sees a change only by the file's time in whole
        seconds, so each change sets that time one second later.
        """
        lines = [f"ups.status: {status}"]
        lines += [f"battery.runtime: {runtime_s}"] if runtime_s is not None else []
        lines += [f"battery.date: {battery_date}"] if battery_date else []
        self._write("ups.new", "\n".join([*lines, ""]))
        new = self._folder / "ups.new"
        self._said_s += 1
        os.utime(new, (self._said_s, self._said_s))
        new.replace(self._variables)

    async def start_driver(self) -> subprocess.Popen[bytes]:
        """Start the driver; returns when upsd can find it."""
        driver = self._start("dummy-ups", "-F", "-a", "ups")
        await until((self._folder / "dummy-ups-ups").exists)
        return driver

    def start_upsd(self) -> subprocess.Popen[bytes]:
        """Start upsd; returns at once."""
        return self._start("upsd", "-F")

    def close(self) -> None:
        """End the processes, whatever became of them."""
        for child in self._children:
            child.kill()
            child.wait()

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        found = shutil.which(program, path=_PATH)
        assert found is not None
        child = subprocess.Popen(
            [found, *arguments, "-u", getpass.getuser()],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._children.append(child)
        return child

    def _write(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text)
        (self._folder / name).chmod(0o600)  # NUT warns where others may read these files


def upsc(port: int, supply: str = "ups") -> dict[str, str]:
    """Give what NUT's own client is told."""
    program = shutil.which("upsc", path=_PATH)
    assert program is not None
    ran = subprocess.run(
        [program, f"{supply}@127.0.0.1:{port}"], capture_output=True, text=True, timeout=180, check=True
    )
    return dict(line.split(": ", 1) for line in ran.stdout.splitlines())
