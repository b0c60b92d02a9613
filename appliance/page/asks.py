"""Turns what a browser asks in JSON into messages for the alert daemon, and the answers into JSON. Binary values are base64 (RFC 4648,
section 4). Decides nothing: a press counts by its signature alone, and the daemon checks that.
"""

from collections.abc import Awaitable, Callable, Mapping

import msgspec

from appliance.api.ask import Answer, Ask, Reply
from appliance.api.client_line import LineLost
from appliance.api.page.messages import OpenPage, PageOpened, PageState, PairBrowser, PressPage
from appliance.api.page.wall import WallOpened, WallState
from appliance.page.alert_line import AlertLine

type Fields = Mapping[str, object]
"""An object of JSON. Bytes in it are written as base64."""
type Handler = Callable[[dict[str, object]], Awaitable[Fields]]

AWAY = "away"
"""The code for: the alert daemon does not answer. A press that got it was not delivered."""
NOT_DELIVERED = "Not delivered: use the phone."
NOT_UNDERSTOOD = "not-understood"
UNREADABLE = "The box does not understand this question. Load the page again."


class Question(msgspec.Struct, frozen=True):
    """What a browser asks: the word of its question, empty if it has none, and the fields that belong to it."""

    what: str
    fields: dict[str, object]


def question_in(body: bytes) -> Question | None:
    """Read the question in a body; None for what is no JSON object. What is asked is only known here: JSON can write one word in many ways
    (RFC 8259, section 7), so nobody may look for a word in the body itself.
    """
    try:
        fields = msgspec.json.decode(body, type=dict[str, object])
    except (msgspec.DecodeError, RecursionError):  # the second: brackets in brackets, as only a stranger writes
        return None
    return Question(str(fields.pop("ask", "")), fields)


class Asks:
    """The questions of browsers. `handlers` has one function for each; whoever serves another kind of page adds its own."""

    def __init__(self, alert: AlertLine) -> None:
        self._alert = alert
        self.handlers: dict[str, Handler] = {
            "hello": self._hello,
            "pair": lambda fields: self._relayed(PairBrowser, fields),
            "press": lambda fields: self._relayed(PressPage, fields),
        }

    async def answer(self, question: Question) -> Fields:
        """Answer one question. An answer with a `code` says why not, and `says` says it to people."""
        try:
            handler = self.handlers.get(question.what)
            if handler is None:
                return refusal(NOT_UNDERSTOOD, "The box does not know this question. Load the page again.")
            return await handler(question.fields)
        except LineLost:
            return refusal(AWAY, NOT_DELIVERED)
        except msgspec.ValidationError:
            return refusal(NOT_UNDERSTOOD, UNREADABLE)

    async def open(self, fields: Mapping[str, object]) -> PageOpened | WallOpened | Reply:
        """Open a page at the daemon. Raises LineLost, and msgspec.ValidationError for what is no such question."""
        return await self._alert.ask(asked(OpenPage, fields))

    async def _hello(self, _fields: dict[str, object]) -> Fields:
        return {"building": self._alert.building, "challenge": self._alert.challenge}

    async def _relayed[A: Answer](self, kind: type[Ask[A]], fields: dict[str, object]) -> Fields:
        answer = await self._alert.ask(asked(kind, fields))
        if isinstance(answer, Reply):
            return refusal(answer.code, answer.says)
        return {name: value for name, value in msgspec.structs.asdict(answer).items() if name != "request"}


class _What(msgspec.Struct, frozen=True):
    ask: str = ""


def question(body: bytes) -> str:
    """Give the name of the question in a body, however JSON spells it; empty where there is none. `Asks.answer` answers that one."""
    try:
        return msgspec.json.decode(body, type=_What).ask
    except (msgspec.DecodeError, RecursionError):
        return ""


def asked[M](kind: type[M], fields: Mapping[str, object]) -> M:
    """Make a message of the daemon's line out of JSON. Raises msgspec.ValidationError, also where the daemon could not read it."""
    return msgspec.convert({**fields, "request": 0}, kind)


def opened(answer: PageOpened | WallOpened) -> Fields:
    """Give what a browser is told when its page is open."""
    if isinstance(answer, WallOpened):
        return {"name": answer.name, "state": shown_on_wall(answer.state)}
    return {"room": answer.room_name, "kinds": answer.kinds, "carried": answer.carried, "state": shown(answer.state)}


def shown(state: PageState) -> Fields:
    """Give what a browser is told of its page's state."""
    return {"phase": state.phase, "dark": state.dark, "kept": state.kept, "ledger": state.ledger}


def shown_on_wall(state: WallState) -> Fields:
    """Give what a browser is told of its wall board's state."""
    return {"dark": state.dark, "wings": state.wings}


def refusal(code: str, says: str) -> Fields:
    """Say why not, in a word for the program and a sentence for people."""
    return {"code": code, "says": says}
