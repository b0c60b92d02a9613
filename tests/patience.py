"""How long a test waits for what must come: what the product may take, and what a busy machine may take beside that.

Such a wait ends what would hang. It measures nothing: figures are the bench's, and deadlines are proven where time is an argument.
"""

import asyncio
from collections.abc import Callable

from hardware.esphome.twin.building import TwinBuilding
from hardware.simulated.building import PretendBuilding

SLACK_S = 60.0  # six tests at once on two cores that others use too: single waits of 30 s were seen, and only a hang is this long


def patience(within_s: float = 0.0) -> float:
    """Seconds after which it will not come any more, where a quiet machine needs at most `within_s`."""
    return within_s + SLACK_S


def patient(within_s: float = 0.0) -> asyncio.Timeout:
    """`asyncio.timeout` with patience."""
    return asyncio.timeout(patience(within_s))


async def until(holds: Callable[[], bool]) -> None:
    """What no event tells, such as a file of another process."""
    async with patient():
        while not holds():
            await asyncio.sleep(0.05)


class PatientBuilding(PretendBuilding):
    """A pretend building whose lamps are waited for with patience."""

    async def until_lamp(self, button: str, lamp: str, *, within_s: float) -> None:
        await super().until_lamp(button, lamp, within_s=patience(within_s))


class PatientTwins(TwinBuilding):
    """The same, with buttons that speak ESPHome's native API."""

    async def until_lamp(self, button: str, lamp: str, *, within_s: float) -> None:
        await super().until_lamp(button, lamp, within_s=patience(within_s))
