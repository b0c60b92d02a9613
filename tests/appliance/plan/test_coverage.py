"""Tests `handbell plan coverage` for a plan file, and for a box that knows when each way was proved and what is away."""

import asyncio
import json
from pathlib import Path

import pytest

from appliance.commands.plan import main
from appliance.core.devices.commands import ReportTrouble
from appliance.core.ground.words import Cause
from appliance.core.practice.commands import ArmWalkTest
from appliance.doors.peer import Rights
from appliance.plan.cli import example
from appliance.plan.document import to_document
from tests.appliance.doors.harness import FRONT, running_harness
from tests.appliance.plan.test_wires import plan as wired_plan
from tests.appliance.plan.test_wires import wired


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_rooms_with_too_few_ways_are_counted_and_stand_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(wired(), encoding="utf-8")
    assert main(["coverage", str(file)]) == 1
    lines = told(capsys)
    assert max(map(len, lines)) <= 80
    assert " ".join(lines[:2]).startswith("Fox Hollow Elementary: 9 of 12 rooms have fewer than two independent ways")
    assert any("A plan file knows of no test" in line for line in lines)
    marks = [line[0] for line in lines if line.startswith(("! ", "= ")) and "zone" in line and "(" in line]
    assert marks == sorted(marks), "! before ="
    at = lines.index("= Front office (A101): 2 or more ways in; 2 or more ways out of zone front")
    assert lines[at + 1 : at + 6] == [
        "    - A101-desk (esphome, class 1): nobody said what it hangs on",
        "    - A101-under (modbus, class 2): on Board in closet W, then Wires of the west",
        "      wing, then UPS in the office",
        "    - A101-knee (gpio, class 2): on pin GPIO17 of the box",
        "    - phone Rm A101 Front Office: not watched, never counted",
    ]
    classes = [line for line in lines if line.startswith("Class ")]
    assert classes == [
        "Class 1, two-way: covers a room",
        "Class 2, wired: covers no room",
        "Class 3, radio or panel: covers no room",
        "Class 4, network, one way: covers no room",
        "Class 8, desk telephone: covers no room",
        "Class 9, text: covers no room",
    ]
    assert lines[lines.index(classes[1]) + 4] == "    proved: by nothing: who reaches the wire can press"


def test_telephones_and_texts_are_named_and_cover_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, room = tmp_path / "plan.yaml", "phone_name: Rm A101 Front Office"
    phones = """
telephone: {pbx: 10.20.0.5, extension: "4357"}
texts: {port: /dev/serial/by-id/usb-modem, number: +17205550199}
"""
    file.write_text(example().replace(room, f'{room}, phone: "2204"') + phones, encoding="utf-8")
    main(["coverage", str(file)])
    lines = told(capsys)
    assert max(map(len, lines)) <= 80
    at = next(number for number, line in enumerate(lines) if "(A101):" in line)
    assert "1 way in" in lines[at], "its telephone is no way that counts"
    said = " ".join(line.strip() for line in lines[at : at + 6])
    assert (
        "- phone Rm A101 Front Office (extension 2204), which calls for this room at 4357: not watched, never counted"
        in said
    )
    classes = [line for line in lines if line.startswith("Class ")]
    assert classes[-2:] == ["Class 8, desk telephone: covers no room", "Class 9, text: covers no room"]


def test_a_file_with_mistakes_is_refused_and_nothing_to_look_at_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(example().replace("zone: front, phone_name: Rm A101", "zon: front, phone_name: Rm A101"))
    assert main(["coverage", str(file)]) == 1
    assert '"zon" is not known here' in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["coverage"])
    assert "coverage needs a FILE, or --socket" in capsys.readouterr().err
    assert main(["coverage", "--socket", str(tmp_path / "nobody.sock")]) == 2
    assert capsys.readouterr().err.startswith("handbell plan coverage: ")


@pytest.mark.slow
async def test_a_box_says_what_is_away_and_what_was_tested(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with running_harness(tmp_path, Rights.here()) as harness, harness.console(FRONT) as front:
        await front.attended()
        await harness.adopt(to_document(wired_plan())).kept
        await harness.engine.submit(ReportTrouble(cause=Cause("line-missing", "panel"), detail="see to its plug")).kept
        done = await front.line.act(ArmWalkTest(button=wired_plan().buttons[0].button))
        assert done.ok, done.says
        asked = ["coverage", "--socket", str(harness.socket)]
        assert await asyncio.to_thread(main, asked) == 1
        lines = told(capsys)
        assert await asyncio.to_thread(main, [*asked, "--json"]) == 1
        known = json.loads(capsys.readouterr().out)
    assert "! Health room has lost its second way in: line panel" in lines
    assert any(line.startswith("    - bank-1 (alarmdecoder, class 3): AWAY NOW; on Burglar panel") for line in lines)
    assert any(line.endswith("never tested") for line in lines)
    assert (known["seen"], known["lost"][0]["room_name"], known["lost"][0]["left"]) == (True, "Health room", 1)
