"""Tests that something that falls silent becomes a trouble, once, and only after it had its time."""

import pytest
from msgspec.structs import replace

from appliance.core.deadlines import next_deadline
from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.devices.supervision import restored_by
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Cause
from appliance.plan.families import ESPHOME
from appliance.plan.ids import ButtonId, DeskId, KeyId, LineId, RoomId
from appliance.plan.model import Button, SerialLine, Speaks

BUTTONS = ["B201", "B202", "B203", "B204", "B205", "B206", "Boffice"]
FAMILY = Cause("family-lost", "simulated")
NO_CABLE, NO_ADDRESS = Cause("network-away", "cable"), Cause("network-away", "address")


def check_in(story, *buttons):
    for button in buttons:
        story.heard.heard_from(f"button:{button}", story.now)


def lost(story):
    return sorted(
        trouble.cause.subject for trouble in story.board.troubles.values() if trouble.cause.what == "button-lost"
    )


@pytest.fixture
def watched(story):
    """Let all but B206 check in at 100 s."""
    story.at(100)
    check_in(story, *[button for button in BUTTONS if button != "B206"])
    return story


def test_a_button_never_heard_has_the_same_time_as_one_heard_at_the_start(watched):
    watched.at(179)
    assert lost(watched) == []
    watched.at(180)
    assert lost(watched) == ["B206"]


def test_a_button_is_lost_three_minutes_after_it_was_last_heard(watched):
    watched.at(279)
    assert lost(watched) == ["B206"]
    check_in(watched, "B201")
    watched.at(280)
    assert lost(watched) == [button for button in BUTTONS if button != "B201"]
    watched.at(459)
    assert lost(watched) == BUTTONS


def test_hearing_from_it_again_names_the_trouble_it_ends(watched):
    watched.at(180)
    check_in(watched, "B206")
    cause = restored_by(watched.board, "button:B206")
    assert cause == Cause("button-lost", "B206")
    watched.tell(ReportRestored(cause=cause))
    assert restored_by(watched.board, "button:B206") is None
    assert restored_by(watched.board, "clock") is None
    watched.at(281)
    assert "B206" not in lost(watched)


def test_one_cause_is_one_trouble_and_its_buttons_have_fresh_time_after(watched):
    watched.tell(ReportTrouble(cause=FAMILY, detail="the receiver is gone"))
    assert watched.tell(ReportTrouble(cause=FAMILY, detail="still gone")) is Rejection.NO_NEWS
    watched.at(1000)
    assert lost(watched) == []
    watched.tell(ReportRestored(cause=FAMILY))
    check_in(watched, "B201")
    watched.at(1179)
    assert lost(watched) == []
    check_in(watched, "B201")
    watched.at(1180)
    assert lost(watched) == BUTTONS[1:]


@pytest.fixture
def on_the_network(story):
    """B201 reaches the box by the building's network, the others do not. All checked in at 100 s, and none since."""
    first, *others = story.board.index.plan.buttons
    story.adopt(replace(story.board.index.plan, buttons=(replace(first, family=ESPHOME), *others)))
    story.at(100)
    check_in(story, *BUTTONS)
    return story


def test_while_the_network_is_away_that_is_the_trouble_and_not_each_button_on_it(on_the_network):
    on_the_network.tell(ReportTrouble(cause=NO_CABLE, detail="no cable in eth0"))
    on_the_network.at(280)
    assert lost(on_the_network) == BUTTONS[1:], "whoever is not on the network is missed as ever"


def test_a_button_that_does_not_come_back_with_the_network_is_missed_once_it_had_its_time(on_the_network):
    on_the_network.tell(ReportTrouble(cause=NO_CABLE, detail="no cable in eth0"))
    on_the_network.at(1000)
    on_the_network.tell(ReportRestored(cause=NO_CABLE))
    on_the_network.at(1179)
    assert "B201" not in lost(on_the_network)
    on_the_network.at(1180)
    assert "B201" in lost(on_the_network)


def test_a_cable_in_the_wrong_port_is_still_one_trouble(on_the_network):
    on_the_network.tell(ReportTrouble(cause=NO_CABLE, detail="no cable in eth0"))
    on_the_network.at(1000)
    on_the_network.tell(ReportRestored(cause=NO_CABLE))
    on_the_network.tell(ReportTrouble(cause=NO_ADDRESS, detail="a cable in eth1, but no address there"))
    on_the_network.at(2000)
    assert "B201" not in lost(on_the_network)


def says_lost(story, button):
    """Let the button's wire say that it was lost, ten seconds after it ended: the network is looked at less often."""
    return story.tell(ReportTrouble(cause=Cause("button-lost", button), detail="its connection has been gone for 10 s"))


def test_while_the_network_is_away_no_wire_names_its_button(on_the_network):
    on_the_network.tell(ReportTrouble(cause=NO_CABLE, detail="no cable in eth0"))
    assert says_lost(on_the_network, "B201") is Rejection.NO_NEWS
    assert says_lost(on_the_network, "B202") is None, "whoever is not on the network is missed as ever"
    assert lost(on_the_network) == ["B202"]


def test_once_the_network_is_known_to_be_away_what_was_named_before_is_that_one_trouble(on_the_network):
    says_lost(on_the_network, "B201")
    says_lost(on_the_network, "B202")
    on_the_network.tell(ReportTrouble(cause=NO_CABLE, detail="no cable in eth0"))
    assert lost(on_the_network) == ["B202"]
    on_the_network.at(1000)
    on_the_network.tell(ReportRestored(cause=NO_CABLE))
    on_the_network.at(1180)
    assert "B201" in lost(on_the_network), "it did not come back with the network"


