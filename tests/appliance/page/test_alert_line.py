"""Tests the line to the alert daemon where that says nothing any more, or refuses."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.api.client_line import LineLost
from appliance.api.framing import frame
from appliance.api.page.messages import ClosePage, PageGreeting, PageStates
from appliance.page import alert_line
from appliance.page.alert_line import AlertLine
from appliance.tasks import Tasks
from tests.patience import until

GREETING = PageGreeting(building=bytes(16), challenge=b"c" * 16)


@asynccontextmanager
async def daemon(path: Path, says: Callable[[asyncio.StreamWriter], None]) -> AsyncIterator[list[asyncio.StreamWriter]]:
    """Listen as a daemon would, and say something to each line."""
    lines: list[asyncio.StreamWriter] = []

    def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer)
        says(writer)

    server = await asyncio.start_unix_server(greet, path)
    yield lines
    server.close()
    for each in lines:
        each.transport.abort()


@asynccontextmanager
async def line_to(path: Path) -> AsyncIterator[tuple[AlertLine, list[str]]]:
    heard: list[str] = []
    line = AlertLine(path, lambda states: heard.append(states.challenge.decode()), lambda: heard.append("lost"))
    tasks = Tasks()
    tasks.start(line.run(), name="line")
    yield line, heard
    await tasks.stop()


async def test_without_a_daemon_everything_says_so_and_the_line_comes_when_one_is_there(tmp_path: Path) -> None:
    async with line_to(tmp_path / "page.sock") as (line, heard):
        with pytest.raises(LineLost):
            await line.ask(ClosePage(request=0, page="p"))
        with pytest.raises(LineLost):
            _ = line.challenge
        assert not line.fresh and heard == []
        async with daemon(tmp_path / "page.sock", lambda writer: writer.write(frame(GREETING))):
            await until(lambda: line.fresh)
            assert (line.building, line.challenge) == (GREETING.building, GREETING.challenge)


async def test_a_daemon_that_hangs_is_well_no_more_and_is_called_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It greets, tells one state and hangs. Its socket stays open, so nothing but the silence tells of it."""
    monkeypatch.setattr(alert_line, "FRESH_S", 0.3)
    monkeypatch.setattr(alert_line, "SILENT_S", 0.6)
    states = PageStates(challenge=b"d" * 16)
    path = tmp_path / "page.sock"
    async with (
        daemon(path, lambda writer: writer.write(frame(GREETING) + frame(states))) as lines,
        line_to(path) as (line, heard),
    ):
        await until(lambda: heard[:1] == ["d" * 16])
        await until(lambda: not line.fresh)
        await until(lambda: "lost" in heard)
        await until(lambda: len(lines) == 2)
        await until(lambda: line.fresh)


async def test_bytes_that_are_no_message_end_the_line_and_not_the_process(tmp_path: Path) -> None:
    said = [b"\xff" * 64, frame(GREETING)]
    path = tmp_path / "page.sock"
    async with daemon(path, lambda writer: writer.write(said.pop(0))), line_to(path) as (line, _):
        await until(lambda: line.fresh)
        assert said == []
