"""Tests handing a call over to the district's alarm panel at the console: by keys, in two steps, and only where it may be."""

import asyncio

import pytest
from msgspec.structs import replace

from appliance.api.board.calls import CallCard, HandedLine
from appliance.api.desk.plan import PlanFacts
from appliance.core.calls.commands import HandOver
from appliance.core.ground.handed import State
from appliance.core.ground.words import Stage as CallStage
from appliance.flows.calls.hand_over import NO_PANEL, NOT_EMERGENCY, PRACTICE
from appliance.plan.model import Kind
from tests.tui.boards import FACTS, FRONT, WALL_MS, board, call
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tui.board.aim import LOOKED_AT_MS
from tui.board.faces import Level
from tui.keys.table import BY_ACTION
from tui.model import ConsoleModel

PANEL = "Bosch panel in the office"
WIRED: PlanFacts = replace(FACTS, hands_over=PANEL)
EMERGENCY = call(12, "B204", Kind.EMERGENCY, CallStage.ACKNOWLEDGED)


def handed(state: State, why: str = "") -> CallCard:
    return replace(EMERGENCY, handed=HandedLine(wall_ms=WALL_MS, state=state, why=why))


def seen(card: CallCard, facts: PlanFacts = WIRED) -> ConsoleModel:
    return ConsoleModel(desk=FRONT).with_facts(facts).with_board(board(card), 0)


@pytest.mark.parametrize(
    ("card", "facts", "why"),
    [
        (EMERGENCY, WIRED, ""),
        (EMERGENCY, FACTS, NO_PANEL),
        (replace(EMERGENCY, drill=True), WIRED, PRACTICE),
        (call(1, "B204", Kind.ASSIST), WIRED, NOT_EMERGENCY),
        (call(1, "B204", Kind.MEDICAL), WIRED, NOT_EMERGENCY),
    ],
)
def test_the_key_is_there_only_where_the_call_may_be_handed_over(card: CallCard, facts: PlanFacts, why: str) -> None:
    assert seen(card, facts).why_not(BY_ACTION["hand_over"]) == why


@pytest.mark.parametrize(
    ("state", "level", "mark", "says"),
    [
        (State.ASKED, Level.WARNING, "HANDING OVER", "Being handed over since 08:13. Call 911. Room B204"),
        (
            State.PULSED,
            Level.WARNING,
            "HANDED OVER",
            "Handed over at 08:13; whether police were told is not known here. Call 911. Room B204",
        ),
        (State.FAILED, Level.DANGER, "NOT HANDED OVER", "NOT handed over at 08:13. Call 911. Room B204"),
        (
            State.UNKNOWN,
            Level.DANGER,
            "HANDED OVER?",
            "Asked for at 08:13; not known whether it went out. Call 911. Room B204",
        ),
    ],
)
def test_what_is_known_stands_above_the_calls_and_on_the_card(state: State, level: Level, mark: str, says: str) -> None:
    model = seen(handed(state))
    (banner,) = model.banners(0)
    assert (banner.level, banner.text) == (level, says)
    assert model.cards(0)[0].marks[0] == mark
    assert "Call 911." in f" ! {says}"[:80], "on the smallest screen too"


@pytest.mark.slow
async def test_the_word_then_enter_hands_it_over_once_and_no_key_goes_through_both(stage: Stage, sits: Sits) -> None:
    stage.facts = WIRED
    async with sits() as person:
        stage.shows(board(EMERGENCY))
        await person.sees("Alarm panel")
        await person.looks()
        await person.presses("q")
        await person.sees("HAND OVER Room B204", "Type POLICE and press ENTER")
        await person.presses(*"polizei", "enter")
        await person.sees("Nothing was handed over: the word was not POLICE")
        await person.presses(*["backspace"] * 7, *"police", "enter")
        await person.sees("Hand over, once. Whether police were told is not known here: call 911 too")
        await person.presses("enter")
        await person.until(lambda: stage.acts or "Read this first" in person.screen, "an answer")
        await asyncio.sleep(LOOKED_AT_MS / 1000)
        if not stage.acts:
            await person.presses("enter")
        await person.until(lambda: len(stage.acts) == 1, "the hand-over asked for")
        assert stage.acts == [HandOver(incident=EMERGENCY.incident, typed="POLICE")]
        stage.shows(board(handed(State.PULSED)))
        await person.sees("Handed over at 08:13; whether police were told is not known here. Call 911.")


@pytest.mark.slow
async def test_the_second_panel_can_be_left_and_nothing_goes_out(stage: Stage, sits: Sits) -> None:
    stage.facts = WIRED
    async with sits() as person:
        stage.shows(board(EMERGENCY))
        await person.sees("Alarm panel")
        await person.looks()
        await person.presses("q", *"POLICE", "enter")
        await person.sees("Hand over, once")
        await person.presses("2")
        await person.sees_no_more("Hand over, once")
        assert stage.acts == []


@pytest.mark.slow
async def test_a_desk_that_may_not_has_no_such_key(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(EMERGENCY))
        await person.sees("Stand down")
        await person.looks()
        await person.presses("q")
        await person.sees(NO_PANEL)
        assert "Alarm panel" not in person.screen
