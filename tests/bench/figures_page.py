"""`figures-page`: measures a whole process from its start to the PDF of the figures of 5,000 calls on the disk, without reading records."""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from figures import Figure

ROOT = Path(__file__).parents[2]
ROUNDS = 5
CALLS = 5000
SECONDS_MAX = 2.0
MAKING = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from appliance.exports.numbers.pages import numbers_pages
from appliance.exports.pdf import pdf
from tests.appliance.numbers.test_release import AUTUMN, SPRING, calls_of, released, year_of
calls = calls_of(year_of(1, int(sys.argv[3])))
Path(sys.argv[2]).write_bytes(pdf(numbers_pages((released(calls, AUTUMN), released(calls, SPRING)), 0)))
"""


async def measure() -> AsyncIterator[Figure]:
    """Measure with a year of calls, in two releases on one page."""
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            words = ("-c", MAKING, str(ROOT), f"{folder}/figures.pdf", str(CALLS))
            began = time.monotonic()
            made = await asyncio.create_subprocess_exec(sys.executable, *words)
            if await made.wait() != 0:
                raise RuntimeError("the page was not made")
            taken.append(time.monotonic() - began)
    says = f"median of {ROUNDS} processes, their start, imports and the making of {CALLS} calls in it"
    yield Figure("figures-page", statistics.median(taken), "s", value_max=SECONDS_MAX, says=says)
