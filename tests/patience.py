"""Says how long a test waits for something that must come: the time the product may take, and what a busy machine may add.

Such a wait only ends a test that would hang. It measures nothing: the bench measures, and deadlines are proven where a test gives the time
as an argument.
"""

import asyncio
from collections.abc import Callable

from hardware.esphome.twin.building import TwinBuilding
from hardware.simulated.building import PretendBuilding

SLACK_S = 60.0  # six tests run at once on two cores that others use too: single waits of 30 s were seen, and only a hang takes this long

A_TICK_S = 0.002
"""Nobody presses within the millisecond in which a lamp changes. Ages are whole milliseconds, so such a press can look one older than what
the lamp told, and the box rightly takes it for a call from before a walk test."""


def patience(within_s: float = 0.0) -> float:
    """Give the seconds after which something will not come any more, if a quiet machine needs at most `within_s`."""
    return within_s + SLACK_S


def patient(within_s: float = 0.0) -> asyncio.Timeout:
    """`asyncio.timeout`, with the added seconds of a busy machine."""
    return asyncio.timeout(patience(within_s))


async def until(holds: Callable[[], bool]) -> None:
    """Wait until this holds. It is for what no event tells of, such as a file of another process."""
    async with patient():
        while not holds():
            await asyncio.sleep(0.05)


class PatientBuilding(PretendBuilding):
    """A pretend building that gives its lamps the added seconds of a busy machine."""

    async def until_lamp(self, button: str, lamp: str, *, within_s: float) -> None:
        await super().until_lamp(button, lamp, within_s=patience(within_s))
        await asyncio.sleep(A_TICK_S)


class PatientTwins(TwinBuilding):
    """The same, with buttons that speak ESPHome's native API."""

    async def until_lamp(self, button: str, lamp: str, *, within_s: float) -> None:
        await super().until_lamp(button, lamp, within_s=patience(within_s))
        await asyncio.sleep(A_TICK_S)
