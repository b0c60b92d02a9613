"""Tests what a desk is shown: in words, per desk, and never more names than it may read."""

import msgspec

from appliance.api.access import proven
from appliance.api.board.calls import TapOutLine
from appliance.api.board.view import CARDS_AT_ONCE, NEW_ENTRIES, Views
from appliance.api.desk.plan_view import uncovered
from appliance.core.board import Board, DayCheck, Drill, RunningResponse, Trouble, WalkTest
from appliance.core.devices.supervision import Heard
from appliance.core.district.copies import Dated, Known
from appliance.core.district.events import BoxReplaced
from appliance.core.ground.incident import Incident
from appliance.core.ground.last_act import LastAct
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place
from appliance.core.ground.responders import Responder
from appliance.core.ground.words import (
    Actor,
    Awaited,
    BuildingResponse,
    Cause,
    DeskAct,
    Door,
    RestoredBy,
    Source,
    Stage,
)
from appliance.plan.ids import ButtonId, DeskId, DrillId, IncidentId, PersonId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Desk, Kind, Role
from tests.appliance.doors.harness import FRONT, NURSE, school

RAISED = Moment(10_000, 1_800_000_000_000, 600)
NOW = Moment(14_000, 1_800_000_004_000, 600)
CALL = Incident(
    incident=IncidentId("i-1"),
    number=12,
    place=Place(room=RoomId("201")),
    kind=Kind.MEDICAL,
    source=Source(Door.BUTTON, ButtonId("B201"), "help", 3),
    drill=None,
    raised=RAISED,
    pressed_ago_ms=None,
    pressed_ms=10_000,
    told=frozenset({"desk:front"}),
    told_ms=10_000,
    ladder_from_ms=10_000,
    awaited_from_ms=None,
    due_ms=25_000,
    due_what="next-step",
)


def views(
    *incidents: Incident, heard: Heard | None = None, unrecorded: frozenset[IncidentId] = frozenset(), **board: object
) -> Views:
    shown = Board(**{"index": PlanIndex(school()), **board})  # type: ignore[arg-type]
    for incident in incidents:
        shown.put(incident)
    return Views(shown, heard or Heard(), NOW, unrecorded=unrecorded, recording=not unrecorded, version=7)


def test_a_new_call_in_words() -> None:
    (card,) = views(CALL).at(FRONT).calls
    assert (card.room_name, card.phone_name, card.floor, card.number) == ("Room 201", "Cedar 201", "2", 12)
    assert (card.age_ms, card.deadline_in_ms, card.deadline_what) == (4000, 11_000, "next-step")
    assert card.pressed_ago_ms is None
    assert (card.acknowledged_by, card.going, card.confirmed) == ("", "", False)
    assert card.lamp == "not-delivered"  # nobody is at any desk


def test_a_card_says_since_when_nothing_came_of_what_somebody_did() -> None:
    waits = msgspec.structs.replace(CALL, acted=RAISED)
    late = msgspec.structs.replace(waits, stage=Stage.DISPATCHED, overdue=Awaited.CONFIRMATION)
    on_time = msgspec.structs.replace(waits, stage=Stage.DISPATCHED)
    ago = [views(each).at(FRONT).calls[0].lapsed_ago_ms for each in (CALL, waits, late, on_time)]
    assert ago == [None, 4000, 4000, None]


def test_a_desk_in_the_rooms_own_zone_is_told_that_it_does_not_count_and_another_is_not() -> None:
    plan, library = school(), DeskId("library")
    upstairs = Desk(library, "Library", plan.rooms[0].zone)
    index = PlanIndex(msgspec.structs.replace(plan, desks=(*plan.desks, upstairs)))
    tap_out = msgspec.structs.replace(CALL, incident=IncidentId("i-2"), kind=Kind.TAP_OUT)
    shown = views(CALL, tap_out, index=index)
    for desk, near in ((library, True), (FRONT, False)):
        board = shown.at(desk)
        assert (board.calls[0].own_zone, board.tap_outs[0].own_zone) == (near, near)


def test_a_call_handed_off_rings_only_at_the_desk_that_was_given_it() -> None:
    shown = views(msgspec.structs.replace(CALL, handed_to=NURSE, told=frozenset({"desk:nurse"})))
    assert [shown.at(desk).calls[0].rings_here for desk in (FRONT, NURSE, None)] == [False, True, False]


def test_what_the_disk_has_not_taken_is_marked() -> None:
    board = views(CALL, unrecorded=frozenset({CALL.incident})).at(FRONT)
    assert (board.calls[0].recorded, board.recording) == (False, False)


def test_in_a_lockdown_the_caller_is_shown_nothing() -> None:
    for response, lamp in ((BuildingResponse.LOCKDOWN, "dark"), (BuildingResponse.HOLD, "not-delivered")):
        running = RunningResponse(response, "", Actor(FRONT), None, RAISED)
        (card,) = views(CALL, response=running).at(FRONT).calls
        assert (card.lamp, card.two_way) == (lamp, True)


