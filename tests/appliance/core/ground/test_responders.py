"""Tests several people who go to one call: a pair is sent in one act, each has come as far as they have, and none is forgotten."""

import pytest

from appliance.core.calls.commands import Acknowledge, Arrive, Confirm, Dispatch, Undo
from appliance.core.calls.events import HelpConfirmed, HelpDispatched, OneArrived, OneConfirmed
from appliance.core.calls.lamps import Lamp
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.responders import RESPONDERS_MAX
from appliance.core.ground.words import Actor, Answer, Awaited, Stage
from appliance.plan.ids import DeskId, PersonId
from appliance.plan.model import Role

ANA = Actor(DeskId("front"), PersonId("ana"))


@pytest.fixture
def pair(story):
    """Send the lead and the nurse together."""
    story.press("B201")
    story.desk("front", Acknowledge)
    story.at(1)
    story.seen.clear()
    assert story.desk("front", Dispatch, role=Role.LEAD, beside=Role.NURSE) is None
    return story


def confirms(story, who):
    story.seen.clear()
    return story.desk("front", Confirm, responder=who, answer=Answer.BY_RADIO)


def stands(story):
    return [(str(each.role or ""), each.name, each.stage) for each in story.call.sent]


def test_a_pair_is_sent_in_one_act_and_taken_back_in_one(pair):
    pair.sees(
        HelpDispatched(incident=pair.call.incident, by=ANA, role=Role.LEAD),
        HelpDispatched(incident=pair.call.incident, by=ANA, role=Role.NURSE),
    )
    pair.at(3)
    assert pair.desk("front", Undo) is None
    assert (pair.call.stage, pair.call.sent) == (Stage.ACKNOWLEDGED, ())


def test_a_pair_is_taken_back_with_the_acknowledgement_that_came_with_it(story):
    story.press("B201")
    story.desk("front", Dispatch, role=Role.LEAD, beside=Role.NURSE)
    story.desk("front", Undo)
    assert (story.call.stage, story.call.ringing, story.call.sent) == (Stage.CALLED, True, ())


def test_sending_one_more_later_takes_back_only_that_one(pair):
    pair.at(4)
    pair.desk("front", Dispatch, role=Role.SECURITY)
    pair.desk("front", Undo)
    assert [role for role, _, _ in stands(pair)] == ["lead", "nurse"]


def test_one_who_confirms_is_enough_for_the_lamp_and_the_other_stays_unconfirmed(pair):
    confirms(pair, "Ben")
    pair.sees(OneConfirmed(incident=pair.call.incident, by=ANA, responder="Ben", answer=Answer.BY_RADIO, which=1))
    assert stands(pair) == [("lead", "", Stage.DISPATCHED), ("nurse", "Ben", Stage.CONFIRMED)]
    assert (pair.call.stage, pair.call.due_what, pair.lamp("B201")) == (Stage.CONFIRMED, "arrive", Lamp.ON_THE_WAY)
    pair.at(100)
    assert (pair.call.ringing, stands(pair)[0]) == (False, ("lead", "", Stage.DISPATCHED))


def test_each_comes_in_their_own_time_and_nobody_goes_back(pair):
    confirms(pair, "Ana Ortiz")
    pair.desk("front", Arrive, responder="Ana Ortiz")
    confirms(pair, "Ana Ortiz")
    confirms(pair, "nurse")
    assert stands(pair) == [("lead", "Ana Ortiz", Stage.ON_SCENE), ("nurse", "nurse", Stage.CONFIRMED)]
    pair.desk("front", Arrive, responder="nurse")
    assert [stage for _, _, stage in stands(pair)] == [Stage.ON_SCENE, Stage.ON_SCENE]


def test_somebody_nobody_sent_stands_beside_those_who_were(pair):
    confirms(pair, "Ana Ortiz")
    confirms(pair, "B. Ruiz")
    pair.seen.clear()
    pair.desk("front", Arrive, responder="Zoe Zed")
    pair.sees(OneArrived(incident=pair.call.incident, by=ANA, responder="Zoe Zed", which=None))
    assert stands(pair)[2] == ("", "Zoe Zed", Stage.ON_SCENE)
    assert [stage for _, _, stage in stands(pair)][:2] == [Stage.CONFIRMED, Stage.CONFIRMED]


def test_one_alone_is_told_as_ever_by_the_entry_there_was(story):
    story.press("B201")
    story.desk("front", Dispatch, role=Role.LEAD)
    confirms(story, "Ana")
    story.sees(HelpConfirmed(incident=story.call.incident, by=ANA, responder="Ana", answer=Answer.BY_RADIO))


def test_another_than_the_one_sent_by_name_is_not_taken_for_them(story):
    story.press("B201")
    story.desk("front", Dispatch, role=Role.NURSE, person=PersonId("ben"))
    confirms(story, "Ana Ortiz")
    assert stands(story) == [("nurse", "", Stage.DISPATCHED), ("", "Ana Ortiz", Stage.CONFIRMED)]


def test_whoever_is_sent_again_is_waited_for_anew_and_stands_once(pair):
    pair.at(20)
    pair.desk("front", Dispatch, role=Role.LEAD)
    pair.desk("front", Dispatch, role=Role.NURSE, person=PersonId("ben"))
    assert [(each.role, each.person, each.sent_ms) for each in pair.call.sent] == [
        (Role.LEAD, None, 20_000),
        (Role.NURSE, "ben", 20_000),
    ]


def test_a_pair_is_two_roles(story):
    story.press("B201")
    assert story.desk("front", Dispatch, role=Role.LEAD, beside=Role.LEAD) is Rejection.NOT_A_PAIR


def test_a_card_takes_no_more_than_can_be_read(pair):
    for number in range(RESPONDERS_MAX):
        confirms(pair, f"Somebody{number} Else{number}")
    assert len(pair.call.sent) == RESPONDERS_MAX
    assert confirms(pair, "One More") is Rejection.TOO_MANY_SENT
    assert pair.desk("front", Arrive, responder="One More") is Rejection.TOO_MANY_SENT
    assert pair.desk("front", Dispatch, role=Role.SECURITY) is Rejection.TOO_MANY_SENT
    assert confirms(pair, "Somebody3 Else3") is None


def test_a_restart_keeps_everybody_and_waits_anew(pair):
    confirms(pair, "Ana Ortiz")
    pair.at(50)
    pair.restart(after_ms=9_000)
    assert stands(pair) == [("lead", "Ana Ortiz", Stage.CONFIRMED), ("nurse", "", Stage.DISPATCHED)]
    assert [each.sent_ms for each in pair.call.sent] == [0, 0]


def test_one_more_who_confirms_puts_nothing_off_and_ends_nothing_that_is_overdue(pair):
    confirms(pair, "lead")
    due = pair.call.awaited_from_ms
    pair.at(20)
    confirms(pair, "nurse")
    assert pair.call.awaited_from_ms == due
    pair.at(182)
    pair.look()
    assert pair.call.overdue is Awaited.ARRIVAL and pair.call.ringing


def test_a_name_without_a_letter_is_nobody_of_those_who_were_sent(story):
    story.press("B201")
    story.desk("front", Acknowledge)
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("ana"))
    confirms(story, ".")
    assert ("lead", "", Stage.DISPATCHED) in stands(story)
