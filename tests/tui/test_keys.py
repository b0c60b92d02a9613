"""Tests the key table, and the rule that a key acts only on what a person could have seen."""

from collections import Counter

import pytest
from textual.widgets import Static

from appliance.core.ground.words import Stage as CallStage
from appliance.plan.ids import IncidentId
from tests.tui.boards import FACTS, FRONT, board, call, drill
from tests.tui.conftest import Sits
from tests.tui.sitting import Sitting
from tests.tui.stage import Stage
from tests.tui.test_slips import did, owes
from tests.tui.test_tap_outs import tap_out
from tui.board.aim import LOOKED_AT_MS, Aim
from tui.keys.table import BY_KEY, KEYS
from tui.model import ConsoleModel
from tui.screens.help import help_lines
from tui.screens.palette import COLOURS
from tui.screens.panels import panel_for
from tui.themes import THEMES

EVERYTHING = call(12, "B204", stage=CallStage.ON_SCENE)
ONE, TWO = IncidentId("one"), IncidentId("two")
NO_PANEL = {key.action for key in KEYS if key.at_once} | {
    "test_press",
    "undo",
    "select_up",
    "select_down",
    "close",
    "leave",
}


def test_no_key_and_no_action_stands_twice_but_what_answers_a_question() -> None:
    keys = [key for entry in KEYS for key in entry.every if entry.action not in {"test_press", "restore"}]
    for names in (keys, [entry.action for entry in KEYS]):
        assert [name for name, times in Counter(names).items() if times > 1] == []
    assert BY_KEY["y"] == ("test_press", "tap_outs"), "the answer first, while it is asked"
    assert BY_KEY["r"] == ("restore", "raise_call"), "a new box asks"


def test_every_letter_does_the_same_with_caps_lock_on_and_nothing_else_is_taken_for_one() -> None:
    letters = [key for key in KEYS if len(key.key) == 1 and key.key.isalpha()]
    assert len(letters) > 15
    for key in letters:
        assert key.key.islower() and key.every == (key.key, *key.also, key.key.upper()), key.action
    for key in KEYS:
        if key not in letters:
            assert key.every == (key.key, *key.also), key.action


@pytest.mark.slow
async def test_with_caps_lock_on_every_letter_does_what_it_does_without(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        view = board(did(owes(EVERYTHING, 45_000), left_ms=60_000_000), tap_outs=(tap_out(),))
        stage.shows(view)
        await person.sees("Undo: Z (")
        await person.looks()
        for key in KEYS:
            stage.shows(
                view
            )  # as a box does every few seconds, since a line that says nothing for fifteen counts as lost
            if key.key.isalpha() and len(key.key) == 1:
                assert await done_by(key.key, stage, person) == await done_by(key.key.upper(), stage, person), (
                    key.action
                )


async def done_by(key: str, stage: Stage, person: Sitting) -> tuple[object, ...]:
    """Press the key; give what it opened, asked of the box or said. Leaves the board as it was before."""
    stage.acts.clear()
    person.app.board.notice("")

    def done() -> tuple[object, ...]:
        said = str(person.app.board.query_one("#notice", Static).content)
        return (type(person.app.board.panel), *stage.acts, said)

    before = done()
    await person.presses(key)
    await person.until(lambda: done() != before, f"{key} doing something")
    found = done()
    await person.presses("escape")
    await person.until(
        lambda: person.app.board.panel is None and person.app.focused is None, "the board having the keys"
    )
    return found


def test_every_key_has_a_label_and_a_sentence_of_help_on_the_help_page() -> None:
    page = " ".join(" ".join(help_lines()).split())
    for key in KEYS:
        assert key.help.endswith("."), key.action
        assert f"{key.shown} " in page and key.label in page, key.action


def test_help_fits_eighty_columns() -> None:
    assert max(map(len, help_lines())) <= 75


def test_every_key_about_a_call_says_why_not_at_the_stages_it_leaves_out() -> None:
    for key in KEYS:
        assert not key.stages or len(key.stages) == 5 or key.otherwise, key.action


def test_every_other_key_opens_a_panel() -> None:
    for running in (None, drill("117")):
        here = owes(call(1, "101"), 45_000)
        model = ConsoleModel(desk=FRONT).with_board(board(here, drill=running), 0).with_facts(FACTS)
        for key in KEYS:
            if key.action not in NO_PANEL:
                assert not isinstance(panel_for(key, model, 0), str), key.action


def test_a_target_is_meant_only_after_it_has_been_looked_at() -> None:
    aim = Aim()
    aim.painted(ONE, 1000)
    assert not aim.steady(ONE, 1000 + LOOKED_AT_MS - 1)
    assert aim.steady(ONE, 1000 + LOOKED_AT_MS)


def test_a_target_that_changes_is_looked_at_anew() -> None:
    aim = Aim()
    aim.painted(ONE, 0)
    aim.painted(TWO, 5000)
    assert not aim.steady(TWO, 5100)
    assert not aim.steady(ONE, 5100)
    aim.painted(ONE, 5200)
    assert not aim.steady(ONE, 5300)


def test_a_target_painted_again_keeps_its_time() -> None:
    aim = Aim()
    for now_ms in (0, 250, 500):
        aim.painted(ONE, now_ms)
    assert aim.steady(ONE, LOOKED_AT_MS)


def test_what_was_never_painted_is_never_meant() -> None:
    assert not Aim().steady(ONE, 10_000_000)


def test_the_colours_are_those_of_a_text_console() -> None:
    vga = {"00", "55", "aa", "ff"}
    for theme in THEMES.values():
        for colour in (theme.foreground, theme.background, theme.error, *theme.variables.values()):
            assert colour is not None and {colour[1:3], colour[3:5], colour[5:7]} <= vga, (theme.name, colour)


def test_a_theme_of_every_name_the_command_line_takes_is_there_and_in_the_commands() -> None:
    assert list(THEMES) == list(COLOURS) == ["dark", "light", "contrast"]
