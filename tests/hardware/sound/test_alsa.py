"""Tests how the ALSA sounder fails, with real processes in place of aplay. What it plays is tested in tests/contracts."""

import asyncio
import contextlib
import os
import signal
import stat
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.ports import Pattern, Sounding
from hardware.sound import alsa
from hardware.sound.alsa import AlsaSounder
from hardware.sound.synth import make_all
from tests.hardware.running import until

pytestmark = pytest.mark.slow  # these tests run in real time: in `make test`, not in `make check`

type MakeProgram = Callable[[str], str]


@pytest.fixture
def program(tmp_path: Path) -> MakeProgram:
    def make(script: str) -> str:
        file = tmp_path / "aplay"
        file.write_text(f"#!/bin/sh\necho $$ >> {tmp_path}/pids\n{script}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return str(file)

    return make


@pytest.fixture
async def held(tmp_path: Path) -> AsyncIterator[str]:
    """Give a line of a script: it starts a child that holds the script's standard error open. A player that hangs in the driver and cannot
    be killed does the same.
    """
    before = open_files()
    yield f"sh -c 'echo $$ >> {tmp_path}/holders; exec sleep 1000' < /dev/null > /dev/null &"

    def all_gone() -> bool:
        let_go(pids(tmp_path, "holders"))  # each time again: a child may have begun just as its player was killed
        return open_files() <= before

    await until(all_gone)


@asynccontextmanager
async def running(sounder: AlsaSounder) -> AsyncIterator[list[str | None]]:
    reports: list[str | None] = []
    async with asyncio.TaskGroup() as group:
        task = group.create_task(sounder.run(reports.append))
        yield reports
        task.cancel()


def pids(folder: Path, name: str = "pids") -> list[int]:
    file = folder / name
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def let_go(holders: Iterable[int]) -> None:
    for each in holders:
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


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


async def test_a_device_that_hangs_in_its_driver_is_reported_and_sounds_when_it_is_tried_again(
    program: MakeProgram, tmp_path: Path, held: str
) -> None:
    only_once = f"[ -e {tmp_path}/holders ] && exec cat > /dev/null\n{held}\nexec sleep 100"
    async with running(AlsaSounder("default", program(only_once))) as reports:
        await until(lambda: len(reports) == 2, within_s=10)
        assert "took no sound" in str(reports[0])
        assert reports[1] is None


async def test_a_player_that_ends_is_reported_also_while_somebody_holds_its_standard_error(
    program: MakeProgram, held: str
) -> None:
    says = f'{held}\necho "audio open error: No such device" >&2; exit 1'
    async with running(AlsaSounder("hw:7", program(says))) as reports:
        await until(lambda: bool(reports))
        assert reports == ["hw:7 does not sound: audio open error: No such device"]


async def test_a_player_that_takes_no_more_and_does_not_end_is_reported_and_ended(
    program: MakeProgram, tmp_path: Path
) -> None:
    async with running(AlsaSounder("default", program("exec sleep 100 < /dev/null"))) as reports:
        await until(lambda: bool(reports))
        assert reports == ["default does not sound: aplay hangs and said nothing"]
        await until(lambda: not alive(pids(tmp_path)[0]))


async def test_players_that_hang_do_not_use_up_the_box(
    program: MakeProgram, tmp_path: Path, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alsa, "STUCK_AFTER_S", 0.2)
    monkeypatch.setattr(alsa, "LEFT_MAX", 2)
    async with running(AlsaSounder("default", program(f"{held}\nexec sleep 100"))) as reports:
        await until(lambda: "2 players hang" in str(reports[-1:]), within_s=10)
        assert len(pids(tmp_path, "holders")) == 2
        started = len(pids(tmp_path))
        let_go(pids(tmp_path, "holders"))
        await until(lambda: "took no sound" in str(reports[-1:]), within_s=10)
        assert len(pids(tmp_path)) == started + 1


async def test_no_player_is_left_behind(program: MakeProgram, tmp_path: Path) -> None:
    async with running(AlsaSounder("default", program("exec sleep 100"))):
        await until(lambda: len(pids(tmp_path)) == 1)
    assert not alive(pids(tmp_path)[0])


async def test_where_samples_are_made_already_no_thread_is_waited_for(program: MakeProgram) -> None:
    make_all()
    asyncio.get_running_loop().set_default_executor(pool := ThreadPoolExecutor(1))
    over = threading.Event()
    pool.submit(over.wait)
    try:
        async with running(AlsaSounder("default", program("exec cat > /dev/null"))) as reports:
            await until(lambda: reports == [None])
    finally:
        over.set()


async def test_it_is_fed_at_the_pace_of_real_time(program: MakeProgram, tmp_path: Path) -> None:
    async with running(AlsaSounder("default", program(f"exec cat > {tmp_path}/taken"))) as reports:
        await until(lambda: reports == [None])
        before, began_s = (tmp_path / "taken").stat().st_size, time.monotonic()
        await until(lambda: (tmp_path / "taken").stat().st_size >= before + 32_000)
        assert time.monotonic() - began_s > 0.85


async def test_a_change_is_taken_at_once_however_slow_the_device(program: MakeProgram, tmp_path: Path) -> None:
    """The device takes 3200 bytes (100 ms) every 100 ms. What it takes 0.8 s of its own time after a change is the new pattern."""
    slow = f"while dd bs=3200 count=1 iflag=fullblock status=none >> {tmp_path}/taken; do sleep 0.1; done"
    sounder = AlsaSounder("default", program(slow))
    async with running(sounder):
        await until(lambda: (tmp_path / "taken").exists() and (tmp_path / "taken").stat().st_size > 16_000)
        silence = (tmp_path / "taken").stat().st_size
        sounder.sound(Sounding(Pattern.HIGH, 1))
        await until(lambda: any((tmp_path / "taken").read_bytes()[silence:]))
        still_silent = (tmp_path / "taken").read_bytes()[silence:]
        assert len(still_silent) - len(still_silent.lstrip(b"\0")) < 0.8 * 32_000
