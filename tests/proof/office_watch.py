"""Runs a real `handbell office watch`: what it prints and when, how much memory it takes, and whether it still runs."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.sync.office.machines import COMMAND, Machines

RSS_MB_MAX = 120.0  # its modules take 58, and 101 were seen for an office that hears only lies; so about twice the modules: it keeps no lie


@dataclass
class OfficeWatch:
    """A running watch; `office_watch` makes it. `printed` has each line, and when it came (seconds of the monotonic clock)."""

    process: asyncio.subprocess.Process
    printed: list[tuple[float, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def shows(self, *words: str, within_s: float) -> float:
        """Wait for a line with all of these words; give the moment when it came."""
        async with asyncio.timeout(within_s):
            while True:
                self.is_there()
                for at_s, line in self.printed:
                    if all(word in line for word in words):
                        return at_s
                await asyncio.sleep(0.005)

    def is_there(self) -> None:
        """Check that the watch has not ended, and met no fault of its own."""
        assert self.process.returncode is None, (self.printed, self.wrong)
        assert not any("Traceback" in line for line in self.wrong), self.wrong

    @property
    def rss_mb(self) -> float:
        """The most memory it had since it began to wait."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (line,) = (each for each in status.splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    async def _reads(self, stream: asyncio.StreamReader, *, wrong: bool) -> None:
        while line := (await stream.readline()).decode():
            if wrong:
                self.wrong.append(line)
            else:
                self.printed.append((time.monotonic(), line))


@asynccontextmanager
async def office_watch(machines: Machines) -> AsyncIterator[OfficeWatch]:
    """Run the watch; it waits for calls within the block."""
    words = [*COMMAND, "watch", *map(str, machines.online)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*words, stdout=pipe, stderr=pipe)
    assert process.stdout is not None and process.stderr is not None
    watch = OfficeWatch(process)
    try:
        async with asyncio.TaskGroup() as group:
            readers = [
                group.create_task(watch._reads(process.stdout, wrong=False)),
                group.create_task(watch._reads(process.stderr, wrong=True)),
            ]
            await watch.shows("Waiting for calls", within_s=60)
            Path(f"/proc/{process.pid}/clear_refs").write_text(
                "5"
            )  # the passphrase's slow hash took 64 MB, which is free again: count from here
            yield watch
            watch.is_there()
            for each in readers:
                each.cancel()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
