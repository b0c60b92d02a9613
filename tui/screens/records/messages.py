"""What the screens of records and of duties ask of the box, through the message pump: a request, and a future for its answer."""

import asyncio
from collections.abc import Awaitable, Callable

from textual.message import Message

from appliance.api import ask
from appliance.api.duties.messages import FromDeskOfDuties
from appliance.api.records.messages import FromDeskOfRecords

type Question = FromDeskOfRecords | FromDeskOfDuties
type Answer = ask.Answer | None
"""None: the box did not answer, or there is no line to it."""


class RecordAsked(Message):
    """The app answers it, in a task of its own: what was asked is asked to the end, also when its screen has gone."""

    def __init__(self, asked: Question) -> None:
        self.asked = asked
        self.answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        super().__init__()

    async def answer_by(self, line: Callable[[Question], Awaitable[Answer]]) -> None:
        """Ask over this line, and hand the answer to whoever still waits for it."""
        answer = await line(self.asked)
        if not self.answer.done():
            self.answer.set_result(answer)
