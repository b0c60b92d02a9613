"""Tests what can be done about a tap-out, in which order, and which command each choice makes."""

import pytest

from appliance.core.calls.commands import Arrive, AssignCover, ConfirmAllRight, NoteSeclusion, StandDown, Upgrade
from appliance.core.calls.titles import COVER_BY_RADIO
from appliance.core.commands import DeskCommand
from appliance.core.ground.words import KnownBy, NoBreak, Outcome, Stage
from appliance.core.practice.commands import MakeReal
from appliance.flows.calls.tap_outs import COVER, NO_BREAK, OUT, WHAT_NEXT, WHICH, WHO_COVERS, begin, next_for
from appliance.flows.flow import GoOn
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, about
from appliance.plan.ids import IncidentId, RoomId
from appliance.plan.model import Kind, Role
from tests.tui.boards import FACTS, board
from tests.tui.test_tap_outs import TWELVE, tap_out

ASKED, GOING, IS_OUT = tap_out(), tap_out(stage=Stage.CONFIRMED), tap_out(stage=Stage.ON_SCENE)
NOT_NEEDED = StandDown(incident=TWELVE, outcome=Outcome.NO_HELP_NEEDED, saw_room="")
TO_CALL = Upgrade(incident=TWELVE, kind=Kind.ASSIST)


def known(*lines) -> Known:
    return Known(view=board(tap_outs=lines), facts=FACTS)


def offered(line) -> tuple[Given, tuple[Option, ...]]:
    given = about(known(line), line)
    part = next_for(line).missing(given)
    assert part is not None and part.options is not None
    return given, part.options(given)


def done(given: Given, option: Option) -> DeskCommand | str:
    """Give the command that this choice makes, or the part that is asked next."""
    assert isinstance(option.value, GoOn)
    flow, then = option.value.flow, option.value.given(given)
    part = flow.missing(then)
    return part.name if part else flow.make(then)


@pytest.mark.parametrize(
    ("stage", "flow"),
    [
        (Stage.CALLED, WHO_COVERS),
        (Stage.ACKNOWLEDGED, WHO_COVERS),
        (Stage.DISPATCHED, WHO_COVERS),
        (Stage.CONFIRMED, WHAT_NEXT),
        (Stage.ON_SCENE, WHAT_NEXT),
    ],
)
def test_what_is_asked_next_goes_by_whether_somebody_goes(stage: Stage, flow) -> None:
    assert next_for(tap_out(stage=stage)) is flow


def test_while_nobody_goes_the_radio_is_first_and_roles_come_after_the_ways_out() -> None:
    given, options = offered(ASKED)
    assert [done(given, option) for option in options[:5]] == [
        AssignCover(incident=TWELVE, cover=COVER_BY_RADIO),
        "name",
        NOT_NEEDED,
        TO_CALL,
        AssignCover(incident=TWELVE, role=Role.LEAD),
    ]


def test_once_somebody_goes_the_educator_is_out_with_the_first_digit() -> None:
    given, options = offered(GOING)
    assert [done(given, option) for option in options] == [
        Arrive(incident=TWELVE, responder="Marcus Bell"),
        "act",
        NOT_NEEDED,
        TO_CALL,
        "why",
    ]


def test_while_the_educator_is_out_the_return_is_first() -> None:
    given, options = offered(IS_OUT)
    assert [done(given, option) for option in options] == [
        StandDown(incident=TWELVE, outcome=Outcome.COVERED, saw_room=""),
        ConfirmAllRight(incident=TWELVE),
        "act",
        NOT_NEEDED,
        TO_CALL,
        "why",
    ]


@pytest.mark.parametrize("stage", [Stage.CALLED, Stage.CONFIRMED, Stage.ON_SCENE])
def test_a_drill_adds_one_choice_below_all_others_and_moves_none(stage: Stage) -> None:
    _, real = offered(tap_out(stage=stage))
    given, practised = offered(tap_out(stage=stage, drill=True))
    assert [option.shown for option in practised[:-1]] == [option.shown for option in real]
    assert done(given, practised[-1]) == MakeReal(incident=TWELVE)


@pytest.mark.parametrize("line", [ASKED, GOING, IS_OUT])
def test_a_break_that_was_none_begins_a_record_and_ends_no_tap_out(line) -> None:
    given, options = offered(line)
    flow = options[-1].value.flow
    then = options[-1].value.given(given)
    for words in ("door held", "Room 117", "10 minutes ago", "by telephone"):
        part = flow.missing(then)
        assert part is not None and part.options is not None
        then.parts[part.name] = next(each.value for each in part.options(then) if words in (each.says, *each.typed))
    wanted = flow.make(then)
    assert wanted == NoteSeclusion(room=then.parts["room"], why=NoBreak.DOOR_HELD, known_by=KnownBy.PHONE, ago_s=600)


def test_in_practice_no_record_is_begun() -> None:
    practice = tap_out(drill=True)
    parts = {"why": NoBreak.NOT_CHOSEN, "room": RoomId("12"), "when": None, "known": KnownBy.RADIO}
    says = NO_BREAK.make(Given(known(practice), None, practice, parts))
    assert isinstance(says, str) and "practice" in says


def test_of_several_those_that_wait_stand_first_and_each_leads_to_its_own_act() -> None:
    out = tap_out(7, stage=Stage.ON_SCENE)
    flow, given = begin(known(out, ASKED))
    assert flow is WHICH
    part = flow.missing(given)
    assert part is not None and part.options is not None
    first, second = part.options(given)
    assert (first.shown[:7], second.shown[:6]) == ("Room 12", "Room 7")
    assert (first.value.flow, second.value.flow) == (WHO_COVERS, WHAT_NEXT)
    assert second.value.given(given).incident == IncidentId("t-7")


def test_the_only_one_is_asked_about_at_once() -> None:
    flow, given = begin(known(GOING))
    assert (flow, given.incident) == (WHAT_NEXT, TWELVE)


def test_cover_by_a_name_nobody_planned_is_taken_as_it_was_said() -> None:
    given = Given(known(ASKED), None, ASKED, {"whom": "Pat Lee"})
    assert COVER.missing(given) is None
    assert COVER.make(given) == AssignCover(incident=TWELVE, cover="Pat Lee")


def test_line_by_line_whoever_goes_is_offered_as_the_one_who_covers() -> None:
    (who,) = OUT.parts
    assert who.assumed
    assert who.offer(about(known(GOING), GOING)) == "Marcus Bell"
