"""Gives the whole set of wraps that a copy of this record has, in pages, to a replica whose set is different. Writes nothing."""

import msgspec

from appliance.logbook import copied
from appliance.logbook.copied import Place, Wrap
from appliance.logbook.store import Logbook
from appliance.recovery.kept_keys import KeptKeys

PAGE_WRAPS = 500  # wraps of 1,168 bytes each: two thirds of a mebibyte in an answer


class Page(msgspec.Struct, frozen=True):
    """Wraps in the order of a copy. `version` is read before the wraps, so that they are never older than it says."""

    version: int
    wraps: list[Wrap]
    more: bool


async def page(logbook: Logbook, keys: KeptKeys, after: Place, countersigned: int) -> Page:
    """Give the next wraps above `after`. Raises LogbookError.

    The page has what the building needs. It also has the safety office's wraps of entries that the district does not have, so that the
    office can read what only a copy has. Everything newer than the last look is included: a call that was raised since then is open, and
    nobody has looked yet.
    """
    needed = await keys.needed()
    version, own, found = keys.version, logbook.own_readers, list[Wrap]()
    while rows := await logbook.work(lambda db, after=after: copied.wraps_after(db, after)):  # type: ignore[misc]
        for number, recipient, stream, key_no, wrap in rows:
            after = (stream, key_no, recipient, number)
            held = needed.holds(stream, key_no) or (number > countersigned and recipient not in own)
            if held or await keys.is_newer(number, stream):
                found.append((number, recipient, stream, key_no, wrap))
            if len(found) == PAGE_WRAPS:
                return Page(version, found, more=True)
    return Page(version, found, more=False)
