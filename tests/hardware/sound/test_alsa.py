"""How the ALSA sounder fails, with real processes in place of aplay; what it plays is in tests/contracts."""

import asyncio
import os
import signal
import stat
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.ports import Pattern, Sounding
from hardware.sound.alsa import AlsaSounder
from tests.hardware.running import until

pytestmark = pytest.mark.slow  # real time: in `make test`, not in `make check`

type MakeProgram = Callable[[str], str]


@pytest.fixture
def program(tmp_path: Path) -> MakeProgram:
    def make(script: str) -> str:
        file = tmp_path / "aplay"
        file.write_text(f"#!/bin/sh\necho $$ >> {tmp_path}/pids\n{script}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return str(file)

    return make


@asynccontextmanager
async def running(sounder: AlsaSounder) -> AsyncIterator[list[str | None]]:
    reports: list[str | None] = []
    async with asyncio.TaskGroup() as group:
        task = group.create_task(sounder.run(reports.append))
        yield reports
        task.cancel()


def pids(folder: Path) -> list[int]:
    file = folder / "pids"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_missing_program_says_what_to_install() -> None:
    async with running(AlsaSounder("default", program="/nowhere/aplay")) as reports:
        await until(lambda: bool(reports))
        assert "alsa-utils" in str(reports[0])
        assert "default does not sound" in str(reports[0])


async def test_the_devices_own_words_are_passed_on(program: MakeProgram) -> None:
    async with running(AlsaSounder("hw:7", program('echo "audio open error: No such device" >&2; exit 1'))) as reports:
        await until(lambda: bool(reports))
        assert reports == ["hw:7 does not sound: audio open error: No such device"]


async def test_a_killed_player_is_noticed_and_started_again(program: MakeProgram, tmp_path: Path) -> None:
    async with running(AlsaSounder("default", program("exec cat > /dev/null"))) as reports:
        await until(lambda: reports == [None])
        os.kill(pids(tmp_path)[0], signal.SIGKILL)
        await until(lambda: len(reports) == 2)
        assert "ended with code -9" in str(reports[1])
        await until(lambda: reports[-1] is None)
        assert len(pids(tmp_path)) == 2


@pytest.mark.slow
async def test_a_device_that_hangs_is_reported_within_ten_seconds(program: MakeProgram, tmp_path: Path) -> None:
    async with running(AlsaSounder("default", program("exec sleep 100"))) as reports:
        await until(lambda: bool(reports), within_s=10)
        assert "took no sound" in str(reports[0])
        await until(lambda: not alive(pids(tmp_path)[0]))


async def test_no_player_is_left_behind(program: MakeProgram, tmp_path: Path) -> None:
    async with running(AlsaSounder("default", program("exec sleep 100"))):
        await until(lambda: len(pids(tmp_path)) == 1)
    assert not alive(pids(tmp_path)[0])


async def test_it_is_fed_at_the_pace_of_real_time(program: MakeProgram, tmp_path: Path) -> None:
    async with running(AlsaSounder("default", program(f"exec cat > {tmp_path}/taken"))) as reports:
        await until(lambda: reports == [None])
        before, began_s = (tmp_path / "taken").stat().st_size, time.monotonic()
        await until(lambda: (tmp_path / "taken").stat().st_size >= before + 32_000)
        assert time.monotonic() - began_s > 0.85


async def test_a_change_is_taken_at_once_however_slow_the_device(program: MakeProgram, tmp_path: Path) -> None:
    """Takes 3200 bytes (100 ms) each 100 ms, as a device does; what it takes 0.8 s after a change, of its own time, is the new pattern."""
    slow = f"while dd bs=3200 count=1 iflag=fullblock status=none >> {tmp_path}/taken; do sleep 0.1; done"
    sounder = AlsaSounder("default", program(slow))
    async with running(sounder):
        await until(lambda: (tmp_path / "taken").exists() and (tmp_path / "taken").stat().st_size > 16_000)
        silence = (tmp_path / "taken").stat().st_size
        sounder.sound(Sounding(Pattern.HIGH, 1))
        await until(lambda: any((tmp_path / "taken").read_bytes()[silence:]))
        still_silent = (tmp_path / "taken").read_bytes()[silence:]
        assert len(still_silent) - len(still_silent.lstrip(b"\0")) < 0.8 * 32_000
