"""Tests what the console shows for a board, without a screen."""

import msgspec
import pytest

from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard, ResponderLine
from appliance.api.board.practice import WalkTestLine
from appliance.api.board.supervised import CutOffLine, OutOfServiceLine
from appliance.core.calls.titles import STAGES
from appliance.core.ground.words import Awaited, Stage
from appliance.exercises.scenario import ScenarioId
from appliance.exercises_file import shipped
from appliance.plan.ids import DeskId
from appliance.plan.model import Kind
from appliance.words.kinds import KINDS
from appliance.words.times import ago, span
from tests.tui.boards import FACTS, FRONT, board, call, drill, late
from tests.tui.callers import by_text
from tui.board.calm import calm
from tui.board.faces import Level
from tui.keys.table import BY_ACTION
from tui.model import ConsoleModel


def seen(view: BoardView, before: ConsoleModel | None = None, at_ms: int = 0) -> ConsoleModel:
    return (before or ConsoleModel(desk=FRONT)).with_board(view, at_ms)


def order(model: ConsoleModel) -> list[int]:
    return [card.number for card in model.calls]


def why_not(model: ConsoleModel, action: str) -> str:
    return model.why_not(BY_ACTION[action])


def test_what_nobody_has_comes_first_and_the_most_urgent_of_it_at_the_top() -> None:
    model = seen(
        board(
            call(1, "101", Kind.EMERGENCY, Stage.ON_SCENE),
            call(2, "102", Kind.TAP_OUT),
            call(3, "103", Kind.MEDICAL),
            call(4, "104", Kind.EMERGENCY),
            late(5, "105", Kind.ASSIST),
        )
    )
    assert order(model) == [4, 3, 5, 2, 1]


def test_a_drill_stands_below_every_real_call_however_urgent_it_plays() -> None:
    practice = call(1, "101", Kind.EMERGENCY, drill=True)
    real = call(2, "102", Kind.TAP_OUT, Stage.CONFIRMED)
    assert order(seen(board(practice, real))) == [2, 1]


def test_calls_keep_their_places_while_others_come_and_go() -> None:
    first, second, third = (call(number, f"10{number}") for number in (1, 2, 3))
    model = seen(board(first, second, third))
    assert order(seen(board(third, second, first), model)) == [1, 2, 3]
    assert order(seen(board(third, first), model)) == [1, 3]
    assert order(seen(board(call(9, "109"), third, first, second), model)) == [1, 2, 3, 9]


def test_a_newer_and_more_urgent_call_goes_above_and_the_rest_keep_their_order() -> None:
    first, second = call(1, "101"), call(2, "102")
    model = seen(board(second, first))
    assert order(seen(board(second, first, call(3, "103", Kind.EMERGENCY)), model)) == [3, 2, 1]


def test_ages_and_deadlines_count_on_from_when_the_board_came() -> None:
    model = seen(board(call(1, "101", age_ms=58_000, deadline_in_ms=30_000)), at_ms=1_000_000)
    (card,) = model.cards(1_004_500)
    assert card.age == "1:02"
    assert card.due == "more people told in 0:25"
    (card,) = model.cards(1_031_000)
    assert card.due == "more people told now"


def test_what_is_overdue_says_so() -> None:
    (card,) = seen(board(late(1, "101"))).cards(0)
    assert card.overdue
    assert card.stage == "NOBODY ARRIVED"
    assert card.who == "Marcus Bell"


def test_what_lapsed_says_so_and_since_when() -> None:
    had = call(1, "101", lapsed_ago_ms=115_000)
    sent = call(2, "102", stage=Stage.DISPATCHED, overdue=Awaited.CONFIRMATION, ringing=True, lapsed_ago_ms=40_000)
    first, second = seen(board(had, sent)).cards(5000)
    assert first.stage == "NOBODY HAS IT ANY MORE, taken 2 min ago"
    assert first.steps[0].words == "nobody has it any more"
    assert second.stage == "NOBODY CONFIRMED, sent 45 s ago"


def test_every_kind_and_stage_has_words_and_every_kind_a_shape_of_its_own() -> None:
    assert set(KINDS) == set(Kind)
    assert len({each.shape for each in KINDS.values()}) == len(Kind)
    assert set(STAGES) == set(Stage)


