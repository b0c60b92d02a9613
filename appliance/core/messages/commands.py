"""Defines what the ways of messages report to the decisions. Pure values. Nothing here comes from a desk."""

from typing import ClassVar

from appliance.core.ground.commands import Command
from appliance.core.ground.messages import MessageState, Reply
from appliance.core.ground.traits import OF_THE_BOX, Traits


class ReportMessage(Command, frozen=True, kw_only=True, tag="report-message"):
    """A message has come so far. `why`: why it failed."""

    traits: ClassVar[Traits] = OF_THE_BOX

    message: str
    state: MessageState
    why: str = ""


class ReportReply(Command, frozen=True, kw_only=True, tag="report-reply"):
    """The person to whom this message was said answered. The way vouches for it that nobody else did."""

    traits: ClassVar[Traits] = OF_THE_BOX

    message: str
    reply: Reply


type AnyMessageCommand = ReportMessage | ReportReply
