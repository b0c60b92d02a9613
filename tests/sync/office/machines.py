"""Works the safety office's two machines with the commands that a person types."""

import asyncio
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.commands import handbell

WORDS = "six quiet words nobody else says"
_CHEAP = "from sync.office import sealed_file; sealed_file.ITERATIONS, sealed_file.MEMORY_KIB = 1, 64"
COMMAND = handbell("office", before=_CHEAP)
"""`handbell office`, with files that open at once: what guesses of a passphrase cost is tested in `test_sealed_file.py`."""


def office_says(*words: object, code: int = 0) -> str:
    """Run `handbell office …` to its end; give what it printed."""
    made = [*COMMAND, *map(str, words)]
    done = subprocess.run(made, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


async def running(*words: object, code: int = 0) -> str:
    return await asyncio.to_thread(office_says, *words, code=code)


@dataclass
class Machines:
    """The folders of the online office and of the machine without a network."""

    folder: Path

    def __post_init__(self) -> None:
        self.words = self.folder / "passphrase"
        self.words.write_text(WORDS + "\n")
        self.data = self.folder / "office"
        self.offline = ("--folder", self.folder / "root", "--passphrase-file", self.words)
        self.online = ("--data", self.data, "--passphrase-file", self.words)

    async def sets_up(self, url: str, access: Path) -> str:
        """Set up both machines as the documents say, command by command; give the root key's fingerprint. `access` is what the district
        made for an office.
        """
        recovery = ("--recovery", self.of("recovery"), "--recovery-passphrase-file", self.words)
        told = await running("root", "init", *self.offline, *recovery)
        fingerprint = " ".join(re.findall(r"^  ([0-9a-f ]+)$", told, re.MULTILINE))  # the QR code is printed below it
        server = ("--server", url, "--access", access, "--root", fingerprint)
        await running("enrol", *self.online, *server, "--out", self.of("office"))
        named = (self.of("office"), self.of("recovery"), "--receipt-keys", access / "receipt_keys")
        first = self.folder / "first"
        await running("root", "notice", "first", *named, "--out", first, *self.offline)
        await running("notices", "send", *sorted(first.iterdir()), *self.online)
        return fingerprint

    def fails(self, *words: object) -> str:
        """Run an online command that cannot be done; give what it said."""
        made = [*COMMAND, *map(str, (*words, *self.online))]
        done = subprocess.run(made, capture_output=True, text=True, timeout=180, check=False)
        assert done.returncode == 2, done.stdout + done.stderr
        return done.stderr

    def of(self, name: str) -> Path:
        return self.folder / f"{name}.recipient"
