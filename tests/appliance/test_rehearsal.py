"""Tests a rehearsal on a box that was provisioned and never started: what a first start would refuse is said before it."""

import os
from pathlib import Path

import pytest

from appliance.rehearsal import rehearse
from appliance.settings import Settings
from appliance.vault.errors import VaultError
from tests.appliance.logbook.box import box_at


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


async def test_keys_of_another_user_are_refused(box: Settings) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(box.keys, 12345, -1)
    with pytest.raises(VaultError, match="belongs to user #12345"):
        await rehearse(box)


async def test_what_the_daemon_would_put_right_is_said_and_left_as_it_is(
    box: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    async with box_at(box.data):
        pass
    (box.keys / "box.id").write_bytes(b"short")
    before = {file: file.read_bytes() for file in box.data.rglob("*") if file.is_file() and "keys" in file.parts}
    assert await rehearse(box) == 0
    said = capsys.readouterr().out
    assert "box.id in the folder of keys had 5 bytes instead of 16. The alert daemon puts it right" in said
    assert {file: file.read_bytes() for file in before} == before
