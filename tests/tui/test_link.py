"""Tests what the console's line posts: every board, and how long ago the times in it began to count."""

import asyncio
from pathlib import Path

import msgspec

from appliance.api.desk.line import Attach, CallsMoved, Present
from tests.appliance.api.board.test_view import CALL, views
from tests.appliance.api.test_client import FRONT, WELCOME, board, server
from tests.patience import patient
from tui.line.link import DeskLink
from tui.line.news import News, StateArrived
from tui.model import ConsoleModel

LATER_S = 0.2


async def test_a_call_put_into_an_older_board_leaves_every_age_and_deadline_where_it_was(tmp_path: Path) -> None:
    (card,) = views(CALL).at(FRONT).calls
    others = (msgspec.structs.replace(card, incident="i-2", number=2, age_ms=60_000, deadline_in_ms=1_000),)
    whole = msgspec.structs.replace(board(1), board=msgspec.structs.replace(board(1).board, calls=others))

    def says(message: msgspec.Struct) -> list[msgspec.Struct]:
        match message:
            case Attach():
                return [WELCOME, whole]
            case Present():
                return [CallsMoved(cards=(card,))]
        return []

    posted: asyncio.Queue[News] = asyncio.Queue()
    async with server(tmp_path / "s", says), patient():
        link = DeskLink(tmp_path / "s", FRONT, posted.put_nowait)
        running = asyncio.get_running_loop().create_task(link.run())
        first = await _board(posted)
        await asyncio.sleep(LATER_S)
        await link.present(0)
        second = await _board(posted)
        running.cancel()
    assert first.age_ms == 0
    assert second.age_ms >= LATER_S * 1000
    now_ms = 1_000_000
    model = ConsoleModel(desk=FRONT).with_board(second.view, now_ms - second.age_ms)
    old, new = sorted(model.view.calls, key=lambda call: call.number) if model.view else ()
    passed_ms = now_ms - model.arrived_ms
    assert old.age_ms + passed_ms == 60_000 + second.age_ms, "as old as when it came, and older by what has passed"
    assert (new.age_ms + passed_ms, new.deadline_in_ms - passed_ms) == (card.age_ms, card.deadline_in_ms)


async def _board(posted: asyncio.Queue[News]) -> StateArrived:
    while not isinstance(news := await posted.get(), StateArrived):
        pass
    return news
