"""Tests that the screens of what is owed look as they did when a person last looked at them, and that everything in them can be read.

After an intended change: `HANDBELL_PICTURES=keep .venv/bin/pytest tests/tui/test_duty_pictures.py`, look at each picture, commit them.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.board.board import BoardView
from appliance.api.duties.messages import DutiesKnown
from tests.tui.boards import board, call
from tests.tui.duty_scenes import FEW, NOTED, NURSE, TOLD, crowded, known, told
from tests.tui.scenes import CONTRAST, DARK, LIGHT, MIDDLE, SMALL, E
from tests.tui.stage import standing_stage
from tests.tui.test_pictures import one_time_zone
from tests.tui.walked import looks_as_it_did
from tui.looks import Looks

pytestmark = pytest.mark.slow  # each test starts a console: in `make test`, not in `make check`
__all__ = ["one_time_zone"]  # a fixture that works by being imported

PROVEN = board(proven=True)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the box has, and what a person does there: the words that must be on the screen, and the keys that are pressed then."""

    name: str
    has: DutiesKnown
    steps: tuple[tuple[str, tuple[str, ...]], ...]
    ends_with: str
    view: BoardView = PROVEN
    looks: Looks = DARK
    size: tuple[int, int] = SMALL


LIST = ("Lincoln Middle School", ("8",))
LATE = known(TOLD, replace(NURSE, owe=False, owed=True))
ONE = (LIST, ("You owe: Give students", ("3",)))
SCENES = (
    Scene("duties-list", FEW, (LIST, ("You owe: Give students", ("down", "down"))), "Processes to Support All"),
    Scene("duties-crowded", crowded(), (LIST, ("60 open", ("down", "down"))), "Record 32, Library"),
    Scene("duties-crowded-middle", crowded(), (LIST, ("60 open", ("down", "down"))), "Record 32, Library", size=MIDDLE),
    Scene(
        "duties-in-a-call",
        crowded(),
        (LIST,),
        "Record 31, Library",
        board(call(12, "B204", E, age_ms=7_000), proven=True),
    ),
    Scene("duty", FEW, ONE, "as administrator"),
    Scene("duty-note", FEW, (*ONE, ("It is done: note that", ("2",))), "ENTER notes it"),
    Scene("duty-noted", known(NOTED), (LIST, ("done", ("1",))), "noted on Tue 1 Dec"),
    Scene("duties-late", LATE, (LIST,), "Late, told to you, as human"),
    Scene("duty-late", LATE, (LIST, ("Late, told to you", ("1",))), "is told in their list"),
    Scene("duties-list-light", FEW, (LIST,), "You owe the educator", looks=LIGHT),
    Scene("duties-list-contrast", FEW, (LIST,), "You owe the educator", looks=CONTRAST),
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_a_screen_of_duties_looks_as_it_did_and_can_be_read(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with standing_stage(Path()) as stage:
        stage.shows(scene.view)
        stage.told_of_duties = lambda asked: told(asked, scene.has)
        await looks_as_it_did(scene, stage, scene.size)
