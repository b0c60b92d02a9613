"""Takes one turn of one building: fetches and keeps its next page, or the entries of its calls. A failure there concerns that building
alone.
"""

import asyncio
import sqlite3
import traceback

import msgspec

from appliance.envelope.deposit import Collected, Wrap
from sync.office import chain, incidents, runs, saying_opened, taking, wraps
from sync.office.keyring import Keyring
from sync.office.line import OfficeLine, Refused, answered, whose_fault
from sync.office.opening import Opener
from sync.office.rota import Turn
from sync.office.store import NUMBER_MAX, Store, StoreError, is_in_it
from sync.transport.line import TooLong, Unreachable

# About how many bytes one page should have. The protocol allows 8 MiB, but a box that fills its pages would keep others waiting on a slow
# line.
PAGE_LEN_WANTED = 1024 * 1024


BUSY_S = 0.5  # another command of this office asks at the same time, and a server has room for two long answers to one certificate


class BuildingFailed(Exception):
    """This building could not be collected; others can. `str()` says why."""


class Brought(msgspec.Struct, frozen=True):
    """What a turn brought. `new`: something of it was not known. `reached`: the place to go on from. `more`: the server says that there is
    something after it. `left`: calls behind the place where the answer was cut. `asked`: False where nothing had to be asked.
    """

    entries: int
    new: bool
    streams: frozenset[bytes]
    reached: int
    more: bool
    left: tuple[int, ...] = ()
    asked: bool = True


