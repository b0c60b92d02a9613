"""Runs buttons outside a box: `handbell pretend` as a process of its own, and what their lamps have shown since its start."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.proof.lan import Computer

COMMAND = [sys.executable, "-c", "from appliance.cli import main; raise SystemExit(main())", "pretend"]


class ButtonsOutside:
    """ESPHome twins that dial a port of this computer, or, from the network of `computer`, a port of `host`. They dial as long as they
    live, whichever box is behind the port.
    """

    def __init__(
        self,
        folder: Path,
        port: int,
        keys: Mapping[str, bytes],
        *,
        host: str = "127.0.0.1",
        computer: Computer | None = None,
    ) -> None:
        folder.mkdir()
        for name, key in keys.items():
            (folder / f"{name}.secret").write_bytes(key)
        words = [*COMMAND, "--json", "--connect", f"{host}:{port}", "--buttons", ",".join(keys)]
        words += ["--credentials", str(folder)]
        self._words = words if computer is None else computer.command(*words)
        self._lit: list[tuple[str, str]] = []
        self._news = threading.Condition()

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.terminate()
        self._process.wait(30)
        self._reader.join(30)
        self._process.stdin.close()
        self._process.stdout.close()

    def press(self, button: str) -> int:
        """Press a button. Returns the moment, for `until_shows`."""
        assert self._process.stdin is not None
        with self._news:
            now = len(self._lit)
        self._process.stdin.write(f"press {button}\n")
        self._process.stdin.flush()
        return now

    def now(self) -> int:
        """Give the present moment, for `until_shows`."""
        with self._news:
            return len(self._lit)

    def until_shows(self, button: str, lamp: str | Sequence[str], since: int = 0, within_s: float = 600.0) -> None:
        """Wait until the lamp shows this, or one of these: at that moment or at any later one."""
        wanted = {lamp} if isinstance(lamp, str) else set(lamp)
        with self._news:
            came = self._news.wait_for(lambda: not wanted.isdisjoint(self._shown(button, since)), within_s)
            shown = self._shown(button, since)
        assert came, f"the lamp of {button} did not show {lamp} within {within_s:.0f} s, but {shown}"

    def _shown(self, button: str, since: int) -> list[str]:
        before = [lit for name, lit in self._lit[:since] if name == button]
        return before[-1:] + [lit for name, lit in self._lit[since:] if name == button]

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            with self._news:
                if "lamp" in said:
                    self._lit.append((said["button"], said["lamp"]))
                self._news.notify_all()
