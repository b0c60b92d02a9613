"""Tests the sealed feed over a real socket: everything stored goes out, nothing comes in, and nobody inside waits for a reader."""

import asyncio
import os
import select
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from appliance.api.ask import Refusal
from appliance.api.client_line import LineLost
from appliance.api.desk.line import Attach
from appliance.api.feed.client import FeedClient
from appliance.api.feed.frames import to_feed_reader
from appliance.api.feed.messages import FollowSealed, HandIn
from appliance.api.framing import frame
from appliance.doors import served_line
from appliance.doors.feed import sealed_feed
from appliance.doors.feed.sealed_feed import READERS_MAX, SOCKET_MODE, WAIT_S_MAX, SealedFeedDoor
from appliance.doors.listening import bind_unix
from appliance.envelope import format as layout
from appliance.envelope.deposit import Signed
from tests.appliance.doors.harness import FRONT, Harness
from tests.patience import patient


@pytest.fixture
async def feed(harness: Harness) -> AsyncIterator[Path]:
    path = harness.folder / "feed.sock"
    door = SealedFeedDoor(harness.feed(), bind_unix(path, SOCKET_MODE), frozenset({os.getuid()}))
    harness.tasks.start(door.run(), name="sealed feed")
    await asyncio.sleep(0)
    yield path
    await harness.tasks.stop("sealed feed")


async def test_every_entry_goes_out_as_it_is_stored_with_its_wraps(harness: Harness, feed: Path) -> None:
    await harness.press("201").kept
    async with FeedClient.connect(feed) as line:
        items = await line.follow(after=0)
        numbers = [each.number for each in items.entries]
        assert numbers == list(range(1, items.head + 1))
        assert all(layout.split(each.entry).header.number == each.number for each in items.entries)
        assert items.wraps
        assert {wrap.number for wrap in items.wraps} <= set(numbers)
        assert not any(
            b"assist" in each.entry for each in items.entries
        )  # only such long words: three letters come up by chance


async def test_the_feed_is_followed_in_pieces_without_a_gap(harness: Harness, feed: Path) -> None:
    for counter in range(1, 8):
        await harness.press("201", counter).kept
    async with FeedClient.connect(feed) as line:
        after, seen = 0, []
        while (items := await line.follow(after, limit=2)).entries:
            assert len(items.entries) <= 2
            seen += [each.number for each in items.entries]
            after = seen[-1]
        assert seen == list(range(1, items.head + 1))


async def test_a_large_batch_is_cut_and_its_wraps_with_it(
    harness: Harness, feed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_feed, "BATCH_LEN_MAX", 1)
    await harness.press("201").kept
    async with FeedClient.connect(feed) as line:
        items = await line.follow(after=0)
        assert [each.number for each in items.entries] == [1]
        assert all(wrap.number == 1 for wrap in items.wraps)


async def test_a_held_answer_comes_as_soon_as_there_is_something(harness: Harness, feed: Path) -> None:
    async with FeedClient.connect(feed) as line:
        head = (await line.follow(after=0)).head
        assert (await line.follow(after=head, wait_s=0)).entries == ()
        asked = asyncio.ensure_future(line.follow(after=head, wait_s=WAIT_S_MAX))  # noqa: TID251
        await asyncio.sleep(0.1)
        assert not asked.done(), "there is nothing yet"
        pressed = harness.press("202")
        done, _ = await asyncio.wait(
            {asked}, timeout=WAIT_S_MAX / 2
        )  # if the question were held to its end, it would take twice as long
        assert done
        assert (await asked).entries[0].number == head + 1
        await pressed.kept


async def test_the_signed_head_is_given(harness: Harness, feed: Path) -> None:
    await harness.press("201").kept
    async with FeedClient.connect(feed) as line:
        async with patient():
            while (head := await line.head()).number < (await line.follow(after=0)).head:
                await asyncio.sleep(0.02)
        assert head.signature


