"""Asks the running daemon about itself, over the desk line, as a console that only watches. Opens no file of the record."""

import asyncio

from appliance.api.ask import Ask, Reply
from appliance.api.board.board import BoardView
from appliance.api.client_line import LineLost
from appliance.api.desk.buttons import AskButtons
from appliance.api.desk.client import DeskClient
from appliance.api.desk.entries import FeedItems, Follow
from appliance.api.desk.health import AskHealth
from appliance.api.desk.wires import AskWires
from appliance.api.records.trust import AskVerify
from appliance.api.ways.messages import AskWays
from appliance.doctor.facts import SocketFile, Told, Untold
from appliance.settings import Settings

HEALTH_WITHIN_S = 5.0  # some hundred files are looked at, which takes a tenth of a second on a good card
ASKED_WITHIN_S = 20.0  # seven answers of milliseconds each; a card that stalls may delay one for some seconds


async def told(settings: Settings, socket: SocketFile) -> Told | Untold:
    """Give everything the daemon says, or why it says nothing. Never raises for a daemon that is away, stuck or refuses."""
    if socket.there and not socket.may_use:
        return Untold("This user may not open the desk line.", denied=True)
    if not socket.there:
        return Untold(f"There is no socket {settings.desk_socket}.")
    try:
        async with asyncio.timeout(ASKED_WITHIN_S):
            return await _asked(settings)
    except LineLost as lost:
        return Untold(str(lost))
    except TimeoutError:
        return Untold(f"It took the question and gave no answer for {ASKED_WITHIN_S:.0f} s: it is stuck.")


async def _asked(settings: Settings) -> Told:
    async with DeskClient.connect(settings.desk_socket, desk=None, client="doctor", shows_calls=False) as line:
        assert line.welcome is not None
        board = await _board(line)
        buttons, verified = await line.known(AskButtons(request=0)), await line.known(AskVerify(request=0))
        newest = _one(await line.ask(Follow(request=0, after=0, limit=1, newest_first=True)))
        first = _one(await line.ask(Follow(request=0, after=0, limit=1)))
        return Told(
            epoch=line.welcome.epoch,
            board=board,
            buttons=buttons,
            verified=verified,
            newest=newest,
            first_wall_ms=None if first is None else first[1],
            health=await _if_known(line, AskHealth(request=0)),
            wires=await _if_known(line, AskWires(request=0)),
            ways=await _if_known(line, AskWays(request=0)),
        )


async def _board(line: DeskClient) -> BoardView:
    async for board in line.states():
        return board
    raise AssertionError("the states of a line never end by themselves")


async def _if_known[A](line: DeskClient, question: Ask[A]) -> A | None:
    """Ask what may get no answer; asked last. A daemon of an older version does not know the question and ends the line, and a card may
    stall during the answer.
    """
    try:
        async with asyncio.timeout(HEALTH_WITHIN_S):
            return await line.known(question)
    except (LineLost, TimeoutError):
        return None


def _one(answer: FeedItems | Reply) -> tuple[int, int] | None:
    """Give number and time of the entry; its words are not kept. None if the record cannot be read now, or is empty."""
    return (answer.items[0].number, answer.items[0].wall_ms) if isinstance(answer, FeedItems) and answer.items else None