@pytest.mark.parametrize(
    ("card", "mark"),
    [
        (call(1, "101", recorded=False), "UNRECORDED"),
        (call(1, "101", lamp="not-delivered"), "NOT DELIVERED"),
        (call(1, "101", presses=3), "pressed 3 times"),
        (call(1, "101", Kind.EMERGENCY, presses=2, holds=1), "button HELD"),
        (call(1, "101", pressed_ago_ms=240_000), "pressed 4 min before it was heard"),
        (call(1, "101", pressed_ago_ms=None), "pressed: unknown when"),
        (call(1, "101", rings_here=False), "rings at another desk"),
    ],
)
def test_what_sets_a_call_apart_is_written_on_it(card: CallCard, mark: str) -> None:
    (face,) = seen(board(card)).cards(0)
    assert face.marks == (mark,)


def test_an_ordinary_call_has_no_marks() -> None:
    (face,) = seen(board(call(1, "101"))).cards(0)
    assert face.marks == ()


def test_in_a_lockdown_a_caller_is_said_to_see_nothing() -> None:
    (face,) = seen(board(call(1, "101", lamp="dark"))).cards(0)
    assert face.caller == "caller sees: nothing (lockdown: lamps are dark)"


def test_a_desk_in_the_calls_own_zone_is_told_why_the_caller_sees_that_nobody_has_it() -> None:
    near = seen(board(call(1, "Front office", lamp="not-delivered", own_zone=True)))
    assert near.cards(0)[0].caller == "caller sees: NOT DELIVERED (same zone)"
    assert [each.text for each in near.banners(0)] == [
        "This desk is in the same zone and does not count for Front office"
    ]
    delivered = seen(board(call(1, "Front office", own_zone=True)))
    assert (delivered.cards(0)[0].caller, delivered.banners(0)) == ("caller sees: received", ())


def test_a_one_way_caller_is_said_to_be_beyond_telling() -> None:
    (face,) = seen(board(call(1, "101", two_way=False, lamp="cannot be told"))).cards(0)
    assert face.caller == "caller CANNOT BE TOLD"


def test_beside_a_drill_practice_and_real_calls_both_say_what_they_are() -> None:
    view = board(call(1, "101", Kind.MEDICAL, drill=True), call(2, "102", Kind.MEDICAL), drill=drill("101"))
    real, practice = seen(view).cards(0)
    assert real.marks == ("REAL",)
    assert practice.headline == "+ DRILL MEDICAL"


def test_banners_come_gravest_first_and_count_on() -> None:
    view = board(
        call(1, "B204", exhausted=True, lamp="not-delivered"),
        recording=False,
        drill=drill("117"),
        walk_test=WalkTestLine(button="b", room_name="Gym", ends_in_ms=90_000),
    )
    banners = seen(view).banners(4000)
    assert [banner.level for banner in banners] == [Level.DANGER, Level.DANGER, Level.PRACTICE, Level.PRACTICE]
    assert banners[0].text == "NOT DELIVERED: phone or walk to Room B204"
    assert banners[1].text.startswith("NOT RECORDING")
    assert "ends in 12:00. Any other call is REAL." in banners[2].text
    assert "Gym now, 1:26 left" in banners[3].text


def test_where_names_are_not_told_help_that_was_sent_is_still_said() -> None:
    sent = (ResponderLine(role=None, who="", stage=Stage.CONFIRMED, due_in_ms=None),)
    (face,) = seen(board(call(1, "B204", stage=Stage.CONFIRMED, confirmed=True, going="", sent=sent))).cards(0)
    assert [each.words for each in face.steps][1:3] == ["help sent", "confirmed"]


def test_a_banner_sends_nobody_to_a_place_that_nobody_knows() -> None:
    lost = by_text(2, exhausted=True, ringing=True)
    found = call(1, "B204", exhausted=True)
    assert seen(board(found, lost)).banners(0)[0].text == (
        "NOT DELIVERED: phone or walk to Room B204; find out where call 2 is"
    )
    both = seen(board(lost, by_text(3, exhausted=True, ringing=True, room_name="place unknown")))
    assert both.banners(0)[0].text == "NOT DELIVERED: find out where calls 2, 3 are"
    told = seen(board(by_text(2, exhausted=True, ringing=True, located=True, room_name="Band room")))
    assert told.banners(0)[0].text == "NOT DELIVERED: phone or walk to Band room"


