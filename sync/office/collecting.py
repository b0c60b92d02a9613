"""Collects from the district, a page of each building in its turn. It can go on after any page, because each page is one transaction of the
store.

A transaction takes what came, opens what can be opened, puts it in its place, and brings the index up to date. A building that cannot be
collected is behind, and is named; the others never wait for it.
"""

from collections.abc import Awaitable, Iterable

import msgspec

from sync.office import beginning_again, behind, believing, exposing, incidents, saying_opened, taking
from sync.office.beginning_again import NOTICES_OWED
from sync.office.fetching import Fetching
from sync.office.keyring import Keyring
from sync.office.line import OfficeLine, Refused, answered, whose_fault
from sync.office.opening import Told
from sync.office.pages import Brought, BuildingFailed, Pages
from sync.office.rota import Rota, Turn
from sync.office.store import NUMBER_MAX, Doubt, Store
from sync.office.troubles import Troubles
from sync.protocol import BODY_WAIT_S, COLLECT_PLACES_MAX, UrgentEntry
from sync.transport.line import Refusal, Unreachable

WATCHED_PLACES = 200  # while we wait for calls: a page is taken in about 50 ms, and a call waits for one page at most
# How many answers with calls are taken before a round, each with at most 2,000 calls (`URGENT_TOLD_MAX`). At an office that was set up
# anew, more calls come with their buildings' pages.
CALLS_LOOKS_MAX = 10
URGENT_AFTER = "urgent after"  # the setting that says how far rounds have read the urgent lane
OPENED_AT_ONCE = 50  # *opened* statements of one building, before the next building's: each is a request
OPENED_PASSES = 20  # limited so that a round ends: 1,000 incidents of one building, and more with the next round


class Gathered(msgspec.Struct):
    """What one round brought."""

    entries: int = 0
    buildings: int = 0
    opened: int = 0
    unfinished: set[bytes] = msgspec.field(default_factory=set)
    """Buildings that deposited more after the round began than the list named. The rest comes with the next round."""