def test_a_one_way_device_cannot_be_told() -> None:
    pendant = msgspec.structs.replace(
        CALL, place=Place(room=RoomId("206")), source=Source(Door.WEBHOOK, ButtonId("B206"), "help", 1)
    )
    (card,) = views(pendant).at(FRONT).calls
    assert (card.two_way, card.lamp) == (False, "cannot be told")


def test_a_call_raised_at_a_desk_shows_no_lamp_where_no_button_can_be_told() -> None:
    desk = msgspec.structs.replace(CALL, place=Place(room=RoomId("206")), source=Source(Door.DESK, None, "", None))
    assert [button.family for button in school().buttons if button.room == "206"] == ["webhook"]
    (card,) = views(desk).at(FRONT).calls
    assert card.lamp == "cannot be told"


def test_a_call_of_a_room_the_plan_does_not_know_is_shown_all_the_same() -> None:
    unplaced = msgspec.structs.replace(
        CALL, place=Place(room=RoomId("unplaced:B9")), source=Source(Door.BUTTON, ButtonId("B9"), "help", 1)
    )
    (card,) = views(unplaced).at(FRONT).calls
    assert (card.room_name, card.phone_name) == ("unplaced:B9", "")


def test_names_are_shown_as_far_as_a_desk_may_read_them() -> None:
    handled = msgspec.structs.replace(
        CALL,
        stage=Stage.CONFIRMED,
        acknowledged_by=Actor(FRONT, PersonId("ana")),
        sent=(Responder(role=Role.NURSE, person=PersonId("ben"), name="Ben Ruiz", stage=Stage.CONFIRMED, sent_ms=0),),
    )
    shown = views(handled, operators={FRONT: PersonId("ana")})
    seen = {desk: shown.at(desk).calls[0] for desk in (FRONT, None)}
    proved = shown.at(FRONT, proven((Role.OFFICE,)))
    assert (proved.calls[0].acknowledged_by, proved.calls[0].going) == ("Ana Ortiz", "Ben Ruiz")
    assert (seen[FRONT].acknowledged_by, seen[FRONT].going) == ("Front office", "Ben Ruiz")
    assert (seen[None].acknowledged_by, seen[None].going) == ("Front office", "nurse")
    assert [proved.desks[0].operator, shown.at(FRONT).desks[0].operator] == ["Ana Ortiz", "signed in"]
    here = shown.at(FRONT).here
    assert here is not None
    assert here.operator == "Ana Ortiz", "people must see in whose name they act"
    assert [proved.proven, shown.at(FRONT).proven] == [True, False]


def test_stale_buttons_are_not_counted_as_heard() -> None:
    heard = Heard()
    heard.heard_from("button:B201", Moment(NOW.mono_ms - 1000, 0))
    heard.heard_from("button:B202", Moment(NOW.mono_ms - 181_000, 0))
    heard.heard_from("button:unplanned", NOW)
    board = views(heard=heard).at(FRONT)
    assert (board.buttons_heard, board.buttons_planned) == (1, 5), "the one-way button is not supervised"
    assert [(zone.zone, zone.heard, zone.planned) for zone in board.zones] == [("upstairs", 1, 5)]


def test_desks_are_connected_and_attended_as_heard() -> None:
    heard = Heard()
    heard.desk_connected(FRONT, RAISED)
    heard.desk_connected(NURSE, RAISED)
    heard.desk_touched(NURSE, RAISED)
    board = views(heard=heard).at(FRONT)
    assert [(desk.connected, desk.attended) for desk in board.desks] == [(True, False), (True, True)]
    assert board.here == board.desks[0]


def test_troubles_drill_and_walk_test() -> None:
    cause = Cause("button-lost", "B201")
    board = views(
        troubles={cause.key: Trouble(cause, "look at it", RAISED)},
        drill=Drill(DrillId("d"), "Autumn", frozenset({RoomId("202"), RoomId("201")}), RAISED, 20_000),
        walk_test=WalkTest(ButtonId("B203"), 10_000, 130_000),
    ).at(None)
    assert [(line.what, line.subject, line.age_ms) for line in board.troubles] == [("button-lost", "B201", 4000)]
    assert board.drill is not None
    assert (board.drill.rooms, board.drill.ends_in_ms) == (("201", "202"), 6000)
    assert board.walk_test is not None
    assert (board.walk_test.room_name, board.walk_test.ends_in_ms) == ("Room 203", 116_000)


def test_a_walk_test_that_rang_is_named_with_the_desk_that_may_answer_while_it_may() -> None:
    incident = msgspec.structs.replace(CALL, kind=Kind.ASSIST, source=Source(Door.WEBHOOK, ButtonId("B206"), "help"))
    test = WalkTest(ButtonId("B206"), 10_000, 130_000, Actor(FRONT), incident.incident)
    for presses, rang in ((1, incident.incident), (2, None)):
        call = msgspec.structs.replace(incident, presses=presses)
        line = views(call, walk_test=test).at(None).walk_test
        assert line is not None
        assert (line.desk, line.untimed, line.rang) == (FRONT, True, rang)


