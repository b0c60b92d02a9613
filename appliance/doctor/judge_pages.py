"""Judges the pages that this box serves: their certificate, the process that serves them, and the desks in browsers. Pure."""

from appliance.doctor.facts import Seen, Told, Unit, Untold
from appliance.doctor.finding import Ahead, Finding, Key, broken, look, ok, unseen
from appliance.doctor.words import count
from appliance.page_authority.expiry import DAY_MS, SOON_DAYS, Standing, ends_in_words, standing
from appliance.words.troubles import PAGE_CERTIFICATE_ENDS, PAGES_AWAY

SERVES, DESKS = "handbell-page.service", "handbell-browser-desk.service"
PORT, PLAIN_PORT = 8444, 8080  # systemd/handbell-page.socket, systemd/handbell-page-plain.socket
DOOR = "pages"
"""The daemon's name for the door of the pages. It is among its open doors if the plan has pages."""

_OPENED = "Put a seed with the section pages on the card (INSTALL.md, Pages in browsers)."

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


def served(seen: Seen, told: Told | Untold) -> Finding | None:
    """Judge whether somebody serves the pages to browsers; None where there is nothing to serve."""
    unit = (seen.units or {}).get(SERVES)
    if not _expected(seen, told):
        return None
    heard = [text for port, text in ((PORT, "TCP 8444"), (PLAIN_PORT, "without TLS at TCP 8080")) if port in seen.ports]
    at = f"Pages are served at {' and '.join(heard)}." if heard else ""
    if (
        PORT not in seen.ports and unit is not None and unit.state == "inactive"
    ):  # its conditions: no seed opened the door
        says = "No browser comes in: the port TCP 8444 is shut, and nothing was asked to serve pages."
        return broken(Key.PAGES_SERVED, says, _OPENED)
    if seen.pages is None:
        do = "handbell-result.txt on the card says what IT is to sign; or: ls -l /var/lib/handbell-page"
        return broken(Key.PAGES_SERVED, "No page is served: there is no certificate of pages that you may see.", do)
    if unit is not None and unit.state != "active":
        return broken(Key.PAGES_SERVED, f"No page is served. systemd says that {SERVES} is {unit.state}.", _why(SERVES))
    if isinstance(told, Told) and any(each.what == PAGES_AWAY.word for each in told.board.troubles):
        return broken(
            Key.PAGES_SERVED, "Nobody speaks to the daemon for the pages: no press of a page comes.", _why(SERVES)
        )
    if not heard:
        if unit is None:
            return unseen(Key.PAGES_SERVED, "Nothing listens at TCP 8444, and systemd is not here to be asked.")
        return broken(Key.PAGES_SERVED, "No browser comes in: the port TCP 8444 is shut.", _OPENED)
    if unit is not None and unit.restarts:
        again = f"{at} systemd had to start this again {count(unit.restarts, 'time')}."
        return look(Key.PAGES_SERVED, again, _why(SERVES))
    return ok(Key.PAGES_SERVED, at)


def browser_desks(seen: Seen, told: Told | Untold) -> Finding | None:
    """Judge the process of the desks in browsers; None where there are no pages, or where systemd is not here to be asked."""
    unit = (seen.units or {}).get(DESKS)
    if unit is None or not _expected(seen, told):
        return None
    return _judged(unit)


def _judged(unit: Unit) -> Finding:
    if unit.state == "failed":
        return broken(Key.BROWSER_DESKS, "No desk works in a browser: their process failed.", _why(DESKS))
    if unit.restarts:
        says = f"They work. systemd had to start their process again {count(unit.restarts, 'time')}."
        return look(Key.BROWSER_DESKS, says, _why(DESKS))
    if unit.state != "active":
        return ok(Key.BROWSER_DESKS, "No browser has asked for a desk since the box started.")
    return ok(Key.BROWSER_DESKS, "They work.")


def _expected(seen: Seen, told: Told | Untold) -> bool:
    """Return whether this box has pages: in its plan, or by a certificate."""
    planned = (
        isinstance(told, Told) and told.health is not None and any(each.door == DOOR for each in told.health.doors)
    )
    return planned or seen.pages is not None


def _why(unit: str) -> str:
    return f"Read why: journalctl -u {unit.removesuffix('.service')} -n 30"
