"""Gives the keys of a private line to the console that stands behind a desk in a browser. Knows no socket."""

from appliance.api.ask import Reply
from appliance.api.page.desk import OpenPrivate, PrivateKeys
from appliance.doors.page.opening import Opened, Openings, Wish
from appliance.plan.ids import DeskId
from appliance.plan.pairable import PairedAs

NO_PAGES = "This box opens no private lines."
NOT_ITS_DESK = "Only a console at the desk {page} itself is given the keys of its browser."
NOT_PAIRED = "The browser of this desk is not paired any more. Pair it again, with a code from another desk: pair page."


def open_private(
    openings: Openings | None, desk: DeskId, asked: OpenPrivate, now_s: float
) -> tuple[PrivateKeys, Opened] | Reply:
    """Give the answer for a console at `desk`, and the line that it opens; or a Reply that says why there is none."""
    if desk != asked.page:
        return _no(asked, NOT_ITS_DESK.format(page=asked.page))
    if openings is None:
        return _no(asked, NO_PAGES)
    opened = openings.open(Wish(asked.page, asked.ephemeral, asked.challenge, asked.signature), PairedAs.DESK, now_s)
    if isinstance(opened, str):
        return _no(asked, opened)
    keys = opened.keys
    return PrivateKeys(request=asked.request, ephemeral=opened.ephemeral, down=keys.down, up=keys.up), opened


def _no(asked: OpenPrivate, says: str) -> Reply:
    return Reply(request=asked.request, ok=False, code="not-open", says=says)
