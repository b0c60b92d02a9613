"""Tests the whole daemon and two boards whose relays are the contacts of an alarm panel: closed once for a typed act, and open at all other
times.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import HandOver, StandDown, Upgrade
from appliance.core.commands import DeskCommand
from appliance.core.ground.handed import State
from appliance.core.ground.words import Actor, Door, Outcome
from appliance.core.practice.commands import MakeReal, StartDrill
from appliance.daemon import Daemon
from appliance.engine.outcome import Done
from appliance.plan.document import from_document, to_document
from appliance.plan.ids import BoardId, DeskId, IncidentId, LineId, PersonId, RoomId
from appliance.plan.model import CircuitBoard, Kind, Plan, SerialLine, Speaks, given
from appliance.plan.model import HandOver as Way
from appliance.plan.parse import read
from hardware.modbus import exchange
from hardware.modbus.source import ModbusSource
from hardware.modbus.twin import TwinBoard, TwinBus
from hardware.relay import pulse
from hardware.serial.pty import Pty
from hardware.signals import Press
from tests.appliance.engine.harness import EXAMPLE
from tests.appliance.test_daemon import becomes, settings
from tests.hardware.modbus.wires import pretend
from tests.patience import until

FRONT = Actor(DeskId("front"), PersonId("rosa"))
STUCK = "hand-over-stuck:hand-over"


def document(line: Path, pulse_ms: int = 200, **changes: object) -> bytes:
    """Make the example school, with relay 7 of a board in the west closet and relay 2 of one in the east closet on the panel's wire."""
    plan = read(EXAMPLE)
    assert isinstance(plan, Plan)
    wires = SerialLine(LineId("bus"), "Wires of the west wing", Speaks.MODBUS, str(line))
    boards = tuple(
        CircuitBoard(BoardId(name), f"Board in closet {name}", LineId("bus"), unit=unit, relays=8)
        for name, unit in (("west-io", 3), ("east-io", 4))
    )
    way = Way((DeskId("front"),), ("west-io/7", "east-io/2"), "Panel in the office", "40", pulse_ms)
    silent = tuple(replace(sounder, family="simulated") for sounder in plan.sounders)
    return to_document(replace(plan, lines=(wires,), boards=boards, hand_over=way, sounders=silent, **changes))


class Wire:
    """Both boards, on one pair of wires."""

    def __init__(self, west: TwinBoard, east: TwinBoard, bus: TwinBus, pty: Pty) -> None:
        self.west, self.east, self.bus, self.pty = west, east, bus, pty

    @property
    def pulses(self) -> int:
        """How often the second relay was closed. The first is closed before it, so this closes the panel's zone."""
        return self.east.switched.count((2, True))

    @property
    def is_open(self) -> bool:
        return not any((*self.west.relays, *self.east.relays))


@asynccontextmanager
async def wires(folder: Path) -> AsyncIterator[Wire]:
    west, east = TwinBoard(3, inputs=0), TwinBoard(4, inputs=0)
    async with pretend({"west-io": west, "east-io": east}, folder / "line") as (bus, pty):
        yield Wire(west, east, bus, pty)


