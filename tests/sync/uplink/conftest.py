"""Fixtures: a box with a sealed feed, a small district, and the uplink as a process of its own between them."""

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.commands import handbell
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record
from tests.sync.small_district import TOKEN, SmallDistrict

UPLINK = handbell("uplink")


class Way:
    """Box, district, and the uplink's process."""

    def __init__(self, folder: Path, box: BoxFeed, district: SmallDistrict) -> None:
        self.folder = folder
        self.box = box
        self.district = district
        self.data = folder / "uplink"
        self.journal = folder / "uplink.log"
        self.process: subprocess.Popen[bytes] | None = None

    def starts(self, *more: str, environment: dict[str, str] | None = None, program: Sequence[str] = UPLINK) -> None:
        assert self.process is None
        words = [*program, "--data", str(self.data), "--run", str(self.folder), *more]
        with self.journal.open("ab") as journal:
            surroundings = {**os.environ, "NO_PROXY": "", "HTTPS_PROXY": "", **(environment or {})}
            self.process = subprocess.Popen(words, stdout=journal, stderr=journal, env=surroundings)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stops(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(10)
        self.process = None
        return code

    async def enrols(self, token: str = TOKEN, *more: str) -> subprocess.CompletedProcess[str]:
        words = [*UPLINK, "enrol", "--data", str(self.data), "--run", str(self.folder), *more]
        words += ["--server", self.district.url, "--ca-file", str(self.district.ca_file), "--token", token]
        return await asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, timeout=180)

    def resident_kib(self) -> int:
        assert self.process is not None
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


@pytest.fixture
async def way(tmp_path: Path) -> AsyncIterator[Way]:
    async with AsyncExitStack() as stack:
        box = await stack.enter_async_context(BoxFeed.open(Record(), tmp_path))
        district = await stack.enter_async_context(SmallDistrict.open(tmp_path))
        box.receipt_keys.add(district.key)
        made = Way(tmp_path, box, district)
        try:
            yield made
        finally:
            made.kill()
            if made.journal.exists():
                print(made.journal.read_text()[-4000:])
