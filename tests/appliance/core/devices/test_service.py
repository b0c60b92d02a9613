"""Tests out of service: two people, a reason, an end. The lamp says so, nobody misses the button, and a press rings all the same."""

import pytest
from msgspec.structs import replace

from appliance.core.calls.lamps import Lamp
from appliance.core.deadlines import next_deadline
from appliance.core.devices.commands import PutBackInService, ReportTrouble, TakeOutOfService
from appliance.core.devices.events import ButtonBackInService, ButtonOutOfService, TroubleRaised
from appliance.core.devices.service import cut_off
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Cause
from appliance.core.practice.commands import ArmWalkTest
from appliance.plan.families import ESPHOME
from appliance.plan.ids import ButtonId, DeskId, PersonId
from appliance.plan.model import Contact, Kind
from tests.appliance.core.story import school

B201 = ButtonId("B201")
FRONT = Actor(DeskId("front"), PersonId("ana"))
HOUR_S = 3600


def take_out(story, button="B201", people=("ana", "ben"), ends_after_s=HOUR_S, reason="New paint"):
    return story.desk(
        "front", TakeOutOfService, button=ButtonId(button), people=people, ends_after_s=ends_after_s, reason=reason
    )


def cut_off_rooms(story):
    return {room.room: why for room, why in cut_off(story.board, story.heard)}


def keep_alive(story, *but):
    """Let every button but some check in."""
    for button in story.board.index.buttons:
        if button not in but:
            story.heard.heard_from(f"button:{button}", story.now)


def test_two_people_by_id_or_by_name_and_the_lamp_says_so(story):
    assert take_out(story, people=("ana", " ben RUIZ")) is None
    people = (PersonId("ana"), PersonId("ben"))
    story.sees(ButtonOutOfService(by=FRONT, button=B201, people=people, ends_after_s=HOUR_S, reason="New paint"))
    assert story.lamp("B201") is Lamp.OUT_OF_SERVICE
    assert story.lamp("B202") is Lamp.READY


def test_nobody_misses_it_though_its_wire_says_that_it_is_gone(story):
    take_out(story)
    gone = ReportTrouble(cause=Cause("button-lost", "B201"), detail="its connection has been gone for 10 s")
    assert story.tell(gone) is Rejection.NO_NEWS
    story.desk("front", PutBackInService, button=B201)
    story.tell(gone)
    assert "button-lost:B201" in story.board.troubles


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"button": "B999"}, Rejection.NO_SUCH_BUTTON),
        ({"people": ("ana", "nobody")}, Rejection.NO_SUCH_PERSON),
        ({"people": ("ana", "")}, Rejection.NO_SUCH_PERSON),
        ({"people": ("ana", "Ana Ortiz")}, Rejection.TWO_PEOPLE_NEEDED),
        ({"ends_after_s": 4 * HOUR_S + 1}, Rejection.OUT_OF_SERVICE_TOO_LONG),
        ({"ends_after_s": 59}, Rejection.OUT_OF_SERVICE_TOO_LONG),
        ({"reason": "  "}, Rejection.TEXT_EMPTY_OR_TOO_LONG),
        ({"reason": "x" * 1001}, Rejection.TEXT_EMPTY_OR_TOO_LONG),
    ],
)
def test_what_is_not_agreed_by_two_people_for_a_bounded_time_is_refused(story, asked, refused):
    assert take_out(story, **asked) is refused
    assert not story.board.out_of_service


def test_a_button_is_taken_out_once_and_put_back_once(story):
    assert take_out(story, ends_after_s=4 * HOUR_S) is None
    assert take_out(story) is Rejection.ALREADY_OUT_OF_SERVICE
    assert story.desk("library", PutBackInService, button=B201) is None
    assert story.desk("library", PutBackInService, button=B201) is Rejection.NOT_OUT_OF_SERVICE
    assert story.lamp("B201") is Lamp.READY


def test_a_press_rings_all_the_same(story):
    take_out(story)
    story.press("B201")
    assert story.call.room == "201"
    assert story.call.ringing
    assert story.lamp("B201") is Lamp.SENDING, "the lamp speaks of the call"


def test_a_walk_test_of_it_shows_on_its_lamp(story):
    take_out(story)
    story.desk("front", ArmWalkTest, button=B201)
    assert story.lamp("B201") is Lamp.TEST
    story.press("B201")
    assert story.lamp("B201") is Lamp.OUT_OF_SERVICE, "a passed test proves that it works, not that the work is done"


