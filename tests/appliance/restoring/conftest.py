"""Fixtures with which stories of a restore begin: a copy of the box that is `dead` (each file says what happened there), and a new box's
folder.
"""

from pathlib import Path

import pytest

from appliance.settings import Settings
from tests.appliance.restoring.copied import copy_of


@pytest.fixture
def copy(dead: Path, tmp_path: Path) -> Path:
    return copy_of(dead, tmp_path / "copy")


@pytest.fixture
def new(tmp_path: Path) -> Settings:
    (tmp_path / "new").mkdir(mode=0o700)
    return Settings(data=tmp_path / "new")
