"""Tests a process killed before any step of a write, a destruction or a healing: nothing confirmed is lost, nothing
destroyed comes back.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.appliance.vault.killed import STORIES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("story", STORIES)
def test_killed_at_every_step(story: str) -> None:
    words = [sys.executable, "-m", "tests.appliance.vault.killed", story]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) >= 3, "so many kills, at least"
