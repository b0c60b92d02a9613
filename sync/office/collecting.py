"""Collecting from the district, building by building: resumable after any page, each page one transaction of the store.

Within a transaction: take what came, open what can be opened, put it in its place, and bring the index up to it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from appliance.envelope.deposit import Collected
from sync.office import beginning_again, believing, chain, incidents, runs, saying_opened, taking
from sync.office.beginning_again import NOTICES_OWED
from sync.office.keyring import Keyring
from sync.office.line import OfficeLine
from sync.office.opening import Opener
from sync.office.store import NUMBER_MAX, Store
from sync.protocol import COLLECT_PLACES_MAX, Buildings, Forks, UrgentEntry
from sync.transport.line import Refusal

WATCHED_PLACES = 200  # while calls are waited for: a page is taken in about 50 ms, and a call waits for one at most
CLOSE = 32  # places from an urgent entry to the next, or to its receipt: one request of the urgent lane has so many
SPAN_MAX = 500


class Refused(Exception):
    """The district's server said no. `str()` is its own sentence."""


@dataclass(slots=True)
class Gathered:
    """What one round brought."""

    entries: int = 0
    buildings: int = 0
    opened: int = 0


class Collector:
    """One office's round. `now_ms` is handed to each call; nothing here reads a clock."""

    def __init__(self, line: OfficeLine, store: Store, keyring: Keyring, places: int = COLLECT_PLACES_MAX) -> None:
        """`places`: of one answer, and so of one transaction."""
        self._places_max = places
        self._line = line
        self._store = store
        self._keyring = keyring
        self._opener = Opener(store, keyring)

    async def collect(self, now_ms: int) -> Gathered:
        """Everything that is new; then say *opened*, and give again what is owed. Raises Unreachable, Refused, StoreError."""
        self._use_keys()
        gathered = Gathered()
        before = self._places()
        listed = answered(await self._line.buildings())
        self._listed(listed, before, answered(await self._line.forks()))
        behind = [each.building for each in listed.buildings if each.place > self._after(each.building)]
        for building in behind:
            gathered.entries += await self._collect_building(building, now_ms)
        missed = self._missed()
        for building in missed:
            gathered.entries += await self._collect_building(building, now_ms)
        gathered.buildings = len({*behind, *missed})
        gathered.opened = await self.say_opened()
        await self._give_notices_owed()
        return gathered

    async def collect_of(self, buildings: Iterable[bytes], now_ms: int) -> bool:
        """What is new of these buildings, without asking what there is; then say *opened*. False where one was never listed: only
        the list has its name. Raises Unreachable, Refused, StoreError.
        """
        self._use_keys()
        known = set(self._places())
        for building in buildings:
            if building not in known:
                return False
            await self._collect_building(building, now_ms)
        await self.say_opened()
        return True

    async def collect_ahead(self, held: Iterable[UrgentEntry], now_ms: int) -> None:
        """Entries of the urgent lane from their own places, where what is before them was not collected yet. The place that is gone
        on from stays, so that they come once more in their order. Raises Unreachable, Refused.
        """
        self._use_keys()
        places: dict[bytes, list[int]] = {}
        collected = self._places()
        for each in held:
            if each.place > collected.get(
                each.building, each.place
            ):  # one that was never listed waits for the list and its name
                places.setdefault(each.building, []).append(each.place)
        for building, wanted in places.items():
            for first, last in _spans(wanted):
                pages = await self._pages(building, first - 1, last - first + 1)
                with self._store.writing():
                    for page in pages:
                        take_page(self._store, self._opener, building, page, now_ms)

    def _use_keys(self) -> None:
        """Those there are now: what is asked for with the keys of before a rotation would be passed over for good."""
        if self._keyring.read_again():
            self._opener = Opener(self._store, self._keyring)

    async def say_opened(self) -> int:
        """Tell the district what was signed; how many it took. Raises Unreachable, Refused."""
        told = 0
        for building, stream, last, signed in saying_opened.unsent(self._store):
            answered(await self._line.say_opened(signed))
            with self._store.writing():
                saying_opened.sent(self._store, building, stream, last)
            told += 1
        return told

    async def _give_notices_owed(self) -> None:
        """To a server that was put back. One that takes them no more, because its root key is an older one, too, still gives entries."""
        if not self._store.setting(NOTICES_OWED):
            return
        answers = [await self._line.give_notice(each) for each in believing.to_give_again(self._store)]
        refused = [each.refused.says for each in answers if isinstance(each, Refusal)]
        with self._store.writing():
            self._store.keep_setting(NOTICES_OWED, " ".join(dict.fromkeys(refused)).encode())

    async def _collect_building(self, building: bytes, now_ms: int) -> int:
        entries, more = 0, True
        while more:
            after = self._after(building)
            pages = await self._pages(building, after, self._places_max)
            with self._store.writing():
                for page in pages:
                    take_page(self._store, self._opener, building, page, now_ms)
                saying_opened.sign(self._store, self._keyring, building, now_ms)
                reached = min(pages[0].after, NUMBER_MAX)
                self._store.run(  # unless another command began again with it meanwhile
                    "UPDATE building SET after = ? WHERE building = ? AND after = ?", reached, building, after
                )
            entries += len(pages[0].entries)
            more = pages[0].more and reached > after  # a server that never comes to an end must not keep us
        return entries

    async def _pages(self, building: bytes, after: int, limit: int) -> list[Collected]:
        """The same span for each key that opens here: during a rotation there are two."""
        *others, newest = self._opener.recipients
        first = answered(await self._line.entries(building, newest, after, limit))
        span = min(max(first.after - after, 1), limit)
        return [first, *[answered(await self._line.entries(building, each, after, span)) for each in others]]

    def _after(self, building: bytes) -> int:
        row = self._store.one("SELECT after FROM building WHERE building = ?", building)
        return 0 if row is None else int(row[0])

    def _places(self) -> dict[bytes, int]:
        """Up to where each building was collected. Asked for before the list: another command may collect meanwhile."""
        return dict(self._store.all("SELECT building, after FROM building"))

    def _listed(self, listed: Buildings, before: dict[bytes, int], forks: Forks) -> None:
        with self._store.writing():
            taking.take_listing(self._store, listed)
            beginning_again.take_signs(self._store, listed, before, forks)

    def _missed(self) -> list[bytes]:
        with self._store.writing():
            return beginning_again.missed(self._store)


def take_page(store: Store, opener: Opener, building: bytes, page: Collected, now_ms: int) -> None:
    """One answer of the server, in the caller's transaction."""
    touched = taking.take(store, building, page, now_ms)
    boxes = [box for (box,) in store.all("SELECT box FROM box WHERE building = ? ORDER BY box", building)]
    for box in boxes:
        chain.begin_at_decisions(store, building, box)
        chain.advance(store, box, now_ms)
    streams = touched | opener.take_keys(building, now_ms)
    incidents.refresh(store, opener, building, streams, now_ms)
    for box in boxes:
        taking.fit_receipts(store, box)
        runs.check(store, opener, building, box, now_ms)


def _spans(places: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of what is fetched together: what stands close to each other, with the receipts given for it."""
    first = last = 0
    for place in sorted(places):
        if first and place - last <= CLOSE and place - first < SPAN_MAX:
            last = place
            continue
        if first:
            yield first, last + CLOSE
        first = last = place
    if first:
        yield first, last + CLOSE


def answered[Answer](answer: Answer | Refusal) -> Answer:
    """The answer. Raises Refused."""
    if isinstance(answer, Refusal):
        raise Refused(answer.refused.says)
    return answer
