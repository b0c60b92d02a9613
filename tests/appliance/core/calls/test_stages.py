"""Tests the tables of stages."""

import pytest

from appliance.core.calls.commands import Arrive, Confirm
from appliance.core.calls.events import CallAcknowledged, HelpArrived, HelpDispatched, NoteAdded
from appliance.core.calls.stages import FOLLOWS, NEXT_AWAITED, REFUSED, refusal, stage_after
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Answer, Stage
from appliance.plan.ids import DeskId, IncidentId
from appliance.plan.model import Role

BY, CALL = Actor(DeskId("front")), IncidentId("x-1")
ORDER = [Stage.CALLED, Stage.ACKNOWLEDGED, Stage.DISPATCHED, Stage.CONFIRMED, Stage.ON_SCENE]


def test_only_a_lapsed_acknowledgement_goes_back():
    back = {
        (event.__name__, before)
        for event, stages in FOLLOWS.items()
        for before, then in stages.items()
        if then is not Stage.STOOD_DOWN and ORDER.index(then) < ORDER.index(before)
    }
    assert back == {("AcknowledgementExpired", Stage.ACKNOWLEDGED)}


@pytest.mark.parametrize("stage", ORDER)
def test_each_event_leads_where_the_table_says(stage):
    assert stage_after(CallAcknowledged(incident=CALL, by=BY), stage) is max(stage, Stage.ACKNOWLEDGED, key=ORDER.index)
    assert stage_after(HelpDispatched(incident=CALL, by=BY, role=Role.LEAD), stage) is max(
        stage, Stage.DISPATCHED, key=ORDER.index
    )
    assert stage_after(NoteAdded(incident=CALL, by=BY, text="x"), stage) is stage


def test_nobody_is_on_scene_of_a_call_nobody_took():
    assert Stage.CALLED not in FOLLOWS[HelpArrived]
    assert REFUSED[Arrive] == {Stage.CALLED: Rejection.NOT_DISPATCHED}


def test_every_stage_under_way_awaits_something():
    assert set(NEXT_AWAITED) == set(ORDER[2:])


def test_a_refusal_depends_on_the_stage(story):
    story.press("B204")
    confirm = Confirm(incident=story.call.incident, responder="Ana", answer=Answer.OWN_REPLY)
    assert refusal(confirm, story.call) is Rejection.NOT_DISPATCHED
