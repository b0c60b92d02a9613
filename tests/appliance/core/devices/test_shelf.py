"""Tests a trouble that a person puts aside with a reason and an end: it stays a trouble, and comes back by itself."""

import pytest

from appliance.core.deadlines import next_deadline
from appliance.core.devices.commands import ReportRestored, ReportTrouble, ShelveTrouble, UnshelveTrouble
from appliance.core.devices.events import TroubleShelved, TroubleUnshelved
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Cause
from appliance.plan.ids import DeskId, PersonId

CHIME = Cause("sounder-silent", "hall")
FRONT = Actor(DeskId("front"), PersonId("ana"))
HOUR_S = 3600


@pytest.fixture
def troubled(story):
    story.tell(ReportTrouble(cause=CHIME, detail="Look at the plug."))
    story.saw()
    return story


def shelve(story, cause=CHIME, ends_after_s=HOUR_S, reason="The electrician comes at two"):
    return story.desk("front", ShelveTrouble, cause=cause, ends_after_s=ends_after_s, reason=reason)


def test_it_is_put_aside_by_a_person_and_is_still_a_trouble(troubled):
    assert shelve(troubled, reason="  The electrician comes at two ") is None
    troubled.sees(TroubleShelved(by=FRONT, cause=CHIME, ends_after_s=HOUR_S, reason="The electrician comes at two"))
    assert CHIME.key in troubled.board.troubles


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"cause": Cause("sounder-silent", "gym")}, Rejection.NO_SUCH_TROUBLE),
        ({"ends_after_s": 4 * HOUR_S + 1}, Rejection.SHELVED_TOO_LONG),
        ({"ends_after_s": 59}, Rejection.SHELVED_TOO_LONG),
        ({"reason": "  "}, Rejection.TEXT_EMPTY_OR_TOO_LONG),
        ({"reason": "x" * 1001}, Rejection.TEXT_EMPTY_OR_TOO_LONG),
    ],
)
def test_without_a_reason_or_an_end_it_stays_where_it_is(troubled, asked, refused):
    assert shelve(troubled, **asked) is refused
    assert not troubled.board.shelved


def test_it_is_put_aside_once_and_taken_back_once(troubled):
    assert shelve(troubled, ends_after_s=4 * HOUR_S) is None
    assert shelve(troubled) is Rejection.ALREADY_SHELVED
    assert troubled.desk("library", UnshelveTrouble, cause=CHIME) is None
    assert troubled.desk("library", UnshelveTrouble, cause=CHIME) is Rejection.NOT_SHELVED


def test_one_whose_trouble_a_damaged_record_lost_comes_back_all_the_same(troubled):
    """Its deadline is looked at together with every deadline of the building."""
    shelve(troubled, ends_after_s=600)
    del troubled.board.troubles[CHIME.key]
    troubled.at(3600)
    assert not troubled.board.shelved
    assert TroubleUnshelved(by=None, cause=CHIME) in troubled.seen


def test_it_comes_back_by_itself_at_its_time(troubled):
    shelve(troubled, ends_after_s=600)
    ends_ms = troubled.board.shelved[CHIME.key].ends_ms
    assert next_deadline(troubled.board, troubled.heard) <= ends_ms
    troubled.at(ends_ms / 1000 - 1)
    assert CHIME.key in troubled.board.shelved
    troubled.at(ends_ms / 1000)
    assert TroubleUnshelved(by=None, cause=CHIME) in troubled.seen
    assert not troubled.board.shelved


def test_what_is_over_and_comes_again_is_not_put_aside(troubled):
    shelve(troubled)
    troubled.tell(ReportRestored(cause=CHIME))
    troubled.tell(ReportTrouble(cause=CHIME, detail="Look at the plug."))
    assert not troubled.board.shelved


def test_a_restart_neither_brings_it_back_nor_makes_it_last_longer(troubled):
    shelve(troubled, ends_after_s=600)
    troubled.at(100)
    troubled.restart(after_ms=200_000)
    assert troubled.board.shelved[CHIME.key].ends_ms == 300_000