class Collector:
    """Runs one office's rounds. `now_ms` is handed to each call; nothing here reads a clock. `troubles`: what the district would not say or
    take when it was last asked, and buildings that are behind, for whoever listens.
    """

    def __init__(self, line: OfficeLine, store: Store, keyring: Keyring, places: int = COLLECT_PLACES_MAX) -> None:
        """Collect over this line. `places`: how many in one answer, and so in one transaction."""
        self.troubles = Troubles()
        self._line = line
        self._store = store
        self._keyring = keyring
        self._pages = Pages(line, store, keyring, places)
        self._without_pages = set[
            bytes
        ]()  # buildings whose last page failed: they stay behind even if their calls come

    async def collect(self, now_ms: int) -> Gathered:
        """Collect everything that is new; then say *opened*, and send again what the district lost. Raises StoreError; Unreachable and
        Refused where the server is not ready.
        """
        gathered, done = Gathered(), set[bytes]()
        until = await self.look()

        async def take(turn: Turn) -> Brought | None:
            brought = await self.turn(turn, now_ms, BODY_WAIT_S)
            if brought is None:
                return None
            gathered.entries += 0 if turn.calls else brought.entries  # entries of calls come once more in their order
            done.add(turn.building)
            more = brought.more and brought.reached < until.get(turn.building, NUMBER_MAX)
            if brought.more and not more:
                gathered.unfinished.add(turn.building)
            return msgspec.structs.replace(
                brought, more=more, new=True
            )  # a round has an end, so buildings with nothing new need not rest

        rota = Rota(each.building for each in behind.every(self._store))
        fetching = Fetching(rota, take, lambda: 0.0)
        for building in until:
            rota.has_new(building)
        await self._open_calls(rota)
        await fetching.until_idle()
        for building in self._missed():
            until.pop(building, None)
            rota.has_new(building)
        await fetching.until_idle()
        gathered.buildings = len(done)
        gathered.opened = await self.say_opened()
        await self.give_notices_owed()
        return gathered

    async def turn(self, turn: Turn, now_ms: int, wait_s: float) -> Brought | None:
        """Take a building's turn and give what it brought; None where the building is behind, which is noted. Raises as `collect` does."""
        try:
            brought = await self._pages.take(turn, now_ms, wait_s)
        except BuildingFailed as failed:
            if not turn.calls:
                self._without_pages.add(turn.building)
            if behind.note(self._store, turn.building, str(failed), now_ms):
                self.troubles.say(behind.says(self._store, turn.building))
            return None
        if not turn.calls:
            self._without_pages.discard(turn.building)
        if turn.building not in self._without_pages and behind.clear(self._store, turn.building):
            self.troubles.say(f"{incidents.name_of(self._store, turn.building)} is collected again.")
        return brought

    async def look(self) -> dict[bytes, int]:
        """Give the buildings of which there is something new, and the place where each ends. Where the district gives no list, give every
        building that was ever listed. Raises as `collect` does.
        """
        before, heads = self.places(), taking.heads(self._store)
        listed = await self._asked("list", "does not list its buildings", self._line.buildings())
        forks = await self._asked("forks", "does not say where histories part", self._line.forks())
        if listed is None:
            return dict.fromkeys(before, NUMBER_MAX)
        with self._store.writing():
            taking.take_listing(self._store, listed, before=heads)
            beginning_again.take_signs(self._store, listed, before, forks)
        after = self.places()
        known = (
            each for each in listed.buildings if each.building in after
        )  # a building with an invalid id is not known
        return {each.building: each.place for each in known if each.place > after[each.building]}

    def facts(self, building: bytes, stream: bytes, most: int) -> list[Told]:
        """Give the newest facts of a stream, oldest first, opened with the keys that there were at the last page."""
        return self._pages.opener.newest_facts(building, stream, most)

    def doubts(self, now_ms: int) -> list[Doubt]:
        """Give all doubts, read on a connection of their own, so that a thread can call this. Raises StoreError."""
        with Store.open(self._store.path, self._keyring) as beside:
            return exposing.doubts(beside, now_ms)

    def places(self) -> dict[bytes, int]:
        """Give up to where each building was collected. Read this before asking for the list, since another command may
        collect meanwhile.
        """
        return dict(self._store.all("SELECT building, after FROM building"))

    def calls_of(self, held: Iterable[UrgentEntry]) -> dict[bytes, list[int]]:
        """Give the places of the urgent lane that were not collected yet. The place to go on from does not move, so these entries come once
        more in their order. A building that was never listed waits for the list and its name.
        """
        collected = self.places()
        places: dict[bytes, list[int]] = {}
        for each in held:
            if each.place > collected.get(each.building, each.place):
                places.setdefault(each.building, []).append(each.place)
        return places

    async def say_opened(self) -> int:
        """Tell the district what was signed, building by building. Give how much it took. Raises as `collect` does."""
        told, refused = 0, set[bytes]()
        for _ in range(OPENED_PASSES):
            unsent = saying_opened.unsent(self._store, refused, OPENED_AT_ONCE)
            if not unsent:
                break
            for building, stream, last, signed in unsent:
                if building in refused:
                    continue
                name = f"opened {building.hex()}"
                says = f"does not take *opened* of building {building.hex()}"
                if await self._asked(name, says, self._line.say_opened(signed)) is None:
                    refused.add(building)
                    continue
                with self._store.writing():
                    saying_opened.sent(self._store, building, stream, last)
                told += 1
        return told

    async def give_notices_owed(self) -> None:
        """Send the notices again to a server that was put back. If its root key is an older one, too, it refuses them, but it still gives
        entries.
        """
        if not self._store.setting(NOTICES_OWED):
            return
        answers = [await self._line.give_notice(each) for each in believing.to_give_again(self._store)]
        refused = [each.refused.says for each in answers if isinstance(each, Refusal)]
        with self._store.writing():
            self._store.keep_setting(NOTICES_OWED, " ".join(dict.fromkeys(refused)).encode())

    async def _open_calls(self, rota: Rota) -> None:
        """Let open calls come first in a long round."""
        kept = self._store.setting(URGENT_AFTER)
        after = 0 if kept is None else int.from_bytes(kept)
        for _ in range(CALLS_LOOKS_MAX):
            told = await self._asked("urgent", "does not say which calls are open", self._line.told_at_once(after, 0))
            if told is None or not told.held:
                break
            after = min(max(told.after, 0), NUMBER_MAX)
            for building, places in self.calls_of(told.held).items():
                rota.has_calls(building, places)
        with self._store.writing():
            self._store.keep_setting(URGENT_AFTER, after.to_bytes(8))

    async def _asked[Answer](self, name: str, does_not: str, asking: Awaitable[Answer | Refusal]) -> Answer | None:
        """Give the answer to a question that the rest does not depend on; None where there is no answer. Raises as `collect` does."""
        try:
            answer = answered(await asking)
        except (Unreachable, Refused) as failed:
            await whose_fault(self._line, failed)
            self.troubles.has(name, f"The district {does_not}: {failed}")
            return None
        self.troubles.ended(name)
        return answer

    def _missed(self) -> list[bytes]:
        with self._store.writing():
            return beginning_again.missed(self._store)
