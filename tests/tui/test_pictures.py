"""Tests that every scene looks as it did when a person last looked at it, and that everything in it can be read.

After an intended change: `HANDBELL_PICTURES=keep .venv/bin/pytest tests/tui/test_pictures.py`, look at each picture, commit them.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.api.ask import Reply
from tests.tui.at_restore import restorer_at
from tests.tui.at_sticks import sticks_at
from tests.tui.boards import FRONT
from tests.tui.picture import Cell, cells_of, contrasts, svg
from tests.tui.scenes import SCENES, Scene
from tests.tui.sitting import Clock, at_console
from tests.tui.stage import Stage, standing_stage
from tui.app import ConsoleApp

pytestmark = pytest.mark.slow  # each test starts a console: in `make test`, not in `make check`

PICTURES = Path(__file__).with_name("pictures")
SEEN_NOW = Path(__file__).parents[2] / "var" / "pictures"
"""Where a picture that differs is put, so that a person can look at it beside the kept one."""
LOOKS, LOOK_AGAIN_S = 50, 0.2
"""Ten seconds: a busy machine must paint what the last key asked for, and a blinking cursor must be back."""
READABLE, READABLE_IN_HIGH_CONTRAST = 4.5, 7.0
"""WCAG 2.1, 1.4.3 and 1.4.6. Large text would do with less, but no terminal says how large its letters are."""


@pytest.fixture(autouse=True)
def one_time_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/Denver")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_a_scene_looks_as_it_did_and_can_be_read(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(
        tmp_path
    )  # when the line is lost, the screen names the socket: it must be the same name each time
    async with (
        standing_stage(Path()) as stage,
        sticks_at(stage.path, [*scene.sticks], Path("feed.sock")),
        restorer_at(stage.path, scene.restores),
    ):
        stage.shows(scene.view)
        stage.facts = scene.facts
        if scene.refused:
            no = Reply(request=0, ok=False, says=scene.refused)
            stage.answer, stage.proof_answer = lambda _: no, no
        cells = await painted(scene, stage)
    wanted = READABLE_IN_HIGH_CONTRAST if scene.looks.theme == "contrast" else READABLE
    assert {pair: ratio for pair, ratio in contrasts(cells).items() if ratio < wanted} == {}
    compare(svg(cells), f"{scene.name}.svg")


async def painted(scene: Scene, stage: Stage) -> list[list[Cell]]:
    app = ConsoleApp(stage.path, FRONT, lambda: 1_000_000, scene.looks)
    async with at_console(app, Clock(), scene.size) as person:
        for key in scene.keys:
            await person.presses(key)
        if scene.blind:
            await stage.fall()
            await person.sees(
                "there is no such socket"
            )  # wait for this reason: the one before it says only that the line ended
        return await settled(app, f"{scene.name}.svg", sixteen=scene.sixteen)


async def settled(app: ConsoleApp, name: str, *, sixteen: bool) -> list[list[Cell]]:
    """Give what is on the screen once it looks as it did; if it never does, give what is there after a while."""
    wanted = (PICTURES / name).read_text("utf-8") if (PICTURES / name).exists() else ""
    await asyncio.sleep(0.3)
    for _ in range(LOOKS):
        cells = cells_of(app, sixteen=sixteen)
        if svg(cells) == wanted:
            break
        await asyncio.sleep(LOOK_AGAIN_S)
    return cells


def compare(picture: str, name: str) -> None:
    kept = PICTURES / name
    if os.environ.get("HANDBELL_PICTURES") == "keep":
        kept.write_text(picture, "utf-8")
    if not kept.exists() or kept.read_text("utf-8") != picture:
        SEEN_NOW.mkdir(parents=True, exist_ok=True)
        (SEEN_NOW / name).write_text(picture, "utf-8")
        pytest.fail(f"{name} looks different: compare {SEEN_NOW / name} with {kept}")
