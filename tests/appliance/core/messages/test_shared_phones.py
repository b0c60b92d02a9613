"""Tests phones that anybody may answer: they ring as people are told, and whoever takes a call there owes a name and goes nowhere."""

from msgspec.structs import replace

from appliance.core.calls.commands import NameWhoActed, StandDown
from appliance.core.calls.lamps import Lamp
from appliance.core.devices.events import TroubleRaised
from appliance.core.ground.messages import Reply
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Outcome, Stage
from appliance.core.messages.proving import all_ways
from appliance.core.messages.turns import would_be_told
from appliance.core.transcript import line
from appliance.plan.ids import PhoneId
from appliance.plan.model import Step
from tests.appliance.core.messages.telling import PAGE, Telling, person, with_ways
from tests.appliance.core.story import school
from tests.appliance.core.texts.texting import with_shared_phone

FRONT = "phone:front"


def rings() -> Telling:
    story = Telling(with_shared_phone(with_ways(person("ana", PAGE))))
    story.press("B204")
    story.at(1)
    return story


def test_it_is_rung_beside_people_in_their_turn() -> None:
    assert rings().told() == ["ana by page", "phone:front by phone"]


def test_key_1_takes_the_call_and_owes_a_name_and_nobody_is_on_the_way() -> None:
    story = rings()
    story.seen.clear()
    story.answers(FRONT, "phone", Reply.GOING)
    assert story.saw() == ["MessageAnswered", "CallAcknowledged"]
    assert story.call.stage is Stage.ACKNOWLEDGED
    assert story.call.sent == ()
    assert story.lamp("B204") is Lamp.ACKNOWLEDGED
    assert list(story.call.names_owed) == [FRONT]


def test_the_name_is_given_at_any_desk_and_clears_the_phones_debt() -> None:
    story = rings()
    story.answers(FRONT, "phone", Reply.GOING)
    story.seen.clear()
    assert story.desk("library", NameWhoActed, name="Pat Lee") is None
    assert story.call.names_owed == {}
    assert line(story.seen[-1], story.board.index) == "Whoever acted at Phone at the front desk gave a name: Pat Lee."
    assert story.desk("library", NameWhoActed, name="Pat Lee") is Rejection.NO_NAME_OWED


def test_key_0_only_says_that_nobody_there_takes_it() -> None:
    story = rings()
    before = story.call
    story.answers(FRONT, "phone", Reply.CANNOT)
    assert story.call == before
    assert story.told() == ["ana by page", "phone:front by phone"]
    story.at(120)
    assert "phone:front by phone" not in story.told(), "it is rung no more in this call"


def test_it_never_says_that_somebody_is_there_and_never_answers_twice() -> None:
    story = rings()
    assert story.answers(FRONT, "phone", Reply.THERE) is Rejection.NO_NEWS
    assert story.answers(FRONT, "phone", Reply.GOING) is None
    assert story.answers(FRONT, "phone", Reply.CANNOT) is Rejection.NO_NEWS


def test_it_stops_ringing_once_somebody_has_the_call() -> None:
    story = rings()
    assert f"{FRONT} by phone" in story.stands()
    story.answers("ana", PAGE, Reply.GOING)
    assert story.stands() == []


def test_a_tap_out_rings_no_shared_phone() -> None:
    story = Telling(with_shared_phone(with_ways(person("ana", PAGE))))
    story.press("B204", "tap-out")
    story.at(40)
    assert set(story.told()) == {"ana by page"}


def test_a_step_that_only_rings_phones_is_in_order() -> None:
    plan = with_shared_phone(with_ways(person("ana", PAGE)))
    ladder = Step(0, phones=(PhoneId("front"),)), *plan.ladder[1:]
    story = Telling(replace(plan, ladder=ladder))
    story.press("B204")
    story.at(1)
    assert not [each for each in story.seen if isinstance(each, TroubleRaised)]
    assert story.told() == ["phone:front by phone"]


def test_it_is_proved_each_month_and_named_among_those_who_would_be_told() -> None:
    story = rings()
    assert [(str(each.person), way.to) for each, way in all_ways(story.board)][-1] == (FRONT, "2001")
    assert "Phone at the front desk" in [each.name for each, _ in would_be_told(story.board, story.now)]


def test_sentences_name_the_phone() -> None:
    story = rings()
    story.answers(FRONT, "phone", Reply.GOING)
    said = [line(event, story.board.index) for event in story.seen]
    assert "Phone call to Phone at the front desk: queued." in said
    assert "Acknowledged at Phone at the front desk by somebody not signed in." in said


def test_a_phone_that_the_plan_has_no_more_answers_nothing() -> None:
    story = rings()
    message = story.now_told(FRONT, "phone").message
    story.adopt(replace(school(), people=()))
    assert message
    assert story.answers(FRONT, "phone", Reply.GOING) is Rejection.NO_NEWS
    story.desk("front", StandDown, outcome=Outcome.ATTENDED, saw_room="Ana")
