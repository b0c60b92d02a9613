"""Acts as a way of messages without a wire: it keeps what was said to whom, and answers or fails as it is told. For tests and the demo."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from hardware.messengers.pretend_line import served
from hardware.messengers.reached import Reached
from hardware.messengers.states import States
from hardware.ports import Message, MessageState, Replied, Reply, Report, Said


class Spoken(msgspec.Struct, frozen=True):
    """What was said under which id."""

    message: str
    said: Message


class SimulatedMessenger:
    """A way to pretend telephones. `spoken` holds every message that was sent, in order; `shown` is what stands on them now."""

    family = "simulated"

    def __init__(self, at: Path | None = None) -> None:
        self._at = at
        """Where a program outside may drive the telephones (`pretend_line`)."""
        self.spoken: list[Spoken] = []
        self._wanted: dict[str, Message] = {}
        self._states = States()
        self._addresses: frozenset[str] = frozenset()
        self._broken: dict[str, str] = {}
        self._held = False
        self._loses = False
        self._reached = Reached()
        self._replies: list[Replied] = []
        self._changed = asyncio.Event()

    @property
    def shown(self) -> dict[str, Message]:
        """What stands on the pretend telephones: what was sent and is still wanted, by id."""
        reached = (MessageState.SENT, MessageState.DELIVERED)
        return {each: said for each, said in self._wanted.items() if self._states.get(each) in reached}

    async def run(self, hear: Callable[[Report], None]) -> None:
        """Say and report until cancelled. Whoever runs it anew hears again who can be reached. Raises HardwareError if the path at which
        it is driven cannot be used.
        """
        if self._at is None:
            await self._go_on_saying(hear, _nobody_looks)
            return
        async with served(self, self._at) as changed:
            await self._go_on_saying(hear, changed)

    async def _go_on_saying(self, hear: Callable[[Report], None], changed: Callable[[], None]) -> None:
        self._reached.begin()
        while True:
            self._changed.clear()
            self._tell_who_is_reached(hear)
            for message in list(self._wanted):
                self._go_on(message, hear)
            while self._replies:
                hear(self._replies.pop(0))
            changed()
            await self._changed.wait()

    def expect(self, addresses: frozenset[str]) -> None:
        """Set the pretend telephones."""
        self._addresses = addresses
        self._changed.set()

    def say(self, messages: Mapping[str, Message]) -> None:
        """Set everything that has to be said now."""
        self._wanted = dict(messages)
        self._states.forget_all_but(self._wanted)
        self._changed.set()

    def reply(self, to: str, reply: Reply) -> None:
        """Let the person at this address answer the newest message that was sent there. Raises LookupError if there is none."""
        sent = [each.message for each in self.spoken if each.said.to == to]
        if not sent:
            raise LookupError(f"nothing was said to {to}, so nobody can answer there")
        self._replies.append(Replied(sent[-1], reply))
        self._changed.set()

    def fail(self, why: str, to: str = "") -> None:
        """Let one address be out of reach from now on, or the whole way."""
        self._broken[to] = why
        self._changed.set()

    def mend(self, to: str = "") -> None:
        """Let it be in reach again."""
        self._broken.pop(to, None)
        self._changed.set()

    def hold(self, *, held: bool) -> None:
        """Let messages wait in the queue, as they do while a modem has no cell."""
        self._held = held
        self._changed.set()

    def lose(self, *, loses: bool) -> None:
        """Let messages be sent and never be delivered, as by a phone that is switched off."""
        self._loses = loses
        self._changed.set()

    def _tell_who_is_reached(self, hear: Callable[[Report], None]) -> None:
        for to in ("", *sorted(self._addresses)):
            self._reached.tell(to, self._broken.get(to), hear)

    def _go_on(self, message: str, hear: Callable[[Report], None]) -> None:
        """Bring one message as far as it comes now."""
        said = self._wanted[message]
        if message not in self._states:
            self._note(Said(message, MessageState.QUEUED), hear)
        if self._states[message] is MessageState.QUEUED and not self._held:
            why = self._broken.get("") or self._broken.get(said.to)
            if why is not None:
                self._note(Said(message, MessageState.FAILED, why), hear)
                return
            self.spoken.append(Spoken(message, said))
            self._note(Said(message, MessageState.SENT), hear)
        if self._states[message] is MessageState.SENT and not self._loses:
            self._note(Said(message, MessageState.DELIVERED), hear)

    def _note(self, news: Said, hear: Callable[[Report], None]) -> None:
        self._states[news.message] = news.state
        hear(news)


def _nobody_looks() -> None:
    pass
