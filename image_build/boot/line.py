"""Holds one end of a wire to a running box: keeps what came, waits for a word in it, and types. It does not know what is at the other
end.
"""

import re
import socket
import threading
from pathlib import Path


class Silent(Exception):
    """What was awaited did not come. `str()` has the end of what came instead."""


class Line:
    """A connected socket, which a thread reads, so that nothing is lost while nobody waits."""

    def __init__(self, connection: socket.socket, log: Path | None = None) -> None:
        """Begin to read. `log` gets every byte as it comes."""
        self._connection = connection
        self._log = log.open("ab", buffering=0) if log else None
        self._came = bytearray()
        self._seen = 0  # how far `wait_for` has searched
        self._news = threading.Condition()
        self._ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def text(self) -> str:
        """Everything that has come since the beginning."""
        with self._news:
            return self._came.decode(errors="replace")

    def wait_for(self, pattern: str, within_s: float) -> re.Match[bytes]:
        """Find the next place, after the last one found, where the regular expression matches. Raises Silent."""
        wanted = re.compile(pattern.encode())
        found: re.Match[bytes] | None = None

        def there() -> bool:
            nonlocal found
            found = wanted.search(self._came, self._seen)
            return found is not None or self._ended

        with self._news:
            self._news.wait_for(there, within_s)
            if found is None:
                why = "the machine ended" if self._ended else f"not within {within_s:.0f} s"
                raise Silent(f"{pattern!r} did not come ({why}). The last of what did:\n{self._tail()}")
            self._seen = found.end()
            return found

    def send(self, text: str) -> None:
        """Type this text."""
        self._connection.sendall(text.encode())

    def close(self) -> None:
        """Hang up. What came can still be read."""
        self._connection.close()
        self._reader.join(timeout=5)  # the thread ends by itself once the other end is gone
        if self._log:
            self._log.close()
            self._log = None

    def _read(self) -> None:
        while True:
            try:
                piece = self._connection.recv(65536)
            except OSError:
                piece = b""
            if piece and self._log:
                self._log.write(piece)
            with self._news:
                self._came += piece
                self._ended = not piece
                self._news.notify_all()
            if not piece:
                return

    def _tail(self) -> str:
        return self._came[-3000:].decode(errors="replace")
