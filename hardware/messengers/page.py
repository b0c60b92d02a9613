"""Is the way to the pages on responders' phones: it keeps what stands on each phone, and the lines of the phones drive it. Knows no socket.

A page that is in front says so every few seconds. One that did not for `GONE_S` is out of reach: it may be behind another program, its
screen may be off, or the phone may be frozen. Nobody can tell these apart from here, and in none of them does anybody read it.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping

from hardware.messengers.reached import Reached
from hardware.messengers.states import States
from hardware.ports import Message, MessageState, Replied, Reply, Report, Said

GONE_S = 15.0
"""Three heartbeats of 5 s. So one that is lost on a school's radio, or a page that is loaded anew, loses nobody; and it is the time after
which the next people are told in any case (NFPA 72, positive alarm sequence: 15 s to answer).
"""
ON_A_PHONE = frozenset({MessageState.SENT, MessageState.DELIVERED})

NOT_IN_FRONT = "The page on this phone is not in front. Open it there, and keep it in front."
NOT_DRAWN = "The page on this phone went out of sight before it showed the call. Open it there, and keep it in front."
NOT_PLANNED = "The plan has no such phone any more."
NOBODY_SERVES = "The process that serves pages does not run, so no phone is told. Look at the service handbell-page."


class PageLink:
    """The line of one phone, while it is open. Made by `PageMessenger.open`. Whoever holds it vouches that the phone is the one of this
    address, and that what it answers was said to it.
    """

    def __init__(self, way: "PageMessenger", to: str, changed: Callable[[], None]) -> None:
        self.to = to
        self.changed = changed
        self._way = way

    @property
    def stands(self) -> Mapping[str, Message]:
        """Give what stands on this phone now, by id, in the order in which it was said; nothing once another line took its place."""
        return self._way.standing(self)

    def alive(self) -> None:
        """Take a heartbeat: the page is in front."""
        self._way.alive(self)

    def drew(self, messages: Iterable[str]) -> None:
        """Take in that the page showed these messages while it was in front."""
        self._way.drew(self, messages)

    def answer(self, message: str, reply: str) -> None:
        """Take the person's answer: the word of a `Reply`. Raises ValueError for another word."""
        self._way.answer(self, message, Reply(reply))

    def close(self) -> None:
        """End this line. The phone is out of reach once its last heartbeat is `GONE_S` old, so that a page may be loaded anew."""
        self._way.close(self)


