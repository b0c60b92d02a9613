"""Runs `handbell buttons ...` as a process of its own, and gives its words as a person reads them."""

import asyncio

from tests.patience import patient
from tests.system.box import HANDBELL, Box


class Command:
    """One run of the command."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._lines: list[str] = []

    async def says(self, words: str) -> str:
        """Wait for a line with these words; give it."""
        assert self._process.stdout is not None
        async with patient(20):
            while line := (await self._process.stdout.readline()).decode().rstrip():
                self._lines.append(line)
                if words in line:
                    return line
        raise AssertionError(f"ended without {words!r}: {self._lines}")

    async def ends(self) -> tuple[int, str]:
        """Wait for the end; give the exit code and all it said."""
        async with patient(20):
            out, error = await self._process.communicate()
        assert self._process.returncode is not None
        return self._process.returncode, "\n".join([*self._lines, out.decode(), error.decode()])


async def buttons(box: Box, *words: str) -> Command:
    """Start the command for this box."""
    return Command(
        await asyncio.create_subprocess_exec(
            HANDBELL,
            "buttons",
            *words,
            "--socket",
            str(box.socket_path),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    )


async def ran(box: Box, *words: str) -> tuple[int, str]:
    """Run the command to its end; give the exit code and all it said."""
    return await (await buttons(box, *words)).ends()


async def until_it_says(box: Box, words: str) -> str:
    """Ask for the list until it has these words; give it."""
    async with patient(20):
        while words not in (says := (await ran(box, "list"))[1]):
            await asyncio.sleep(0.2)
    return says
