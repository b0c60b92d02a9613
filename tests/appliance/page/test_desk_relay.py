"""Tests the way between browsers of desks and `handbell browser-desk` without either: who may open a line, and who may speak on it."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from appliance.api.framing import frame
from appliance.api.page.frames import from_pages
from appliance.api.page.messages import PrivateClosed, PrivateDown, PrivateOpen, PrivateOpened, PrivateUp
from appliance.page.desk_relay import DeskRelay
from appliance.page.streams import Stream, Streams
from appliance.tasks import Tasks
from tests.patience import until

DESK = "library"
WISH = {"page": DESK, "ephemeral": bytes(65), "challenge": bytes(16), "signature": bytes(64)}


class Desks:
    """The other end of the socket: it opens every line, and keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self._writer: asyncio.StreamWriter | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asks, self._writer = from_pages(), writer
        while data := await reader.read(65_536):
            for message in asks.feed(data):
                self.heard.append(message)
                if isinstance(message, PrivateOpen):
                    self.say(PrivateOpened(request=message.request, ephemeral=bytes(65)))
        writer.close()

    def say(self, message: PrivateOpened | PrivateDown | PrivateClosed) -> None:
        assert self._writer is not None
        self._writer.write(frame(message))

    def falls(self) -> None:
        assert self._writer is not None
        self._writer.close()


class Relay:
    """The relay with one browser's stream."""

    def __init__(self, path: Path) -> None:
        self.streams = Streams()
        self.relay = DeskRelay(path, self.streams)
        self.stream = Stream(DESK, lambda: None)

    async def asks(self, what: str, **fields: Any) -> Any:
        """Ask as a browser does: bytes as base64."""
        sent = msgspec.json.decode(msgspec.json.encode(fields))
        return await self.relay.handlers[what](sent)

    async def opens(self) -> Any:
        """Open a line, as the browser that hears the stream."""
        return await self.asks("desk-open", **WISH, word=self.stream.word)

    async def next(self) -> tuple[str, Any]:
        content = await self.stream.next()
        assert content is not None
        name, data = content.decode().strip().split("\n")
        return name.removeprefix("event: "), msgspec.json.decode(data.removeprefix("data: "))


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks()
    yield tasks
    await tasks.stop()


@pytest.fixture
async def desks(tmp_path: Path) -> AsyncIterator[Desks]:
    desks = Desks()
    server = await asyncio.start_unix_server(desks.serve, tmp_path / "desks.sock")
    yield desks
    server.close()


@pytest.fixture
async def relay(tmp_path: Path, desks: Desks, tasks: Tasks) -> Relay:
    relay = Relay(tmp_path / "desks.sock")
    tasks.start(relay.relay.run(), name="relay")
    relay.streams.add(relay.stream)
    await until(lambda: desks._writer is not None)
    return relay


async def test_without_a_process_of_desks_and_without_a_stream_no_line_is_opened(tmp_path: Path, tasks: Tasks) -> None:
    relay = Relay(tmp_path / "nobody.sock")
    tasks.start(relay.relay.run(), name="relay")
    assert (await relay.opens())["code"] == "no-stream"
    relay.streams.add(relay.stream)
    assert (await relay.opens())["code"] == "away"


async def test_only_who_hears_the_stream_asks_for_a_line(relay: Relay, desks: Desks) -> None:
    """Each wish that is passed on costs the box a console at its desk line: no stranger has it made for nothing."""
    for word in ({}, {"word": ""}, {"word": "0" * 32}, {"word": relay.stream.word[:-1]}, {"word": None}):
        assert (await relay.asks("desk-open", **WISH, **word))["code"] == "no-stream", word
    assert "ephemeral" in await relay.opens()
    assert len(desks.heard) == 1


async def test_only_who_opened_a_line_speaks_on_it(relay: Relay, desks: Desks) -> None:
    opened = await relay.opens()
    for word in ("", "0" * 32, opened["word"][:-1]):
        said = await relay.asks("desk-up", page=DESK, word=word, data=os.urandom(32))
        assert said["code"] == "over", word
    assert (await relay.asks("desk-up", page="front", word="", data=b"x"))["code"] == "over"
    assert await relay.asks("desk-up", page=DESK, word=opened["word"], data=b"sealed") == {}
    await until(lambda: PrivateUp(page=DESK, data=b"sealed") in desks.heard)
    assert [each for each in desks.heard if isinstance(each, PrivateUp)] == [PrivateUp(page=DESK, data=b"sealed")]


async def test_what_comes_is_said_on_the_stream_and_an_end_ends_the_word_too(relay: Relay, desks: Desks) -> None:
    opened = await relay.opens()
    desks.say(PrivateDown(page=DESK, data=b"scene"))
    assert await relay.next() == ("private", {"data": "c2NlbmU="})
    desks.say(PrivateClosed(page=DESK, code="elsewhere", says="Another window."))
    assert await relay.next() == ("private-closed", {"code": "elsewhere", "says": "Another window."})
    assert (await relay.asks("desk-up", page=DESK, word=opened["word"], data=b"x"))["code"] == "over"


async def test_a_browser_that_goes_is_told_of_and_a_process_that_falls_ends_every_line(
    relay: Relay, desks: Desks
) -> None:
    await relay.opens()
    relay.relay.went(DESK)
    await until(lambda: PrivateClosed(page=DESK) in desks.heard)
    await relay.opens()
    desks.falls()
    name, said = await relay.next()
    assert (name, said["code"]) == ("private-closed", "away")
