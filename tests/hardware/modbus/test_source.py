"""Tests how contacts on boards become signals: what rings and when, what is reported of wires and boards, and what a start makes of a
closed contact.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.errors import HardwareError
from hardware.levels import HEARD, ButtonContact
from hardware.modbus.bus import Bus
from hardware.modbus.settings import BusBoard, ModbusSettings
from hardware.modbus.source import ModbusSource
from hardware.modbus.twin import TwinBoard, TwinBus
from hardware.opened import Opened
from hardware.points import InputPair
from hardware.ports import Fitting
from hardware.serial.line import Wire
from hardware.serial.lines import Lines
from hardware.serial.pty import Pty
from hardware.signals import UNFORESEEN, Fault, Mended, Press, Signal, WireFault, WireMended
from tests.hardware.modbus.wires import BAUD, pretend
from tests.hardware.running import stays, until

pytestmark = pytest.mark.slow  # these tests run in real time, at true baud: in `make test`, not in `make check`

WALL = {"help": InputPair("west", "bus", 3, 1, 2)}
DESK = {"help": InputPair("west", "bus", 3, 3, 4)}
DOOR = {"help": InputPair("east", "bus", 4, 8, None)}
FITTINGS = {
    "wall": Fitting("", points=WALL),
    "desk": Fitting("", points=DESK, holds=True),
    "door": Fitting("", points=DOOR),
}


class Ear(list[Signal]):
    sore = False

    def hear(self, signal: Signal) -> None:
        if self.sore and isinstance(signal, Press):
            raise ZeroDivisionError("a fault of ours")
        self.append(signal)

    def presses(self) -> list[tuple[str, str, int | None, int | None]]:
        return [(each.button, each.contact, each.counter, each.age_ms) for each in self if isinstance(each, Press)]


class Wing:
    """Three buttons on two boards, and what is heard of them."""

    def __init__(self, twin: TwinBus, pty: Pty, ear: Ear, source: ModbusSource) -> None:
        self.west, self.east = twin.boards["west"], twin.boards["east"]
        self.twin, self.pty, self.ear, self.source = twin, pty, ear, source


def boards() -> dict[str, TwinBoard]:
    """Give boards that are all wired and at rest."""
    west, east = TwinBoard(3), TwinBoard(4)
    west.open(1, 2)
    west.open(3, 4)
    return {"west": west, "east": east}


@asynccontextmanager
async def wing(
    folder: Path,
    twins: Mapping[str, TwinBoard] | None = None,
    opened: Opened | None = None,
    recorded: Mapping[tuple[str, str], int] = {},
) -> AsyncIterator[Wing]:
    settings = ModbusSettings(
        (Wire("bus", str(folder / "line"), BAUD),),
        tuple(BusBoard(name, "bus", unit, 8, 8) for name, unit in (("west", 3), ("east", 4))),
    )
    bus, ear = Bus("bus"), Ear()
    source = ModbusSource(
        settings,
        lambda button, contact: recorded.get((button, contact), 0),
        opened or Opened(None),
        Lines(),
        lambda _: bus,
    )
    source.expect(FITTINGS)
    async with pretend(twins or boards(), folder / "line") as (twin, pty), asyncio.TaskGroup() as running:
        task = running.create_task(source.run(ear.hear))
        try:
            await until(lambda: all(link.connected_at for link in source.links().values()))
            yield Wing(twin, pty, ear, source)
        finally:
            task.cancel()


async def test_each_press_rings_once_with_a_count_of_its_own_and_the_time_it_was_heard(tmp_path: Path) -> None:
    async with wing(tmp_path) as school:
        for count in (1, 2):
            school.west.close(1, 2)
            await until(lambda count=count: school.ear.presses()[-1:] == [("wall", "help", count, 0)])  # type: ignore[misc]
            school.west.open(1, 2)
            asked = school.west.asked
            await until(lambda asked=asked: school.west.asked > asked + 4)  # type: ignore[misc]
        assert school.ear.presses() == [("wall", "help", 1, 0), ("wall", "help", 2, 0)]
        assert all(each.ledger == HEARD for each in school.ear if isinstance(each, Press))


async def test_two_contacts_at_once_are_two_presses(tmp_path: Path) -> None:
    async with wing(tmp_path) as school:
        school.west.close(1, 2)
        school.east.close(8)
        await until(lambda: sorted(school.ear.presses()) == [("door", "help", 1, 0), ("wall", "help", 1, 0)])


async def test_help_that_is_held_on_is_hold_where_the_plan_has_that(tmp_path: Path) -> None:
    async with wing(tmp_path) as school:
        school.west.close(1, 2)
        school.west.close(3, 4)
        await until(lambda: ("desk", "hold", 1, 0) in school.ear.presses())
        assert ("wall", "hold", 1, 0) not in school.ear.presses()


async def test_a_contact_that_is_closed_at_a_start_rings_unless_it_was_recorded_as_closed(tmp_path: Path) -> None:
    twins = boards()
    twins["west"].close(1, 2)
    async with wing(tmp_path, twins) as school:
        await until(lambda: school.ear.presses() == [("wall", "help", 1, None)])
    opened = Opened(None)
    opened.note(ButtonContact("wall", "help"), 6)
    async with wing(tmp_path, twins, opened, {("wall", "help"): 7}) as school:
        assert await stays(lambda: school.ear.presses() == [], 0.5)
        school.west.open(1, 2)
        asked = school.west.asked
        await until(lambda: school.west.asked > asked + 4)
        school.west.close(1, 2)
        await until(lambda: school.ear.presses() == [("wall", "help", 8, 0)])


async def test_a_press_while_the_board_was_away_rings_when_it_is_back_and_nobody_knows_its_age(tmp_path: Path) -> None:
    async with wing(tmp_path) as school:
        school.west.dead = True
        await until(lambda: [each.subject for each in school.ear if isinstance(each, WireFault)] == ["west"])
        del school.ear[:]
        school.west.close(1, 2)
        school.west.dead = False
        await until(lambda: school.ear.presses() == [("wall", "help", 1, None)])
        assert WireMended("board", "west", "lost") in school.ear


async def test_a_board_with_fewer_relays_than_planned_stays_named_while_its_contacts_ring(tmp_path: Path) -> None:
    twins = boards() | {"west": TwinBoard(3, relays=4)}
    twins["west"].open(1, 2)
    async with wing(tmp_path, twins) as school:
        await until(lambda: any(isinstance(each, WireFault) and each.what == "lost" for each in school.ear))
        said = school.ear.index(next(each for each in school.ear if isinstance(each, WireFault)))
        school.west.close(1, 2)
        await until(lambda: bool(school.ear.presses()))
        assert WireMended("board", "west", "lost") not in school.ear[said:]


async def test_a_cut_wire_is_told_of_its_button_and_mended(tmp_path: Path) -> None:
    async with wing(tmp_path) as school:
        school.west.inputs[1] = False
        await until(lambda: any(isinstance(each, Fault) and each.what == "broken-wire" for each in school.ear))
        (fault,) = [each for each in school.ear if isinstance(each, Fault)]
        assert fault.button == "wall"
        assert "neither of its two contacts is closed" in fault.detail
        del school.ear[:]
        school.west.open(1, 2)
        await until(lambda: Mended("wall", "broken-wire") in school.ear)
        assert school.ear.presses() == []


async def test_a_line_that_is_pulled_out_is_one_trouble_and_a_press_meanwhile_rings_later(tmp_path: Path) -> None:
    async with wing(tmp_path) as school:
        school.pty.unplug()
        await until(lambda: [each.what for each in school.ear if isinstance(each, WireFault)] == ["missing"])
        assert not any(link.connected_at for link in school.source.links().values())
        faults = [each.kind for each in school.ear if isinstance(each, WireFault)]
        assert faults == ["line"]
        del school.ear[:]
        school.west.close(1, 2)
        school.pty.plug_in()
        await until(lambda: WireMended("line", "bus", "missing") in school.ear)
        await until(lambda: school.ear.presses() == [("wall", "help", 1, None)])
        assert not any(isinstance(each, WireFault) for each in school.ear)


async def test_what_an_earlier_run_may_have_said_is_over_once_boards_answer_and_pairs_agree(tmp_path: Path) -> None:
    async with wing(tmp_path) as school:
        await until(lambda: Mended("wall", "broken-wire") in school.ear)
        over = {(each.kind, each.subject, each.what) for each in school.ear if isinstance(each, WireMended)}
        assert {("board", "west", "lost"), ("board", "east", "lost"), ("line", "bus", "missing")} <= over


async def test_an_input_that_is_nobodys_is_listed_when_it_closes_and_never_rings(tmp_path: Path) -> None:
    async with wing(tmp_path) as school:
        school.east.close(5)
        await until(lambda: [each.device for each in school.source.strangers()] == ["east/5"])
        (stranger,) = school.source.strangers()
        assert (stranger.line, stranger.wire, stranger.claims) == ("bus", "east/5", "input closed")
        assert school.ear.presses() == []
        school.source.expect(FITTINGS | {"new": Fitting("", points={"help": InputPair("east", "bus", 4, 5, None)})})
        assert school.source.strangers() == ()
        await until(lambda: school.ear.presses() == [("new", "help", 1, None)])


async def test_a_press_that_met_a_fault_of_ours_is_said_again(tmp_path: Path) -> None:
    async with wing(tmp_path) as school:
        school.ear.sore = True
        school.west.close(1, 2)
        await until(lambda: any(isinstance(each, Fault) and each.what == UNFORESEEN for each in school.ear))
        school.ear.sore = False
        await until(lambda: school.ear.presses() == [("wall", "help", 1, 0)])
        await until(lambda: Mended("wall", UNFORESEEN) in school.ear)


async def test_a_plan_that_changes_keeps_what_is_known_of_a_contact(tmp_path: Path) -> None:
    async with wing(tmp_path) as school:
        school.west.close(1, 2)
        await until(lambda: len(school.ear.presses()) == 1)
        school.source.expect(FITTINGS)
        asked = school.west.asked
        await until(lambda: school.west.asked > asked + 4)
        assert len(school.ear.presses()) == 1


async def test_a_board_with_relays_alone_is_told_to_be_lost_and_found(tmp_path: Path) -> None:
    settings = ModbusSettings((Wire("bus", str(tmp_path / "line"), BAUD),), (BusBoard("lamps", "bus", 5, 0, 4),))
    bus, ear, lamps = Bus("bus"), Ear(), TwinBoard(5, inputs=0, relays=4)
    source = ModbusSource(settings, lambda _button, _contact: 0, Opened(None), Lines(), lambda _: bus)
    async with pretend({"lamps": lamps}, tmp_path / "line"), asyncio.TaskGroup() as running:
        task = running.create_task(source.run(ear.hear))
        await until(lambda: WireMended("board", "lamps", "lost") in ear)
        lamps.dead = True
        await until(lambda: [each.subject for each in ear if isinstance(each, WireFault)] == ["lamps"])
        del ear[:]
        lamps.dead = False
        await until(lambda: WireMended("board", "lamps", "lost") in ear)
        task.cancel()


async def test_a_line_that_another_family_has_is_a_mistake_that_is_said(tmp_path: Path) -> None:
    lines, wire = Lines(), Wire("bus", str(tmp_path / "line"), BAUD)
    lines.take(wire, "alarmdecoder")
    source = ModbusSource(ModbusSettings((wire,), ()), lambda _button, _contact: 0, Opened(None), lines, Bus)
    with pytest.raises(HardwareError, match="alarmdecoder has the line bus"):
        await source.run(Ear().hear)
