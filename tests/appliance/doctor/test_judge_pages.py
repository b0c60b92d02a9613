"""Tests what the doctor says of the certificate of pages: nothing where there is none, and its end in time."""

import pytest
from msgspec.structs import replace

from appliance.api.board.supervised import TroubleLine
from appliance.api.desk.health import DoorKnown
from appliance.doctor.facts import Seen, Told, Unit, Untold
from appliance.doctor.finding import Ahead, Finding, Key, Word
from appliance.doctor.judge_pages import DESKS, PLAIN_PORT, PORT, SERVES
from appliance.doctor.judging import judged
from appliance.page_authority.expiry import DAY_MS
from appliance.page_authority.page_folder import Shown
from tests.appliance.doctor.box import DOWN, NOW, SEEN, TOLD, found

SAID = "10.4.7.20, handbell.foxhollow.example"


CERTIFIED = Shown(SAID, NOW + 200 * DAY_MS)
RUN = {SERVES: Unit("active", 0), DESKS: Unit("active", 0)}
SHUT = {SERVES: Unit("inactive", 0), DESKS: Unit("inactive", 0)}
"""What a box shows whose plan has pages, and whose seed has no section for them."""
SERVED = replace(SEEN, pages=CERTIFIED, units={**(SEEN.units or {}), **RUN}, ports=SEEN.ports | {PORT})


def test_a_box_without_pages_has_no_line_of_them() -> None:
    units = {SERVES: Unit("inactive", 0), DESKS: Unit("inactive", 0)}
    keys = {each.key for each in judged(replace(SEEN, units={**(SEEN.units or {}), **units}), TOLD)}
    assert not keys & {Key.PAGES, Key.PAGES_SERVED, Key.BROWSER_DESKS}


def with_pages_planned() -> Told:
    assert TOLD.health is not None
    doors = (*TOLD.health.doors, DoorKnown(door="pages", where="/run/handbell/page.sock"))
    return replace(TOLD, health=replace(TOLD.health, doors=doors))


def away() -> Told:
    line = TroubleLine(what="pages-away", subject="pages", detail="", age_ms=1000)
    return replace(TOLD, board=replace(TOLD.board, troubles=(line,)))


def unit(name: str, state: str, restarts: int = 0) -> Seen:
    return replace(SERVED, units={**(SERVED.units or {}), name: Unit(state, restarts)})


@pytest.mark.parametrize(
    ("seen", "told", "word", "says"),
    [
        (SERVED, TOLD, Word.OK, "Pages are served at TCP 8444."),
        (SERVED, DOWN, Word.OK, "Pages are served at TCP 8444."),
        (replace(SERVED, ports=SERVED.ports | {PLAIN_PORT}), TOLD, Word.OK, "TCP 8444 and without TLS at TCP 8080."),
        (unit(SERVES, "active", 3), TOLD, Word.LOOK, "again 3 times"),
        (unit(SERVES, "failed"), TOLD, Word.BROKEN, "handbell-page.service is failed"),
        (SERVED, away(), Word.BROKEN, "Nobody speaks to the daemon for the pages"),
        (replace(SERVED, ports=SEEN.ports), TOLD, Word.BROKEN, "TCP 8444 is shut"),
        (replace(SERVED, ports=SEEN.ports, units=None), TOLD, Word.UNSEEN, "systemd is not here"),
        (SEEN, with_pages_planned(), Word.BROKEN, "there is no certificate of pages"),
        (
            replace(SEEN, units={**(SEEN.units or {}), **SHUT}),
            with_pages_planned(),
            Word.BROKEN,
            "TCP 8444 is shut, and",
        ),
    ],
)
def test_who_serves_pages_is_judged(seen: Seen, told: Told | Untold, word: Word, says: str) -> None:
    finding = found(Key.PAGES_SERVED, seen, told)
    assert (finding.word, says in finding.says) == (word, True), finding.says
    assert bool(finding.do) == (word in {Word.BROKEN, Word.LOOK})


@pytest.mark.parametrize(
    ("seen", "word", "says"),
    [
        (SERVED, Word.OK, "They work."),
        (unit(DESKS, "inactive"), Word.OK, "No browser has asked for a desk"),
        (unit(DESKS, "active", 1), Word.LOOK, "again 1 time."),
        (unit(DESKS, "failed"), Word.BROKEN, "their process failed"),
    ],
)
def test_desks_in_browsers_are_judged(seen: Seen, word: Word, says: str) -> None:
    finding: Finding = found(Key.BROWSER_DESKS, seen)
    assert (finding.word, says in finding.says) == (word, True), finding.says


@pytest.mark.parametrize(
    ("shown", "word", "says"),
    [
        (Shown(SAID, NOW + 200 * DAY_MS), Word.OK, f"for {SAID}, ends on "),
        (Shown(SAID, NOW + 31 * DAY_MS), Word.OK, "in 31 days"),
        (Shown(SAID, NOW + 30 * DAY_MS), Word.LOOK, "in 30 days"),
        (Shown(SAID, NOW), Word.BROKEN, "ended on"),
        (Shown(wrong="it is cut short"), Word.BROKEN, "cannot be read: it is cut short"),
    ],
)
def test_the_end_of_the_certificate_is_judged_also_while_the_daemon_is_down(
    shown: Shown, word: Word, says: str
) -> None:
    for told in (TOLD, DOWN):
        finding = found(Key.PAGES, replace(SEEN, pages=shown), told)
        assert (finding.word, says in finding.says) == (word, True), finding.says
        assert bool(finding.do) == (word is not Word.OK)
        assert "handbell page request" in finding.do or not finding.do


def test_the_end_is_named_among_what_would_fail_next_from_60_days_before() -> None:
    (ahead,) = found(Key.PAGES, replace(SEEN, pages=Shown(SAID, NOW + 59 * DAY_MS))).ahead
    assert ahead == Ahead("the certificate of all pages ends, and no browser opens one", 59.0)
    assert not found(Key.PAGES, replace(SEEN, pages=Shown(SAID, NOW + 60 * DAY_MS))).ahead