def test_who_is_on_the_scene_was_delivered_to_whoever_does_not_answer_now() -> None:
    late = call(1, "B204", stage=Stage.ON_SCENE, overdue=Awaited.ALL_RIGHT, ringing=True, exhausted=True)
    (banner,) = seen(board(late)).banners(0)
    assert (banner.level, banner.text) == (Level.DANGER, "NOBODY ANSWERS, and help is overdue: Room B204")


def test_desks_nobody_is_at_go_on_below_where_a_line_is_too_short_for_them() -> None:
    here, nurse = board().desks
    away = [msgspec.structs.replace(nurse, name=f"Desk of the {floor} floor", attended=False) for floor in "abcd"]
    assert ("Desks", "1 of 2 attended; nobody at Nurse", True) in calm(
        board(desks=(here, msgspec.structs.replace(nurse, attended=False))), 0
    ).lines
    lines = calm(board(desks=(here, *away)), 0).lines
    assert ("Desks", "1 of 5 attended", True) in lines
    first, second = [words for name, words, _ in lines if name == "Nobody at" or not name][:2]
    assert f"{first} {second}" == ", ".join(desk.name for desk in away)


def test_all_is_well_only_when_nothing_at_all_is_wrong() -> None:
    assert seen(board()).banners(0) == ()
    calm = seen(board()).calm(0)
    assert calm is not None and calm.all_well
    for wrong in ({"buttons_heard": 37}, {"recording": False}, {"clock_trusted": False}):
        calm = seen(board(**wrong)).calm(0)
        assert calm is not None and not calm.all_well, wrong


def test_places_nobody_can_call_from_are_named_and_only_what_fails_now_spoils_the_calm() -> None:
    facts = msgspec.structs.replace(FACTS, uncovered=("Gym: its button cannot be told", "Playground: use the radio"))
    model = seen(board()).with_facts(facts)
    calm = model.calm(0)
    assert calm is not None and calm.all_well
    assert ("No button", "Gym, Playground", True) in calm.lines
    out = OutOfServiceLine(button="B204-wall", room_name="Room B204", ends_in_ms=3_600_000)
    view = board(out_of_service=(out,), cut_off=(CutOffLine(room_name="Room B204", why="out of service"),))
    calm = seen(view).calm(1000)
    assert calm is not None and not calm.all_well
    assert ("Off", "Room B204 (B204-wall) for 59:59", False) in calm.lines
    assert ("No answer", "Room B204 (out of service)", False) in calm.lines


def test_more_places_than_fit_are_counted_and_named_behind_a_key() -> None:
    many = tuple(CutOffLine(room_name=f"Room {number}", why="lost") for number in range(101, 131))
    calm = seen(board(cut_off=many)).calm(0)
    assert calm is not None
    signs = calm.lines[calm.lines.index(next(line for line in calm.lines if line[0] == "No answer")) :]
    assert len(signs) == 2
    assert all(len(words) <= 62 for _, words, _ in signs)
    assert signs[1][1].endswith(" more: T names them")
    shown = sum(words.count("Room") for _, words, _ in signs)
    assert f"and {30 - shown} more" in signs[1][1]


def test_acknowledging_takes_the_selected_call_if_it_rings_else_the_first_that_does() -> None:
    model = seen(board(call(1, "101", Kind.EMERGENCY), call(2, "102"), call(3, "103", Kind.MEDICAL, Stage.CONFIRMED)))
    second, third = model.calls[1], model.calls[2]
    assert model.choosing(second.incident).to_acknowledge == second
    assert model.choosing(third.incident).to_acknowledge == model.calls[0]


def test_a_selected_call_stays_selected_while_others_come_and_gives_way_when_it_ends() -> None:
    chosen = call(1, "101")
    model = seen(board(chosen)).choosing(chosen.incident)
    model = seen(board(chosen, call(2, "102", Kind.EMERGENCY)), model)
    assert model.selected == chosen
    model = seen(board(call(2, "102", Kind.EMERGENCY)), model)
    assert model.selected is not None and model.selected.number == 2


