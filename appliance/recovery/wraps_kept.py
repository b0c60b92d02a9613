"""The whole set of wraps that a copy of this record has, in pages, for a replica whose set is another. Writes nothing."""

import msgspec

from appliance.logbook import copied
from appliance.logbook.copied import Place, Wrap
from appliance.logbook.store import Logbook
from appliance.recovery.kept_keys import KeptKeys

PAGE_WRAPS = 500  # of 1,168 bytes each: two thirds of a mebibyte an answer


class Page(msgspec.Struct, frozen=True):
    """Wraps in the order of a copy. `version`: as it was before they were read, so that what is read is no older."""

    version: int
    wraps: list[Wrap]
    more: bool


async def page(logbook: Logbook, keys: KeptKeys, after: Place, countersigned: int) -> Page:
    """The next wraps above `after`. Raises LogbookError.

    Besides what the building needs, those of the safety office whose entries the district does not have: with them it reads what a copy
    alone has. What is newer than the last look is in it whole: a call that was raised since is open, and nobody has looked.
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
