"""Finds all that must be told now, from the office's store and folder. Tells nobody; asks no server.

The office's own words for doubts about entries may quote a record, so here each kind has words of its own.
"""

from collections.abc import Callable, Iterator

from sync.office import acknowledging, exposing, incidents
from sync.office.exposing import DAY_MS
from sync.office.folder import Folder
from sync.office.keyring import Keyring
from sync.office.line import ANOTHER_CERTIFICATE
from sync.office.opening import Opener
from sync.office.store import Doubt, Store
from sync.office.store import Kind as Found
from sync.office.telling.calls import MINUTE_MS, TOO_OLD_MIN, Calls
from sync.office.telling.matter import Kind, Matter
from sync.office.words import local

ENDS_SOON_DAYS = 60  # as many as `collect` uses
# A doubt that shows by comparing may show only for a moment, while a page or the receipt for the newest entries is on its way.
DOUBT_STANDS_MS = 5 * MINUTE_MS
AWAY_STANDS_MS = 10 * MINUTE_MS  # a server that is upgraded or starts anew is back before that
DOUBTS_EVERY_S = 60.0  # for 2,000 buildings the doubts take a second or two of one processor
DOUBTS_SHARE = 20  # and at most this part of the time: one twentieth

WHERE = "On the office's computer: handbell office doubts list"
SAYS = {
    Found.GARBLED: "something came that is no entry, wrap or receipt.",
    Found.ELSEWHERE: "something came as if it were another building's or box's.",
    Found.CHAIN: "an entry does not follow on the one before it.",
    Found.FORK: "there are two histories of a box.",
    Found.RUN: "a box's start does not fit its record.",
    Found.RECEIPT: "a receipt of the district does not fit, or none counts.",
    Found.WRAP: "a key does not open.",
    Found.CONTENT: "an entry does not open.",
    exposing.WITHHELD: "the district does not give all that it has or signed for.",
    exposing.OVERDUE: "this office has no key for some entries.",
    exposing.ROLLED_BACK: "the district had more before than it has now.",
    exposing.STATE: "a box does not stand as it should at the district.",
    exposing.BEHIND: "it cannot be collected. The others are. Its calls may not show.",
    exposing.DAMAGED: "the district has entries no more as they came.",
    exposing.RECEIPT_MISSING: "receipts are missing for what the district says is countersigned.",
    exposing.LOST_NOTICE: "this office's store lost a notice.",
}


class Looking:
    """Looks over a store that it opened for itself, in one thread only. `now_s`: a clock that only goes on; by it, doubts are read less
    often.
    """

    def __init__(
        self, folder: Folder, store: Store, keyring: Keyring, now_s: Callable[[], float], too_old_min: int = TOO_OLD_MIN
    ) -> None:
        self._folder = folder
        self._store = store
        self._calls = Calls(store, Opener(store, keyring), too_old_min)
        self._now_s = now_s
        self._doubts: list[Matter] = []
        self._doubts_whole = True
        self._doubts_at_s: float | None = None

    def matters(self, now_ms: int) -> tuple[list[Matter], bool]:
        """Give everything, and whether all could be read. Raises sqlite3.Error, StoreError, NotSetUp."""
        self._store.is_damaged = False
        calls = self._calls.matters()
        if self._doubts_at_s is None or self._now_s() >= self._doubts_at_s:
            began_s = self._now_s()
            found = acknowledging.unanswered(exposing.doubts(self._store, now_ms))
            self._doubts = [self._of_doubt(each) for each in found if each.kind != exposing.UNFINISHED]
            took_s = self._now_s() - began_s
            self._doubts_at_s = began_s + max(DOUBTS_EVERY_S, took_s * DOUBTS_SHARE)
            self._doubts_whole = not self._store.is_damaged
        matters = [*calls, *self._doubts, *self._ending(now_ms)]
        whole = self._doubts_whole and not self._store.is_damaged
        if not whole:
            says, do = (
                "Something in this office's store is damaged.",
                "On the office's computer: handbell office verify",
            )
            matters.append(Matter(self._id("damaged"), Kind.DOUBT, says, do))
        return matters, whole

    def away(self) -> Matter:
        """Give the matter that the server does not answer; the caller knows when that is so."""
        says = "The district's server does not answer this office: no call is heard of here."
        do = "See that it runs, and to the line to it."
        return Matter(self._id("away"), Kind.DISTRICT_AWAY, says, do, stands_ms=AWAY_STANDS_MS)

    def _of_doubt(self, doubt: Doubt) -> Matter:
        kind, says, do = Kind.DOUBT, SAYS.get(doubt.kind, "something is not as it should be."), WHERE
        if doubt.kind == exposing.SILENT:
            kind = Kind.BUILDING_SILENT
            says, do = f"nothing was heard of a box for {exposing.SILENT_DAYS} days.", "Call the school and its IT."
        elif doubt.kind == exposing.OVERDUE and doubt.about == exposing.OPENED:
            kind = Kind.OPENED_OVERDUE
            says = f"it was told *opened* over {exposing.OPENED_WITHIN_DAYS} days ago, and has not heard."
        name = incidents.name_of(self._store, doubt.building) if doubt.building else ""
        return Matter(
            self._id("doubt", doubt.name),
            kind,
            f"{name or 'The district'}: {says}",
            do,
            stands_ms=DOUBT_STANDS_MS,
            building=doubt.building.hex(),
            name=name,
        )

    def _ending(self, now_ms: int) -> Iterator[Matter]:
        """Give the matter that this office's access ends soon. Boxes and the server renew theirs by themselves."""
        until_ms = self._folder.access_until_ms
        if until_ms - now_ms < ENDS_SOON_DAYS * DAY_MS:
            ends = "ended" if until_ms <= now_ms else "ends"
            says = f"This office's access to the district {ends} {local(until_ms)}."
            id_ = self._id("ending", until_ms.to_bytes(8))
            yield Matter(id_, Kind.CERTIFICATE_ENDING, says, ANOTHER_CERTIFICATE)

    def _id(self, *parts: str | bytes) -> str:
        return self._store.tag(b"told", *(each if isinstance(each, bytes) else each.encode() for each in parts)).hex()
