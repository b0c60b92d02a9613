"""Tests what the desk line does with rubbish, floods, ends that stop reading, and a thousand strangers: it refuses, and
serves the others.
"""

import asyncio
import contextlib
import os
import socket
import time
from pathlib import Path

import pytest

from appliance.api.ask import Refusal, Reply
from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.api.desk.entries import Follow
from appliance.api.desk.frames import to_desk
from appliance.api.desk.line import PROTOCOL, Act, Attach, Present
from appliance.api.framing import frame
from appliance.core.calls.commands import Acknowledge, ReportShown
from appliance.doors import connection_limits, served_line
from appliance.doors.console import door as desk_door
from appliance.plan.ids import IncidentId
from tests.appliance.doors.harness import FRONT, NURSE, Harness
from tests.patience import patient

pytestmark = pytest.mark.slow


ATTACH = frame(Attach(desk=FRONT, client="raw"))


async def answers_to(path: Path, *said: bytes) -> list[object]:
    """Give everything the door answers to raw bytes until it closes the line."""
    reader, writer = await asyncio.open_unix_connection(path)
    frames = to_desk()
    heard: list[object] = []
    try:
        writer.write(b"".join(said))
        async with patient():
            while data := await reader.read(65536):
                heard += list(frames.feed(data))
    except ConnectionResetError:
        pass
    finally:
        writer.close()
    return heard


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", "this line takes 1 to 65,536"),
        (b"\x00\x00\x00\x00", "this line takes"),
        (b"\xff\xff\xff\xff", "this line takes"),
        (b"\x00\x00\x00\x01\xc1", "Not understood"),
        (frame(Present()), "which desk it is"),
        (frame(Attach(desk=FRONT, client="x", protocol=99)), f"version {PROTOCOL} of the desk line"),
        (frame(Attach(desk=FRONT, client="x" * 65)), "at most 64"),
        (ATTACH + ATTACH, "already"),
        (ATTACH + frame(Refusal(says="x")), "Not understood"),
    ],
)
async def test_what_is_no_desk_line_is_refused_and_closed_without_effect(
    harness: Harness, said: bytes, refusal: str
) -> None:
    before = harness.engine.board
    heard = await answers_to(harness.socket, said)
    assert isinstance(heard[-1], Refusal)
    assert refusal in heard[-1].says
    assert harness.engine.board.incidents == before.incidents
    async with harness.console(NURSE) as nurse:
        assert (await nurse.board()).building == "Cedar Creek"


async def test_a_flood_of_requests_is_refused(harness: Harness) -> None:
    heard = await answers_to(harness.socket, ATTACH, frame(Present()) * 1000)
    assert isinstance(heard[-1], Refusal)
    assert "at once" in heard[-1].says


async def test_a_console_that_asks_too_fast_is_read_later_and_loses_nothing(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served_line, "FRAMES_BURST", 20)
    monkeypatch.setattr(served_line, "FRAMES_PER_S", 200.0)
    async with harness.console(FRONT) as front:
        began_s = time.perf_counter()
        asked = [front.line.act(Acknowledge(incident=IncidentId(str(number)))) for number in range(100)]
        replies = await asyncio.gather(*asked)
        assert {reply.code for reply in replies} == {"no-such-call"}
        assert time.perf_counter() - began_s > 0.2


async def test_more_than_a_few_outstanding_requests_are_too_busy(harness: Harness) -> None:
    asked = [frame(Follow(request=number, after=0)) for number in range(40)]
    reader, writer = await asyncio.open_unix_connection(harness.socket)
    writer.write(ATTACH + b"".join(asked))
    frames, answered, busy = to_desk(), 0, 0
    async with patient():
        while answered + busy < 40:
            for message in frames.feed(await reader.read(65536)):
                if isinstance(message, Reply):
                    assert message.code == "too-busy"
                    busy += 1
                elif hasattr(message, "items"):
                    answered += 1
    assert (answered, busy) == (32, 8)
    writer.close()
    await writer.wait_closed()


