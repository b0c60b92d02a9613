"""Collecting from the district, a page of each building in its turn: resumable after any page, each page one transaction of the store.

Within a transaction: take what came, open what can be opened, put it in its place, and bring the index up to it. A building that cannot
be collected is behind, and named; the others never wait for it.
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

WATCHED_PLACES = 200  # while calls are waited for: a page is taken in about 50 ms, and a call waits for one at most
# Answers of at most 2,000 calls each (`URGENT_TOLD_MAX`) before a round: of an office set up anew, the others come with their pages.
CALLS_LOOKS_MAX = 10
URGENT_AFTER = "urgent after"  # the setting with how far rounds looked through the urgent lane
OPENED_AT_ONCE = 50  # of one building, before the next is told: each is a request
OPENED_PASSES = 20  # so that a round has an end: 1,000 incidents of one building, more with the next


class Gathered(msgspec.Struct):
    """What one round brought."""

    entries: int = 0
    buildings: int = 0
    opened: int = 0
    unfinished: set[bytes] = msgspec.field(default_factory=set)
    """Buildings that deposited more than the list named when the round began. It comes with the next."""


class Collector:
    """One office's rounds. `now_ms` is handed to each call; nothing here reads a clock. `troubles`: what the district would not say or take
    when it was last asked, and, to whoever hears them, buildings that are behind.
    """

    def __init__(self, line: OfficeLine, store: Store, keyring: Keyring, places: int = COLLECT_PLACES_MAX) -> None:
        """`places`: of one answer, and so of one transaction."""
        self.troubles = Troubles()
        self._line = line
        self._store = store
        self._keyring = keyring
        self._pages = Pages(line, store, keyring, places)
        self._without_pages = set[bytes]()  # buildings whose last page failed: they are behind, though their calls come

    async def collect(self, now_ms: int) -> Gathered:
        """Everything that is new; then say *opened*, and give again what is owed. Raises StoreError; Unreachable and Refused where the
        server is not ready.
        """
        gathered, done = Gathered(), set[bytes]()
        until = await self.look()

        async def take(turn: Turn) -> Brought | None:
            brought = await self.turn(turn, now_ms, BODY_WAIT_S)
            if brought is None:
                return None
            gathered.entries += 0 if turn.calls else brought.entries  # those of calls come once more in their order
            done.add(turn.building)
            more = brought.more and brought.reached < until.get(turn.building, NUMBER_MAX)
            if brought.more and not more:
                gathered.unfinished.add(turn.building)
            return msgspec.structs.replace(
                brought, more=more, new=True
            )  # a round has an end: who has nothing new need not rest

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
        """What a building's turn brought; None where it is behind, which is noted. Raises as `collect` does."""
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
        """Buildings of which there is something new, and the place where each ends. Where the district gives no list, each that was ever
        listed. Raises as `collect` does.
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
        known = (each for each in listed.buildings if each.building in after)  # one whose id is none is not
        return {each.building: each.place for each in known if each.place > after[each.building]}

    def facts(self, building: bytes, stream: bytes, most: int) -> list[Told]:
        """The newest of a stream, oldest first: under the keys there were at the last page."""
        return self._pages.opener.newest_facts(building, stream, most)

    def doubts(self, now_ms: int) -> list[Doubt]:
        """What is not as it should be, read beside everything else: for a thread. Raises StoreError."""
        with Store.open(self._store.path, self._keyring) as beside:
            return exposing.doubts(beside, now_ms)

    def places(self) -> dict[bytes, int]:
        """Up to where each building was collected. Asked for before the list: another command may collect meanwhile."""
        return dict(self._store.all("SELECT building, after FROM building"))

    def calls_of(self, held: Iterable[UrgentEntry]) -> dict[bytes, list[int]]:
        """Places of the urgent lane that were not collected yet. The place that is gone on from stays, so that they come once more in their
        order. A building that was never listed waits for the list and its name.
        """
        collected = self.places()
        places: dict[bytes, list[int]] = {}
        for each in held:
            if each.place > collected.get(each.building, each.place):
                places.setdefault(each.building, []).append(each.place)
        return places

    async def say_opened(self) -> int:
        """Tell the district what was signed, building by building; how many it took. Raises as `collect` does."""
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
        """To a server that was put back. One that takes them no more, because its root key is an older one, too, still gives entries."""
        if not self._store.setting(NOTICES_OWED):
            return
        answers = [await self._line.give_notice(each) for each in believing.to_give_again(self._store)]
        refused = [each.refused.says for each in answers if isinstance(each, Refusal)]
        with self._store.writing():
            self._store.keep_setting(NOTICES_OWED, " ".join(dict.fromkeys(refused)).encode())

    async def _open_calls(self, rota: Rota) -> None:
        """Of a long round, open calls come first."""
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
        """The answer to a question without which everything else goes on; None where there is none. Raises as `collect` does."""
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