def test_an_untrusted_clock_is_said() -> None:
    shown = Views(Board.empty(), Heard(), Moment(5, 5), unrecorded=frozenset(), recording=True, version=0)
    assert not shown.at(DeskId("any")).clock_trusted


def test_uncovered_rooms_and_areas_say_what_to_do() -> None:
    assert uncovered(PlanIndex(school())) == ("Room 206: its button cannot be told", "Playground: use the radio")


def test_a_board_of_many_calls_is_drawn_in_steps_and_says_the_same() -> None:
    calls = [
        msgspec.structs.replace(CALL, incident=IncidentId(f"i-{n}"), number=n, place=Place(room=RoomId(f"r-{n}")))
        for n in range(50)
    ]
    shown = views(*calls)
    assert sum(1 for _ in shown.draw(FRONT)) == 50 // CARDS_AT_ONCE
    assert shown.at(FRONT) == views(*calls).at(FRONT)
    assert [card.number for card in shown.at(FRONT).calls] == list(range(50))
    assert sum(1 for _ in views(CALL).draw(FRONT)) == 0, "one call is drawn at once"


def test_what_a_desk_did_last_can_be_undone_for_ten_seconds() -> None:
    last = LastAct(Actor(FRONT), DeskAct.ACKNOWLEDGED, RAISED, CALL)
    (card,) = views(CALL, last_acts={CALL.incident: last}).at(NURSE).calls
    assert card.undo is not None
    assert (card.undo.desk, card.undo.what, card.undo.ends_in_ms) == (FRONT, DeskAct.ACKNOWLEDGED, 6000)
    long_ago = msgspec.structs.replace(last, at=msgspec.structs.replace(RAISED, mono_ms=3_999))
    (card,) = views(CALL, last_acts={CALL.incident: long_ago}).at(FRONT).calls
    assert card.undo is None


def test_a_call_stood_down_stays_in_sight_while_that_can_be_undone() -> None:
    last = LastAct(Actor(FRONT), DeskAct.STOOD_DOWN, RAISED, CALL)
    shown = views(last_acts={CALL.incident: last}).at(NURSE)
    assert shown.calls == ()
    (ended,) = shown.ended
    assert (ended.room_name, ended.number, ended.undo.ends_in_ms) == ("Room 201", 12, 6000)


def test_a_name_owed_counts_down_and_below_zero() -> None:
    owing = msgspec.structs.replace(CALL, names_owed={FRONT: 10_000, NURSE: -50_000})
    (card,) = views(owing).at(FRONT).calls
    assert [(line.desk, line.due_in_ms) for line in card.names_owed] == [(FRONT, 56_000), (NURSE, -4_000)]


def test_a_tap_out_stands_apart_from_calls_and_names_its_cover_to_desks_only() -> None:
    waits = msgspec.structs.replace(CALL, incident=IncidentId("i-2"), number=13, kind=Kind.TAP_OUT, told_ms=12_000)
    shown = views(CALL, waits)
    board, (line,) = shown.at(FRONT), shown.at(FRONT).tap_outs
    assert [card.incident for card in board.calls] == ["i-1"]
    assert (line.room_name, line.number, line.age_ms, line.told_ago_ms) == ("Room 201", 13, 4000, 2000)
    assert (line.stage, line.asks, line.asks_here, line.cover) == (Stage.CALLED, True, True, "")
    ana = Responder(role=Role.LEAD, name="Ana", stage=Stage.CONFIRMED, sent_ms=0)
    goes = msgspec.structs.replace(waits, stage=Stage.CONFIRMED, ringing=False, sent=(ana,))
    assert [views(goes).at(desk).tap_outs[0].cover for desk in (FRONT, None)] == ["Ana", "lead"]


def test_a_tap_out_line_has_no_field_for_who_asked_or_why() -> None:
    told = set(TapOutLine.__struct_fields__) - {"undo", "names_owed"}
    assert told.isdisjoint({"acknowledged_by", "pressed_by", "source", "button", "reason", "note", "person"})


def test_a_box_is_new_until_it_has_a_record_of_its_own_or_took_anothers_place() -> None:
    assert views().at(None).new
    checked = DayCheck(by=Actor("desk:front"), name="Dana Reyes", at=RAISED, not_well=0)
    taken = Board(index=PlanIndex(school()), calls=60, day_check=checked)
    assert new(taken, NEW_ENTRIES - 1), "it took every press while somebody fetched stick and paper, and a morning came"
    assert not new(taken, NEW_ENTRIES)
    replaced = BoxReplaced(
        former_box=bytes(16), former_device_key=bytes(32), epoch=bytes(16), number=7, digest=bytes(32), copy_ms=0,
        way=RestoredBy.PHRASE, used_before=False,
    )  # fmt: skip
    assert not views(recovery=Known(replaced=Dated(replaced, 0))).at(None).new


def new(board: Board, head: int) -> bool:
    """Whether a box with this board and so many entries counts as new."""
    shown = Views(board, Heard(), NOW, unrecorded=frozenset(), recording=True, version=7, head=head)
    return shown.at(None).new
