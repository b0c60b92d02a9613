"""Proves that a month without a line is made up for while people press: their calls go ahead, and the district has every entry once.

It runs the bench `outage`, which says what it measured and fails where an entry is missing, doubled or changed. `make soak` takes a month's
million entries, `make proof` a fifth of them.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rounds import rounds

pytestmark = [pytest.mark.proof, pytest.mark.alone]

RUN = Path(__file__).parents[1] / "bench" / "run.py"
ENTRIES, WITHIN_S = next(rounds(proof=[(200_000, 600)], soak=[(1_000_000, 3_000)]))
P95_S_MAX = 10.0  # hundredths of a second where nothing else runs; the backlog takes half a minute or more
PRESSES_MIN = 5


def test_calls_go_ahead_of_a_months_backlog_and_every_entry_arrives_once() -> None:
    surroundings = {**os.environ, "HANDBELL_OUTAGE": str(ENTRIES)}
    words = [sys.executable, str(RUN), "outage"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=WITHIN_S, check=False, env=surroundings)
    print(done.stdout)
    assert done.returncode == 0, done.stderr
    figures = dict(re.findall(r"^bench (\S+) value=(\S+)", done.stdout, re.MULTILINE))
    assert float(figures["outage"]) <= P95_S_MAX
    assert float(figures["outage-uplink-memory"]) <= 120
    assert float(figures["outage-district-memory"]) <= 120
    presses = re.search(r"entries of (\d+) presses", done.stdout)
    assert presses is not None
    assert int(presses[1]) >= PRESSES_MIN, "people pressed while it was made up for"