@pytest.fixture(autouse=True)
def patient_boards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait longer for answers: the boards answer in this very process, which may be busy for a while."""
    monkeypatch.setattr(exchange, "ANSWER_WITHIN_S", 1.0)
    monkeypatch.setattr(pulse, "ANSWER_S", 10.0)


@pytest.fixture
def soon_given_up(monkeypatch: pytest.MonkeyPatch, patient_boards: None) -> None:
    """Wait a short time, for tests in which a board does not answer."""
    monkeypatch.setattr(exchange, "ANSWER_WITHIN_S", 0.3)


@asynccontextmanager
async def school(folder: Path, pulse_ms: int = 200) -> AsyncIterator[tuple[Wire, Daemon]]:
    """Run an armed daemon whose boards were found open, with an emergency called from B204."""
    async with wires(folder) as wire, Daemon.started(settings(folder)) as daemon:
        await daemon.adopt(document(folder / "line", pulse_ms)).kept
        await until(lambda: sure(daemon))
        await press(daemon, "hold", 1)
        yield wire, daemon


def sure(daemon: Daemon) -> bool:
    """Whether both relays were told to open, and were read back as open."""
    fitted = daemon.panel_contacts._fitted
    return fitted is not None and not fitted.series._unsure  # `stuck` says nothing while both are looked at


async def closed(wire: Wire) -> None:
    """Wait until both are closed and were read back so: once west is asked again, the round has passed both boards."""
    await until(lambda: wire.pulses == 1)
    asked = wire.west.asked
    await until(lambda: wire.west.asked > asked)


async def press(daemon: Daemon, contact: str, counter: int, button: str = "B204-wall") -> None:
    await daemon.intake.press(Press(button, contact, counter), Door.BUTTON).kept


def newest(daemon: Daemon) -> IncidentId:
    return next(reversed(daemon.engine.board.incidents))


def state(daemon: Daemon, incident: IncidentId) -> State | None:
    handed = daemon.engine.board.handed.calls.get(incident)
    return None if handed is None else handed.state


async def does(daemon: Daemon, command: DeskCommand) -> None:
    outcome = await daemon.engine.submit(command, FRONT).kept
    assert isinstance(outcome, Done), outcome


async def hands(daemon: Daemon, typed: str = "POLICE") -> bool:
    """Type the word for the newest call; give whether it was let through."""
    asked = daemon.engine.submit(HandOver(incident=newest(daemon), typed=typed), FRONT)
    return isinstance(await asked.spoken, Done)


@pytest.mark.slow
async def test_one_typed_act_is_one_pulse_and_a_restart_repeats_none(tmp_path: Path) -> None:
    async with school(tmp_path) as (wire, daemon):
        call = newest(daemon)
        assert not await hands(daemon, "police")
        assert await hands(daemon)
        await until(lambda: state(daemon, call) is not State.ASKED)
        handed = daemon.engine.board.handed.calls[call]
        assert handed.state is State.PULSED, handed.why
        assert wire.pulses == 1
        assert wire.is_open
        assert not await hands(daemon), "less than a minute ago"
    async with wires(tmp_path) as wire, Daemon.started(settings(tmp_path)) as daemon:
        await until(lambda: sure(daemon))
        assert state(daemon, call) is State.PULSED
        assert not await hands(daemon)
        await until(lambda: wire.west.asked >= 5)
        assert (wire.pulses, wire.is_open) == (0, True)


@pytest.mark.slow
async def test_nothing_but_a_typed_act_closes_a_contact(tmp_path: Path) -> None:
    async with school(tmp_path) as (wire, daemon):
        await press(daemon, "help", 1, "B206-wall")
        await does(daemon, Upgrade(incident=newest(daemon), kind=Kind.EMERGENCY))
        for contact in ("tap-out", "medical", "help", "hold", "hold"):
            await press(daemon, contact, 2 if contact == "help" else 1, "B208-wall")
        for call in list(daemon.engine.board.incidents):
            await does(daemon, StandDown(incident=call, outcome=Outcome.ATTENDED, saw_room="Rosa"))
        assert not daemon.engine.board.incidents
        await does(daemon, StartDrill(name="Autumn", rooms=(RoomId("B204"),)))
        await daemon.intake.press(Press("B204-wall", "hold", 9, age_ms=0), Door.BUTTON).kept
        assert not await hands(daemon), "practice"
        await does(daemon, MakeReal(incident=newest(daemon)))
        await until(lambda: wire.west.asked >= 20)
        assert [on for _, on in (*wire.west.switched, *wire.east.switched) if on] == []


@pytest.mark.slow
async def test_a_board_that_dies_during_the_pulse_is_said_and_told_to_open_once_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with school(tmp_path, pulse_ms=2500) as (wire, daemon):
        call, board = newest(daemon), wire.east
        assert await hands(daemon)
        await closed(wire)
        monkeypatch.setattr(exchange, "ANSWER_WITHIN_S", 0.3)
        board.dead = True
        await until(lambda: state(daemon, call) is not State.ASKED)
        assert state(daemon, call) is State.PULSED, "it went out"
        await becomes(daemon, STUCK, present=True)
        await until(lambda: not any(wire.west.relays))  # one open relay is enough
        board.dead = False
        await becomes(daemon, STUCK, present=False)
        assert (wire.pulses, wire.is_open) == (1, True)


@pytest.mark.slow
async def test_a_line_that_is_unplugged_during_the_pulse_is_opened_when_it_is_plugged_in_and_nothing_goes_out_again(
    tmp_path: Path,
) -> None:
    async with school(tmp_path, pulse_ms=2500) as (wire, daemon):
        call = newest(daemon)
        assert await hands(daemon)
        await closed(wire)
        wire.pty.unplug()
        await until(lambda: state(daemon, call) is not State.ASKED)
        assert state(daemon, call) is State.PULSED, "it went out"
        await becomes(daemon, STUCK, present=True)
        wire.pty.plug_in()
        await becomes(daemon, STUCK, present=False)
        assert (wire.pulses, wire.is_open) == (1, True)


@pytest.mark.slow
@pytest.mark.usefixtures("soon_given_up")
@pytest.mark.parametrize(("which", "then"), [("west", State.FAILED), ("east", State.UNKNOWN)])
async def test_what_nobody_answered_failed_before_the_second_contact_was_told_and_is_unknown_after(
    tmp_path: Path, which: str, then: State
) -> None:
    async with school(tmp_path) as (wire, daemon):
        call, board = newest(daemon), getattr(wire, which)
        board.dead = True
        assert await hands(daemon)
        await until(lambda: state(daemon, call) is not State.ASKED)
        assert state(daemon, call) is then
        board.dead = False
        await until(lambda: sure(daemon))
        assert wire.is_open


@pytest.mark.slow
async def test_a_plan_without_it_lets_go_and_whoever_stops_the_box_leaves_both_open(tmp_path: Path) -> None:
    async with school(tmp_path, pulse_ms=3000) as (wire, daemon):
        call = newest(daemon)
        assert await hands(daemon)
        await until(lambda: wire.pulses == 1)
        await asyncio.wait_for(daemon.panel_contacts.end(), 30)
        assert wire.is_open
        assert state(daemon, call) is State.ASKED, "nobody knows"


@pytest.mark.slow
@pytest.mark.parametrize("goes", ["its boards", "another board"])
async def test_a_plan_that_changes_the_wires_waits_for_the_end_of_a_pulse(tmp_path: Path, goes: str) -> None:
    async with school(tmp_path, pulse_ms=1000) as (wire, daemon):
        call, plan = newest(daemon), from_document(document(tmp_path / "line", 1000))
        boards = given(plan.boards)
        more = replace(plan, boards=(*boards, replace(boards[0], board=BoardId("gym-io"), unit=5)))
        other = more if goes == "another board" else replace(plan, boards=(), lines=(), hand_over=msgspec.UNSET)
        assert await hands(daemon)
        await until(lambda: wire.pulses == 1)
        await daemon.adopt(to_document(other)).kept
        anew = daemon._wires.sources.get("modbus")
        if isinstance(anew, ModbusSource):
            await until(lambda: bool(anew._lost))  # now the new source has the line
            assert wire.is_open
        await until(lambda: state(daemon, call) is not State.ASKED)
        handed = daemon.engine.board.handed.calls[call]
        assert handed.state is State.PULSED, handed.why
        assert (wire.pulses, wire.is_open) == (1, True)
        await until(lambda: not daemon._wires.ending)
        assert wire.is_open
