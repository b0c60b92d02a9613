"""Tests the steps of `README.md` by which somebody tries phones and texts: what is written there makes a sound plan that has both."""

from contextlib import redirect_stdout
from pathlib import Path

import msgspec
import pytest

from appliance.commands.plan import main
from appliance.plan.model import Plan, given
from appliance.plan.parse import examine_file
from appliance.plan.trial import MODEM, with_pretend_parts

ROOT = Path(__file__).parents[1]


def test_the_plan_for_trying_phones_and_texts_is_sound(tmp_path: Path) -> None:
    section = (ROOT / "README.md").read_text().partition("\n## Phones and texts\n")[2].partition("\n## ")[0]
    assert "\n    handbell plan example --pretend > school.yaml\n" in section
    with (tmp_path / "school.yaml").open("w") as school, redirect_stdout(school):
        assert main(["example", "--pretend"]) == 0
    assert f"--wire modem --at {MODEM} " in section
    parsed = examine_file(tmp_path / "school.yaml")
    assert [each.told("school.yaml") for each in parsed.mistakes] == []
    plan = parsed.plan
    assert isinstance(plan, Plan)
    assert not isinstance(plan.telephone, msgspec.UnsetType)
    assert not isinstance(plan.texts, msgspec.UnsetType)
    assert plan.texts.port == MODEM
    assert "2204" in {room.phone for room in plan.rooms}
    (reyes,) = [each for each in plan.people if each.person == "reyes"]
    assert [way.by for way in given(reyes.ways)] == ["phone", "text"]


def test_a_plan_that_is_not_the_example_is_refused_by_what_is_missing() -> None:
    with pytest.raises(ValueError, match=r"'#. telephone:' stands in the example plan 0 times"):
        with_pretend_parts("rooms: []")
