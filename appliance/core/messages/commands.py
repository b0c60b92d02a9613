"""Defines what the ways of messages report to the decisions, and what a desk asks about an answer. Pure values."""

from typing import ClassVar

from appliance.core.ground.commands import Command, MessageCommand
from appliance.core.ground.messages import MessageState, Reply
from appliance.core.ground.traits import HELPS, OF_THE_BOX, Traits
from appliance.plan.ids import IncidentId


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


class AcceptAnswer(MessageCommand, frozen=True, kw_only=True, tag="accept-answer"):
    """Take the unproved answer to this message for the person's own: whoever is at this desk knows that they gave it. `reply` is what the
    desk saw: if another came since, it is looked at again.
    """

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId
    message: str
    reply: Reply


type FromDesk = AcceptAnswer
"""What a desk may ask for."""

type AnyMessageCommand = ReportMessage | ReportReply
"""What the ways of messages report."""