class PageMessenger:
    """The way to phones with a page. One for a box, which outlives every line. `now_s` gives steady seconds."""

    family = "page"

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._links: dict[str, PageLink] = {}
        self._seen: set[str] = set()
        """Addresses whose line said that its page is in front, since that line is open."""
        self._alive_s: dict[str, float] = {}
        """Expected address → when it was last in front, or since when it is waited for."""
        self._wanted: dict[str, Message] = {}
        self._states = States()
        self._drawn: set[str] = set()
        self._uncarried_s: float | None = now_s()
        """Since when nobody serves pages; None while somebody does."""
        self._reached = Reached()
        self._replies: list[Replied] = []
        self._changed = asyncio.Event()

    # ---- what a way does

    async def run(self, hear: Callable[[Report], None]) -> None:
        """Say and report until cancelled. Whoever runs it anew hears again who can be reached."""
        self._reached.begin()
        while True:
            self._changed.clear()
            self._tell_who_is_reached(hear)
            for message in list(self._wanted):
                self._go_on(message, hear)
            while self._replies:
                hear(self._replies.pop(0))
            try:
                async with asyncio.timeout(self._until_lapse_s()):
                    await self._changed.wait()
            except TimeoutError:
                pass

    def expect(self, addresses: frozenset[str]) -> None:
        """Set the phones of the plan. One that is new has `GONE_S` to open its page before it counts as out of reach."""
        now_s = self._now_s()
        if addresses != self._alive_s.keys():
            gone = self._alive_s.keys() - addresses
            self._alive_s = {to: self._alive_s.get(to, now_s) for to in addresses}
            self._reached.keep(addresses)
            for to in gone:
                self._show(to)
            self._changed.set()

    def say(self, messages: Mapping[str, Message]) -> None:
        """Set everything that has to be said now."""
        if messages == self._wanted:
            return
        before, self._wanted = self._wanted, dict(messages)
        differ = before.items() ^ self._wanted.items()
        elsewhere = dict.fromkeys(said.to for each, said in differ if self._states.get(each) in ON_A_PHONE)
        self._states.forget_all_but(self._wanted)
        self._drawn &= self._states.keys()
        for to in elsewhere:
            self._show(to)
        self._changed.set()

    # ---- what drives it

    def carry(self, carried: bool) -> None:
        """Note whether somebody serves pages now. Without that no phone can open its line."""
        if carried != (self._uncarried_s is None):
            self._uncarried_s = None if carried else self._now_s()
            self._changed.set()

    def open(self, to: str, changed: Callable[[], None]) -> PageLink:
        """Open the line of a phone, in place of its former one. `changed` is called whenever something else stands on it."""
        link = self._links[to] = PageLink(self, to, changed)
        self._seen.discard(to)
        self._changed.set()
        return link

    def standing(self, link: PageLink) -> Mapping[str, Message]:
        """Give what stands on the phone of this line: nothing on one that is not planned any more."""
        if not self._is(link) or link.to not in self._alive_s:
            return {}
        return {
            each: said
            for each, said in self._wanted.items()
            if said.to == link.to and self._states.get(each) in ON_A_PHONE
        }

    def alive(self, link: PageLink) -> None:
        """Take a heartbeat of this line."""
        if not self._is(link) or link.to not in self._alive_s:
            return
        is_news = link.to not in self._seen or not self._reached.is_told(link.to, None)
        self._seen.add(link.to)
        self._alive_s[link.to] = self._now_s()
        if is_news:
            self._changed.set()

    def drew(self, link: PageLink, messages: Iterable[str]) -> None:
        """Take in what the page of this line showed. What does not stand there was not shown."""
        stands = self.standing(link)
        for each in messages:
            if each in stands and self._states[each] is MessageState.SENT:
                self._drawn.add(each)
                self._changed.set()

    def answer(self, link: PageLink, message: str, reply: Reply) -> None:
        """Take an answer that came on this line."""
        if self._is(link):
            self._replies.append(Replied(message, reply))
            self._changed.set()

    def close(self, link: PageLink) -> None:
        """Take this line out of service."""
        if self._is(link):
            del self._links[link.to]
            self._seen.discard(link.to)
            self._changed.set()

    # ---- inside

    def _is(self, link: PageLink) -> bool:
        return self._links.get(link.to) is link

    def _show(self, to: str) -> None:
        if to in self._links:
            self._links[to].changed()

    def _lapsed(self, since_s: float) -> bool:
        return self._now_s() - since_s >= GONE_S

    def _why_not(self, to: str) -> str | None:
        """Say why nobody is reached at an address; None if somebody is, or if that is not known yet."""
        if self._uncarried_s is not None and self._lapsed(self._uncarried_s):
            return NOBODY_SERVES
        alive_s = self._alive_s.get(to)
        if alive_s is None:
            return NOT_PLANNED
        return NOT_IN_FRONT if self._lapsed(alive_s) else None

    def _is_in_front(self, to: str) -> bool:
        return to in self._links and to in self._seen and not self._lapsed(self._alive_s.get(to, -GONE_S))

    def _until_lapse_s(self) -> float | None:
        """Give how long it is until something lapses that was not reported as out of reach yet; None if nothing can."""
        since = [*self._alive_s.values(), *([] if self._uncarried_s is None else [self._uncarried_s])]
        return min((each + GONE_S - self._now_s() for each in since if not self._lapsed(each)), default=None)

    def _tell_who_is_reached(self, hear: Callable[[Report], None]) -> None:
        if self._uncarried_s is None:
            self._reached.tell("", None, hear)
        elif self._lapsed(self._uncarried_s):
            self._reached.tell("", NOBODY_SERVES, hear)
        for to in sorted(self._alive_s):
            if self._is_in_front(to):
                self._reached.tell(to, None, hear)
            elif self._lapsed(self._alive_s[to]):
                self._reached.tell(to, NOT_IN_FRONT, hear)

    def _go_on(self, message: str, hear: Callable[[Report], None]) -> None:
        """Bring one message as far as it comes now."""
        to = self._wanted[message].to
        if message not in self._states:
            self._note(Said(message, MessageState.QUEUED), hear)
        if self._states[message] is MessageState.SENT and message in self._drawn:
            self._note(Said(message, MessageState.DELIVERED), hear)
        if self._states[message] not in {MessageState.QUEUED, MessageState.SENT}:
            return
        why = self._why_not(to)
        if why is not None:
            was_sent = self._states[message] is MessageState.SENT
            self._note(Said(message, MessageState.FAILED, NOT_DRAWN if was_sent and why == NOT_IN_FRONT else why), hear)
            if was_sent:
                self._show(to)
        elif self._states[message] is MessageState.QUEUED and self._is_in_front(to):
            self._note(Said(message, MessageState.SENT), hear)
            self._show(to)

    def _note(self, news: Said, hear: Callable[[Report], None]) -> None:
        self._states[news.message] = news.state
        hear(news)
