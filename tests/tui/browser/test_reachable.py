"""Tests what can leave a desk in a browser, by enumerating: every key, every choice of every flow that a key begins, every command."""

from typing import get_args

from appliance.core import commands
from appliance.core.calls.commands import HandOver
from appliance.core.ground.words import Stage
from appliance.flows.building.check_in import CHECK_IN_LIST, NextRoom
from appliance.flows.building.many_rooms import NotTheWholeBuilding
from appliance.flows.calls.tap_outs import WHAT_NEXT, WHO_COVERS
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.parts import Given, about, about_nothing
from appliance.plan.model import Kind
from tests.tui.boards import FACTS, FRONT, board, call, drill
from tests.tui.test_tap_outs import tap_out
from tui.asking.question import CalledOff, NothingToAsk, Question, Refused, Wants
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
        inner = get_args(getattr(kind, "__value__", kind))
        if inner:
            for each in inner:
                walk(each)
        elif isinstance(kind, type):
            found.append(kind)

    walk(commands.DeskCommand)
    return tuple(found)


def made(question: Question, depth: int = 0) -> set[type]:
    """Give the types of everything that any answers to this question can ask for."""
    assert depth < DEPTH_MAX, f"{question.flow.name} never ends"
    found: set[type] = set()
    beside = TYPED if question.field is not None and not question.field.filters else ("",)
    choices = question.choices[:CHOICES_MAX] + question.choices[CHOICES_MAX:][-3:]
    afters = [question.chosen(choice.value, text) for choice in choices for text in beside]
    if not choices:
        afters = [question.entered(text) for text in TYPED]
    for after in afters:
        match after:
            case Question() if after.flow.name == question.flow.name and after.given.parts == question.given.parts:
                continue  # asked again
            case Question():
                found |= made(after, depth + 1)
            case Wants(wanted):
                found.add(type(wanted))
            case CalledOff() | Refused() | NothingToAsk():
                pass
    return found


def begun() -> list[Question]:
    """Give every question that a key of a browser begins, over boards on which it has the most to offer."""
    lines = (
        call(12, "B204", Kind.ASSIST, Stage.ON_SCENE, drill=True),
        call(13, "117", Kind.EMERGENCY, Stage.DISPATCHED),
    )
    view = board(*lines, drill=drill("B204"), tap_outs=(tap_out(drill=True),))
    known = Known(FRONT, view, FACTS, calls=lines)
    flows: list[tuple[Flow[object], Given]] = []
    for key in (each for each in HERE if each.action != "tap_outs"):  # that one begins with what is open: below
        for flow in {each.name: each for each in (key.flow, key.begins(known)) if each is not None}.values():
            about_it = [about(known, line) for line in lines] if key.stages else [about_nothing(known)]
            flows += [(flow, given) for given in about_it]
    flows += [(flow, about(known, tap_out(drill=True))) for flow in (WHO_COVERS, WHAT_NEXT)]
    flows += [(CHECK_IN_LIST, about_nothing(known))]
    return [Question(flow, given) for flow, given in flows if flow.missing(given) is not None]


def test_only_these_commands_leave_a_browser_whatever_is_answered() -> None:
    own = {NotTheWholeBuilding, NextRoom}  # nothing of these is sent
    found = set().union(*(made(question) for question in begun()))
    assert found - own - set(REACHED) == set()
    assert len(found & set(REACHED)) >= 15, "the walk found too little to prove anything"


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
