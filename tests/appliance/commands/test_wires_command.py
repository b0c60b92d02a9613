"""Tests that `handbell wires` asks the running box, and that its exit code says whether anything is wrong."""

import asyncio
import json
from pathlib import Path

import pytest

from appliance.commands.wires import main
from appliance.core.devices.commands import ReportTrouble
from appliance.core.ground.words import Cause
from appliance.doors.peer import Rights
from appliance.plan.document import to_document
from tests.appliance.api.desk.test_wires_view import PLAN
from tests.appliance.doors.harness import running_harness


async def test_the_box_says_what_is_wrong_with_its_wires(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with running_harness(tmp_path, Rights.here()) as harness:
        await harness.adopt(to_document(PLAN)).kept
        assert await asyncio.to_thread(main, ["--socket", str(harness.socket)]) == 0
        assert "! " not in capsys.readouterr().out
        await harness.engine.submit(ReportTrouble(cause=Cause("line-missing", "bus"), detail="see to its plug")).kept
        assert await asyncio.to_thread(main, ["--socket", str(harness.socket), "--json"]) == 1
    lines = json.loads(capsys.readouterr().out)["lines"]
    assert [(line["line"], [each["what"] for each in line["troubles"]]) for line in lines] == [
        ("radio-a", []),
        ("bus", ["line-missing"]),
    ]


def test_a_box_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--socket", str(tmp_path / "nobody.sock")]) == 2
    assert capsys.readouterr().err.startswith("handbell wires: ")
