"""What a list at the safety office says of an incident, folded from its facts."""

import msgspec
import pytest

from appliance.core.events import ActUndone, CallDowngraded, CallMadeReal, CallUpgraded, Event, PressedAgain
from appliance.core.moment import Moment
from appliance.core.words import Actor, DeskAct, Door, Source
from appliance.plan.ids import ButtonId, DeskId, DrillId, IncidentId
from appliance.plan.model import Kind
from sync.office.incidents import folded
from tests.appliance.logbook.box import call

INCIDENT, FRONT = IncidentId("i-1"), Actor(DeskId("front"))


def pressed(kind: Kind) -> PressedAgain:
    source = Source(Door.BUTTON, ButtonId("B204-wall"), "hold", 1)
    return PressedAgain(incident=INCIDENT, kind=kind, source=source, pressed_ago_ms=0)


UPGRADED = CallUpgraded(incident=INCIDENT, by=FRONT, kind=Kind.MEDICAL)
TAKEN_BACK = ActUndone(incident=INCIDENT, by=FRONT, undone=DeskAct.UPGRADED)
LOWERED = CallDowngraded(incident=INCIDENT, by=FRONT, kind=Kind.ASSIST)


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ([], Kind.ASSIST),
        ([pressed(Kind.EMERGENCY)], Kind.EMERGENCY),
        ([pressed(Kind.EMERGENCY), pressed(Kind.ASSIST)], Kind.EMERGENCY),
        ([pressed(Kind.EMERGENCY), LOWERED], Kind.ASSIST),
        ([UPGRADED], Kind.MEDICAL),
        ([UPGRADED, TAKEN_BACK], Kind.ASSIST),
    ],
)
def test_a_list_names_what_a_call_asks_for_now_as_the_building_does(after: list[Event], kind: Kind) -> None:
    facts = [(number, Moment(number, number), event) for number, event in enumerate([call(1), *after], 1)]
    found = folded(facts)
    assert found is not None
    assert found.kind == kind


def test_a_drill_is_listed_as_practice_until_somebody_made_it_real() -> None:
    drill = msgspec.structs.replace(call(1), drill=DrillId("d-1"))
    real = CallMadeReal(incident=INCIDENT, by=FRONT, kind=Kind.ASSIST)
    for facts, practice in (([drill], True), ([drill, real], False)):
        found = folded([(number, Moment(number, number), event) for number, event in enumerate(facts, 1)])
        assert found is not None and found.practice is practice
