"""Tests a board that changes at the very moment a panel is opened, before the panel is up: it shows the newer board, and nothing breaks."""

import pytest

from appliance.api.board.board import BoardView
from appliance.api.sticks import Carried
from tests.tui.boards import TROUBLES, board
from tests.tui.conftest import Sits
from tests.tui.sitting import Sitting
from tests.tui.stage import Stage
from tests.tui.test_building import MIXED, SAFE, asked, check_in
from tui.line.news import StickTold
from tui.screens.box.stick import StickPanel
from tui.screens.building.check_in import CheckInPanel
from tui.screens.devices.troubles import TroublesPanel

pytestmark = pytest.mark.slow


def changes(person: Sitting, view: BoardView) -> None:
    """Change the board within this turn of the loop, and paint it in the same turn."""
    person.app.model = person.app.model.with_board(view, person.app.now_ms())
    person.app.board.show(person.app.model, person.app.now_ms())


async def test_a_list_of_troubles(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(before := board(troubles=TROUBLES))
        await person.sees("! TROUBLE (T)")
        person.app.board.open(TroublesPanel(before, ()))
        changes(person, board(troubles=(TROUBLES[1],)))
        await person.sees("TROUBLES: 1 is open", "! desk not attended nurse", "ENTER puts it aside")


async def test_a_room_check_in(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(check_in=MIXED))
        await person.sees("I shows them")
        person.app.board.open(CheckInPanel(person.app.model.known))
        changes(person, board(check_in=check_in(asked("203"), asked("204", SAFE))))
        await person.sees("1 NO ANSWER, 0 need help, 1 safe of 2", "Room 203", "F3 safe")


async def test_what_comes_of_a_stick_written_before(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board())
        await person.sees("Desks")
        person.app.board.open(StickPanel())
        person.app.board.show_stick(StickTold(Carried(ok=True, says=("It is written.",))))
        await person.sees("USB STICK: the sealed record to the district")
