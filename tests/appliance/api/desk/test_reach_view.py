"""Tests the chain of a press in words, and who may read the names in it."""

import msgspec

from appliance.api.access import Reads, unproven
from appliance.api.desk.reach import AskReach, ReachKnown, ReachMessage
from appliance.api.desk.reach_view import reach_known
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.messages.proving import DAY_MS
from appliance.plan.ids import RoomId, SounderId, ZoneId
from appliance.plan.index import PlanIndex
from appliance.plan.messages import MessageWay
from appliance.plan.model import Role, Sounder, Step
from tests.appliance.doors.harness import FRONT, school

NOW = Moment(10_000, 1_800_000_000_000, 600)
TESTED = 3
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


def told_by_messages(reads: Reads) -> ReachKnown:
    """Make the answer when the lead has a page that works and was proved, and a text that does not work."""
    plain = school()
    ways = (MessageWay("page", "ana"), MessageWay("text", "555"))
    ana = msgspec.structs.replace(plain.people[0], agreed="2026-08-20", ways=ways)
    ladder = (Step(0, (FRONT,)), Step(15, (FRONT,), roles=(Role.LEAD,)))
    plan = msgspec.structs.replace(plain, people=(ana, *plain.people[1:]), ladder=ladder)
    heard = Heard()
    heard.ways |= {("page", "ana"): True, ("text", ""): False}
    heard.ways_proved_ms["page", "ana"] = 4_000
    heard.ways_proved_day["page", "ana"] = NOW.wall_ms // DAY_MS - TESTED
    return reach_known(Board(index=PlanIndex(plan)), heard, AskReach(request=7, room=RoomId("201")), reads, NOW)


def test_messages_are_named_with_each_way_and_make_no_broken_chain_hold() -> None:
    known = told_by_messages(unproven(FRONT))
    assert known.messages == (
        ReachMessage(who="Ana Ortiz", way="phone page", works=True, proved_ago_ms=6_000, tested_days_ago=TESTED),
        ReachMessage(who="Ana Ortiz", way="text", works=False, proved_ago_ms=None),
    )
    assert known.broken


def test_a_console_that_only_watches_is_told_of_messages_without_names() -> None:
    assert {each.who for each in told_by_messages(unproven(None)).messages} == {""}


def test_each_step_has_whom_it_tells_by_messages() -> None:
    for reads, names in ((unproven(FRONT), ("Ana Ortiz",)), (unproven(None), ())):
        first, later = told_by_messages(reads).steps[0], told_by_messages(reads).steps[-1]
        messaged = [each for each in (first, later) if each.messaged_count]
        assert [(each.messaged_count, each.messaged) for each in messaged] == [(1, names)] * len(messaged)
        assert messaged