async def test_nothing_can_be_asked_of_it_but_reading(harness: Harness, feed: Path) -> None:
    for said in (frame(Attach(desk=FRONT, client="uplink")), b"\xff" * 8, b"\x00\x00\x00\x01\xc1"):
        reader, writer = await asyncio.open_unix_connection(feed)
        writer.write(said)
        (refusal,) = list(to_feed_reader().feed(await reader.read(65536)))
        assert isinstance(refusal, Refusal)
        assert await reader.read(1) == b""
        writer.close()
        await writer.wait_closed()
    assert not harness.engine.board.incidents


async def test_numbers_out_of_range_are_brought_into_it(harness: Harness, feed: Path) -> None:
    async with FeedClient.connect(feed) as line:
        assert (await line.follow(after=-1, limit=-1)).entries
        assert (await line.follow(after=2**64 - 1, limit=2**64 - 1)).entries == ()


async def test_another_user_reads_nothing(harness: Harness) -> None:
    path = harness.folder / "other.sock"
    door = SealedFeedDoor(harness.feed(), bind_unix(path, SOCKET_MODE), frozenset({os.getuid() + 1}))
    harness.tasks.start(door.run(), name="other feed")
    await asyncio.sleep(0)
    with pytest.raises(LineLost, match="closed the line"):
        async with FeedClient.connect(path) as line:
            await line.follow(after=0)


async def test_a_reader_that_stops_reading_delays_no_press(harness: Harness, feed: Path) -> None:
    for counter in range(1, 60):
        await harness.press("201", counter).kept
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.connect(str(feed))
        for number in range(20):
            deaf.sendall(frame(FollowSealed(request=number, after=0)))
        async with harness.console(FRONT) as front:
            harness.press("202")
            await front.sees("202")  # the deaf end never reads: a daemon that waited for it would wait for ever


@pytest.mark.slow
async def test_a_reader_that_asks_without_end_is_read_no_further_and_leaves_nothing_behind(
    harness: Harness, feed: Path
) -> None:
    much = frame(HandIn(request=2, receipts=tuple(Signed(b"x" * 1000, b"", b"") for _ in range(256))))
    head = harness.engine.head
    with socket.socket(socket.AF_UNIX) as greedy:
        greedy.connect(str(feed))
        greedy.sendall(
            frame(FollowSealed(request=1, after=head + 1000, wait_s=WAIT_S_MAX))
        )  # while this is held, further questions wait
        greedy.setblocking(False)
        taken = await taken_by_the_door(greedy, much * 31)
        assert taken < 2 * 1024 * 1024
    async with FeedClient.connect(feed) as line:
        assert (await line.follow(after=0)).entries


async def taken_by_the_door(end: socket.socket, data: bytes) -> int:
    """Send until the door takes no more; give how many of these bytes it took."""
    sent, refused = 0, 0
    while sent < len(data) and refused < 50:
        try:
            sent += end.send(data[sent:])
            refused = 0
        except BlockingIOError:
            refused += 1
            await asyncio.sleep(0.01)
    return sent


async def seen(end: socket.socket, event: int) -> None:
    """Wait until this event shows at an end that reads nothing."""
    looking = select.poll()
    looking.register(end, event)
    async with patient():
        while not any(shown & event for _, shown in looking.poll(0)):
            await asyncio.sleep(0.01)


async def test_a_reader_that_is_pushed_out_is_gone_though_it_reads_nothing(
    harness: Harness, feed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served_line, "UNREAD_AFTER_S", 3600.0)  # so that it is not pushed out for being unread
    monkeypatch.setattr(sealed_feed, "KERNEL_BUFFER_LEN", 4096)  # so small that one answer does not fit
    for counter in range(1, 60):
        await harness.press("201", counter).kept
    async with AsyncExitStack() as readers:
        deaf = readers.enter_context(socket.socket(socket.AF_UNIX))
        deaf.connect(str(feed))
        deaf.sendall(frame(FollowSealed(request=1, after=0)))
        await seen(deaf, select.POLLIN)
        for _ in range(READERS_MAX):
            line = await readers.enter_async_context(FeedClient.connect(feed))
            await line.head()
        await seen(deaf, select.POLLHUP)
