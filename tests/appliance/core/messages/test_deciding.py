"""Tests what the reports of ways do: how far a message came, and what a person's own answer means for the call."""

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from appliance.core.calls.commands import Acknowledge, Arrive, Confirm, Dispatch, StandDown, Undo
from appliance.core.calls.lamps import Lamp
from appliance.core.calls.tap_outs import asks_aloud
from appliance.core.ground.messages import MessageState, Reply
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.responders import RESPONDERS_MAX
from appliance.core.ground.words import Answer, Awaited, Outcome, Stage
from appliance.core.messages.commands import ReportMessage, ReportReply
from appliance.core.messages.turns import TURN_S
from appliance.plan.ids import PersonId
from appliance.plan.model import Role
from tests.appliance.core.messages.telling import PAGE, TEXT, Telling, person, with_ways


@pytest.fixture
def story() -> Telling:
    told = Telling(with_ways(person("ana", PAGE, TEXT), person("ben", PAGE, role=Role.NURSE), person("cem", PAGE)))
    told.press("B204")
    told.at(1)
    told.seen.clear()
    return told


def test_each_state_is_recorded_once_and_none_goes_back(story: Telling) -> None:
    for state in (MessageState.SENT, MessageState.SENT, MessageState.DELIVERED, MessageState.SENT, MessageState.QUEUED):
        story.comes("ana", PAGE, state)
    assert story.saw() == ["MessageSent", "MessageDelivered"]
    assert story.now_told("ana", PAGE).state is MessageState.DELIVERED


def test_what_failed_stays_failed_and_says_why(story: Telling) -> None:
    story.comes("ana", PAGE, MessageState.FAILED, "The page is not open.")
    assert story.comes("ana", PAGE, MessageState.DELIVERED) is Rejection.NO_NEWS
    assert story.now_told("ana", PAGE).why == "The page is not open."


def test_a_report_of_a_message_that_nobody_knows_is_no_news(story: Telling) -> None:
    for message in ("", "never", "never/1", f"{story.call.incident}/99"):
        assert story.tell(ReportMessage(message=message, state=MessageState.SENT)) is Rejection.NO_NEWS
        assert story.tell(ReportReply(message=message, reply=Reply.GOING)) is Rejection.NO_NEWS


def test_going_is_a_confirmation_by_that_person_and_turns_the_lamp(story: Telling) -> None:
    story.answers("ana", PAGE, Reply.GOING)
    assert story.saw() == ["MessageAnswered", "CallAcknowledged", "OneConfirmed"]
    assert story.call.stage is Stage.CONFIRMED
    assert [(each.name, each.stage) for each in story.call.sent] == [("Ana", Stage.CONFIRMED)]
    assert story.lamp("B204") is Lamp.ON_THE_WAY
    assert not story.call.ringing
    assert story.call.names_owed == {}


def test_going_when_a_desk_has_the_call_says_who_goes(story: Telling) -> None:
    story.desk("front", Acknowledge)
    assert story.lamp("B204") is Lamp.ACKNOWLEDGED
    story.seen.clear()
    story.answers("ben", PAGE, Reply.GOING)
    assert story.saw() == ["MessageAnswered", "OneConfirmed"]
    assert story.lamp("B204") is Lamp.ON_THE_WAY


def test_going_of_somebody_who_was_sent_confirms_that_one(story: Telling) -> None:
    story.desk("front", Dispatch, role=Role.NURSE, beside=Role.LEAD)
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("cem"))
    story.at(2)
    story.answers("ben", PAGE, Reply.GOING)
    assert [(each.role, each.name, each.stage) for each in story.call.sent] == [
        (Role.NURSE, "Ben", Stage.CONFIRMED),
        (Role.LEAD, "", Stage.DISPATCHED),
    ]
    story.answers("cem", PAGE, Reply.GOING)
    assert [each.name for each in story.call.sent] == ["Ben", "Cem"]


