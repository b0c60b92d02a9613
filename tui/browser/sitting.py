"""One person at one desk in a browser: joins the desk line, the conversation and the page. No rule about calls lives here."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec

from appliance.api.board.calls import CallCard
from appliance.plan.ids import DeskId, IncidentId
from appliance.tasks import Tasks
from tui.board.ringer import Ringer
from tui.board.tap_outs import sounds_softly
from tui.browser.conversation import Act, Conversation
from tui.browser.heard import Choose, Enter, Heard, Here, Painted, Select, Stroke, Typed, heard
from tui.browser.presence import Presence
from tui.browser.scene import Scene, begins_to_ring, scene_of
from tui.clock import monotonic_ms
from tui.keys.table import OUT_OF_TURN
from tui.learned import learned
from tui.line.link import DeskLink
from tui.line.news import FactsArrived, LinkBack, LinkLost, News, Replied, ShownRefused, StateArrived

CLIENT = "browser"
TICK_S = 1.0
"""Seconds count on the screen, and a page that hears nothing for a few of them says that its line is lost."""
FACTS_EVERY_MS = 30_000  # who is on duty changes by the minute
DRAWN_MS_MIN = 100
"""A scene for each board of a flood would be more than a browser draws. Ten in a second are more than anybody reads."""
WAITING_MAX = 64
"""Words of a page that wait for the box. A person who types ahead has a few; a page that has more is no page of ours."""
HELD_MS_MAX = 6000
"""As at the console with a screen of letters (`tui/keys/strokes.py`): a second longer than the box has to answer."""
TYPED_TOO_EARLY = "The box takes long. What was typed since was not taken: look, type again."

JUST_TOUCHED_MS = 5000
"""A touch that could not be told, because the line was just made, is told on the new line. An older one says nothing of now."""


type Word = tuple[Heard, int]
"""What the page said, and when."""


class PageBroken(ValueError):
    """The page said what no page of ours says. `str()` says what."""


class Sitting:
    """`send` draws a scene on the page. It may give False while the page takes none: it is then drawn as it stands a second later."""

    def __init__(
        self,
        socket: Path,
        desk: DeskId,
        send: Callable[[Scene], bool],
        now_ms: Callable[[], int] = monotonic_ms,
    ) -> None:
        self._socket, self._desk, self._send, self._now_ms = socket, desk, send, now_ms
        self.talk = Conversation(desk, now_ms())
        self._presence = Presence(now_ms())
        self._ringer = Ringer()
        self._rang: tuple[CallCard, ...] = ()
        self._words: asyncio.Queue[Word] = asyncio.Queue()
        self._at_once: asyncio.Queue[Word] = asyncio.Queue()
        self._works = False
        """Whether the box is asked for what the word before wanted."""
        self._shown: asyncio.Queue[IncidentId] = asyncio.Queue()
        self._draw, self._moved = asyncio.Event(), asyncio.Event()
        self._tasks = Tasks()
        self._counts = False
        self._was_locked = True
        self._facts_ms = now_ms() - FACTS_EVERY_MS
        self._link = self._new_link()

    async def run(self) -> None:
        """Sit here until cancelled. Raises RuntimeError where something of ours failed."""
        try:
            self._tasks.start(self._link.run(), name="desk line")
            self._tasks.start(self._answer(), name="answers")
            self._tasks.start(self._answer_at_once(), name="answers out of turn")
            self._tasks.start(self._report(), name="reports")
            self._tasks.start(self._keep_seat(), name="seat")
            self._tasks.start(self._keep_drawing(), name="scenes")
            self._tasks.start(self._keep_looking(), name="seconds")
            raise RuntimeError(f"the task {await self._tasks.failed} of a desk in a browser failed")
        finally:
            await self._tasks.stop()

    def heard(self, said: bytes) -> None:
        """Take what the page said. Raises PageBroken."""
        try:
            message = heard(said)
        except msgspec.DecodeError as error:
            raise PageBroken(f"The page said something not understood: {error}") from error
        now_ms = self._now_ms()
        match message:
            case Here():
                self._here(message, now_ms)
            case Painted():
                self._reports(self.talk.painted(message, now_ms))
            case _ if self._words.qsize() + self._at_once.qsize() >= WAITING_MAX:
                raise PageBroken(f"The page said more than {WAITING_MAX} things at once.")
            case Stroke(key=key) if key in OUT_OF_TURN and (self._works or not self._words.empty()):
                self._at_once.put_nowait((message, now_ms))
            case _:
                self._words.put_nowait((message, now_ms))

    # ---- who is here

    def _here(self, told: Here, now_ms: int) -> None:
        self._presence.told(now_ms, seen=told.seen, touched=told.touched)
        self._look_who(now_ms)
        if told.touched:
            self._moved.set()

    def _look_who(self, now_ms: int) -> None:
        """Lock the desk when nobody is here any more, and let it count as connected only while its page is seen."""
        locked = self._presence.locked(now_ms)
        if locked and not self._was_locked:
            self.talk.lock()
        if locked != self._was_locked:
            self._draw.set()
        self._was_locked = locked
        if not self._presence.seen(now_ms):
            self.talk.unseen()
        if self._presence.seen(now_ms) != self._counts:
            self._moved.set()

    async def _keep_seat(self) -> None:
        """Attach as a console that somebody sees, or as one that nobody sees, and tell of touches. A desk line says once and for all which
        of the two it is: so there is another one where that changes.
        """
        while True:
            await self._moved.wait()
            self._moved.clear()
            now_ms = self._now_ms()
            if self._presence.seen(now_ms) != self._counts:
                self._counts = not self._counts
                await self._tasks.stop("desk line")
                self._link = self._new_link()
                self._tasks.start(self._link.run(), name="desk line")
                continue
            if self._presence.touched_since(now_ms - JUST_TOUCHED_MS):
                await self._link.present(now_ms)
            await self._learn(now_ms)

    def _new_link(self) -> DeskLink:
        return DeskLink(self._socket, self._desk, self._news, client=CLIENT, shows_calls=self._counts)

    # ---- from the line

    def _news(self, news: News) -> None:
        now_ms = self._now_ms()
        match news:
            case StateArrived():
                self.talk.board(news.view, now_ms - news.age_ms)
            case LinkLost():
                self.talk.lost(news.why, now_ms)
            case LinkBack():
                self._reports(self.talk.back())
                self._facts_ms = now_ms - FACTS_EVERY_MS
                self._moved.set()
            case FactsArrived():
                self.talk.model = learned(self.talk.model, news)
            case Replied() if isinstance(news.asker, Act):
                self.talk.replied(news.asker, news.reply, now_ms)
            case ShownRefused():
                self.talk.not_shown(news.incident)
            case _:
                return
        self._draw.set()

    # ---- from the page

    async def _answer(self) -> None:
        """One word of the page after the other, each when what the one before asked for is answered."""
        while True:
            message, said_ms = await self._words.get()
            self._works = True
            await self._does(message, said_ms)
            self._works = False

    async def _answer_at_once(self) -> None:
        """The key that takes a call everywhere waits for no other word."""
        while True:
            await self._does(*await self._at_once.get())

    async def _does(self, message: Heard, said_ms: int) -> None:
        now_ms = self._now_ms()
        if now_ms - said_ms >= HELD_MS_MAX:
            self.talk.say(TYPED_TOO_EARLY, now_ms)
        elif self._presence.acts(now_ms):
            act = self._follows(message, now_ms, said_ms)
            if act is not None:
                await self._link.act(act.command, act)
        self._draw.set()

    def _follows(self, message: Heard, now_ms: int, said_ms: int) -> Act | None:
        match message:
            case Stroke():
                return self.talk.stroke(message, now_ms, said_ms)
            case Choose():
                return self.talk.choose(message, now_ms, said_ms)
            case Enter():
                return self.talk.enter(message, now_ms, said_ms)
            case Select():
                self.talk.select(message)
            case Typed():
                self.talk.typed(message)
            case Here() | Painted():
                raise AssertionError("taken as they come, never queued")
        return None

    def _reports(self, shown: tuple[IncidentId, ...]) -> None:
        for incident in shown:
            self._shown.put_nowait(incident)

    async def _report(self) -> None:
        while True:
            await self._link.report_shown(await self._shown.get())

    # ---- what the page shows

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            now_ms = self._now_ms()
            self._look_who(now_ms)
            self._reports(self.talk.to_report())
            self._draw.set()
            self._moved.set()

    async def _learn(self, now_ms: int) -> None:
        """Ask for rooms and people, now and then."""
        if not self.talk.model.blind and now_ms - self._facts_ms >= FACTS_EVERY_MS:
            self._facts_ms = now_ms
            await self._link.fetch_facts()

    async def _keep_drawing(self) -> None:
        while True:
            await self._draw.wait()
            self._draw.clear()
            rang = self._rang
            if not self._send(self.drawn(self._now_ms())):
                self._rang = rang  # nobody was told of what began to ring
            await asyncio.sleep(DRAWN_MS_MIN / 1000)

    def drawn(self, now_ms: int) -> Scene:
        """The scene as it is now. It rings once where it is time to."""
        model = self.talk.model
        ringing = () if model.blind else model.ringing_here
        announce, self._rang = begins_to_ring(self._rang, ringing), ringing
        rings = ""
        if not model.blind and self._ringer.rings(model, now_ms):
            soft = model.view is not None and sounds_softly(model.view, now_ms - model.arrived_ms)
            rings = "softly" if soft and not ringing else "call"
        return scene_of(self.talk, now_ms, locked=self._presence.locked(now_ms), rings=rings, announce=announce)
