"""Judges the certificate of the pages that this box serves. Pure."""

from appliance.doctor.facts import Seen
from appliance.doctor.finding import Ahead, Finding, Key, broken, look, ok
from appliance.page_authority.expiry import DAY_MS, SOON_DAYS, Standing, ends_in_words, standing
from appliance.words.troubles import PAGE_CERTIFICATE_ENDS

AHEAD_DAYS = 2 * SOON_DAYS
"""When it is named among what would fail next: as long before the trouble as the trouble comes before the end."""


def pages(seen: Seen) -> Finding | None:
    """Judge until when browsers take the certificate; None where this box has none that can be seen."""
    found = seen.pages
    if found is None:
        return None
    if found.wrong:
        return broken(Key.PAGES, f"The certificate of pages cannot be read: {found.wrong}", PAGE_CERTIFICATE_ENDS.do)
    says = f"The certificate of pages, for {found.said}, {ends_in_words(found.until_ms, seen.wall_ms)}."
    days = (found.until_ms - seen.wall_ms) / DAY_MS
    ahead = [Ahead("the certificate of all pages ends, and no browser opens one", days)] if days < AHEAD_DAYS else []
    match standing(found.until_ms, seen.wall_ms):
        case Standing.ENDED:
            return broken(Key.PAGES, says, PAGE_CERTIFICATE_ENDS.do)
        case Standing.SOON:
            return look(Key.PAGES, says, PAGE_CERTIFICATE_ENDS.do, *ahead)
        case Standing.GOOD:
            return ok(Key.PAGES, says, *ahead)
