"""Tests a daemon that is killed around a hand-over to the alarm panel: no word goes out twice, what nobody knows is said, both contacts are
open.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import HandOver, RaiseCallFromDesk
from appliance.core.ground.handed import State
from appliance.plan.ids import BoardId, DeskId, LineId, RoomId
from appliance.plan.model import CircuitBoard, Kind, Plan, SerialLine, Speaks
from appliance.plan.model import HandOver as Way
from hardware.modbus.codec import Frame, Wrote
from hardware.modbus.twin import TwinBoard
from tests.hardware.modbus.wires import pretend
from tests.patience import until
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.school import school

pytestmark = pytest.mark.slow

FIRST, SECOND = 7, 2


class Watched(TwinBoard):
    """A board that does something when one of its relays is told to close or open."""

    when: Callable[[int, bool], None] = staticmethod(lambda relay, on: None)

    def answer(self, frame: Frame) -> Frame | None:
        said = super().answer(frame)
        if isinstance(frame, Wrote) and said is not None:
            self.when(frame.coil + 1, frame.on)
        return said


def wired(line: Path) -> Plan:
    lines = (SerialLine(LineId("bus"), "Wires of the west wing", Speaks.MODBUS, str(line)),)
    boards = tuple(
        CircuitBoard(BoardId(name), f"Board {name}", LineId("bus"), unit=unit, relays=8)
        for name, unit in (("west-io", 3), ("east-io", 4))
    )
    way = Way((DeskId("front"),), (f"west-io/{FIRST}", f"east-io/{SECOND}"), "Panel in the office", "40", 500)
    return replace(school(), lines=lines, boards=boards, hand_over=way)


def is_handed(*states: State) -> Callable[[CallCard], bool]:
    return lambda card: card.handed is not None and card.handed.state in states


async def asked(desk: Desk, card: CallCard) -> None:
    """Ask for the hand-over. A missing answer is no error, since the box may be dead by then."""
    await asyncio.gather(desk.line.act(HandOver(incident=card.incident, typed="POLICE")), return_exceptions=True)


async def goes_on(board: TwinBoard) -> None:
    """Wait until the board is asked some more times."""
    enough = board.asked + 3
    await until(lambda: board.asked >= enough)


@pytest.mark.parametrize(
    ("moment", "pulses", "then"),
    [
        ("before", 0, {State.UNKNOWN}),
        ("during", 1, {State.UNKNOWN}),
        ("after", 1, {State.UNKNOWN, State.PULSED}),
    ],
)
async def test_a_kill_repeats_nothing_and_leaves_both_contacts_open(
    tmp_path: Path, moment: str, pulses: int, then: set[State]
) -> None:
    west, east = Watched(3, inputs=0), Watched(4, inputs=0)
    async with (
        pretend({"west-io": west, "east-io": east}, tmp_path / "line"),
        Box(tmp_path, plan=wired(tmp_path / "line")) as box,
    ):
        await box.starts()
        desk = await box.desk("front")
        await desk.does(RaiseCallFromDesk(room=RoomId("B204"), kind=Kind.EMERGENCY))
        card = await desk.shows("B204")
        await until(lambda: (FIRST, False) in west.switched and (SECOND, False) in east.switched)
        killed = asyncio.Event()

        def kill(board: Watched, relay: int, on: bool) -> None:
            closed = (SECOND, True) in east.switched
            due = {
                "before": board is west and on,
                "during": board is east and on,
                "after": board is west and not on and closed,
            }
            if due[moment] and not killed.is_set():
                box.kill()
                killed.set()

        west.when = lambda relay, on: kill(west, relay, on)
        east.when = lambda relay, on: kill(east, relay, on)
        asking = asyncio.get_running_loop().create_task(asked(desk, card))
        await asyncio.wait_for(killed.wait(), 60)
        await asking

        for _ in range(2 if moment == "during" else 1):
            await box.starts()
            desk = await box.desk("front")
            shown = await desk.sees("B204", is_handed(*then))
            assert shown.incident == card.incident
            await until(lambda: not any((*west.relays, *east.relays)))
            await goes_on(west)
            assert east.switched.count((SECOND, True)) == pulses
            assert (
                sum(
                    "Handing over to the alarm panel was asked for at Front office" in line
                    for line in await desk.timeline()
                )
                == 1
            )
            box.kill()
