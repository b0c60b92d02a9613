"""`figures-page` and `figures-chart`: measure a whole process from its start to the PDF of the figures of 5,000 calls on the disk, and to
their charts as a console draws them, without reading records.
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


CHARTS = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from textual.app import App
from tests.appliance.numbers.test_release import AUTUMN, SPRING, calls_of, released, year_of
from tui.screens.building.charted import charts_of
from tui.widgets.chart import Chart
calls = calls_of(year_of(1, int(sys.argv[3])))
async def draw():
    app = App()
    async with app.run_test(size=(80, 48)) as pilot:
        for charted in charts_of((released(calls, AUTUMN), released(calls, SPRING))):
            await app.mount(Chart(charted, beside=lambda: 12))
        await pilot.pause()
        drawn = ["".join(part.text for part in strip) for strip in app.screen._compositor.render_strips()]
        Path(sys.argv[2]).write_text("\\n".join(drawn))
asyncio.run(draw())
"""
"""Both charts on one screen, painted."""


async def measure() -> AsyncIterator[Figure]:
    """Measure with a year of calls in two releases: on one page, and as two charts."""
    for name, making, what in (("figures-page", MAKING, "page"), ("figures-chart", CHARTS, "charts")):
        yield await _measured(name, making, what)


async def _measured(name: str, making: str, what: str) -> Figure:
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            words = ("-c", making, str(ROOT), f"{folder}/figures", str(CALLS))
            began = time.monotonic()
            made = await asyncio.create_subprocess_exec(sys.executable, *words)
            if await made.wait() != 0:
                raise RuntimeError(f"the {what} was not made")
            taken.append(time.monotonic() - began)
    says = f"median of {ROUNDS} processes, their start, imports and the making of {CALLS} calls in it"
    return Figure(name, statistics.median(taken), "s", value_max=SECONDS_MAX, says=says)
