"""Tests event streams by themselves: their order, their end, and a reader that does not read."""

import asyncio
import json

from appliance.page.streams import QUEUE_MAX, Stream, Streams, event


async def read(stream: Stream) -> list[bytes]:
    """Give all that is sent until the end."""
    async with asyncio.timeout(60):
        found = []
        while (content := await stream.next()) is not None:
            found.append(content)
        return found


def test_an_event_has_one_line_for_each_field_whatever_is_in_it() -> None:
    lines = event("state", {"room": "a\nb\r\n\u2028event: over"}).decode().split("\n")
    assert lines[0] == "event: state" and lines[2:] == ["", ""]
    assert json.loads(lines[1].removeprefix("data: "))["room"] == "a\nb\r\n\u2028event: over"


async def test_a_reader_that_does_not_read_is_cut_and_the_others_are_told() -> None:
    cut: list[str] = []
    streams, slow, quick = (
        Streams(),
        Stream("slow", lambda: cut.append("slow")),
        Stream("quick", lambda: cut.append("quick")),
    )
    streams.add(slow)
    streams.add(quick)
    for number in range(QUEUE_MAX + 1):
        streams.say_all(b"%d" % number)
        assert await quick.next() == b"%d" % number
    assert cut == ["slow"]
    streams.say_all(b"more")
    assert await quick.next() == b"more" and cut == ["slow"]


async def test_the_newest_stream_of_a_browser_counts_and_the_older_one_ends() -> None:
    streams, older, newer = Streams(), Stream("p", lambda: None), Stream("p", lambda: None)
    streams.add(older)
    streams.add(newer)
    streams.say("p", b"news")
    assert await read(older) == [event("elsewhere", {})]
    assert await newer.next() == b"news"
    assert not streams.drop(older), "the page is still shown"
    assert streams.drop(newer) and len(streams) == 0


async def test_nothing_is_said_after_the_last_word() -> None:
    streams, stream = Streams(), Stream("p", lambda: None)
    streams.add(stream)
    streams.say("p", b"first")
    streams.end("p", b"last")
    streams.say("p", b"later")
    streams.end_all(b"later still")
    assert await read(stream) == [b"first", b"last"]
