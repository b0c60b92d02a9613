"""A rehearsal on a box that was provisioned and never started: what a first start would refuse is said before it."""

from pathlib import Path

import pytest

from appliance.rehearsal import rehearse
from appliance.settings import Settings
from appliance.vault.errors import VaultError


@pytest.fixture
def box(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path / "data", run=tmp_path / "run")
    settings.run.mkdir()
    settings.keys.mkdir(mode=0o700, parents=True)
    return settings


async def test_keys_nobody_else_can_enter_are_ready(box: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert await rehearse(box) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "ready to start"
    assert list(box.keys.iterdir()) == []


async def test_keys_others_can_enter_are_refused(box: Settings) -> None:
    box.keys.chmod(0o755)
    with pytest.raises(VaultError, match="has permissions 0755 instead of 0700"):
        await rehearse(box)
