"""Is the way to desk phones: it keeps which phones shall ring, and the door of the phones drives it. Knows no socket, no SIP and no call.

A phone hangs on the telephone system (PBX), and only that knows whether a phone is plugged in. So an address is out of reach from the
moment at which it could not be rung, and for `UNREACHED_S`: then whoever wants to ring it may try again.
"""

import asyncio
import time
from collections.abc import Callable, Mapping

from hardware.messengers.reached import Reached
from hardware.messengers.states import States
from hardware.ports import Message, MessageState, Replied, Reply, Report, Said

GONE_S = 15.0
"""So long the process of the phones may be away before nobody is reached by phone. It is begun again within some seconds, and the next
people are told after the same time in any case (NFPA 72, positive alarm sequence: 15 s to answer).
"""
UNREACHED_S = 60.0
"""As long as whoever chooses people waits before a way that failed is tried again (`appliance.core.messages.turns.AGAIN_S`)."""

NOT_SERVED = "The process of the desk phones does not run, so no phone rings. Look at the service handbell-phones."
NOT_PLANNED = "The plan has no such phone any more."

_SHALL_RING = frozenset({MessageState.QUEUED, MessageState.SENT})


class PhoneMessenger:
    """The way to desk phones. One for a box, which outlives every line to the process of the phones. `now_s` gives steady seconds.

    It can know that a phone rang, and never that a person heard anything: no message is *delivered*. A key is a reply.
    """

    family = "phone"

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._addresses: frozenset[str] = frozenset()
        self._wanted: dict[str, Message] = {}
        self._states = States()
        self._answered: set[str] = set()
        self._news: list[Said | Replied] = []
        self._unserved_s: float | None = now_s()
        """Since when nobody serves phones; None while somebody does."""
        self._broken: str | None = None
        """Why the telephone system does not let us ring, as whoever serves phones said it."""
        self._unreached: dict[str, tuple[float, str]] = {}
        """Address → when it could not be rung, and why."""
        self._reached = Reached()
        self._changed = asyncio.Event()
        self._listener: Callable[[], None] = _nobody_listens

    # ---- what a way does

    async def run(self, hear: Callable[[Report], None]) -> None:
        """Say and report until cancelled. Whoever runs it anew hears again who can be reached."""
        self._reached.begin()
        while True:
            self._changed.clear()
            self._tell_who_is_reached(hear)
            for message in list(self._wanted):
                self._go_on(message, hear)
            self._tell_news(hear)
            self._listener()
            try:
                async with asyncio.timeout(self._until_lapse_s()):
                    await self._changed.wait()
            except TimeoutError:
                pass

    def expect(self, addresses: frozenset[str]) -> None:
        """Set the phones of the plan."""
        if addresses != self._addresses:
            self._addresses = addresses
            self._reached.keep(addresses)
            self._unreached = {to: since for to, since in self._unreached.items() if to in addresses}
            self._changed.set()

    def say(self, messages: Mapping[str, Message]) -> None:
        """Set everything that has to be said now."""
        if messages == self._wanted:
            return
        self._wanted = dict(messages)
        self._states.forget_all_but(self._wanted)
        self._answered &= self._states.keys()
        self._changed.set()

    # ---- what drives it

    @property
    def shall_ring(self) -> Mapping[str, Message]:
        """Give every message for which a phone shall ring now, by id, in the order in which it was said."""
        return {
            each: said
            for each, said in self._wanted.items()
            if self._states.get(each) in _SHALL_RING and each not in self._answered and said.to in self._addresses
        }

    def listen(self, listener: Callable[[], None]) -> None:
        """Set what is called whenever `shall_ring` may have changed. One door drives a way, so there is one listener."""
        self._listener = listener

    def serve(self, served: bool, why: str | None = None) -> None:
        """Note whether somebody serves phones now. `why`: the telephone system takes no call of ours, and why."""
        if served == (self._unserved_s is None) and why == self._broken:
            return
        if served:
            self._unserved_s = None
        elif self._unserved_s is None:
            self._unserved_s = self._now_s()
        self._broken = why
        self._changed.set()

    def rings(self, message: str) -> None:
        """Note that the phone of this message rings: the phone is there."""
        said = self._wanted.get(message)
        if said is None:
            return
        if self._unreached.pop(said.to, None) is not None:
            self._changed.set()
        if self._states.get(message) is MessageState.QUEUED:
            self._add(Said(message, MessageState.SENT))

    def fails(self, message: str, why: str, *, unreached: bool = False) -> None:
        """Note that this message was said to nobody, and why. `unreached`: the phone itself could not be rung."""
        said = self._wanted.get(message)
        if said is None or message in self._answered or self._states.get(message) not in _SHALL_RING:
            return
        if unreached:
            self._unreached[said.to] = self._now_s(), why
        self._add(Said(message, MessageState.FAILED, why))

    def answers(self, message: str, reply: str) -> None:
        """Take the answer of the person at the phone of this message: the word of a `Reply`. Its phone rings no more for it. Raises
        ValueError for another word.
        """
        answered = Replied(message, Reply(reply))
        if message in self._states and message not in self._answered:
            self._answered.add(message)
            self._news.append(answered)
            self._changed.set()

    # ---- inside

    def _add(self, news: Said) -> None:
        self._states[news.message] = news.state
        self._news.append(news)
        self._changed.set()

    def _tell_news(self, hear: Callable[[Report], None]) -> None:
        while self._news:
            news = self._news.pop(0)
            if isinstance(news, Replied) or news.message in self._wanted:
                hear(news)

    def _why_nobody(self) -> str | None:
        """Say why nobody is reached by phone; None if that is not so, or not known yet."""
        if self._unserved_s is not None:
            return NOT_SERVED if self._now_s() - self._unserved_s >= GONE_S else None
        return self._broken

    def _why_not(self, to: str) -> str | None:
        since = self._unreached.get(to)
        return None if since is None or self._now_s() - since[0] >= UNREACHED_S else since[1]

    def _until_lapse_s(self) -> float | None:
        """Give how long it is until something lapses that was not reported so yet; None if nothing can."""
        now_s = self._now_s()
        at = [] if self._unserved_s is None else [self._unserved_s + GONE_S]
        at += [since_s + UNREACHED_S for since_s, _ in self._unreached.values()]
        return min((each - now_s for each in at if each > now_s), default=None)

    def _tell_who_is_reached(self, hear: Callable[[Report], None]) -> None:
        nobody = self._why_nobody()
        if nobody is not None or self._unserved_s is None:
            self._reached.tell("", nobody, hear)
        for to in [to for to in self._unreached if self._why_not(to) is None]:
            del self._unreached[to]
        if self._unserved_s is None:
            for to in sorted(self._addresses):
                self._reached.tell(to, self._why_not(to), hear)

    def _go_on(self, message: str, hear: Callable[[Report], None]) -> None:
        """Take a message over, or say why it cannot be said."""
        to = self._wanted[message].to
        if message not in self._states:
            self._states[message] = MessageState.QUEUED
            hear(Said(message, MessageState.QUEUED))
        if self._states[message] not in _SHALL_RING or message in self._answered:
            return
        why = self._why_nobody() or (NOT_PLANNED if to not in self._addresses else self._why_not(to))
        if why is not None:
            self._states[message] = MessageState.FAILED
            self._news = [each for each in self._news if each.message != message]
            hear(Said(message, MessageState.FAILED, why))


def _nobody_listens() -> None:
    pass