def test_a_call_that_begins_to_ring_takes_the_keys_from_one_that_does_not_until_a_person_goes_back() -> None:
    had = call(1, "101", Kind.EMERGENCY, Stage.ACKNOWLEDGED)
    model = seen(board(had)).choosing(had.incident)
    model = seen(board(had, call(2, "102")), model)
    assert model.selected is not None and model.selected.number == 2
    model = seen(board(had, call(2, "102", age_ms=61_000)), model.choosing(had.incident))
    assert model.selected == had


def test_neither_practice_nor_what_rings_at_another_desk_takes_the_keys() -> None:
    first, had = (call(number, f"10{number}", stage=Stage.ACKNOWLEDGED) for number in (1, 2))
    for rings in (call(3, "103", drill=True), call(3, "103", rings_here=False)):
        model = seen(board(first, had)).choosing(had.incident)
        assert seen(board(first, had, rings), model).selected == had


@pytest.mark.parametrize(
    ("stage", "possible"),
    [
        (Stage.CALLED, {"acknowledge", "dispatch"}),
        (Stage.ACKNOWLEDGED, {"dispatch", "arrive"}),
        (Stage.DISPATCHED, {"dispatch", "confirm", "arrive"}),
        (Stage.CONFIRMED, {"dispatch", "confirm", "arrive"}),
        (Stage.ON_SCENE, {"dispatch", "confirm", "all_right"}),
    ],
)
def test_each_stage_allows_the_steps_that_make_sense_there(stage: Stage, possible: set[str]) -> None:
    model = seen(board(call(1, "101", stage=stage)))
    steps = {"acknowledge", "dispatch", "confirm", "arrive", "all_right"}
    assert {step for step in steps if not why_not(model, step)} == possible
    for always in ("note", "upgrade", "hand_off", "stand_down", "timeline"):
        assert not why_not(model, always)


def test_the_key_that_takes_a_call_says_why_there_is_none_to_take() -> None:
    had = call(1, "101", stage=Stage.ACKNOWLEDGED)
    for view, why in ((board(), "no call is open."), (board(had), "every call has somebody.")):
        assert seen(view).why_not(BY_ACTION["acknowledge"]) == f"Nothing rings: {why}"


def test_a_key_that_does_nothing_says_why() -> None:
    assert why_not(seen(board()), "dispatch") == "There is no open call."
    assert why_not(seen(board(call(1, "101"))), "confirm") == "Nobody has been sent yet: send someone first."
    assert "emergency already" in why_not(seen(board(call(1, "101", Kind.EMERGENCY))), "upgrade")
    assert "no other desk" in why_not(seen(board(call(1, "101"), desks=board().desks[:1])), "hand_off")
    assert "stays" in why_not(seen(board(call(1, "101"))), "leave")
    assert why_not(seen(board()), "leave") == ""


def test_a_console_that_only_watches_acts_on_nothing() -> None:
    watching = ConsoleModel(desk=None).with_board(board(call(1, "101")), 0)
    assert "only watches" in why_not(watching, "acknowledge")
    assert "only watches" in why_not(watching, "raise_call")
    assert why_not(watching, "troubles") == ""


def test_the_line_is_lost_since_the_first_failure() -> None:
    model = seen(board()).without_line("gone", 1000).without_line("still gone", 5000)
    assert model.blind and model.lost_ms == 1000 and model.lost_why == "still gone"
    assert not seen(board(), model).blind


def test_other_desks_are_all_but_this_one() -> None:
    assert seen(board()).other_desks == (DeskId("nurse"),)


@pytest.mark.parametrize(
    ("milliseconds", "exact", "rough"),
    [(-5, "0:00", "0 s"), (7_900, "0:07", "7 s"), (760_000, "12:40", "12 min"), (9_000_000, "2:30:00", "2 h")],
)
def test_lengths_of_time(milliseconds: int, exact: str, rough: str) -> None:
    assert span(milliseconds) == exact
    assert ago(milliseconds) == rough


def test_a_scenario_of_the_buildings_own_moves_none_in_rooms_before_those_at_a_table() -> None:
    model = ConsoleModel(desk=FRONT, scenarios=shipped)
    own = msgspec.structs.replace(shipped()[0], scenario=ScenarioId("own"), title="Our own")
    with_it = [each.scenario for each in model.with_own_scenarios((own,)).offered()]
    assert "own" in with_it
    assert [each for each in with_it if each != "own"] == [each.scenario for each in model.offered()]
