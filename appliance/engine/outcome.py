"""Says what became of a command. Knows nothing of how the command was decided or kept."""

import asyncio

import msgspec

from appliance.core.commands import AnyCommand
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.record.events import AnyEvent


class Done(msgspec.Struct, frozen=True):
    """The command was carried out. `recorded` is False if it is in memory only, while the disk is away (promise 2)."""

    events: tuple[AnyEvent, ...]
    recorded: bool


class Refused(msgspec.Struct, frozen=True):
    """The command was refused, and nothing happened."""

    rejection: Rejection


type Outcome = Done | Refused


class Submission:
    """A command on its way. If `command` is None, its events were decided elsewhere and are only to be kept.

    Await `spoken` for what a person may be shown, `kept` for what may be promised.
    """

    __slots__ = ("by", "command", "events", "kept", "rejection", "spoken", "with_these")

    def __init__(self, command: AnyCommand | None, by: Actor | None, loop: asyncio.AbstractEventLoop) -> None:
        self.command = command
        self.by = by
        self.events: tuple[AnyEvent, ...] = ()
        self.rejection: Rejection | None = None
        self.with_these: list[Submission] = []
        """Those that this one stands for, and whose answer is its answer."""
        self.spoken: asyncio.Future[Outcome] = loop.create_future()
        """Decided and shown, recorded or not."""
        self.kept: asyncio.Future[Outcome] = loop.create_future()
        """Decided and on disk."""

    def refuse(self, rejection: Rejection) -> None:
        """Refuse at once, without a decision."""
        self.rejection = rejection
        self.speak_decided(recorded=True)
        self.keep_decided()

    def speak_decided(self, *, recorded: bool) -> None:
        """Answer `spoken` with what was decided, unless it was answered before or whoever asked has gone."""
        for each in (self, *self.with_these):
            if not each.spoken.done():
                each.spoken.set_result(self._outcome(recorded=recorded))

    def keep_decided(self) -> None:
        """Answer `kept`, unless whoever asked has gone."""
        for each in (self, *self.with_these):
            if not each.kept.done():
                each.kept.set_result(self._outcome(recorded=True))

    def _outcome(self, *, recorded: bool) -> Outcome:
        return Refused(self.rejection) if self.rejection is not None else Done(self.events, recorded)
