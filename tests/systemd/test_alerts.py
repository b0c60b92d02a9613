"""Tests the district's alert rules with Debian's own promtool: it reads and tries them, and each rule uses figures that
the server gives.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sync.district import building_figures
from sync.district.metrics import GAUGES
from sync.district.tables.fleet import CurrentBox

RULES = Path(__file__).parents[2] / "systemd" / "district" / "handbell-alerts.yml"
STORIES = Path(__file__).with_name("alerts.yml")

pytestmark = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool is not installed: sudo apt-get install prometheus"
)


def promtool(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *map(str, words)], capture_output=True, text=True, check=False)


def test_prometheus_takes_the_rules_without_a_complaint() -> None:
    done = promtool("check", "rules", "--lint=all", "--lint-fatal", RULES)
    assert (done.returncode, "SUCCESS" in done.stdout) == (0, True), done.stdout + done.stderr


@pytest.mark.slow
def test_each_rule_speaks_when_it_should_and_is_quiet_about_a_healthy_district(tmp_path: Path) -> None:
    for each in (RULES, STORIES):
        shutil.copy(each, tmp_path / ("stories.yml" if each == STORIES else each.name))
    done = promtool("test", "rules", tmp_path / "stories.yml")
    assert (done.returncode, "SUCCESS" in done.stdout) == (0, True), done.stdout + done.stderr
    named = set(re.findall(r"alert: (\w+)", RULES.read_text()))
    tried = set(re.findall(r"alertname: (\w+)\n\s+exp_alerts", STORIES.read_text()))
    assert named == tried


def test_the_rules_speak_of_figures_that_there_are() -> None:
    figures = building_figures.text([CurrentBox(bytes(16), 1, 1, 1, 1, "1")])
    given = set(re.findall(r"^# TYPE (\w+)", figures, re.MULTILINE)) | {f"handbell_district_{each}" for each in GAUGES}
    spoken_of = set(re.findall(r"handbell_district_\w+", RULES.read_text()))
    assert spoken_of and spoken_of <= given, spoken_of - given
