"""Watches for new calls: holds two questions, about anything new and about the urgent lane, and looks at the whole list now and then.
Prints nothing.

A server that answers no question, or does not tell what it has, is found out by that look, which does not depend on what it tells. The
watch ends only if the office's own store is gone: any trouble with the server, the line or one building is told, and tried again.
"""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Awaitable, Callable
from functools import partial

import msgspec

from sync.office import behind, exposing, incidents
from sync.office.collecting import Collector
from sync.office.doubting import Doubting
from sync.office.fates import FACTS_MAX, Fate, Followed, nothing
from sync.office.fetching import LANES, Fetching, together
from sync.office.incidents import Found
from sync.office.line import ANOTHER_CERTIFICATE, OfficeLine, Refused, answered, whose_fault
from sync.office.pace import Looks, Pace
from sync.office.pages import Brought
from sync.office.rota import Rota, Turn
from sync.office.store import Store, StoreError, for_now, is_for_now
from sync.office.troubles import Say, nobody
from sync.protocol import LONG_POLL_S_MAX
from sync.transport.line import ANSWER_WAIT_S, Unreachable

LIST_EVERY_S = 60.0  # for 2,000 buildings the list has 400 KB; what a server tells of does not wait for it
READY_EVERY_S = 10.0  # a held question that is not answered shows nothing for a minute and a half
SOON_S = 0.2  # between two questions about news of a building that writes faster than it is fetched: five a second
AGAIN_S = 5.0  # the pause after the line broke, or a question was refused
AGAIN_S_MAX = 60.0  # the longest pause, where a refusal asks us to wait longer
DOUBTS_SAID_MAX = 20  # at once: a server that makes up doubts must not fill the screen on which calls show
TURNS = "turns"  # the turns of buildings: what is wrong with one is told under its name
STORE_FOR = "store for "
STORE_OVER = "This office's store takes what comes again. Waiting for calls."

type Tell = Callable[[list[Found]], None]
type Became = Callable[[Found, Fate], None]
type Ask = Callable[[], Awaitable[None]]


