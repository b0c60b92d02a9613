"""Tests that a restore killed before any of its steps changes nothing, and that a start killed while it takes what was restored goes on
with that.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.appliance.restoring.killed import STORIES

ROOT = Path(__file__).parents[3]


@pytest.mark.proof
@pytest.mark.parametrize("story", STORIES)
def test_killed_at_every_step(story: str) -> None:
    words = [sys.executable, "-m", "tests.appliance.restoring.killed", story]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) >= 8, "so many kills, at least"
