"""Tests telling by a program of the district's own, with real processes."""

import json
from pathlib import Path

import pytest

from sync.office.telling.channel import NotTold
from sync.office.telling.matter import State
from sync.office.telling.program import Program
from tests.patience import until
from tests.sync.office.telling.matters import telling


def script(folder: Path, text: str) -> Path:
    path = folder / "hand-on"
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o700)
    return path


async def test_it_reads_one_thing_as_json_and_has_nothing_on_its_command_line(tmp_path: Path) -> None:
    program = Program(script(tmp_path, f'echo "$# arguments" > {tmp_path}/seen\ncat >> {tmp_path}/seen\n'))
    await program.tell([telling(1, state=State.OVER)])
    arguments, told = (tmp_path / "seen").read_text().splitlines()
    assert arguments == "0 arguments"
    assert json.loads(told) == {
        "id": "id-1",
        "kind": "doubt",
        "state": "over",
        "building_id": "ab" * 16,
        "building_name": "Cedar Creek",
        "incident": None,
        "since": "2026-11-24T06:00:00Z",
        "at": "2026-11-24T06:00:00Z",
        "says": "Over: Cedar Creek: thing 1.",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [("exit 3\n", "ended with 3"), ("kill -9 $$\n", "ended with -9"), ("exec 0<&-\nexit 1\n", "ended with 1")],
)
async def test_what_ends_with_anything_but_0_has_told_nobody(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(NotTold, match=says):
        await Program(script(tmp_path, text)).tell([telling()])


async def test_one_that_reads_nothing_and_ends_with_0_has_told(tmp_path: Path) -> None:
    await Program(script(tmp_path, "exec 0<&-\nexit 0\n")).tell([telling()])


@pytest.mark.slow
async def test_one_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    text = f"sleep 1000 &\necho $! > {tmp_path}/child\nsleep 1000\n"
    with pytest.raises(NotTold, match="did not end within"):
        await Program(script(tmp_path, text), within_s=0.5).tell([telling()])
    child = (tmp_path / "child").read_text().strip()
    stat = Path("/proc", child, "stat")
    await until(lambda: not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z")


async def test_one_that_is_gone_or_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotTold, match="cannot be started"):
        await Program(tmp_path / "gone").tell([telling()])
