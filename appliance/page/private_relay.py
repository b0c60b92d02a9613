"""Carries sealed frames between a browser and whoever ends its private line. Reads none of them; holds no key and knows no name.

A browser asks over `/ask` and hears over its event stream: `private` has a sealed frame, `private-closed` says that the line is over and
why. What a browser sends must come in its order: it waits for each answer before it asks again.
"""

from collections.abc import Mapping

from appliance.api.ask import Reply
from appliance.api.page.messages import PrivateClosed, PrivateDown, PrivateOpen, PrivateUp
from appliance.page.alert_line import AlertLine
from appliance.page.asks import Fields, Handler, asked, refusal
from appliance.page.streams import Streams, event

NO_STREAM = "This browser hears nothing from the box. Load the page again."


class PrivateRelay:
    """The private lines of all browsers. `handlers` are the questions that it answers."""

    def __init__(self, alert: AlertLine, streams: Streams) -> None:
        self._alert = alert
        self._streams = streams
        self.handlers: Mapping[str, Handler] = {"private-open": self._open, "private-up": self._up}

    def told(self, message: PrivateDown | PrivateClosed) -> None:
        """Hand on what the other end says."""
        match message:
            case PrivateDown(page=page, data=data):
                self._streams.say(page, event("private", {"data": data}))
            case PrivateClosed(page=page, code=code, says=says):
                self._streams.say(page, event("private-closed", refusal(code, says)))

    def went(self, page: str) -> None:
        """Say that nobody hears for this browser any more. Raises LineLost."""
        self._alert.carry(PrivateClosed(page=page))

    async def _open(self, fields: dict[str, object]) -> Fields:
        """Open a line. Only a browser with an open stream can hear the answers."""
        wish = asked(PrivateOpen, fields)
        if wish.page not in self._streams:
            return refusal("no-stream", NO_STREAM)
        answer = await self._alert.ask(wish)
        return refusal(answer.code, answer.says) if isinstance(answer, Reply) else {"ephemeral": answer.ephemeral}

    async def _up(self, fields: dict[str, object]) -> Fields:
        """Hand on one frame. Nobody here knows whether it counts: the answer to it comes sealed, on the stream."""
        self._alert.carry(asked(PrivateUp, fields))
        return {}
