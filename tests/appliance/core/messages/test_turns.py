"""Tests who is told next of a call, and by which way."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.by_voice.calling import by_phone
from appliance.core.calls.commands import Acknowledge, Confirm, Dispatch, HandOff, LocateCall, StandDown
from appliance.core.calls.lamps import Lamp
from appliance.core.deadlines import next_deadline
from appliance.core.ground.callers import Caller
from appliance.core.ground.messages import MessageState, Reply
from appliance.core.ground.place import Place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Answer, Outcome, Stage
from appliance.core.messages.commands import ReportReply
from appliance.core.messages.turns import AGAIN_S, MESSAGES_MAX, TURN_S
from appliance.core.practice.commands import MakeReal, StartDrill
from appliance.plan.ids import DeskId, PersonId, RoomId
from appliance.plan.messages import MessageWay
from appliance.plan.model import Hours, Role, Step
from tests.appliance.core.messages.telling import PAGE, TEXT, Telling, person, with_ways
from tests.appliance.core.story import school

NIGHT = (Hours(0, 60),)


def test_a_pair_is_told_at_once_and_two_more_each_fifteen_seconds() -> None:
    story = Telling(with_ways(*(person(name, PAGE) for name in ("ana", "ben", "cem", "dee", "eli"))))
    story.press("B204")
    story.at(0)
    assert story.told() == ["ana by page", "ben by page"]
    story.at(TURN_S - 0.001)
    assert story.told() == []
    story.at(TURN_S)
    assert story.told() == ["cem by page", "dee by page"]
    story.at(2 * TURN_S)
    assert story.told() == ["eli by page"]
    story.at(600)
    assert story.told() == [], "what was sent is not said again by itself"


def test_a_second_way_comes_before_a_third_person_on_the_same_way() -> None:
    both = [person(name, PAGE, TEXT) for name in ("ana", "ben", "cem")]
    story = Telling(with_ways(*both))
    story.press("B204")
    story.at(0)
    assert story.told() == ["ana by page", "ben by page"]
    story.at(TURN_S)
    assert story.told() == ["ana by text", "ben by text"]
    story.at(2 * TURN_S)
    assert story.told() == ["cem by page"]
    story.at(3 * TURN_S)
    assert story.told() == ["cem by text"]


def test_a_person_with_another_way_comes_before_a_third_on_the_same_way() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE), person("cem", PAGE), person("dee", TEXT)))
    story.press("B204")
    story.at(0)
    assert story.told() == ["ana by page", "ben by page"]
    story.at(TURN_S)
    assert story.told() == ["dee by text", "cem by page"]


def test_people_of_a_later_step_are_told_when_it_is_taken() -> None:
    story = Telling(with_ways(person("ana", PAGE), first=20))
    story.press("B204")
    story.at(19.999)
    assert story.told() == []
    story.at(20)
    assert story.told() == ["ana by page"]


def test_a_role_is_told_those_on_duty_and_a_name_whoever_has_the_hours() -> None:
    plan = with_ways(person("ana", PAGE, duty=NIGHT), person("ben", PAGE))
    by_role = (Step(0, (DeskId("front"),), roles=(Role.LEAD,)),)
    story = Telling(replace(plan, ladder=by_role))
    story.press("B204")
    story.at(60)
    assert story.told() == ["ben by page"]
    allowed = MessageWay(TEXT, "ana-text", hours=(Hours(0, 7 * 1440),))
    ana = replace(plan.people[0], ways=(*plan.people[0].message_ways, allowed))
    story = Telling(replace(plan, people=(ana, plan.people[1])))
    story.press("B204")
    story.at(0)
    assert story.told() == ["ana by text", "ben by page"], "her page is for her hours of duty alone"


def test_without_a_clock_every_way_is_within_its_hours() -> None:
    story = Telling(with_ways(person("ana", PAGE, duty=NIGHT)))
    story.week_minute = None
    story.press("B204")
    story.at(0)
    assert story.told() == ["ana by page"]


@pytest.mark.parametrize("broken", ["", "ana-page"])
def test_a_way_that_is_known_not_to_work_is_passed_over(broken: str) -> None:
    story = Telling(with_ways(person("ana", PAGE, TEXT), person("ben", TEXT)))
    story.way(PAGE, broken, works=False)
    story.press("B204")
    story.at(0)
    assert story.told() == ["ana by text", "ben by text"]
    story.way(PAGE, broken, works=True)
    story.at(TURN_S)
    assert story.told() == ["ana by page"]


def test_a_message_that_fails_is_followed_by_the_next_way_at_once() -> None:
    story = Telling(with_ways(person("ana", PAGE, TEXT)))
    story.press("B204")
    story.at(1)
    assert story.told() == ["ana by page"]
    story.comes("ana", PAGE, MessageState.FAILED, "Nobody looks at this page.")
    story.at(1)
    assert story.told() == ["ana by text"]


def test_what_failed_is_tried_again_for_as_long_as_the_call_rings() -> None:
    story = Telling(with_ways(person("ana", PAGE)))
    story.press("B204")
    for minute in range(3):
        story.at(minute * AGAIN_S + 0.001)
        assert story.told() == ["ana by page"]
        story.comes("ana", PAGE, MessageState.FAILED, "Nobody looks at this page.")
        story.at((minute + 1) * AGAIN_S - 1)
        assert story.told() == []


def test_a_new_press_says_it_again_but_not_sooner_than_after_a_minute() -> None:
    story = Telling(with_ways(person("ana", PAGE)))
    story.press("B204")
    story.at(5)
    assert story.told() == ["ana by page"]
    for second in range(5, 55, 5):
        story.at(second)
        story.press("B204")
    assert story.told() == []
    story.at(AGAIN_S + TURN_S)
    assert story.told() == ["ana by page"]
    story.at(600)
    assert story.told() == []


def test_one_broken_contact_cannot_flood_a_telephone() -> None:
    story = Telling(with_ways(person("ana", PAGE)))
    for minute in range(2 * MESSAGES_MAX):
        story.at(minute * 61)
        story.press("B204")
    assert len(story.told()) == MESSAGES_MAX


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.DELIVERED])
def test_sent_or_delivered_stops_nothing_and_turns_no_lamp(state: MessageState) -> None:
    story, silent = Telling(with_ways(person("ana", PAGE), person("ben", TEXT))), Telling(school())
    silent.board.index = type(silent.board.index)(replace(with_ways(person("ana"), person("ben"))))
    for each in (story, silent):
        each.leave("front")
        each.leave("library")
        each.press("B204")
        each.at(0)
    story.comes("ana", PAGE, MessageState.SENT)
    story.comes("ana", PAGE, state)
    steps = []
    for each in (story, silent):
        lamps = []
        for second in (1, 4, 6, 16, 31, 91, 200):
            each.at(second)
            lamps.append((each.lamp("B204"), each.call.step, each.call.exhausted, each.call.ringing, each.call.told))
        steps.append(lamps)
    assert steps[0] == steps[1], "the ladder climbs, and the lamp shows, as if nothing had been said"
    assert steps[0][-1][0] is Lamp.NOT_DELIVERED


def test_once_somebody_has_the_call_it_is_said_to_nobody_any_more() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE), person("cem", PAGE)))
    story.press("B204")
    story.at(0)
    assert story.stands() == ["ana by page", "ben by page"]
    story.desk("front", Acknowledge)
    assert story.stands() == []
    story.told()
    story.at(TURN_S)
    assert story.told() == []


def test_whom_a_desk_sends_is_told_and_only_they() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE, TEXT)))
    story.press("B204")
    story.at(3)
    story.told()
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("ben"))
    story.at(3)
    assert story.told() == ["ben by page"], "that they are sent is another message than that somebody called"
    assert story.stands() == ["ben by page"]
    story.at(3 + TURN_S)
    assert story.told() == ["ben by text"]


def test_whoever_said_that_they_cannot_is_told_again_only_if_a_desk_sends_them() -> None:
    story = Telling(with_ways(person("ana", PAGE, TEXT)))
    story.press("B204")
    story.at(0)
    assert story.told() == ["ana by page"]
    story.answers("ana", PAGE, Reply.CANNOT)
    story.at(100)
    assert story.told() == []
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("ana"))
    story.at(100)
    assert story.told() == ["ana by page"]


def test_a_call_that_is_handed_to_one_desk_is_said_to_nobody() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE), person("cem", PAGE), first=10))
    story.press("B204")
    story.at(2)
    story.desk("front", HandOff, to=DeskId("library"))
    story.at(9)
    assert story.told() == []


def test_a_call_that_is_over_is_said_to_nobody() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE), person("cem", PAGE)))
    story.press("B204")
    story.at(0)
    story.desk("front", StandDown, outcome=Outcome.TEST, saw_room="")
    story.told()
    assert story.stands() == []
    story.at(100)
    assert story.told() == []


def test_a_plan_without_ways_sets_no_deadline_for_messages() -> None:
    plain, named = Telling(school()), Telling(with_ways(person("ana"), first=15))
    for story in (plain, named):
        story.press("B204")
        assert next_deadline(story.board, story.heard) == 15_000
        story.at(200)
        assert story.told() == []
        assert story.board.messages == {}


def test_a_step_whose_people_have_only_ways_is_no_trouble_and_puts_nothing_off() -> None:
    plan = with_ways(person("ana", PAGE))
    only_told = replace(
        plan, ladder=(plan.ladder[0], Step(15, teams=plan.ladder[0].teams), Step(30, plan.ladder[1].desks))
    )
    story = Telling(only_told)
    story.press("B204")
    story.at(15)
    assert "desk:library" in story.call.told, "the step after it comes at once"
    assert not [key for key in story.board.troubles if key.startswith("step-unreachable")]


def test_where_a_call_is_is_said_in_the_next_turn_to_whoever_did_not_answer() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE)))
    story.tell(by_phone(Caller("2417"), story.board.index))
    story.at(1)
    assert story.told() == ["ana by page", "ben by page"]
    story.answers("ana", PAGE, Reply.CANNOT)
    story.desk("front", LocateCall, place=Place(room=RoomId("204")))
    story.at(TURN_S - 0.001)
    assert story.told() == []
    story.at(TURN_S)
    assert story.told() == ["ben by page"]
    story.at(600)
    assert story.told() == [], "once, and not each minute"


def test_a_call_that_becomes_more_urgent_is_said_again_at_once() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE), person("cem", PAGE)))
    story.press("B204", "help")
    story.at(1)
    assert story.told() == ["ana by page", "ben by page"]
    story.press("B204", "hold")
    story.at(1.1)
    assert story.told() == ["ana by page", "ben by page"]
    assert story.stands() == ["ana by page", "ben by page"], "the newest stands alone"
    story.at(2 * TURN_S)
    assert story.told() == ["cem by page"]


def test_practice_that_becomes_real_is_said_anew_and_no_answer_to_practice_counts_for_it() -> None:
    story = Telling(with_ways(person("ana", PAGE)))
    story.desk("front", StartDrill, name="Morning", rooms=(RoomId("204"),), ends_after_s=600)
    story.press("B204")
    story.at(1)
    assert story.told() == ["ana by page"]
    practised = story.now_told("ana", PAGE).message
    story.desk("front", MakeReal)
    assert story.stands() == []
    story.at(2)
    assert story.told() == ["ana by page"]
    assert story.tell(ReportReply(message=practised, reply=Reply.GOING)) is Rejection.NO_NEWS
    assert story.call.stage is Stage.CALLED
    story.answers("ana", PAGE, Reply.GOING)
    assert story.lamp("B204") is Lamp.ON_THE_WAY


def test_quiet_hours_of_a_way_are_kept_and_another_way_is_taken() -> None:
    plan = with_ways(person("ana", PAGE, TEXT))
    page, text = plan.people[0].message_ways
    ana = replace(plan.people[0], ways=(replace(page, quiet=(Hours(590, 610),)), text))
    story = Telling(replace(plan, people=(ana,)))
    story.press("B204")
    story.at(0)
    assert story.told() == ["ana by text"]
    story.week_minute = 610
    story.at(TURN_S)
    assert story.told() == ["ana by page"]


def test_quiet_hours_hold_nobody_off_while_the_clock_is_not_trusted() -> None:
    plan = with_ways(person("ana", PAGE))
    ana = replace(plan.people[0], ways=(replace(plan.people[0].message_ways[0], quiet=(Hours(0, 7 * 1440),)),))
    story = Telling(replace(plan, people=(ana,)))
    story.week_minute = None
    story.press("B204")
    story.at(0)
    assert story.told() == ["ana by page"]


def test_a_call_that_rings_again_is_said_again_to_those_who_were_told_long_ago() -> None:
    story = Telling(with_ways(person("ana", PAGE), person("ben", PAGE)))
    story.press("B204")
    story.at(1)
    story.answers("ana", PAGE, Reply.GOING)
    assert story.stands() == []
    story.at(AGAIN_S + 5)
    story.told()
    story.answers("ana", PAGE, Reply.CANNOT)
    story.at(AGAIN_S + 5 + TURN_S)
    assert story.told() == ["ben by page"], "who was told a minute ago is told anew: a text cannot be read twice"
    story.at(600)
    assert story.told() == []


def of_sixty_and_two() -> Telling:
    """Give a story in which the first step names more people than a call has messages."""
    team = tuple(person(f"p{number}", PAGE) for number in range(MESSAGES_MAX + 2))
    plan = with_ways(*team[:2])
    everybody = replace(plan.ladder[0], people=tuple(each.person for each in team))
    return Telling(replace(plan, people=team, ladder=(everybody, *plan.ladder[1:])))


def test_practice_takes_no_message_from_the_real_call_that_it_becomes() -> None:
    story = of_sixty_and_two()
    story.desk("front", StartDrill, name="Morning", rooms=(RoomId("204"),), ends_after_s=1200)
    story.press("B204")
    story.at(MESSAGES_MAX * TURN_S)
    assert len(story.told()) == MESSAGES_MAX
    story.desk("front", MakeReal)
    story.at(MESSAGES_MAX * TURN_S)
    assert story.told() == ["p0 by page", "p1 by page"]


def test_whom_a_desk_sends_is_told_though_the_call_was_said_to_sixty_people() -> None:
    story = of_sixty_and_two()
    story.press("B204")
    story.at(MESSAGES_MAX * TURN_S)
    assert len(story.told()) == MESSAGES_MAX
    story.desk("front", Dispatch, role=Role.LEAD, person=PersonId("p61"))
    story.at(MESSAGES_MAX * TURN_S)
    assert story.told() == ["p61 by page"]


def test_whom_a_desk_sends_comes_before_the_next_in_turn() -> None:
    team = person("ana", TEXT), person("ben", TEXT), person("cem", PAGE), person("dan", PAGE)
    story = Telling(with_ways(*team, person("eva")))
    eva = person("eva", PAGE)
    story.board.index = type(story.board.index)(replace(story.board.index.plan, people=(*team, eva)))
    story.press("B204")
    story.at(TURN_S)
    story.desk("front", Acknowledge)
    story.desk("front", Dispatch, role=Role.LEAD)
    story.desk("front", Confirm, responder="Fay", answer=Answer.BY_RADIO)
    story.at(AGAIN_S + TURN_S + 2)
    assert story.told() == ["ana by text", "ben by text", "cem by page", "dan by page"]
    story.desk("front", Dispatch, role=Role.LEAD, person=eva.person)
    story.press("B204")
    story.at(AGAIN_S + TURN_S + 2)
    assert story.told()[0] == "eva by page"


def test_whoever_answered_on_one_telephone_is_asked_no_more_on_the_other() -> None:
    story = Telling(with_ways(person("ana", PAGE, TEXT), person("ben", PAGE)))
    story.press("B204")
    story.at(1)
    story.at(TURN_S)
    assert story.stands() == ["ana by page", "ben by page", "ana by text"]
    story.answers("ana", TEXT, Reply.CANNOT)
    assert story.call.ringing
    assert story.stands() == ["ben by page"]
