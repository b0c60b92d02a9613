"""Tests what must be found again after a restart."""

import pytest

from appliance.core.calls.events import CallShown
from appliance.core.devices.events import (
    ButtonBackInService,
    ButtonOutOfService,
    ButtonsTakenOver,
    TroubleRaised,
    TroubleRestored,
    TroubleShelved,
    TroubleUnshelved,
)
from appliance.core.ground.stands import Falls, Stands
from appliance.core.ground.words import Actor, Cause, Door, NotWell, Source
from appliance.core.people.events import DayChecked, OperatorSignedIn, OperatorSignedOut
from appliance.core.practice.events import (
    DrillEnded,
    DrillMeasured,
    DrillPlanned,
    DrillPlanOver,
    PressAttested,
    WalkTestArmed,
    WalkTestEnded,
    WalkTestPassed,
)
from appliance.core.standing import changes, counter_of
from appliance.plan.ids import ButtonId, DeskId, DrillId, DrillPlanId, IncidentId, PersonId, RoomId

DISK, DESK, BUTTON = Cause("disk", "main"), DeskId("front"), ButtonId("B1")
ALL_WELL = NotWell(
    rooms=(),
    buttons_silent=(),
    out_of_service=(),
    desks_away=(),
    sounders_silent=(),
    roles=(),
    troubles=(),
    put_aside=0,
    calls_open=0,
    clock_known=True,
)
PRESS = Source(Door.BUTTON, BUTTON, "help", 4, ledger="f00d")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (TroubleRaised(cause=DISK, detail=""), Stands("trouble:disk:main")),
        (TroubleShelved(by=Actor(DESK), cause=DISK, ends_after_s=60, reason="known"), Stands("shelved:disk:main")),
        (TroubleUnshelved(by=None, cause=DISK), Falls("shelved:disk:main")),
        (DayChecked(by=Actor(DESK), name="Ana", not_well=ALL_WELL), Stands("day-check")),
        (OperatorSignedIn(desk=DESK, person=PersonId("ana")), Stands("operator:front")),
        (OperatorSignedOut(desk=DESK), Falls("operator:front")),
        (ButtonsTakenOver(by=Actor(DESK), rank=9, reports=3), Stands("rank")),
        (DrillEnded(by=None, drill=DrillId("d")), Falls("drill")),
        (
            DrillMeasured(drill=DrillId("d"), name="Autumn", calls=(), calls_made=0, interrupted=False),
            Stands("drill-measured"),
        ),
        (
            DrillPlanned(by=Actor(DESK), plan=DrillPlanId("p"), name="Autumn", rooms=(RoomId("201"),), at_ms=1),
            Stands("drill-plan:p"),
        ),
        (DrillPlanOver(by=Actor(DESK), plan=DrillPlanId("p"), started=None), Falls("drill-plan:p")),
        (WalkTestArmed(by=Actor(DESK), button=BUTTON), Stands("walk-test")),
        (WalkTestEnded(button=BUTTON), Falls("walk-test")),
        (
            ButtonOutOfService(by=Actor(DESK), button=BUTTON, people=(), ends_after_s=60, reason=""),
            Stands("out-of-service:B1"),
        ),
        (ButtonBackInService(by=None, button=BUTTON), Falls("out-of-service:B1")),
    ],
)
def test_house_events_put_up_or_take_down_one_key(event, expected):
    assert changes(event) == (expected,)


@pytest.mark.parametrize(
    "event",
    [
        WalkTestPassed(button=BUTTON, source=PRESS),
        PressAttested(by=Actor(DESK), button=BUTTON, incident=IncidentId("i")),
    ],
)
def test_a_button_that_was_tested_is_waited_for_no_longer_and_stands_as_proved(event):
    assert changes(event) == (Falls("walk-test"), Stands("proved:B1"))


def test_a_trouble_that_is_over_leaves_nothing_on_the_shelf():
    assert changes(TroubleRestored(cause=DISK)) == (Falls("trouble:disk:main"), Falls("shelved:disk:main"))


def test_the_start_and_the_plan_stand(story):
    keys = [change.key for _, event in story.recorded for change in changes(event) if isinstance(change, Stands)]
    assert keys == ["epoch", "plan"]


def test_events_of_an_incident_stand_with_it():
    assert changes(CallShown(incident=IncidentId("x"), desk=DESK)) == ()


def test_presses_carry_their_counting(story):
    assert counter_of(WalkTestPassed(button=BUTTON, source=PRESS)) == ((BUTTON, "help", "f00d"), 4)
    story.press("B204", counter=9)
    assert counter_of(story.seen[0]) == ((ButtonId("B204"), "help", ""), 9)
    assert counter_of(WalkTestEnded(button=BUTTON)) is None
    assert counter_of(WalkTestPassed(button=BUTTON, source=Source(Door.DESK))) is None
