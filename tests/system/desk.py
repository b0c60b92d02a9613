"""A desk as the person there uses it: it waits for what it sees, and its methods have the names of what people do."""

from collections.abc import Callable
from dataclasses import dataclass

from appliance.api.ask import Reply
from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard
from appliance.api.desk.client import DeskClient
from appliance.api.desk.entries import FeedItems, Follow
from appliance.core.calls.commands import Acknowledge, Arrive, Confirm, Dispatch, ReportShown, StandDown
from appliance.core.commands import DeskCommand
from appliance.core.ground.words import Answer, Outcome
from appliance.plan.model import Role
from tests.patience import patience, patient


@dataclass
class Desk:
    """One console's line, attached."""

    line: DeskClient

    async def is_attended(self) -> None:
        """Touch a key, and wait until the desk counts as attended."""
        await self.line.present()
        await self.board(lambda board: board.here is None or board.here.attended)

    async def board(self, until: Callable[[BoardView], bool] = lambda board: True, within_s: float = 5.0) -> BoardView:
        """Give the first board, from the newest on, of which this is true. Raises TimeoutError, showing the last one."""
        last: BoardView | None = None
        try:
            async with patient(within_s):
                async for last in self.line.states():
                    if until(last):
                        return last
        except TimeoutError:
            raise TimeoutError(f"after {patience(within_s)} s the board still is {last}") from None
        raise AssertionError("the states of a line never end by themselves")

    async def sees(
        self, room: str, until: Callable[[CallCard], bool] = lambda card: True, within_s: float = 5.0
    ) -> CallCard:
        """Wait for a call from this room, of which this is true; give it."""
        board = await self.board(lambda board: any(card.room == room and until(card) for card in board.calls), within_s)
        return next(card for card in board.calls if card.room == room and until(card))

    async def sees_no(self, room: str) -> None:
        """Wait until there is no call from this room."""
        await self.board(lambda board: all(card.room != room for card in board.calls))

    async def sees_trouble(self, what: str, within_s: float = 5.0) -> str:
        """Wait for a trouble; returns its detail."""
        board = await self.board(lambda board: any(each.what == what for each in board.troubles), within_s)
        return next(each.detail for each in board.troubles if each.what == what)

    async def sees_no_trouble(self, what: str, within_s: float = 5.0) -> None:
        """Wait until a trouble is over."""
        await self.board(lambda board: all(each.what != what for each in board.troubles), within_s)

    async def sees_no_troubles(self) -> None:
        """Wait until there is no trouble: a busy machine may have raised one for a moment."""
        await self.board(lambda board: not board.troubles)

    async def does(self, command: DeskCommand) -> Reply:
        """Do this; the box must take it."""
        async with patient():
            reply = await self.line.act(command)
        assert reply.ok, f"{command} was refused: {reply.says}"
        return reply

    async def shows(self, room: str) -> CallCard:
        """Wait for a call until it is recorded, and report it painted and sounding here, as a console does by itself."""
        card = await self.sees(room, lambda card: card.recorded)
        await self.does(ReportShown(incident=card.incident))
        return card

    async def acknowledges(self, call: CallCard) -> Reply:
        return await self.does(Acknowledge(incident=call.incident))

    async def sends(self, call: CallCard, role: Role = Role.LEAD) -> Reply:
        return await self.does(Dispatch(incident=call.incident, role=role))

    async def confirms(self, call: CallCard, responder: str = "Ottoline Vasquez") -> Reply:
        return await self.does(Confirm(incident=call.incident, responder=responder, answer=Answer.BY_RADIO))

    async def notes_arrival(self, call: CallCard, responder: str = "Ottoline Vasquez") -> Reply:
        return await self.does(Arrive(incident=call.incident, responder=responder))

    async def stands_down(self, call: CallCard) -> Reply:
        return await self.does(StandDown(incident=call.incident, outcome=Outcome.ATTENDED, saw_room="Ottoline Vasquez"))

    async def timeline(self) -> list[str]:
        """Give every entry's sentence, oldest first."""
        lines: list[str] = []
        after = 0
        while True:
            answer = await self.line.ask(Follow(request=0, after=after))
            assert isinstance(answer, FeedItems)
            if not answer.items:
                return lines
            lines += [item.line for item in answer.items]
            after = answer.items[-1].number
