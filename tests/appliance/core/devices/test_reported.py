"""Tests what is reported to the core: who sits where, which plan is true, what is wrong."""

from msgspec.structs import replace

from appliance.core.devices.commands import ReportRestored, ReportTrouble, TakeOverButtons
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Cause
from appliance.core.people.commands import SignIn, SignOut
from appliance.core.practice.commands import ArmWalkTest
from appliance.plan.ids import BoardId, ButtonId, DeskId, LineId, PersonId
from appliance.plan.model import CircuitBoard, SerialLine, Speaks, Wire
from tests.appliance.core.story import school

DISK = Cause("disk", "main")


def test_operators_sign_in_and_out_by_name(story):
    assert story.desk("front", SignIn, person=PersonId("nobody")) is Rejection.NO_SUCH_PERSON
    assert story.desk("front", SignOut) is Rejection.NO_NEWS
    assert story.desk("front", SignIn, person=PersonId("ana")) is None
    assert story.desk("front", SignIn, person=PersonId("ana")) is Rejection.NO_NEWS
    assert story.board.operators == {DeskId("front"): PersonId("ana")}
    assert story.desk("front", SignOut) is None
    assert story.board.operators == {}


def test_one_cause_is_one_trouble_until_it_is_restored(story):
    assert story.tell(ReportRestored(cause=DISK)) is Rejection.NO_NEWS
    assert story.tell(ReportTrouble(cause=DISK, detail="slow")) is None
    assert story.tell(ReportTrouble(cause=DISK, detail="slower")) is Rejection.NO_NEWS
    assert story.board.troubles[DISK.key].detail == "slow"
    assert story.tell(ReportRestored(cause=DISK)) is None
    assert story.board.troubles == {}


def test_buttons_are_taken_over_by_a_higher_rank_and_never_by_a_lower_one(story):
    rank = story.board.epoch_rank
    assert story.desk("front", TakeOverButtons, rank=rank, reports=3) is Rejection.NO_NEWS
    assert story.desk("front", TakeOverButtons, rank=rank + 100, reports=3) is None
    assert story.board.epoch_rank == rank + 100
    story.restart()
    assert story.board.epoch_rank == rank + 101


def test_a_plan_is_adopted_once(story):
    assert story.adopt(school()) is Rejection.NO_NEWS
    assert story.adopt(replace(school(), building="Another")) is None
    assert story.board.index.plan.building == "Another"


def test_another_plan_ends_the_troubles_of_what_it_does_not_have_and_of_buttons_it_places(story):
    for cause in (
        Cause("button-stuck", "B204"),
        Cause("sounder-silent", "hall"),
        Cause("button-unplaced", "B999"),
        DISK,
    ):
        story.tell(ReportTrouble(cause=cause, detail="x"))
    plan = school()
    found = replace(plan.buttons[0], button=ButtonId("B999"))
    buttons = (*(button for button in plan.buttons if button.button != "B204"), found)
    story.adopt(replace(plan, buttons=buttons, sounders=plan.sounders[1:]))
    assert list(story.board.troubles) == [DISK.key]


def test_another_plan_ends_the_troubles_of_lines_boards_and_pins_that_it_does_not_have(story):
    radio, panel = (
        SerialLine(LineId(each), each, each, f"/run/{each}") for each in (Speaks.INOVONICS, Speaks.ALARMDECODER)
    )
    bus = SerialLine(LineId("bus"), "Bus", Speaks.MODBUS, "/run/bus")
    west = CircuitBoard(BoardId("west"), "West", bus.line, 3, inputs=8, relays=0)
    knee = replace(school().buttons[0], button=ButtonId("knee"), family="gpio", wires=(Wire("help", "GPIO17/GPIO27"),))
    wired = replace(school(), buttons=(*school().buttons, knee), lines=(radio, panel, bus), boards=(west,))
    story.adopt(wired)
    of_wires = (
        *(Cause(what, "inovonics") for what in ("line-missing", "line-other", "receiver-jammed")),
        *(Cause(what, "alarmdecoder") for what in ("line-garbled", "panel-silent")),
        Cause("board-lost", "west"),
        Cause("line-refused", "GPIO27"),
        Cause("button-broken-wire", "knee"),
    )
    for cause in of_wires:
        story.tell(ReportTrouble(cause=cause, detail="x"))
    story.adopt(replace(wired, building="Another"))
    assert len(story.board.troubles) == len(of_wires)
    modbus = replace(radio, speaks=Speaks.MODBUS)
    story.adopt(replace(wired, lines=(modbus, panel, bus)))
    assert "receiver-jammed:inovonics" not in story.board.troubles, "there is none at the end of that line any more"
    assert "line-missing:inovonics" in story.board.troubles
    story.adopt(replace(wired, buttons=(*school().buttons, replace(knee, family="modbus"))))
    assert "button-broken-wire:knee" not in story.board.troubles
    story.adopt(school())
    assert story.board.troubles == {}


def test_whoever_the_new_plan_does_not_know_is_at_no_desk_any_more(story):
    for desk, person in (("front", "ben"), ("library", "ana")):
        story.desk(desk, SignIn, person=PersonId(person))
    story.adopt(replace(school(), people=school().people[:1]))
    assert story.board.operators == {DeskId("library"): PersonId("ana")}


def test_a_test_of_a_button_that_the_new_plan_does_not_have_is_over(story):
    story.desk("front", ArmWalkTest, button=ButtonId("B204"))
    story.adopt(replace(school(), building="Another"))
    assert story.board.walk_test is not None
    story.adopt(replace(school(), buttons=school().buttons[:1]))
    assert story.board.walk_test is None
    assert not story.board.test_over.passed
