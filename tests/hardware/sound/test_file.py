"""Tests the file sounder: it appends sound and a log, begins a WAV with a header, and knows whether a FIFO has a reader."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.ports import Pattern, Sounding
from hardware.sound.file import FileSounder
from hardware.sound.synth import pcm
from tests.hardware.running import until
from tests.hardware.sound.rendered import wav
from tests.patience import patient


@asynccontextmanager
async def running(sounder: FileSounder) -> AsyncIterator[list[str | None]]:
    reports: list[str | None] = []
    async with asyncio.TaskGroup() as group:
        task = group.create_task(sounder.run(reports.append))
        yield reports
        task.cancel()


async def test_silence_writes_nothing(tmp_path: Path) -> None:
    async with running(FileSounder(f"{tmp_path}/office.pcm")) as reports:
        await until(lambda: reports == [None])
        await asyncio.sleep(0.2)
    assert (tmp_path / "office.pcm").read_bytes() == b""


async def test_every_change_is_a_line_in_the_log(tmp_path: Path) -> None:
    sounder = FileSounder(f"{tmp_path}/office.pcm")
    log = tmp_path / "office.pcm.log"
    async with running(sounder):
        sounder.sound(Sounding(Pattern.HIGH, 1))
        sounder.sound(Sounding(Pattern.DRILL, 1))
        sounder.sound(Sounding(None, 1))
        await until(lambda: log.exists() and log.read_text().count("\n") == 3)
    assert [line.split()[1] for line in log.read_text().splitlines()] == ["high", "drill", "silence"]


@pytest.mark.slow
async def test_a_wav_begins_as_a_wav_and_is_appended_to(tmp_path: Path) -> None:
    path = tmp_path / "office.wav"
    for _ in range(2):
        sounder = FileSounder(str(path))
        sounder.sound(Sounding(Pattern.HIGH, 1))
        size = path.stat().st_size if path.exists() else 0
        async with running(sounder):
            await until(lambda size=size: path.exists() and path.stat().st_size > size + 5000)
    written, real = path.read_bytes(), wav(Pattern.HIGH)
    assert written[8:40] == real[8:40]
    assert written[44:5000] == real[44:5000]
    assert written.count(b"RIFF") == 1


@pytest.mark.slow
async def test_a_fifo_without_a_reader_is_silent_and_says_so(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "player")
    async with running(FileSounder(f"{tmp_path}/player")) as reports:
        await until(lambda: bool(reports))
        assert "nobody reads" in str(reports[0])
        reader = os.open(tmp_path / "player", os.O_RDONLY | os.O_NONBLOCK)
        await until(lambda: reports[-1] is None)
        os.close(reader)
        await until(lambda: "nobody reads" in str(reports[-1]), within_s=10)


@pytest.mark.slow
async def test_a_fifo_is_played_into_at_the_pace_of_real_time(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "player")
    reader = os.open(tmp_path / "player", os.O_RDONLY | os.O_NONBLOCK)
    sounder = FileSounder(f"{tmp_path}/player")
    sounder.sound(Sounding(Pattern.HIGH, 1))
    heard, began_s = b"", time.monotonic()
    async with running(sounder), patient():
        while len(heard) < 16_000:
            with contextlib.suppress(BlockingIOError):
                heard += os.read(reader, 65_536)
            await asyncio.sleep(0.01)
    os.close(reader)
    assert heard == pcm(Pattern.HIGH)[: len(heard)]
    assert time.monotonic() - began_s > 0.35, "half a second of sound, of which a little is ahead of its time"
