"""Tests the steps of `README.md` by which somebody tries phones and texts: what is written there makes a sound plan that has both."""

import re
import subprocess
from pathlib import Path

import msgspec

from appliance.plan.model import Plan, given
from appliance.plan.parse import examine_file

ROOT = Path(__file__).parents[1]


def test_the_plan_for_trying_phones_and_texts_is_sound(tmp_path: Path) -> None:
    section = (ROOT / "README.md").read_text().partition("\n## Phones and texts\n")[2].partition("\n## ")[0]
    (words,) = re.findall(r"^    (sed .*?school\.yaml)$", section, re.MULTILINE | re.DOTALL)
    (tmp_path / "example.yaml").write_text((ROOT / "appliance/plan/example.yaml").read_text())
    subprocess.run(["bash", "-ec", words], cwd=tmp_path, check=True)
    parsed = examine_file(tmp_path / "school.yaml")
    assert [each.told("school.yaml") for each in parsed.mistakes] == []
    plan = parsed.plan
    assert isinstance(plan, Plan)
    assert not isinstance(plan.telephone, msgspec.UnsetType)
    assert not isinstance(plan.texts, msgspec.UnsetType)
    assert plan.texts.port == "/tmp/modem"
    assert "2204" in {room.phone for room in plan.rooms}
    (reyes,) = [each for each in plan.people if each.person == "reyes"]
    assert [way.by for way in given(reyes.ways)] == ["phone", "text"]
