"""Defines what the line of texts reports, and what a desk does with a text. Pure values."""

from typing import ClassVar

from appliance.core.ground.commands import TextCommand
from appliance.core.ground.messages import Reply
from appliance.core.ground.traits import OF_THE_BOX, PLAIN, Traits


class TakeText(TextCommand, frozen=True, kw_only=True, tag="take-text"):
    """A text came in. `text` is its identity: the same text has it again after a restart. Nothing proves that `sender` sent it.

    `reply` and `code`: it holds nothing but an answer, with this code or with none (""). `rang`: it is a call too, which is raised
    beside it. `plain`: its words say nothing more than the call does, so nobody needs to read it. `flooding`: so many came that one which
    does nothing is no longer recorded.
    """

    traits: ClassVar[Traits] = OF_THE_BOX

    text: str
    sender: str
    words: str
    reply: Reply | None = None
    code: str = ""
    rang: bool = False
    plain: bool = False
    flooding: bool = False


class ReadText(TextCommand, frozen=True, kw_only=True, tag="read-text"):
    """Somebody at a desk read this text, so it leaves the list of unread ones."""

    traits: ClassVar[Traits] = PLAIN

    number: int


type FromDesk = ReadText
"""What a desk may ask for."""

type AnyTextCommand = TakeText | FromDesk
