"""Tests that an emergency is handed over to the district's alarm panel once, by a person's typed act, and that nothing is said that nobody
knows.
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.calls.commands import Acknowledge, Arrive, Dispatch, Downgrade, StandDown, Undo, Upgrade
from appliance.core.calls.events import PanelAsked, PanelFailed, PanelPulsed
from appliance.core.calls.hand_over import says
from appliance.core.calls.sentences import hand_over_line
from appliance.core.ground.handed import State
from appliance.core.ground.names import Names
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, BuildingResponse, Outcome
from appliance.core.practice.commands import EndDrill, MakeReal, StartDrill
from appliance.plan.ids import DeskId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Role
from tests.appliance.core.calls.handing import Handing
from tests.appliance.core.story import replayed, school


@pytest.fixture
def emergency():
    story = Handing()
    story.press("B201", "hold")
    return story


def test_a_typed_word_at_a_desk_that_may_closes_the_contacts_once(emergency):
    assert emergency.hands() is None
    assert emergency.pulses == [emergency.call.incident]
    assert emergency.state() is State.ASKED
    assert emergency.went() is None
    assert emergency.state() is State.PULSED
    assert emergency.went() is Rejection.NO_NEWS


def test_what_failed_is_said_to_have_failed_and_is_not_tried_again(emergency):
    emergency.hands()
    emergency.went("the board in closet W does not answer")
    assert emergency.state() is State.FAILED
    emergency.at(3600)
    assert len(emergency.pulses) == 1


@pytest.mark.parametrize("typed", ["", "police", "POLICE ", "POLIZEI", "911"])
def test_any_other_word_is_none(emergency, typed):
    assert emergency.hands(typed=typed) is Rejection.NOT_TYPED


def test_only_a_desk_that_the_plan_names_may_and_only_where_the_plan_has_a_panel(emergency):
    assert emergency.hands("library") is Rejection.NOT_FROM_THIS_DESK
    emergency.adopt(school())
    assert emergency.hands() is Rejection.NO_HAND_OVER
    assert emergency.pulses == []


@pytest.mark.parametrize("contact", ["help", "medical", "tap-out"])
def test_only_an_emergency_is_handed_over(contact):
    story = Handing()
    story.press("B201", contact)
    assert story.hands() is Rejection.ONLY_EMERGENCIES


def test_what_a_person_makes_an_emergency_is_one_and_what_they_lower_is_none(emergency):
    story = Handing()
    story.press("B202", "help")
    story.desk("front", Upgrade, kind=Kind.EMERGENCY)
    assert story.hands() is None
    emergency.desk("front", Dispatch, role=Role.LEAD)
    emergency.desk("front", Arrive, responder="Ana")
    emergency.desk("front", Downgrade, kind=Kind.ASSIST)
    assert emergency.hands() is Rejection.ONLY_EMERGENCIES


def test_practice_is_never_handed_over_until_a_person_makes_it_real():
    story = Handing()
    story.desk("front", StartDrill, name="Autumn", rooms=(RoomId("201"),))
    story.press("B201", "hold")
    assert story.call.drill is not None
    assert story.hands() is Rejection.PRACTICE_IS_NOT_HANDED_OVER
    story.desk("front", MakeReal)
    assert story.hands() is None


def test_a_call_that_is_over_or_nobodys_is_refused(emergency):
    gone = emergency.call.incident
    emergency.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    assert emergency.hands(incident=gone) is Rejection.ALREADY_STOOD_DOWN
    assert emergency.hands(incident=IncidentId("aaaaaaaa-99")) is Rejection.NO_SUCH_CALL


def test_within_a_minute_nothing_is_handed_over_again_from_whatever_call(emergency):
    emergency.hands()
    emergency.press("B202", "hold")
    emergency.at(59)
    assert emergency.hands() is Rejection.HANDED_OVER_JUST_NOW
    emergency.at(60)
    assert emergency.hands() is None
    assert len(emergency.pulses) == 2


def test_after_one_that_failed_it_may_be_handed_over_at_once(emergency):
    emergency.hands()
    emergency.went("the first relay does not answer")
    assert emergency.hands() is None, "nothing went out"
    emergency.went("the first relay does not answer")
    emergency.restart(after_ms=5_000)
    assert emergency.hands() is None
    assert len(emergency.pulses) == 3


def test_after_one_that_may_have_gone_out_the_minute_goes_on_and_what_is_said_is_true(emergency):
    emergency.hands()
    emergency.went("the second relay does not answer", may_have_closed=True)
    refused = emergency.hands()
    assert refused is Rejection.HANDED_OVER_JUST_NOW
    assert refused.says.startswith("It was asked for less than a minute ago.")


def test_a_late_report_of_a_call_opens_no_way_while_another_was_asked_for(emergency):
    first = emergency.call.incident
    emergency.hands()
    emergency.press("B202", "hold")
    emergency.at(60)
    assert emergency.hands() is None
    emergency.went("the first relay does not answer", first)
    assert emergency.hands() is Rejection.HANDED_OVER_JUST_NOW


def test_the_minute_goes_on_over_a_restart_and_over_the_end_of_the_call(emergency):
    emergency.hands()
    emergency.restart(after_ms=5_000)
    assert emergency.hands() is Rejection.HANDED_OVER_JUST_NOW
    emergency.at(55)
    assert emergency.hands() is None
    emergency.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    emergency.press("B202", "hold")
    assert emergency.hands() is Rejection.HANDED_OVER_JUST_NOW


def test_after_a_restart_in_between_nobody_knows_and_nothing_goes_out_again(emergency):
    emergency.hands()
    emergency.restart()
    assert emergency.state() is State.UNKNOWN
    assert emergency.went() is Rejection.NO_NEWS
    emergency.restart()
    assert emergency.state() is State.UNKNOWN
    assert len(emergency.pulses) == 1


def test_what_went_out_before_a_restart_did(emergency):
    emergency.hands()
    emergency.went()
    emergency.restart()
    assert emergency.state() is State.PULSED


def test_where_no_report_comes_nobody_knows(emergency):
    emergency.hands()
    emergency.at(11)
    assert emergency.state() is State.UNKNOWN
    assert emergency.went() is None, "late, and worth a record all the same"
    assert emergency.state() is State.PULSED


def test_what_may_have_gone_out_is_never_said_to_have_failed(emergency):
    emergency.hands()
    emergency.went("the second relay does not answer", may_have_closed=True)
    assert emergency.state() is State.UNKNOWN
    emergency.restart()
    assert emergency.state() is State.UNKNOWN
    assert len(emergency.pulses) == 1


def test_no_undo_takes_it_back_and_a_call_that_is_opened_again_still_says_it(emergency):
    gone = emergency.call.incident
    emergency.desk("front", Acknowledge)
    emergency.hands()
    emergency.desk("front", Undo)
    assert emergency.state() is State.ASKED
    emergency.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
    assert emergency.went(incident=gone) is None, "the record must say how it went"
    emergency.desk("front", Undo, incident=gone)
    assert emergency.call.incident == gone
    assert emergency.state() is State.PULSED


def test_no_sentence_says_that_police_were_told_and_each_says_what_to_do(emergency):
    said = [says(state, "08:14", "the board is silent") for state in State]
    assert said == [
        "being handed over since 08:14. Call 911.",
        "handed over at 08:14; whether police were told is not known here. Call 911.",
        "NOT handed over at 08:14 (the board is silent). Call 911.",
        "asked for at 08:14; not known whether it went out. Call 911.",
    ]
    refused = (Rejection.NO_HAND_OVER, Rejection.NOT_FROM_THIS_DESK, Rejection.ONLY_EMERGENCIES, Rejection.NOT_TYPED)
    assert all("911" in each.says for each in (*refused, Rejection.HANDED_OVER_JUST_NOW))
    names, call = Names(emergency.board.index), emergency.call.incident
    by = Actor(DeskId("front"), PersonId("ana"))
    asked, pulsed, failed, lost = (
        PanelAsked(incident=call, by=by),
        PanelPulsed(incident=call),
        PanelFailed(incident=call, why="no"),
        PanelFailed(incident=call, why="no answer", may_have_closed=True),
    )
    assert [hand_over_line(event, names) for event in (asked, pulsed, failed, lost)] == [
        "Handing over to the alarm panel was asked for at Front office by Ana Ortiz.",
        "The alarm panel's contacts were closed: handed over. Whether police were told is not known here.",
        "The call was NOT handed over to the alarm panel: no.",
        "It is not known whether the call was handed over to the alarm panel: no answer.",
    ]


NEWEST = st.sampled_from([0, 0, 0, 1, 2])  # mostly the newest call: most stories are about one


class AnyOrder(RuleBasedStateMachine):
    """Presses, drills, restarts, time, and people who type, in any order: a contact closes only for a typed act that was let through."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Handing()
        self.let_through: list[IncidentId] = []
        self.asked_ms: dict[IncidentId, int] = {}
        """When each hand-over was asked for, of those that did not fail."""

    def pick(self, number: int) -> IncidentId | None:
        calls = [*self.story.board.stood_down, *self.story.board.incidents]
        return calls[-1 - number % len(calls)] if calls else None

    @rule(
        button=st.sampled_from(["B201", "B202"]),
        contact=st.sampled_from(["help", "hold", "hold", "medical", "tap-out"]),
    )
    def press(self, button, contact) -> None:
        self.story.press(button, contact)

    @rule(seconds=st.sampled_from([0.2, 3, 30, 61]))
    def time_passes(self, seconds) -> None:
        self.story.at(self.story.now_ms / 1000 + seconds)

    @rule(room=st.sampled_from(["201", "202"]), start=st.sampled_from([True, True, False]))
    def drill(self, room, start) -> None:
        if start:
            self.story.desk("front", StartDrill, name="Autumn", rooms=(RoomId(room),))
            self.story.press(f"B{room}", "hold")
        elif self.story.board.drill is not None:
            self.story.desk("front", EndDrill, drill=self.story.board.drill.drill)

    @rule(number=NEWEST, make=st.sampled_from([Acknowledge, MakeReal, Undo]))
    def act(self, number, make) -> None:
        if call := self.pick(number):
            self.story.desk("front", make, incident=call)

    @rule(number=NEWEST, kind=st.sampled_from([Kind.MEDICAL, Kind.EMERGENCY]))
    def upgrade(self, number, kind) -> None:
        if call := self.pick(number):
            self.story.desk("library", Upgrade, incident=call, kind=kind)

    @rule(number=NEWEST)
    def stand_down(self, number) -> None:
        if call := self.pick(number):
            self.story.desk("front", StandDown, incident=call, outcome=Outcome.ATTENDED, saw_room="Ana")

    @rule(start=st.booleans())
    def lockdown(self, start) -> None:
        self.story.desk("front", StartResponse if start else EndResponse, response=BuildingResponse.LOCKDOWN)

    @rule(after_ms=st.sampled_from([500, 90_000]))
    def restart(self, after_ms) -> None:
        self.story.restart(after_ms)
        self.asked_ms.clear()
        assert replayed(self.story.recorded) == self.story.board

    @rule(
        number=NEWEST,
        desk=st.sampled_from(["front", "front", "library"]),
        typed=st.sampled_from(["POLICE", "POLICE", "POLICE", "police", ""]),
    )
    def hand_over(self, number, desk, typed) -> None:
        call = self.pick(number)
        if call is None:
            self.press("B201", "hold")
            call = self.pick(0)
        if call is None or self.story.hands(desk, typed, call) is not None:
            return
        self.let_through.append(call)
        incident = self.story.board.incidents[call]
        assert (desk, typed, incident.kind, incident.drill) == ("front", "POLICE", Kind.EMERGENCY, None)
        assert all(self.story.now_ms - before_ms >= 60_000 for before_ms in self.asked_ms.values())
        self.asked_ms[call] = self.story.now_ms

    @rule(number=NEWEST, why=st.sampled_from(["", "the board does not answer"]), may_have_closed=st.booleans())
    def report(self, number, why, may_have_closed) -> None:
        if call := self.pick(number):
            taken = self.story.went(why, call, may_have_closed=may_have_closed) is None
            if taken and why and not may_have_closed:
                self.asked_ms.pop(call, None)

    @invariant()
    def the_contacts_closed_once_for_each_typed_act_and_for_nothing_else(self) -> None:
        asked = [event.incident for _, event in self.story.recorded if isinstance(event, PanelAsked)]
        assert self.story.pulses == self.let_through == asked

    @invariant()
    def an_open_call_that_was_handed_over_says_so(self) -> None:
        for call in self.story.board.incidents:
            asked = [
                event for _, event in self.story.recorded if isinstance(event, PanelAsked) and event.incident == call
            ]
            assert bool(asked) == (self.story.state(call) is not None)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