def test_going_never_quiets_a_new_press_that_nobody_took_notice_of(story: Telling) -> None:
    story.answers("ana", PAGE, Reply.GOING)
    story.press("B204")
    assert story.call.ringing
    story.answers("ben", PAGE, Reply.GOING)
    assert story.call.ringing, "a desk takes notice of the new press"
    assert [each.name for each in story.call.sent] == ["Ana", "Ben"]


def test_there_says_that_the_person_is_on_scene_also_without_going_before(story: Telling) -> None:
    story.answers("ana", PAGE, Reply.THERE)
    assert story.saw() == ["MessageAnswered", "CallAcknowledged", "OneArrived"]
    assert story.call.stage is Stage.ON_SCENE
    assert story.answers("ana", PAGE, Reply.GOING) is Rejection.NO_NEWS


def test_going_and_then_there(story: Telling) -> None:
    story.answers("ana", PAGE, Reply.GOING)
    story.answers("ana", PAGE, Reply.THERE)
    assert [(each.name, each.stage) for each in story.call.sent] == [("Ana", Stage.ON_SCENE)]


def test_the_same_answer_twice_counts_once(story: Telling) -> None:
    story.answers("ana", PAGE, Reply.GOING)
    story.seen.clear()
    assert story.answers("ana", PAGE, Reply.GOING) is Rejection.NO_NEWS
    assert story.saw() == []


def test_the_answer_by_a_second_way_adds_nobody(story: Telling) -> None:
    story.at(TURN_S)
    story.at(2 * TURN_S)
    story.answers("ana", PAGE, Reply.GOING)
    story.answers("ana", TEXT, Reply.GOING)
    assert [each.name for each in story.call.sent] == ["Ana"]


def test_cannot_changes_nothing_of_the_call_and_asks_nothing(story: Telling) -> None:
    before = story.call
    story.answers("ana", PAGE, Reply.CANNOT)
    assert story.saw() == ["MessageAnswered"]
    assert story.call == before
    assert story.lamp("B204") is not Lamp.ON_THE_WAY


def test_whoever_was_on_the_way_and_cannot_come_makes_it_ring_again(story: Telling) -> None:
    story.answers("ana", PAGE, Reply.GOING)
    assert story.lamp("B204") is Lamp.ON_THE_WAY
    story.answers("ana", PAGE, Reply.CANNOT)
    assert story.saw()[-2:] == ["MessageAnswered", "OneReleased"]
    assert story.call.ringing
    assert (story.call.stage, story.call.sent, story.call.acknowledged_by) == (Stage.CALLED, (), None)
    assert story.call.acted is None, "no card may say that somebody took it and sent nobody"
    assert story.lamp("B204") is not Lamp.ON_THE_WAY
    assert story.lamp("B204") is not Lamp.ACKNOWLEDGED, "nobody has it any more"
    assert story.stands() == ["ben by page"], "whoever did not answer yet is told again"
    story.at(TURN_S)
    assert "cem by page" in story.told()
    assert story.desk("front", Acknowledge) is None
    assert story.lamp("B204") is Lamp.ACKNOWLEDGED


def test_it_does_not_ring_while_somebody_else_is_on_the_way(story: Telling) -> None:
    story.answers("ana", PAGE, Reply.GOING)
    story.answers("ben", PAGE, Reply.GOING)
    story.answers("ana", PAGE, Reply.CANNOT)
    assert not story.call.ringing
    assert story.lamp("B204") is Lamp.ON_THE_WAY
    assert [each.name for each in story.call.sent] == ["Ben"]


def test_while_somebody_else_was_only_sent_it_rings_and_the_lamp_says_no_more_than_acknowledged(story: Telling) -> None:
    story.desk("front", Acknowledge)
    story.desk("front", Dispatch, role=Role.SECURITY)
    story.answers("ana", PAGE, Reply.GOING)
    assert story.lamp("B204") is Lamp.ON_THE_WAY
    story.answers("ana", PAGE, Reply.CANNOT)
    assert story.lamp("B204") is Lamp.ACKNOWLEDGED
    assert story.call.ringing
    assert [each.role for each in story.call.sent] == [Role.SECURITY]


