"""What is kept of open contacts over a restart: a hint that may be lost, damaged or too large, and is written beside what rings."""

import asyncio
from pathlib import Path

from hardware.levels import Spot
from hardware.opened import BYTES_MAX, ENTRIES_MAX, NAME, Opened
from tests.hardware.running import until

HELP = Spot("play-2", "help")


async def test_what_opened_is_known_to_the_next_start(tmp_path: Path) -> None:
    opened = Opened(tmp_path)
    assert opened.count(HELP) is None
    running = asyncio.get_running_loop().create_task(opened.keep_written())
    opened.note(HELP, 3)
    await until((tmp_path / NAME).exists)
    assert Opened(tmp_path).count(HELP) == 3
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0
    opened.note(HELP, 4)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert Opened(tmp_path).count(HELP) == 4, "written once more at the end"


async def test_a_damaged_or_too_large_file_is_as_none(tmp_path: Path) -> None:
    for text in ("", "[]", '{"opened": {"play-2/help": "many"}}', '{"opened": 7}', "x" * (BYTES_MAX + 1)):
        (tmp_path / NAME).write_text(text)
        assert Opened(tmp_path).count(HELP) is None


async def test_a_disk_that_takes_nothing_costs_nothing_but_the_hint(tmp_path: Path) -> None:
    opened = Opened(tmp_path / "is not there")
    running = asyncio.get_running_loop().create_task(opened.keep_written())
    opened.note(HELP, 1)
    await asyncio.sleep(0)
    assert opened.count(HELP) == 1
    running.cancel()
    assert isinstance((await asyncio.gather(running, return_exceptions=True))[0], asyncio.CancelledError)


def test_a_mad_wire_does_not_fill_the_card() -> None:
    opened = Opened(None)
    for number in range(ENTRIES_MAX + 5):
        opened.note(Spot(f"b{number}", "help"), 1)
    assert opened.count(Spot(f"b{ENTRIES_MAX}", "help")) is None
    opened.note(Spot("b1", "help"), 2)
    assert opened.count(Spot("b1", "help")) == 2
