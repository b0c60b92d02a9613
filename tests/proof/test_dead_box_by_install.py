"""Tests INSTALL's errand of a dead box as it is written: only the keys that its text names are pressed, and they are counted.

The console is the real one, and so is every process behind it. A person reads the screen and types the twelve words from paper.
"""

import asyncio
import re
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.api.restoring.messages import SOCKET_NAME
from tests.patience import patience, patient
from tests.proof.copied_box import PHRASE, Replica, begins_anew, is_safe, seals_for
from tests.system.box import HANDBELL, Box
from tests.tui.sitting import sitting_at

pytestmark = pytest.mark.proof

INSTALL = (Path(__file__).parents[2] / "INSTALL.md").read_text(encoding="utf-8")
KEYS_MAX, WITHIN_S = 12, 15 * 60.0
LETTERS = [
    "space" if letter == " " else letter for letter in " ".join(word[:4] for word in PHRASE.split())
]  # four letters of each word are enough


def errand() -> str:
    """Give the errand's numbered steps."""
    return INSTALL.split("### A dead box\n")[1].split("\n### ")[0].split("\nThe screen asks as long")[0]


def keys_of(text: str) -> list[str]:
    """Give every key that the steps tell to press, in order, with "twelve words" for the phrase."""
    named = re.findall(r"\*\*(R|Enter|Y|F\d+)\*\*|Type the (twelve words)", text)
    return [key or words for key, words in named]


@asynccontextmanager
async def who_restores(box: Box, stick: Path) -> AsyncIterator[None]:
    """Run `handbell restore serve`, and fetch for it whenever it asks, as the two units do."""
    wanted, fetched = box.folder / "fetch-wanted", box.folder / "fetched"
    fetched.mkdir()
    words = ["restore", "serve", "--data", str(box.data), "--run", str(box.run)]
    with box.journal_file.open("ab") as journal:
        serving = subprocess.Popen(
            [str(HANDBELL), *words, "--wanted", str(wanted), "--fetched", str(fetched)], stdout=journal, stderr=journal
        )

    async def fetches() -> None:
        answered = b""
        while True:
            if wanted.exists() and (asked := wanted.read_bytes()) != answered:
                answered = asked
                fetch = ["replica", "fetch", "--from", str(stick), "--wanted", str(wanted), "--fetched", str(fetched)]
                running = await asyncio.create_subprocess_exec(str(HANDBELL), *fetch)
                assert await running.wait() == 0
            await asyncio.sleep(0.05)

    async with patient():
        while not (box.run / SOCKET_NAME).exists():
            await asyncio.sleep(0.02)
    fetching = asyncio.get_running_loop().create_task(fetches())
    try:
        yield
    finally:
        fetching.cancel()
        serving.kill()
        serving.wait()


async def test_a_box_declared_dead_and_a_new_one_rings_by_the_keys_of_the_text(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    async with Box(tmp_path / "first") as former:
        await former.starts()
        building, desk = await former.building("B201"), await former.desk("front")
        await seals_for(desk, PHRASE)
        async with Replica.of(former, stick) as replica:
            await building.press("B201-wall")
            await desk.shows("B201")
            await is_safe(desk)
            former.kill()
            replica.dies()
    dead_s = time.monotonic()
    async with Box(tmp_path / "second") as new:  # its seed has plan and keys
        await new.starts()
        async with who_restores(new, stick), sitting_at(new.socket_path) as person:
            keys = keys_of(errand())
            assert keys == ["R", "Enter", "twelve words", "Enter", "Y"], "what the text says is what is pressed"
            await person.sees("Does it replace a box? R")
            await person.presses("r")
            await person.sees("written at", "ago")  # the copy's place is left out: it may be too long for the line
            await person.presses("enter")
            await person.sees("THE RECOVERY PHRASE")
            await person.presses(*LETTERS)
            await person.presses("enter")
            await person.sees("READY.", "One call was open and rings again.")
            await person.presses("y")
            await begins_anew(new)
            await person.sees("Juniper B201")
        assert (await (await new.desk("hall")).sees("B201")).ringing
    took_s = time.monotonic() - dead_s
    count = len(keys) - 1
    print(f"{count} keys besides the phrase, {took_s:.0f} s for the machine")
    assert count <= KEYS_MAX and took_s < patience(WITHIN_S)