def test_whom_a_desk_sent_by_name_and_who_cannot_come_is_sent_no_more(story: Telling) -> None:
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("ana"))
    story.at(2)
    story.answers("ana", PAGE, Reply.CANNOT)
    assert (story.call.stage, story.call.sent, story.call.ringing) == (Stage.CALLED, (), True)


def test_one_holder_of_a_role_who_cannot_come_takes_nobody_away_who_was_sent_by_role(story: Telling) -> None:
    story.desk("front", Dispatch, role=Role.NURSE)
    story.answers("ben", PAGE, Reply.CANNOT)
    assert [each.role for each in story.call.sent] == [Role.NURSE]
    assert not story.call.ringing


def test_whoever_was_there_and_says_that_they_cannot_is_there_no_more(story: Telling) -> None:
    story.answers("ana", PAGE, Reply.THERE)
    story.answers("ana", PAGE, Reply.CANNOT)
    assert story.lamp("B204") is not Lamp.ON_THE_WAY
    assert story.call.ringing
    assert story.answers("ana", PAGE, Reply.GOING) is None
    assert story.lamp("B204") is Lamp.ON_THE_WAY


def test_a_cover_who_cannot_come_leaves_the_tap_out_asking_again() -> None:
    story = Telling(with_ways(person("ana", PAGE)))
    story.press("B204", "tap-out")
    story.at(0)
    story.answers("ana", PAGE, Reply.GOING)
    assert story.lamp("B204") is Lamp.ON_THE_WAY
    story.at(60)
    story.answers("ana", PAGE, Reply.CANNOT)
    assert story.lamp("B204") is not Lamp.ON_THE_WAY
    assert story.call.ringing
    assert asks_aloud(story.call, story.now), "a desk hears at once that nobody covers any more"


def test_a_yes_that_is_taken_back_in_a_call_takes_the_message_back_and_no_event_says_so(story: Telling) -> None:
    message = story.now_told("ana", PAGE).message
    plan = story.board.index.plan
    ana = replace(plan.people[0], agreed=UNSET)
    story.board.index = type(story.board.index)(replace(plan, people=(ana, *plan.people[1:])))
    story.seen.clear()
    assert story.stands() == ["ben by page"]
    for state in (MessageState.SENT, MessageState.DELIVERED, MessageState.FAILED):
        assert story.tell(ReportMessage(message=message, state=state, why="x")) is Rejection.NO_NEWS
    assert story.tell(ReportReply(message=message, reply=Reply.GOING)) is Rejection.NO_NEWS
    story.at(300)
    assert not [each for each in story.seen if getattr(each, "person", None) == PersonId("ana")]
    assert story.call.stage is Stage.CALLED


def test_an_address_that_another_person_has_now_answers_for_nobody_else(story: Telling) -> None:
    message = story.now_told("ana", PAGE).message
    plan = story.board.index.plan
    ana, ben, cem = plan.people
    moved = replace(ben, ways=ana.ways), replace(ana, ways=ben.ways), cem
    story.board.index = type(story.board.index)(replace(plan, people=moved))
    assert story.tell(ReportReply(message=message, reply=Reply.GOING)) is Rejection.NO_NEWS
    assert story.call.sent == ()


def test_no_answer_is_never_yes(story: Telling) -> None:
    story.comes("ana", PAGE, MessageState.SENT)
    story.comes("ana", PAGE, MessageState.DELIVERED)
    story.at(3600)
    assert story.call.stage is Stage.CALLED
    assert story.call.sent == ()


def test_an_answer_after_the_end_changes_nothing(story: Telling) -> None:
    message = story.now_told("ana", PAGE).message
    story.desk("front", StandDown, outcome=Outcome.TEST, saw_room="")
    story.seen.clear()
    assert story.tell(ReportReply(message=message, reply=Reply.GOING)) is Rejection.NO_NEWS
    assert story.saw() == []


