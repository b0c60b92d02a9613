"""`report`: measures a whole process from its start to one record's PDF on the disk, as `handbell record export` does it, without the box's
part.
"""

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
SECONDS_MAX = 1.0
MAKING = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from appliance.exports.pdf import pdf
from appliance.exports.report import report
from tests.appliance.exports.bite import PRINTED, long_record
Path(sys.argv[2]).write_bytes(pdf(report(long_record(), PRINTED)))
"""


async def measure() -> AsyncIterator[Figure]:
    """Measure with a record with three accounts of two printed pages each, and the facts of a bite."""
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            began = time.monotonic()
            made = await asyncio.create_subprocess_exec(sys.executable, "-c", MAKING, str(ROOT), f"{folder}/report.pdf")
            if await made.wait() != 0:
                raise RuntimeError("the report was not made")
            taken.append(time.monotonic() - began)
    says = f"median of {ROUNDS} processes, their start and imports in it"
    yield Figure("report", statistics.median(taken), "s", value_max=SECONDS_MAX, says=says)