class Watching:
    """Tells of each open call once."""

    def __init__(
        self, line: OfficeLine, collector: Collector, store: Store, list_every_s: float = LIST_EVERY_S
    ) -> None:
        self._line = line
        self._collector = collector
        self._troubles = collector.troubles
        self._store = store
        self._list_every_s = list_every_s
        self._seen: set[tuple[bytes, bytes]] = set()
        self._run, self._after, self._urgent_after = "", 0, 0
        self._pace = Pace(time.monotonic())
        # Buildings of which a call came ahead. It comes once more with their page, and that answer does not count as old news: otherwise,
        # of a hundred calls at once, most would be told at only two a second.
        self._came_ahead = set[bytes]()
        self._rota = Rota(each.building for each in behind.every(store))
        self._fetching = Fetching(self._rota, self._take, time.monotonic)
        self._is_up, self._is_down = asyncio.Event(), asyncio.Event()
        self._look, self._owes = asyncio.Event(), asyncio.Event()
        self._looks = Looks(time.monotonic(), list_every_s)
        self._followed: dict[tuple[bytes, bytes], Followed] = {}
        self._doubting = Doubting()
        self._tell: Tell
        self._became: Became

    async def run(self, tell: Tell, say: Say = nobody, became: Became = nothing) -> None:
        """Tell of new calls, beginning with those that are open already, and of what becomes of them. `say`: hears what is wrong, and when
        it is over. Raises StoreError.
        """
        self._tell, self._became, self._troubles.say = tell, became, say
        self._doubting.known(exposing.doubts(self._store, _now_ms()))
        if known := self._doubting.first_words():
            say(known)
        self._told(incidents.listed(self._store, only_open=True))
        say("Waiting for calls. End with Ctrl+C.")
        for event in (self._is_up, self._look, self._owes):
            event.set()
        async with together() as group:
            group.create_task(self._watch_line())
            group.create_task(self._for_ever("news", "does not say what is new", self._news))
            group.create_task(self._for_ever("urgent", "does not say which calls are open", self._urgent))
            group.create_task(self._for_ever("look", "cannot be asked for its list", self._list))
            group.create_task(self._for_ever("opened", "cannot be told what was opened", self._opened))
            for lane in LANES:
                group.create_task(self._for_ever(TURNS, "", partial(self._fetching.work, lane)))

    # ---- what is asked again and again

    async def _watch_line(self) -> None:
        """Ask again and again whether the server is ready. While it is not, nothing else is asked."""
        while True:
            try:
                answered(await self._line.ready())
            except (Unreachable, Refused) as failed:
                self._went_down(failed)
            else:
                if not self._is_up.is_set():
                    self._look.set()
                self._troubles.ended("line")
                self._is_down.clear()
                self._is_up.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(READY_EVERY_S):
                    await self._is_down.wait()
            if self._is_down.is_set():
                await asyncio.sleep(AGAIN_S)

    async def _for_ever(self, about: str, does_not: str, ask: Ask) -> None:
        while True:
            await self._is_up.wait()
            try:
                await ask()
            except (Unreachable, Refused) as failed:
                await self._refused(about, does_not, failed)
            except sqlite3.Error as wrong:
                if not is_for_now(wrong):
                    raise
                says = self._troubles.like(STORE_FOR) or for_now(
                    wrong, self._store.path
                )  # said once, whoever finds the store so
                self._troubles.has(_store_for(about), says)
                await asyncio.sleep(AGAIN_S)
            else:
                self._troubles.ended(about)
                self._troubles.ended(_store_for(about), STORE_OVER)

    async def _news(self) -> None:
        told = answered(await self._line.news(self._run, self._after, LONG_POLL_S_MAX))
        if (
            told.run != self._run
        ):  # another run of the server: it may have been put back, and then its numbers mean something else
            self._urgent_after = 0
        self._run, self._after = told.run, told.after
        known = self._collector.places()
        waits = any(self._rota.waits(each) for each in told.buildings)
        new = sum(self._rota.has_new(each) for each in told.buildings if each in known)
        self._fetching.ring()
        if told.everything or not known.keys() >= set(told.buildings):
            self._look.set()
        if waits and not new:  # a building writes faster than we fetch it: that does not count as old news
            await self._fetching.until_rung()
            await asyncio.sleep(SOON_S)
        elif not new:
            await self._rests()

    async def _urgent(self) -> None:
        """Fetch calls ahead of their building's backlog here as well: their entries are fetched from their own place."""
        told = answered(await self._line.told_at_once(self._urgent_after, LONG_POLL_S_MAX))
        calls = self._collector.calls_of(told.held)
        new = sum(self._rota.has_calls(building, places) for building, places in calls.items())
        self._fetching.ring()
        if told.held:
            self._urgent_after = told.after
        if not new:
            await self._rests()

    async def _list(self) -> None:
        await self._until_look()
        self._look.clear()
        self._looks.looked(time.monotonic())
        for building in await self._collector.look():
            self._rota.has_new(building)
        self._fetching.ring()
        self._told(
            incidents.listed(self._store, only_open=True)
        )  # the list also has what another command collected meanwhile
        for each in [each for each, followed in self._followed.items() if followed.is_open]:
            self._follow(each)
        await self._doubts()
        await self._rests()

    async def _until_look(self) -> None:
        """Wait until the next look is due. Nothing that is told meanwhile delays it, and several unknown things do not each bring it
        forward.
        """
        while wait_s := self._looks.wait_s(time.monotonic(), wanted=self._look.is_set()):
            if self._look.is_set():
                await asyncio.sleep(wait_s)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._look.wait()

    async def _doubts(self) -> None:
        """Read the doubts in a thread, beside the calls: for 2,000 buildings this takes a second or two."""
        try:
            found = await asyncio.to_thread(self._collector.doubts, _now_ms())
        except StoreError as wrong:
            self._troubles.has("doubts", f"What is wrong or missing cannot be read at the moment. {wrong}")
            return
        self._troubles.ended("doubts", STORE_OVER)
        new = self._doubting.new(found)
        for each in new[:DOUBTS_SAID_MAX]:
            self._troubles.say(str(each))
        if (more := len(new) - DOUBTS_SAID_MAX) > 0:
            says = "One more thing is not as it" if more == 1 else f"{more:,} more things are not as they"
            self._troubles.say(f"{says} should be: handbell office doubts list")

    async def _opened(self) -> None:
        """Say *opened* and give notices that the district lacks: when there is something new, and otherwise as often as the list is asked
        for, since the district may not have taken them.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._list_every_s):
                await self._owes.wait()
        self._owes.clear()
        await self._collector.say_opened()
        await self._collector.give_notices_owed()

    # ---- what comes of it

    async def _take(self, turn: Turn) -> Brought | None:
        brought = await self._collector.turn(turn, _now_ms(), ANSWER_WAIT_S)
        if brought is None:
            await self._rests()
            return None
        self._troubles.ended(_store_for(TURNS), STORE_OVER)
        streams = brought.streams or incidents.open_streams(self._store, turn.building)
        unseen = [each for each in streams if (turn.building, each) not in self._seen]
        self._told(incidents.open_among(self._store, turn.building, unseen))
        for each in streams:
            self._follow((turn.building, each))
        if brought.new:
            self._owes.set()
            if turn.calls:
                self._came_ahead.add(turn.building)
        elif turn.building in self._came_ahead and not turn.calls:
            self._came_ahead.discard(turn.building)
            return msgspec.structs.replace(brought, new=True)
        elif brought.asked:
            await self._rests()
        return brought

    def _told(self, found: list[Found]) -> None:
        new = [each for each in found if _name(each) not in self._seen]
        self._seen |= {_name(each) for each in new}
        if new:
            self._tell(new)
        for each in new:
            self._followed[_name(each)] = Followed(each)
            self._follow(_name(each))

    def _follow(self, name: tuple[bytes, bytes]) -> None:
        if (followed := self._followed.get(name)) is not None:
            for each in followed.new(self._collector.facts(*name, FACTS_MAX)):
                self._became(followed.found, each)

    async def _rests(self) -> None:
        await asyncio.sleep(self._pace.rest_s(time.monotonic()))

    async def _refused(self, about: str, does_not: str, failed: Unreachable | Refused) -> None:
        try:
            await whose_fault(self._line, failed)
        except (Unreachable, Refused) as cause:
            self._went_down(cause)
            return
        if does_not:
            self._troubles.has(about, f"The district {does_not}: {failed}")
        wanted_s = failed.retry_after_s if isinstance(failed, Refused) else 0.0
        await asyncio.sleep(min(max(wanted_s, AGAIN_S), AGAIN_S_MAX))

    def _went_down(self, cause: Unreachable | Refused) -> None:
        ours = isinstance(cause, Unreachable) and cause.certificate_refused
        self._troubles.has("line", f"{cause} {ANOTHER_CERTIFICATE}, then start this again." if ours else str(cause))
        self._is_up.clear()
        self._is_down.set()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _store_for(about: str) -> str:
    """Give the name of a store trouble by who found it: a task that only reads cannot tell when the store takes something again."""
    return STORE_FOR + about


def _name(found: Found) -> tuple[bytes, bytes]:
    return found.building, found.stream