def test_no_desk_undoes_a_persons_own_answer(story: Telling) -> None:
    story.answers("ana", PAGE, Reply.GOING)
    assert story.desk("front", Undo) is Rejection.UNDO_OF_ANOTHER_DESK


def test_an_undo_keeps_what_was_said_and_answered(story: Telling) -> None:
    story.desk("front", Acknowledge)
    story.desk("front", Undo)
    assert story.call.ringing
    assert story.stands() == ["ana by page", "ben by page"]
    story.at(2 * TURN_S)
    assert [each.message.rpartition("/")[2] for each in story.board.messages[story.call.incident]] == [
        "1",
        "2",
        "3",
        "4",
    ]


def test_more_people_than_a_card_holds_are_refused_and_the_others_stay(story: Telling) -> None:
    story.desk("front", Acknowledge)
    story.desk("front", Dispatch, role=Role.SECURITY)
    for number in range(RESPONDERS_MAX):
        story.desk("front", Confirm, responder=f"Visitor {'abcdefghijkl'[number]}", answer=Answer.BY_RADIO)
    assert len(story.call.sent) == RESPONDERS_MAX
    assert story.answers("ana", PAGE, Reply.GOING) is Rejection.TOO_MANY_SENT


def test_a_tap_out_is_covered_by_whoever_goes() -> None:
    story = Telling(with_ways(person("ana", PAGE)))
    story.press("B204", "tap-out")
    story.at(0)
    story.answers("ana", PAGE, Reply.GOING)
    assert story.saw()[-2:] == ["MessageAnswered", "CoverAssigned"]
    story.answers("ana", PAGE, Reply.THERE)
    assert story.call.stage is Stage.ON_SCENE
    assert [each.name for each in story.call.sent] == ["Ana"]


def test_cannot_never_quiets_a_call_that_rings_because_something_is_overdue(story: Telling) -> None:
    story.answers("ana", PAGE, Reply.THERE)
    story.answers("ben", PAGE, Reply.GOING)
    story.at(3600)
    assert (story.call.ringing, story.call.overdue) == (True, Awaited.ALL_RIGHT)
    story.answers("ana", PAGE, Reply.CANNOT)
    assert (story.call.stage, story.call.ringing, story.call.overdue) == (Stage.CONFIRMED, True, Awaited.ARRIVAL)
    story.desk("front", Acknowledge)
    assert not story.call.ringing


def test_two_who_cover_a_tap_out_at_once_both_go() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE)))
    story.press("B204", "tap-out")
    story.at(0)
    story.answers("ana", PAGE, Reply.GOING)
    story.answers("ben", PAGE, Reply.GOING)
    assert [each.name for each in story.call.sent] == ["Ana", "Ben"]
    story.answers("ben", PAGE, Reply.CANNOT)
    assert [each.name for each in story.call.sent] == ["Ana"]
    assert story.lamp("B204") is Lamp.ON_THE_WAY
    story.answers("ben", PAGE, Reply.THERE)
    assert [(each.name, each.stage) for each in story.call.sent] == [("Ana", Stage.CONFIRMED), ("Ben", Stage.ON_SCENE)]


def test_whom_a_desk_sends_after_they_said_that_they_go_stands_once(story: Telling) -> None:
    story.answers("ana", PAGE, Reply.GOING)
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("ana"))
    assert [(each.person, each.stage) for each in story.call.sent] == [("ana", Stage.CONFIRMED)]
    story.seen.clear()
    story.at(2)
    assert story.told() == []


def test_a_desk_can_go_on_after_a_persons_own_answer(story: Telling) -> None:
    story.answers("ana", PAGE, Reply.GOING)
    assert story.desk("front", Arrive, responder="Ana") is None
    assert story.call.stage is Stage.ON_SCENE
