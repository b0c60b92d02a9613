"""`handbell phones` at work in a rig: the real process in the box's network, beside a real PBX with real phones, and the daemon's end."""

import os
import signal
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.api.phones.messages import Registration, Setup
from tests.appliance.phones.daemon_end import DaemonEnd
from tests.patience import patience
from tests.phones_rig.network import PBX, end
from tests.phones_rig.pbx import PORTS
from tests.phones_rig.rig import HANDBELL, HELP, PhonesRig, secret_of

DIGEST = "0123456789abcdef"
RUNS = "import sys; from appliance.phones.command import main; sys.exit(main(sys.argv[1:]))"
ROOT = Path(__file__).resolve().parents[3]


class Story:
    """One box at one PBX."""

    def __init__(self, folder: Path, rig: PhonesRig) -> None:
        self.folder, self.rig = folder, rig
        self.run = folder / "run"
        self.daemon = DaemonEnd(folder / "p.sock")
        self.secret = folder / "secret"
        self.secret.write_text(secret_of(HANDBELL))
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self, *more: str, transport: str = "udp", baresip: str | None = None) -> Registration:
        """Start it, and wait until it has something to say of the PBX."""
        self.start(*more, baresip=baresip)
        self.daemon.accept(self.setup(transport))
        return self.daemon.until(Registration)

    def setup(self, transport: str = "udp", *, phrases: str = DIGEST) -> Setup:
        """Give what the plan says of this PBX."""
        port = PORTS[transport]
        return Setup(pbx=PBX, port=port, transport=transport, user=HANDBELL, extension=HELP, phrases=phrases)

    def start(self, *more: str, baresip: str | None = None) -> None:
        """Start the process."""
        words = [sys.executable, "-c", RUNS, "--socket", str(self.folder / "p.sock"), "--run", str(self.run)]
        words += ["--phrases", str(self.folder / "phrases"), "--secret", str(self.secret), *more]
        words += ["--baresip", baresip] if baresip else []
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with (self.folder / "phones.log").open("ab") as log:
            self._process = subprocess.Popen(
                self.rig.network.box.command(*words), stdout=log, stderr=log, env=environment, start_new_session=True
            )

    def stop(self) -> int:
        """Ask it to end; give its code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=patience())

    def kill(self) -> None:
        """Kill the process itself, as the system does where memory is short, and nothing of what it started."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(timeout=patience())

    @property
    def pid(self) -> int:
        """The process: `nsenter` became it."""
        assert self._process is not None
        return self._process.pid

    def children(self) -> list[int]:
        """Give the processes of baresip that it has."""
        assert self._process is not None
        found = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(pid) for pid in found]

    def journal(self) -> str:
        """Give what it wrote."""
        return (self.folder / "phones.log").read_text(errors="replace")

    def phrase(self, clip: str, seconds: float = 0.5) -> None:
        """Record a phrase: a sound that is not silence."""
        folder = self.folder / "phrases" / DIGEST
        folder.mkdir(parents=True, exist_ok=True)
        with wave.open(str(folder / f"{clip}.wav"), "wb") as made:
            made.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
            made.writeframes(b"\x00\x20\x00\xe0" * round(4000 * seconds))

    def close(self) -> None:
        """End all of it."""
        if self._process is not None:
            end(self._process)
        self.daemon.close()


@contextmanager
def story(folder: Path, **rig: object) -> Iterator[Story]:
    """Begin with a PBX and a box that is not started."""
    with PhonesRig(folder, **rig) as made:  # type: ignore[arg-type]
        told = Story(folder, made)
        try:
            yield told
        finally:
            told.close()
