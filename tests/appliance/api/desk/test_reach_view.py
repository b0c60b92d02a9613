"""Tests the chain of a press in words, and who may read the names in it."""

import msgspec

from appliance.api.access import Reads, unproven
from appliance.api.desk.reach import AskReach, ReachKnown
from appliance.api.desk.reach_view import reach_known
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.plan.ids import RoomId, SounderId, ZoneId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Role, Sounder, Step
from tests.appliance.doors.harness import FRONT, school

NOW = Moment(10_000, 1_800_000_000_000, 600)
RADIO = SounderId("radio")


def answer(reads: Reads) -> ReachKnown:
    """Make the answer when nobody sits anywhere, and the lead is reached by a radio that works."""
    plain = school()
    ana = msgspec.structs.replace(plain.people[0], told_by=(RADIO,))
    plan = msgspec.structs.replace(
        plain,
        people=(ana, *plain.people[1:]),
        sounders=(Sounder(RADIO, "Hand radios", "simulated", "radio", ZoneId("office")),),
        ladder=(Step(0, (FRONT,)), Step(15, (FRONT,), roles=(Role.LEAD,))),
    )
    heard = Heard()
    heard.sounder_reports("radio", True)
    return reach_known(Board(index=PlanIndex(plan)), heard, AskReach(request=7, room=RoomId("201")), reads, NOW)


def test_people_are_named_to_a_desk_with_what_reaches_them() -> None:
    (step,) = answer(unproven(FRONT)).steps
    assert (step.people, step.places) == (("Ana Ortiz",), ("sounder Hand radios",))


def test_a_console_that_only_watches_is_told_how_many_and_not_who() -> None:
    (step,) = answer(unproven(None)).steps
    assert (step.people, step.people_count) == ((), 1)
