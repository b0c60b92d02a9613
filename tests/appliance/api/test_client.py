"""Tests the client's end alone, against a server that says exactly what a test wants it to say."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from appliance.api import client_line
from appliance.api.ask import Refusal, Reply
from appliance.api.board.board import BoardView
from appliance.api.client_line import LineLost
from appliance.api.desk import client
from appliance.api.desk.client import DeskClient
from appliance.api.desk.frames import from_desk
from appliance.api.desk.line import Act, Attach, CallsMoved, Present, State, Welcome
from appliance.api.feed.client import FeedClient
from appliance.api.feed.frames import from_feed_reader
from appliance.api.feed.messages import FollowSealed, SealedItems
from appliance.api.framing import frame
from appliance.core.calls.commands import Acknowledge
from appliance.plan.ids import DeskId, IncidentId
from tests.appliance.api.board.test_view import CALL, views

FRONT = DeskId("front")
WELCOME = Welcome(building="Cedar Creek", epoch="e1", desk=FRONT)


def board(version: int) -> State:
    return State(
        board=BoardView(
            version=version, building="Cedar Creek", wall_ms=0, clock_trusted=True, recording=True, here=None, calls=(),
            troubles=(), desks=(), drill=None, walk_test=None, buttons_heard=0, buttons_planned=0,
        )
    )  # fmt: skip


@asynccontextmanager
async def server(
    path: Path, answer: Callable[[msgspec.Struct], list[msgspec.Struct] | None], *, feed: bool = False
) -> AsyncIterator[list[msgspec.Struct]]:
    """Run a server that answers each message by a list of messages; None closes the line. Gives the list of what it heard."""
    heard: list[msgspec.Struct] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = from_feed_reader() if feed else from_desk()
        try:
            while data := await reader.read(65536):
                for message in frames.feed(data):
                    heard.append(message)
                    answers = answer(message)
                    if answers is None:
                        return
                    writer.write(b"".join(frame(each) for each in answers))
        finally:
            writer.close()

    serving = await asyncio.start_unix_server(serve, path)
    try:
        yield heard
    finally:
        serving.close()
        await serving.wait_closed()


def obliging(message: msgspec.Struct) -> list[msgspec.Struct] | None:
    match message:
        case Attach():
            return [WELCOME, board(1)]
        case Act():
            return [Reply(request=message.request, ok=True), board(2), board(3)]
    return []


async def test_attach_act_and_see(tmp_path: Path) -> None:
    async with server(tmp_path / "s", obliging) as heard, DeskClient.connect(tmp_path / "s", FRONT, "test") as line:
        assert line.welcome == WELCOME
        reply = await line.act(Acknowledge(incident=IncidentId("i")))
        assert reply.ok
        await line.present()
        await line.act(Acknowledge(incident=IncidentId("i")))
        assert [type(each) for each in heard] == [Attach, Act, Present, Act]


async def test_answers_find_their_question_in_any_order(tmp_path: Path) -> None:
    kept: list[Act] = []

    def backwards(message: msgspec.Struct) -> list[msgspec.Struct] | None:
        if isinstance(message, Attach):
            return [WELCOME]
        assert isinstance(message, Act)
        kept.append(message)
        if len(kept) < 2:
            return []
        return [Reply(request=each.request, ok=True, says=str(each.command)) for each in reversed(kept)]

    async with server(tmp_path / "s", backwards), DeskClient.connect(tmp_path / "s", FRONT, "test") as line:
        commands = [Acknowledge(incident=IncidentId(name)) for name in "ab"]
        replies = await asyncio.gather(*(line.act(each) for each in commands))
        assert [reply.says for reply in replies] == [str(each) for each in commands]


async def test_stale_boards_are_skipped(tmp_path: Path) -> None:
    async with server(tmp_path / "s", obliging), DeskClient.connect(tmp_path / "s", FRONT, "test") as line:
        states = line.states()
        assert (await anext(states)).version == 1
        await line.act(Acknowledge(incident=IncidentId("i")))
        await asyncio.sleep(0.05)
        assert (await anext(states)).version == 3


async def test_calls_that_moved_are_put_into_the_board_there_is_and_none_are_taken_without_one(tmp_path: Path) -> None:
    (card,) = views(CALL).at(FRONT).calls

    def moving(message: msgspec.Struct) -> list[msgspec.Struct]:
        early = CallsMoved(cards=(msgspec.structs.replace(card, incident=IncidentId("early")),))
        return [WELCOME, early, board(1)] if isinstance(message, Attach) else [CallsMoved(cards=(card,))]

    async with server(tmp_path / "s", moving), DeskClient.connect(tmp_path / "s", FRONT, "test") as line:
        states = line.states()
        assert not (await anext(states)).calls
        await line.present()
        newer = await anext(states)
        assert [(call.incident, call.room_name) for call in newer.calls] == [(CALL.incident, "Room 201")]
        assert newer.version == 1, "of what else changed it says nothing"


async def test_no_daemon_says_which_socket_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LineLost, match=r"desk\.sock: there is no such socket\. Start it"):
        async with DeskClient.connect(tmp_path / "desk.sock", FRONT, "test"):
            pass


async def test_a_dead_socket_says_so(tmp_path: Path) -> None:
    async with server(tmp_path / "s", obliging):
        pass
    (tmp_path / "s").touch()
    with pytest.raises(LineLost, match="does not answer"):
        async with DeskClient.connect(tmp_path / "s", FRONT, "test"):
            pass


async def test_a_refusal_is_passed_on_in_its_own_words(tmp_path: Path) -> None:
    async with server(tmp_path / "s", lambda _: [Refusal(says="The plan has no desk 'frnot'.")]):
        with pytest.raises(LineLost, match="no desk 'frnot'"):
            async with DeskClient.connect(tmp_path / "s", DeskId("frnot"), "test"):
                pass


async def test_a_lost_line_ends_every_wait(tmp_path: Path) -> None:
    def hang_up(message: msgspec.Struct) -> list[msgspec.Struct] | None:
        return [WELCOME] if isinstance(message, Attach) else None

    async with server(tmp_path / "s", hang_up), DeskClient.connect(tmp_path / "s", FRONT, "test") as line:
        watching = asyncio.ensure_future(anext(line.states()))  # noqa: TID251
        with pytest.raises(LineLost, match="closed the line"):
            await line.act(Acknowledge(incident=IncidentId("i")))
        with pytest.raises(LineLost, match="closed the line"):
            await watching
        with pytest.raises(LineLost, match="closed the line"):
            await line.present()


async def test_silence_is_a_lost_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SILENT_AFTER_S", 0.1)
    async with server(tmp_path / "s", obliging), DeskClient.connect(tmp_path / "s", FRONT, "test") as line:
        states = line.states()
        assert (await anext(states)).version == 1
        with pytest.raises(LineLost, match="stuck"):
            await anext(states)


async def test_a_daemon_that_never_welcomes_is_stuck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_line, "ANSWER_WAIT_S", 0.1)
    async with server(tmp_path / "s", lambda _: []):
        with pytest.raises(LineLost, match=r"did not answer within"):
            async with DeskClient.connect(tmp_path / "s", FRONT, "test"):
                pass


async def test_rubbish_from_the_daemon_ends_the_line(tmp_path: Path) -> None:
    async with server(tmp_path / "s", lambda _: [Present()]):
        with pytest.raises(LineLost, match="not understood"):
            async with DeskClient.connect(tmp_path / "s", FRONT, "test"):
                pass


async def test_the_sealed_feed_is_followed(tmp_path: Path) -> None:
    def feed(message: msgspec.Struct) -> list[msgspec.Struct]:
        assert isinstance(message, FollowSealed)
        return [SealedItems(request=message.request, head=message.after, entries=(), wraps=())]

    async with server(tmp_path / "s", feed, feed=True), FeedClient.connect(tmp_path / "s") as line:
        assert (await line.follow(after=41)).head == 41