def test_it_comes_back_by_itself_at_its_time(story):
    take_out(story, ends_after_s=600)
    ends_ms = story.now_ms + 600_000
    story.heard.waiting.clear()
    story.heard.looked_ms = ends_ms - 60_000
    assert next_deadline(story.board, story.heard) <= ends_ms
    story.seen.clear()
    story.at(600)
    assert ButtonBackInService(by=None, button=B201) in story.seen
    assert not story.board.out_of_service


def test_while_out_it_is_not_missed_and_when_back_it_is(story):
    take_out(story, ends_after_s=HOUR_S)
    story.at(300)
    lost = {key for key in story.board.troubles if key.startswith("button-lost")}
    assert "button-lost:B201" not in lost
    assert "button-lost:B202" in lost, "a silent button that is in service is missed"
    story.seen.clear()
    story.at(HOUR_S)
    names = [type(event).__name__ for event in story.seen if "B201" in str(event)]
    assert names == ["ButtonBackInService", "TroubleRaised"]


def test_put_back_by_a_person_while_silent_it_is_missed_at_once(story):
    take_out(story)
    story.at(300)
    story.seen.clear()
    story.desk("front", PutBackInService, button=B201)
    assert [type(event) for event in story.seen] == [ButtonBackInService, TroubleRaised]
    assert story.seen[1].cause == Cause("button-lost", "B201")


def test_put_back_and_heard_it_is_well(story):
    take_out(story)
    story.at(300)
    story.heard.heard_from("button:B201", story.now)
    story.desk("front", PutBackInService, button=B201)
    assert "button-lost:B201" not in story.board.troubles


def test_a_restart_keeps_it_and_its_end(story):
    take_out(story, ends_after_s=600)
    story.at(100)
    story.restart(after_ms=200_000)
    assert story.board.out_of_service[B201].ends_ms == 300_000
    assert story.board.out_of_service[B201].people == ("ana", "ben")
    story.at(300)
    assert not story.board.out_of_service


def test_a_clock_set_back_never_makes_it_longer(story):
    take_out(story, ends_after_s=600)
    story.restart(after_ms=-(10**9))
    assert story.board.out_of_service[B201].ends_ms == 600_000


def test_a_plan_without_the_button_ends_it(story):
    take_out(story)
    story.seen.clear()
    story.adopt(replace(school(), buttons=school().buttons[1:]))
    assert ButtonBackInService(by=None, button=B201) in story.seen
    assert not story.board.out_of_service


def test_its_room_cannot_call_meanwhile(story):
    keep_alive(story)
    assert cut_off_rooms(story) == {}
    take_out(story)
    assert cut_off_rooms(story) == {"201": "out of service"}


def test_a_room_with_another_button_that_works_is_covered(story):
    plan = school()
    other = replace(plan.buttons[0], button=ButtonId("B201b"))
    story.adopt(replace(plan, buttons=(*plan.buttons, other)))
    take_out(story)
    assert cut_off_rooms(story) == {}
    story.tell(ReportTrouble(cause=Cause("button-stuck", "B201b"), detail=""))
    assert cut_off_rooms(story) == {"201": "out of service, stuck"}


def test_a_button_that_calls_for_no_help_covers_nothing(story):
    plan = school()
    breaks = replace(plan.buttons[0], button=ButtonId("B201b"), contacts=(Contact("tap-out", Kind.TAP_OUT),))
    story.adopt(replace(plan, buttons=(*plan.buttons, breaks)))
    take_out(story)
    assert cut_off_rooms(story) == {"201": "out of service"}


def test_a_family_that_is_gone_cuts_off_all_its_rooms(story):
    story.tell(ReportTrouble(cause=Cause("family-lost", "simulated"), detail="gone"))
    assert list(cut_off_rooms(story)) == [room.room for room in school().rooms]
    assert cut_off_rooms(story)["201"] == "nothing of simulated is heard"


def test_without_a_network_every_room_with_a_button_on_it_is_cut_off(story):
    plan = school()
    story.adopt(replace(plan, buttons=(replace(plan.buttons[0], family=ESPHOME), *plan.buttons[1:])))
    keep_alive(story)
    story.tell(ReportTrouble(cause=Cause("network-away", "cable"), detail="no cable in eth0"))
    assert cut_off_rooms(story) == {"201": "the network is away"}


def test_a_trouble_that_is_over_leaves_the_room_covered(story):
    keep_alive(story, "B201")
    story.at(200)
    assert cut_off_rooms(story)["201"] == "lost"
