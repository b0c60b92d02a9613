"""The alert daemon's end of the line of phones, for tests: a real socket with the real frames. It decides nothing but what a test says."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from appliance.api.framing import frame
from appliance.api.phones.frames import from_phones
from appliance.api.phones.messages import ALIVE_EVERY_S, Alive, FromPhones, ToPhones
from tests.patience import patience


class DaemonEnd:
    """Listens at `path`. `heard` has all that the process of the phones said, without `Alive`."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.bind(str(path))
        self._listening.listen()
        self._listening.settimeout(patience())
        self._line: socket.socket | None = None
        self._reader = from_phones()
        self.heard: list[FromPhones] = []
        self._lock, self._over = threading.Lock(), threading.Event()
        threading.Thread(target=self._beat, daemon=True).start()

    def _beat(self) -> None:
        """Be alive while the test waits for something else."""
        while not self._over.wait(ALIVE_EVERY_S / 2):
            with suppress(OSError, AssertionError):
                self.say(Alive())

    def accept(self, *first: ToPhones) -> None:
        """Wait for the process of the phones, and say these first."""
        self._line, _ = self._listening.accept()
        self._reader = from_phones()
        for message in first:
            self.say(message)

    def say(self, message: ToPhones) -> None:
        """Say something."""
        with self._lock:
            assert self._line is not None
            self._line.sendall(frame(message))

    def until[M](self, kind: type[M], holds: Callable[[M], bool] = lambda _: True, *, since: int = 0) -> M:
        """Wait for a message of this kind for which this holds, among those from number `since` on."""
        end = time.monotonic() + patience()
        while True:
            for message in self.heard[since:]:
                if isinstance(message, kind) and holds(message):
                    return message
            assert time.monotonic() < end, f"it did not come; heard so far: {self.heard}"
            self.read(0.2)

    def read(self, wait_s: float) -> None:
        """Read what is there, or comes within this time."""
        assert self._line is not None
        self._line.settimeout(wait_s)
        try:
            data = self._line.recv(65_536)
        except TimeoutError:
            return
        assert data, "the process of the phones closed its line"
        self.heard += [message for message in self._reader.feed(data) if not isinstance(message, Alive)]

    def hang(self) -> None:
        """End the line, as a daemon does that is killed."""
        assert self._line is not None
        self._line.close()
        self._line = None

    def close(self) -> None:
        """Let all of it go."""
        self._over.set()
        if self._line is not None:
            self._line.close()
        self._listening.close()
