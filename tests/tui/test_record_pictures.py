"""Tests that the screens of records look as they did when a person last looked at them, and that everything in them can be read.

After an intended change: `HANDBELL_PICTURES=keep .venv/bin/pytest tests/tui/test_record_pictures.py`, look at each picture, commit them.
"""

from pathlib import Path

import pytest

from tests.tui.record_scenes import SCENES, Scene, told
from tests.tui.stage import standing_stage
from tests.tui.test_pictures import one_time_zone
from tests.tui.walked import looks_as_it_did

pytestmark = pytest.mark.slow  # each test starts a console: in `make test`, not in `make check`
__all__ = ["one_time_zone"]  # a fixture that works by being imported


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_a_screen_of_records_looks_as_it_did_and_can_be_read(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with standing_stage(Path()) as stage:
        stage.shows(scene.view)
        stage.told_of_records = lambda asked: told(asked, scene.record)
        await looks_as_it_did(scene, stage)