async def test_numbers_out_of_range_are_brought_into_it(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        for after, limit in ((-5, -1), (2**64 - 1, 2**64 - 1), (0, 0)):
            answer = await front.line.ask(Follow(request=0, after=after, limit=limit))
            assert not isinstance(answer, Reply)


async def test_an_act_on_nothing_is_a_refusal_in_words(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        reply = await front.line.act(Acknowledge(incident=IncidentId("no such")))
        assert (reply.ok, reply.code) == (False, "no-such-call")
        assert "Look at the board" in reply.says


async def test_strangers_who_say_nothing_are_closed(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_door, "ATTACH_WAIT_S", 0.1)
    heard = await answers_to(harness.socket)
    assert isinstance(heard[-1], Refusal)
    assert "Nothing said" in heard[-1].says


async def test_more_consoles_than_there_can_be_are_told_so(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_limits, "CONSOLES_MAX", 1)
    monkeypatch.setattr(desk_door, "FULL_FOR_S", 0.0)
    async with harness.console(FRONT) as front:
        with pytest.raises(LineLost, match="1 consoles in all are connected"):
            async with harness.console(NURSE):
                pass
        me = os.getuid()
        board = await front.board(lambda board: any(each.what == "desk-line-full" for each in board.troubles))
        (full,) = [each for each in board.troubles if each.what == "desk-line-full"]
        assert full.subject == f"user {me}"
        assert f"ps -u {me}" in full.detail
        await front.board(lambda board: not any(each.what == "desk-line-full" for each in board.troubles))


async def test_a_desk_that_stops_reading_is_never_waited_for_and_is_soon_gone(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        served_line, "UNREAD_AFTER_S", 3600.0
    )  # with this limit, a door that waited for such an end would wait for ever
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.connect(str(harness.socket))
        deaf.sendall(frame(Attach(desk=NURSE, client="deaf")))
        async with harness.console(FRONT) as front:
            await front.board(lambda board: board.desks[1].connected)
            for number in range(1, 200):
                await harness.press("201", counter=number).spoken
                card = await front.sees("201")
                await front.line.act(ReportShown(incident=card.incident))
            monkeypatch.setattr(served_line, "UNREAD_AFTER_S", 0.5)
            assert not (await front.board(lambda board: not board.desks[1].connected)).desks[1].attended


async def test_questions_of_a_desk_that_stops_reading_do_not_pile_up(harness: Harness) -> None:
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.connect(str(harness.socket))
        deaf.sendall(frame(Attach(desk=NURSE, client="deaf")))
        for number in range(1, 90):
            await harness.press("202", counter=number).spoken
        deaf.setblocking(False)
        ask = frame(Follow(request=1, after=0))
        with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            for _ in range(100_000):
                deaf.send(ask)
        async with harness.console(FRONT) as front:
            await front.sees("202")


async def test_a_thousand_garbage_connections_do_not_keep_a_desk_from_its_reply(harness: Harness) -> None:
    async def garbage(number: int) -> None:
        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.setblocking(False)
            with contextlib.suppress(OSError):
                stranger.connect(str(harness.socket))
                stranger.send(number.to_bytes(4) * 100)
            await asyncio.sleep(0.001)

    async with harness.console(FRONT) as front:
        harness.press("201")
        incident = (await front.sees("201")).incident

        async def flood() -> None:
            nonlocal strangers
            while True:  # a reply that waited for its end would wait for ever
                await asyncio.gather(*(garbage(number) for number in range(20)))
                strangers += 20

        strangers, replies = 0, 0
        harness.tasks.start(flood(), name="flood")
        while replies < 40 or strangers < 1000:
            async with patient():
                await front.line.act(Acknowledge(incident=incident))
            replies += 1
            await asyncio.sleep(0.002)
        await harness.tasks.stop("flood")


async def test_the_door_survives_running_out_of_strangers(harness: Harness) -> None:
    silent = [socket.socket(socket.AF_UNIX) for _ in range(100)]
    try:
        for each in silent:
            each.setblocking(False)
            each.connect(str(harness.socket))
            await asyncio.sleep(0)
        async with DeskClient.connect(harness.socket, FRONT, "test") as line:
            assert line.welcome is not None
        (turned_away,) = list(to_desk().feed(silent[0].recv(1000)))
        assert isinstance(turned_away, Refusal)
        with pytest.raises(BlockingIOError):
            silent[-1].recv(1)
    finally:
        for each in silent:
            each.close()


async def test_a_line_lost_in_the_middle_of_an_act_harms_nobody(harness: Harness) -> None:
    harness.press("201")
    for _ in range(5):
        with socket.socket(socket.AF_UNIX) as gone:
            gone.connect(str(harness.socket))
            gone.sendall(ATTACH + frame(Act(request=1, command=Acknowledge(incident=IncidentId("x")))))
    async with harness.console(FRONT) as front:
        await front.sees("201")
