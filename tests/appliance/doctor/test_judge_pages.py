"""Tests what the doctor says of the certificate of pages: nothing where there is none, and its end in time."""

import pytest
from msgspec.structs import replace

from appliance.doctor.finding import Ahead, Key, Word
from appliance.doctor.judging import judged
from appliance.page_authority.expiry import DAY_MS
from appliance.page_authority.page_folder import Shown
from tests.appliance.doctor.box import DOWN, NOW, SEEN, TOLD, found

SAID = "10.4.7.20, handbell.foxhollow.example"


def test_a_box_without_pages_has_no_line_of_them() -> None:
    assert Key.PAGES not in [each.key for each in judged(SEEN, TOLD)]


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