def test_an_unattended_desk_is_trouble_in_occupied_hours_only(story):
    story.touch("library")
    story.at(1799)
    assert "desk-unattended:front" not in story.board.troubles
    story.at(1800)
    assert "desk-unattended:front" in story.board.troubles
    story.touch("front")
    story.at(1801)
    assert "desk-unattended:front" not in story.board.troubles


def test_after_hours_an_empty_desk_is_no_trouble(story):
    story.leave("front")
    story.at(180)
    assert "desk-unattended:front" in story.board.troubles
    story.week_minute = 1000
    story.at(240)
    assert "desk-unattended:front" not in story.board.troubles


def test_connected_alone_is_not_attended(story):
    limits = story.board.index.plan.limits
    story.heard.desk_connected(DeskId("garage"), story.now)
    assert not story.heard.attended(DeskId("garage"), story.now, limits)
    story.heard.desk_touched(DeskId("garage"), story.now)
    assert story.heard.attended(DeskId("garage"), story.now, limits)
    story.heard.desk_connected(DeskId("garage"), story.now)
    story.heard.desk_gone(DeskId("garage"), story.now)
    assert story.heard.attended(DeskId("garage"), story.now, limits)
    story.heard.desk_gone(DeskId("garage"), story.now)
    assert not story.heard.attended(DeskId("garage"), story.now, limits)


def test_troubles_of_what_a_new_plan_no_longer_has_are_over(watched):
    watched.at(180)
    plan = watched.board.index.plan
    watched.adopt(replace(plan, buttons=tuple(button for button in plan.buttons if button.button != ButtonId("B206"))))
    assert lost(watched) == []


def test_the_deadline_is_the_oldest_check_in(watched):
    watched.at(181)
    for button in BUTTONS:
        check_in(watched, button)
        watched.at(watched.now_ms / 1000 + 0.1)
    deadline = next_deadline(watched.board, watched.heard)
    assert deadline <= 181_000 + 180_000


RADIO_A, RADIO_B = Cause("line-missing", "radio-a"), Cause("line-silent", "radio-b")


@pytest.fixture
def by_radio(story):
    """Two pendants that were heard at 100 s, one of which has a radio part that checks in each hour; and two receivers."""
    contacts = story.board.index.plan.buttons[0].contacts
    pendants = [
        Button(ButtonId(name), RoomId(""), "inovonics", KeyId(""), contacts, duty=name, part=part)
        for name, part in (("Pfast", "EN1223S"), ("Pslow", "EN1223S-60"))
    ]
    lines = tuple(SerialLine(LineId(name), name, Speaks.INOVONICS, f"/dev/{name}") for name in ("radio-a", "radio-b"))
    story.adopt(replace(story.board.index.plan, buttons=tuple(pendants), lines=lines))
    story.at(100)
    check_in(story, "Pfast", "Pslow")
    return story


def test_a_transmitter_may_be_silent_for_two_check_ins_of_its_own_part(by_radio):
    by_radio.at(479)
    assert lost(by_radio) == []
    by_radio.at(480)
    assert lost(by_radio) == ["Pfast"]
    [trouble] = [each for each in by_radio.board.troubles.values() if each.cause.what == "button-lost"]
    assert trouble.detail.startswith("The transmitter of Pfast has not been heard from. Find it")
    by_radio.at(100 + 7219)
    assert lost(by_radio) == ["Pfast"]
    by_radio.at(100 + 7220)
    assert lost(by_radio) == ["Pfast", "Pslow"]


def test_one_that_checks_in_again_has_its_whole_time_again(by_radio):
    by_radio.at(400)
    check_in(by_radio, "Pfast")
    by_radio.at(779)
    assert lost(by_radio) == []
    by_radio.at(780)
    assert lost(by_radio) == ["Pfast"]


def test_one_that_was_never_heard_is_missed_after_its_own_time(by_radio):
    by_radio.heard.waiting.clear()
    by_radio.at(379)
    assert lost(by_radio) == []
    by_radio.at(380)
    assert lost(by_radio) == ["Pfast"]


def test_while_no_receiver_is_heard_that_is_the_trouble_and_pendants_have_fresh_time_after(by_radio):
    by_radio.tell(ReportTrouble(cause=RADIO_A, detail="unplugged"))
    by_radio.at(480)
    assert lost(by_radio) == ["Pfast"], "the other receiver is there"
    by_radio.tell(ReportTrouble(cause=RADIO_B, detail="nothing for 100 s"))
    assert lost(by_radio) == [], "one cause, one trouble"
    by_radio.at(2000)
    assert lost(by_radio) == []
    by_radio.tell(ReportRestored(cause=RADIO_B))
    by_radio.at(2379)
    assert lost(by_radio) == []
    by_radio.at(2380)
    assert lost(by_radio) == ["Pfast"]


def test_a_receiver_that_flaps_beside_another_gives_nobody_fresh_time(by_radio):
    by_radio.tell(ReportTrouble(cause=RADIO_A, detail="unplugged"))
    by_radio.at(470)
    by_radio.tell(ReportRestored(cause=RADIO_A))
    by_radio.at(480)
    assert lost(by_radio) == ["Pfast"]


def test_buttons_on_boards_are_missed_with_their_board_and_never_alone(story):
    first, *others = story.board.index.plan.buttons
    story.adopt(replace(story.board.index.plan, buttons=(replace(first, family="modbus"), *others)))
    check_in(story, *BUTTONS)
    story.at(10_000)
    assert "B201" not in lost(story)
    assert "B202" in lost(story)
