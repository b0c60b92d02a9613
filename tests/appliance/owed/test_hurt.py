"""Tests who was hurt lately by a record, also where the clock was wrong: then somebody who was hurt is rather kept out too long."""

from msgspec.structs import replace

from appliance.core.calls.events import CallRaised
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Door, Source
from appliance.owed.hurt import HURT_MS, HurtStaff, hurt_in
from appliance.plan.ids import RoomId
from appliance.plan.model import Kind
from tests.appliance.record.telling import INCIDENT, TEN_MS, Writing

CALL = CallRaised(
    incident=INCIDENT,
    number=1,
    room=RoomId("201"),
    kind=Kind.ASSIST,
    source=Source(Door.BUTTON),
    pressed_ago_ms=0,
    told=(),
)
NO_BATTERY_MS = 0  # a clock without a battery starts in 1970
MINUTE_MS = 60_000


def hurt(called: Moment, *later: Moment, written: bool = True) -> HurtStaff:
    """Give who was hurt in a record whose call came at that moment, with facts that were written while the clock was trusted."""
    writing = Writing()
    for number, at in enumerate((called, *later), 1):
        writing.record.take(number, at, CALL)
    writing.facts("p1", person_role="affected", person_type="teacher", person_staff_name="Jo Brandt")
    writing.facts("i1", injury_person="p1", injury_level="minor")
    if not written:
        writing.record.versions = {
            fact: [replace(each, at=Moment(0, NO_BATTERY_MS)) for each in versions]
            for fact, versions in writing.record.versions.items()
        }
    return hurt_in(writing.record)


def test_it_counts_from_the_call() -> None:
    found = hurt(Moment(0, TEN_MS, 600))
    assert found.anybody
    assert found.wall_ms == TEN_MS
    assert [found.lately(TEN_MS + after) for after in (0, HURT_MS, HURT_MS + 1)] == [True, True, False]


def test_a_call_that_came_while_the_clock_was_wrong_counts_from_the_first_time_that_is_known() -> None:
    wrong, right = Moment(0, NO_BATTERY_MS), Moment(MINUTE_MS, TEN_MS + MINUTE_MS, 601)
    assert hurt(wrong, right).wall_ms == TEN_MS + MINUTE_MS
    found = hurt(wrong)
    assert found.lately(TEN_MS + HURT_MS), "the facts were written within 90 days"
    assert not found.lately(TEN_MS + HURT_MS + 10 * MINUTE_MS)


def test_where_no_time_is_known_it_may_have_been_lately() -> None:
    found = hurt(Moment(0, NO_BATTERY_MS), written=False)
    assert found.wall_ms is None
    assert found.lately(TEN_MS + 10 * HURT_MS)


def test_while_nobody_knows_the_day_everybody_who_was_ever_hurt_counts() -> None:
    assert hurt(Moment(0, TEN_MS, 600)).lately(None)
