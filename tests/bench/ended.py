"""Stands down every open call, so that the next press is a call again."""

import harness

from appliance.api.desk.client import DeskClient
from appliance.core.calls.commands import StandDown
from appliance.core.ground.words import Outcome


async def end_all(alert: harness.Alert) -> None:
    """Let somebody at the front desk stand down every call; returns when the box is at rest."""
    async with DeskClient.connect(alert.desk_socket, desk=harness.FRONT, client="bench") as desk:
        await desk.present()
        async for board in desk.states():
            if not board.calls:
                break
            for call in board.calls:
                await desk.act(StandDown(incident=call.incident, outcome=Outcome.ATTENDED, saw_room="the bench"))
    await alert.quiet()
