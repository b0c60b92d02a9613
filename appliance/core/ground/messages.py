"""Defines one message to a person about an open call, as it is now. Pure values; `appliance/core/messages/` decides about them."""

import enum

import msgspec

from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Actor
from appliance.plan.ids import PersonId
from appliance.plan.model import Kind


class MessageState(enum.StrEnum):
    """How far a message has come. None of these says that a person knows of it."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    """Only where the way can know it."""
    FAILED = "failed"


class Reply(enum.StrEnum):
    """What a person answered. No answer is none of these."""

    GOING = "going"
    THERE = "there"
    CANNOT = "cannot"
    """No reason is asked, and nothing counts it."""


class Unproved(msgspec.Struct, frozen=True):
    """An answer from the person's number without the right code. `reply` None: nothing in it can be accepted."""

    reply: Reply | None
    wrong_code: bool
    at: Moment
    accepted: bool = False
    """Somebody at a desk took it for the person's own."""


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """One message. `way` is the family of the way, and `check` stands for the address, which only the plan has. `since` is when it came to
    its state, `queued_ms` (mono_ms) when it was last queued, and `replied` when the newest reply came. `kind` and `practice` are those of
    the call when the message was first queued: what it says.
    """

    message: str
    person: PersonId
    way: str
    check: str
    queued_ms: int
    since: Moment
    kind: Kind = Kind.EMERGENCY
    practice: bool = False
    over: bool = False
    """The call ended since then, and a press opened it again: it begins anew, also for whoever answered."""
    state: MessageState = MessageState.QUEUED
    why: str = ""
    reply: Reply | None = None
    replied: Moment | None = None
    code: str = ""
    """What an answer must hold to act by itself; "" on a way that proves who answers."""
    wrong_codes: int = 0
    unproved: Unproved | None = None
    """The newest answer without the right code, until the person answers with the code."""
    accepted_by: Actor | None = None
    """Who took an unproved answer for the person's own; None if the person's own answer acted by itself."""

    @property
    def offered(self) -> Unproved | None:
        """The answer that waits for somebody at a desk to accept it, or to phone the person."""
        return None if self.unproved is None or self.unproved.accepted else self.unproved

    @property
    def open(self) -> bool:
        """Whether it may still be said, and nobody answered it."""
        return self.reply is None and self.state is not MessageState.FAILED
