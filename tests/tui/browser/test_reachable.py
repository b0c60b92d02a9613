"""Tests what can leave a desk in a browser, by enumerating: every key, every choice of every flow that a key begins, every command."""

from typing import get_args

from appliance.api.board.building import ResponseLine
from appliance.api.board.calls import MessageLine
from appliance.api.board.texts import UnreadLine
from appliance.core import commands
from appliance.core.calls.commands import HandOver, Undo
from appliance.core.ground.messages import MessageState, Reply
from appliance.core.ground.words import BuildingResponse, Stage
from appliance.core.room_clear.commands import CountHere, EndClear
from appliance.flows.building.check_in import CHECK_IN_LIST, NextRoom
from appliance.flows.building.many_rooms import NotTheWholeBuilding
from appliance.flows.calls.tap_outs import WHAT_NEXT, WHO_COVERS
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.parts import Given, about, about_nothing
from appliance.plan.model import Kind
from tests.tui.boards import FACTS, FRONT, board, call, drill
from tests.tui.browser.page import check_in
from tests.tui.test_tap_outs import tap_out
from tui.asking.question import After, Question, Wants, step
from tui.browser.reachable import ACTIONS, BY_STROKE, HERE, OF_OTHERS, REACHED
from tui.keys.table import BY_ACTION, KEYS

TYPED = ("HOLD", "SECURE", "LOCKDOWN", "EVACUATE", "SHELTER", "END", "24", "Marcus Bell", "")
"""Whatever a flow may want typed."""
DEPTH_MAX = 8
CHOICES_MAX = 12
"""Of each list: rooms are alike."""


def every() -> tuple[type, ...]:
    """Give every command of the desk line."""
    found: list[type] = []

    def walk(kind: object) -> None:
        kind = getattr(kind, "__value__", kind)
        inner = get_args(kind)
        if inner:
            for each in inner:
                walk(each)
        elif isinstance(kind, type):
            found.append(kind)

    walk(commands.DeskCommand)
    return tuple(found)


def made(after: After, depth: int = 0) -> set[type]:
    """Give the types of everything that any answers from here on can ask for."""
    match after:
        case Wants(wanted):
            return {type(wanted)}
        case Question():
            return answered(after, depth)
        case _:
            return set()


def answered(question: Question, depth: int) -> set[type]:
    """Give them for a question."""
    assert depth < DEPTH_MAX, f"{question.flow.name} never ends"
    found: set[type] = set()
    beside = TYPED if question.field is not None and not question.field.filters else ("",)
    choices = question.choices[:CHOICES_MAX] + question.choices[CHOICES_MAX:][-3:]
    afters = [question.chosen(choice.value, text) for choice in choices for text in beside]
    if not choices:
        afters = [question.entered(text) for text in TYPED]
    for after in afters:
        again = isinstance(after, Question) and after.why
        found |= set() if again else made(after, depth + 1)
    return found


def begun() -> list[After]:
    """Give what every key of a browser begins with, over a board on which it has the most to offer."""
    waits = MessageLine(
        who="Ana", way="text", state=MessageState.SENT, ago_ms=0, reply=None, message="m", offered=Reply.GOING
    )
    lines = (
        call(12, "B204", Kind.MEDICAL, Stage.ON_SCENE, drill=True, messages=(waits,)),
        call(13, "117", Kind.EMERGENCY, Stage.DISPATCHED),
    )
    view = board(
        *lines,
        drill=drill("B204"),
        tap_outs=(tap_out(drill=True),),
        check_in=check_in(),
        texts=(UnreadLine(number=3, age_ms=0, rang=False, words="who is this"),),
        texts_unread=1,
        response=ResponseLine(response=BuildingResponse.HOLD, detail="", started_by="", age_ms=1000, practice=False),
    )
    known = Known(FRONT, view, FACTS, calls=lines)
    flows: list[tuple[Flow[object], Given]] = []
    for key in (each for each in HERE if each.action != "tap_outs"):  # that one begins with what is open: below
        for flow in {each.name: each for each in (key.flow, key.begins(known)) if each is not None}.values():
            about_it = [about(known, line) for line in lines] if key.stages else [about_nothing(known)]
            flows += [(flow, given) for given in about_it]
    flows += [(flow, about(known, tap_out(drill=each))) for flow in (WHO_COVERS, WHAT_NEXT) for each in (False, True)]
    flows += [(CHECK_IN_LIST, about_nothing(known))]
    return [step(flow, given) for flow, given in flows]


def test_only_these_commands_leave_a_browser_whatever_is_answered() -> None:
    own = {NotTheWholeBuilding, NextRoom}  # nothing of these is sent
    found = set().union(*map(made, begun()))
    assert found - own - set(REACHED) == set()
    assert set(REACHED) - found <= {CountHere, EndClear, Undo}, "of a class that walks, and of an act just done"


def test_every_other_command_is_told_apart_and_none_of_them_is_a_panel_adoption_or_administration() -> None:
    assert set(REACHED) <= set(every())
    assert HandOver not in REACHED
    for kind in REACHED:
        assert not kind.traits.needs_proof, kind  # type: ignore[attr-defined]
        assert not kind.traits.signed, kind  # type: ignore[attr-defined]


def test_no_two_keys_of_a_browser_share_a_stroke_and_each_is_a_key_of_the_consoles() -> None:
    assert {key.action for key in HERE} == ACTIONS <= BY_ACTION.keys()
    assert len(BY_STROKE) == sum(len(key.every) for key in HERE)
    assert {key.action for key in KEYS if key.action not in ACTIONS} >= {
        "hand_over", "sign_in", "records", "owed", "restore", "stick", "walk_test", "drill", "timeline", "ready"
    }  # fmt: skip
    assert {"q", "o", "e", "f", "g", "w"} <= OF_OTHERS
