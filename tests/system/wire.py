"""What hangs on a serial line, as a process of its own: `handbell pretend`, told by its sentences."""

import subprocess
from pathlib import Path

from tests.system.box import HANDBELL


class Wire:
    """What `handbell pretend` puts at the end of a line, told by sentences."""

    def __init__(self, family: str, at: Path, roster: str) -> None:
        words = [str(HANDBELL), "pretend", "--wire", family, "--at", str(at), "--buttons", roster]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, text=True)

    def told(self, *sentences: str) -> None:
        """Say what happens there."""
        assert self._process.stdin is not None
        self._process.stdin.write("".join(f"{each}\n" for each in sentences))
        self._process.stdin.flush()

    def ends(self) -> None:
        """It is gone."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
