"""Runs `handbell pretend` as a process of its own: it plays what hangs on a serial line, and takes sentences."""

import subprocess
from pathlib import Path

from tests.system.box import HANDBELL


class Wire:
    """What `handbell pretend` puts at the end of a line."""

    def __init__(self, family: str, at: Path, roster: str) -> None:
        words = [str(HANDBELL), "pretend", "--wire", family, "--at", str(at), "--buttons", roster]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, text=True)

    def told(self, *sentences: str) -> None:
        """Say in sentences what happens there."""
        assert self._process.stdin is not None
        self._process.stdin.write("".join(f"{each}\n" for each in sentences))
        self._process.stdin.flush()

    def ends(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