class Pages:
    """Fetches over one line, with the keys that there are at that moment."""

    def __init__(self, line: OfficeLine, store: Store, keyring: Keyring, places: int) -> None:
        """Fetch for this store. `places`: how many in one answer, and so in one transaction."""
        self._line = line
        self._store = store
        self._keyring = keyring
        self._opener = Opener(store, keyring)
        self._most = places
        self._places: dict[
            bytes, int
        ] = {}  # building → places in one answer, for buildings whose answers are large, or failed

    @property
    def opener(self) -> Opener:
        """An opener with the keys that there were at the last turn."""
        return self._opener

    async def take(self, turn: Turn, now_ms: int, wait_s: float) -> Brought:
        """Fetch a turn and keep it. Raises BuildingFailed; Unreachable and Refused where it is the server or the line; StoreError."""
        if (
            self._keyring.read_again()
        ):  # what is asked for with keys from before a rotation would be passed over for good
            self._opener = Opener(self._store, self._keyring)
        after = _after(self._store, turn.building)
        first, limit = after, self._places.get(turn.building, self._most)
        if turn.calls:
            turn = Turn(turn.building, tuple(place for place in turn.calls if place > after))
            if not turn.calls:  # the calls came with a page meanwhile
                return Brought(0, new=False, streams=frozenset(), reached=after, more=False, asked=False)
            first, limit = _asked(turn, limit)
        try:
            pages = await self._cut(turn.building, first, limit, wait_s)
        except (Unreachable, Refused) as failed:
            self._fewer(turn.building)
            await whose_fault(self._line, failed)
            raise BuildingFailed(str(failed)) from failed
        self._fit(turn.building, pages)
        return self._keep(turn, pages, after, now_ms)

    async def _cut(self, building: bytes, after: int, limit: int, wait_s: float) -> list[Collected]:
        """Halve the number of places until the answer is not too long, where the server does not limit it itself. Ask a server that has no
        room once more.
        """
        was_busy = False
        while True:
            try:
                return await self._pages(building, after, limit, wait_s)
            except TooLong:
                if limit == 1:
                    raise
                limit //= 2
            except Refused as failed:
                if failed.code != "busy" or was_busy:
                    raise
                was_busy = True
                await asyncio.sleep(BUSY_S)

    async def _pages(self, building: bytes, after: int, limit: int, wait_s: float) -> list[Collected]:
        """Ask for the same span with each key that opens here: during a rotation there are two."""
        *others, newest = self._opener.recipients
        first = answered(await self._line.entries(building, newest, after, limit, wait_s))
        span = min(max(first.after - after, 1), limit)
        return [first, *[answered(await self._line.entries(building, each, after, span, wait_s)) for each in others]]

    def _keep(self, turn: Turn, pages: list[Collected], after: int, now_ms: int) -> Brought:
        """Keep the pages in one transaction, together with the place to go on from."""
        building, given = turn.building, _given_up_to(pages)
        has_more = any(page.more or page.after > given for page in pages)
        reached = after if turn.calls else given
        try:
            with self._store.writing():
                taken = [take_page(self._store, self._opener, building, page, now_ms) for page in pages]
                if not turn.calls:
                    taking.keep_unfinished(self._store, building, unfinished=has_more)
                if not has_more:
                    saying_opened.sign(self._store, self._keyring, building, now_ms)
                self._store.run(  # unless another command began again with this building meanwhile
                    "UPDATE building SET after = ? WHERE building = ? AND after = ?", reached, building, after
                )
        except sqlite3.Error as wrong:
            if not is_in_it(wrong):
                raise
            raise BuildingFailed(f"This office's own store is damaged there ({wrong}).") from wrong
        except StoreError as wrong:
            raise BuildingFailed(str(wrong)) from wrong
        except Exception as wrong:  # whatever error one building's bytes cause, the others are collected
            raise BuildingFailed(_place(wrong)) from wrong
        streams = frozenset().union(*(each.streams for each in taken))
        more = has_more and reached > after  # a server that never comes to an end must not keep us here
        left = tuple(place for place in turn.calls if place > given >= turn.calls[0])  # at least one of them came
        return Brought(len(pages[0].entries), any(each.new for each in taken), streams, reached, more, left)

    def _fit(self, building: bytes, pages: list[Collected]) -> None:
        """Ask for fewer places of a building whose pages are large, and for more again when they are not."""
        entries = sum(len(each.entry) for page in pages for each in page.entries)
        length = entries + sum(len(wrap.wrap) for page in pages for _, wrap in page.wraps)
        if length > PAGE_LEN_WANTED:
            self._fewer(building)
        elif building in self._places and length < PAGE_LEN_WANTED // 4:
            self._places[building] *= 2
            if self._places[building] >= self._most:
                del self._places[building]

    def _fewer(self, building: bytes) -> None:
        self._places[building] = max(self._places.get(building, self._most) // 2, 1)


def take_page(store: Store, opener: Opener, building: bytes, page: Collected, now_ms: int) -> taking.Taken:
    """Take one answer of the server, in the caller's transaction."""
    taken = taking.take(store, building, page, now_ms)
    boxes = [box for (box,) in store.all("SELECT box FROM box WHERE building = ? ORDER BY box", building)]
    for box in boxes:
        chain.begin_at_decisions(store, building, box)
        chain.advance(store, box, now_ms)
    streams, opened = taken.streams, set[tuple[bytes, int]]()

    def try_waiting(wrap: Wrap) -> None:
        opened.update(opener.take_key(building, wrap, now_ms))

    # After the chain: an entry that has no place in the chain proves no key.
    new = wraps.take(store, building, page.wraps, now_ms, try_waiting)
    opened |= opener.take_keys(building, {*streams, *(wrap.stream for _, wrap in page.wraps)}, now_ms)
    for stream, key_no in opened:
        streams.setdefault(stream, set()).add(key_no)
    incidents.refresh(store, opener, building, streams, now_ms)
    for box in boxes:
        taking.fit_receipts(store, box)
        runs.check(store, opener, building, box, now_ms, runs.AT_ONCE)
    taking.list_signed(store, taken.signed)
    return taken._replace(new=taken.new or new > 0)


def _after(store: Store, building: bytes) -> int:
    row = store.one("SELECT after FROM building WHERE building = ?", building)
    return 0 if row is None else int(row[0])


def _given_up_to(pages: list[Collected]) -> int:
    """Give the place up to which each key got its wraps. An answer is cut by what it has for one key, so another key's may end earlier."""
    return min(max(min(page.after for page in pages), 0), NUMBER_MAX)


def _asked(turn: Turn, limit: int) -> tuple[int, int]:
    first, last = turn.span
    return first - 1, min(last - first + 1, limit)


def _place(wrong: Exception) -> str:
    """Say where it failed, for a developer. What was given cannot be quoted, because it may be the record."""
    where = traceback.extract_tb(wrong.__traceback__)[-1]
    at = f"{where.filename.rpartition('/')[2]}, line {where.lineno}"
    return f"What the district gave of it could not be taken ({type(wrong).__name__} in {at}). Please report this."
