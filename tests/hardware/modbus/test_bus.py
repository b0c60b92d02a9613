"""Tests one pair of wires: who is asked and when, writes that are read back, and what a bad line does to its boards."""

import asyncio
import contextlib
from collections.abc import Awaitable
from pathlib import Path

import pytest

from hardware.errors import HardwareError
from hardware.modbus.board import Inputs, Poll
from hardware.modbus.bus import Bus
from hardware.modbus.codec import INPUTS, Asked, Bits
from hardware.modbus.twin import TwinBoard
from hardware.serial.line import Line, Wire
from tests.hardware.modbus.wires import BAUD, asked, pretend
from tests.hardware.running import stays, until
from tests.patience import patient

pytestmark = pytest.mark.slow  # these tests run in real time, at true baud: in `make test`, not in `make check`


async def test_a_contact_that_closes_is_read_from_its_board(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3), "east": TwinBoard(4)}
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (_, ear):
        boards["east"].close(2)
        await until(lambda: ear.inputs("east") == (False, True, *[False] * 6))
        assert ear.inputs("west") == (False,) * 8


async def test_a_relay_is_switched_and_read_back(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3)}
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (bus, ear):
        await bus.write(3, 8, True)
        assert boards["west"].switched == [(8, True)]
        assert ear.coils("west") == (*[False] * 7, True)
        assert await bus.reads(3, 8)
        await bus.write(3, 8, False)
        assert not await bus.reads(3, 8)


async def test_a_relay_that_does_not_move_is_an_error_and_so_is_one_that_is_not_planned(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3, relays=2)}
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (bus, _):
        boards["west"].welded = True
        with pytest.raises(HardwareError, match="relay 1 of west was not switched on: it reads back otherwise"):
            await bus.write(3, 1, True)
        for unit, relay in ((3, 3), (3, 0), (9, 1)):
            with pytest.raises(HardwareError, match="not planned"):
                await bus.write(unit, relay, True)
        boards["west"].welded, boards["west"].refuses = False, 4
        with pytest.raises(HardwareError, match=r"it failed \(function 05, code 4\)"):
            await bus.write(3, 1, True)
        boards["west"].dead = True
        with pytest.raises(HardwareError, match="did not answer"):
            await bus.write(3, 1, False)


async def test_a_board_is_lost_after_three_questions_and_asked_once_a_second_until_it_answers(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3), "east": TwinBoard(4)}
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (_, ear):
        boards["west"].dead = True
        await until(lambda: ear.lost("west") is not None)
        assert ear.lost("west") == "asked for its inputs, unit 3 on the line: it did not answer"
        assert ear.lost("east") is None
        boards["west"].dead = False
        await until(lambda: ear.lost("west") is None)
        assert ear.told == {}


async def test_a_board_that_refuses_is_lost_and_says_why(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3)}
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (_, ear):
        boards["west"].refuses = 2
        await until(lambda: "it has no such number (function 0" in (ear.lost("west") or ""))


async def test_dead_boards_take_one_turn_a_cycle_and_the_living_keep_theirs(tmp_path: Path) -> None:
    boards = {f"b{unit}": TwinBoard(unit) for unit in range(1, 9)}
    for name in ("b1", "b2", "b3", "b4", "b5", "b6"):
        boards[name].dead = True
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (_, ear):
        await until(lambda: all(ear.lost(name) for name in ("b1", "b2", "b3", "b4", "b5", "b6")), within_s=10.0)
        ear.reports.clear()
        for board in boards.values():
            board.asked = 0
        await until(lambda: boards["b7"].asked >= 10)
        assert boards["b8"].asked >= 8, "it comes after b7, which may have been asked two things"


async def test_a_closet_that_goes_dark_costs_the_living_boards_one_miss_a_cycle(tmp_path: Path) -> None:
    boards = {f"b{unit}": TwinBoard(unit, relays=8 * (unit % 2)) for unit in range(1, 17)}
    dark, living = (
        list(boards)[::2],
        list(boards.values())[1::2],
    )  # the living boards have no relays, so each is asked once a cycle

    def misses() -> int:
        return sum(boards[name].unheard for name in dark)

    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (_, ear):
        for name in dark:
            boards[name].dead = True
        before = [each.asked for each in living]
        await until(lambda: all(ear.lost(name) for name in dark), within_s=10.0)
        looks = min(each.asked - was for each, was in zip(living, before, strict=True))
        assert looks >= misses() - len(dark) - 2, "only the first miss of each is in the turn of those that answer"
        missed, was = misses(), living[-1].asked
        await until(lambda: living[-1].asked >= was + 10, within_s=10.0)
        assert misses() - missed <= 11, "one question to one of them a cycle"
        assert not any(ear.lost(name) for name in boards if name not in dark)


async def hammer(bus: Bus, unit: int, relays: int, *, every_s: float) -> None:
    """Write each of these relays over and over, as lamps do."""

    async def one(relay: int) -> None:
        on = False
        while True:
            with contextlib.suppress(HardwareError):
                await bus.write(unit, relay, on := not on)
            await asyncio.sleep(every_s)

    async with asyncio.TaskGroup() as all_of_them:
        for relay in range(1, relays + 1):
            all_of_them.create_task(one(relay))


@pytest.mark.parametrize("dead", [True, False], ids=["dead", "busy"])
async def test_lamps_on_one_board_do_not_hide_the_contacts_of_another(tmp_path: Path, dead: bool) -> None:
    boards = {"lamps": TwinBoard(3, relays=16), "wall": TwinBoard(4, relays=0)}
    boards["lamps"].dead = dead
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (bus, ear):
        lit = asyncio.get_running_loop().create_task(hammer(bus, 3, 16, every_s=1.0 if dead else 0.0))
        await until(lambda: boards["lamps"].asked > 20 or (dead and ear.lost("lamps") is not None))
        boards["wall"].close(2)
        asked_before = boards["wall"].asked
        await until(lambda: ear.inputs("wall") == (False, True, *[False] * 6))
        await until(lambda: boards["wall"].asked > asked_before + 5)
        lit.cancel()


async def failure(act: Awaitable[object]) -> str:
    """Give the words of the failure."""
    with pytest.raises(HardwareError) as failed:
        await act
    return str(failed.value)


async def test_a_lamp_on_a_board_that_is_not_heard_any_more_is_put_out_all_the_same(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3)}
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (bus, _):
        await bus.write(3, 1, True)
        boards["west"].wrong_sums = 1_000  # the board hears the box, and the box cannot read its answers
        while "its board does not answer" not in (await failure(bus.reads(3, 1))):
            pass
        assert "its board does not answer" in await failure(bus.write(3, 1, False))
        await until(lambda: not boards["west"].relays[0])


async def test_a_board_that_lacks_relays_alone_is_named_and_its_contacts_are_read_as_often(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3, relays=4)}
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (bus, ear):
        bus.want(Poll("west", 3, 8, 8, ear.take))
        await until(lambda: "it has no such number" in (ear.lost("west") or ""))
        loop = asyncio.get_running_loop()
        began_s, ear.reports[:-1] = loop.time(), []
        await until(lambda: sum(isinstance(each, Inputs) for each in ear.reports) >= 10)
        assert loop.time() - began_s < 8, "not once a second"
        assert ear.lost("west") is not None
        with pytest.raises(HardwareError, match="its board does not answer"):
            await bus.write(3, 1, True)


async def test_one_damaged_answer_costs_one_reading(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3)}
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (_, ear):
        boards["west"].wrong_sums = 2
        boards["west"].close(1)
        await until(lambda: ear.inputs("west") == (True, *[False] * 7))
        assert boards["west"].wrong_sums == 0
        assert ear.lost("west") is None


async def test_an_adapter_that_hears_itself_is_no_answer(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3), "east": TwinBoard(4)}
    async with pretend(boards, tmp_path / "line") as (twin, _), asked(boards, tmp_path / "line") as (bus, ear):
        twin.echoes = True
        boards["west"].close(5)
        await until(lambda: ear.inputs("west") == (*[False] * 4, True, *[False] * 3))
        await bus.write(3, 2, True)
        assert boards["west"].relays[1]
        boards["west"].dead = True
        with pytest.raises(HardwareError):
            await bus.write(3, 2, False)
        assert boards["west"].relays[1]
        assert "two-masters" not in ear.told


async def test_noise_before_every_answer_costs_none(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3)}
    async with pretend(boards, tmp_path / "line") as (twin, _), asked(boards, tmp_path / "line") as (_, ear):
        twin.noise = b"\x00\x03\x02"
        boards["west"].close(1)
        await until(lambda: ear.inputs("west") == (True, *[False] * 7))


async def test_an_answer_that_comes_too_late_is_not_taken_for_another_boards(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3), "east": TwinBoard(4)}
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (_, ear):
        boards["west"].close(1)
        boards["west"].late_s = 0.25
        await until(lambda: ear.lost("west") is not None)
        assert not any(each.levels[0] for each in ear.reports if isinstance(each, Inputs) and each.board == "east")


async def test_another_master_on_the_wires_is_told(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3)}
    async with pretend(boards, tmp_path / "line") as (twin, _), asked(boards, tmp_path / "line") as (_, ear):
        async with (
            patient()
        ):  # as a master does, it asks again and again: one question can be lost where ours begins in the middle of it
            while "another master asks unit 9" not in ear.told.get("two-masters", ""):
                twin.say(Asked(9, INPUTS, 0, 8))
                await asyncio.sleep(0.05)
        twin.say(Bits(9, INPUTS, b"\xff"))
        assert ear.inputs("west") == (False,) * 8


async def test_another_master_that_an_earlier_run_told_of_is_over_until_it_is_heard(tmp_path: Path) -> None:
    said: list[tuple[str, str | None]] = []
    async with asyncio.TaskGroup() as running:
        task = running.create_task(
            Bus("bus").run(Line(Wire("bus", str(tmp_path / "none"), BAUD)), lambda *each: said.append(each))
        )
        await until(lambda: bool(said))
        task.cancel()
    assert said[0] == ("two-masters", None)


async def test_a_line_that_is_pulled_out_is_one_trouble_and_no_board_is_blamed(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3), "east": TwinBoard(4)}
    async with pretend(boards, tmp_path / "line") as (_, pty), asked(boards, tmp_path / "line") as (bus, ear):
        pty.unplug()
        await until(lambda: "missing" in ear.told)
        with pytest.raises(HardwareError, match="not open"):
            await bus.write(3, 1, True)
        assert await stays(lambda: ear.lost("west") is None and ear.lost("east") is None, 1.0)
        ear.reports.clear()
        pty.plug_in()
        await until(lambda: ear.inputs("west") is not None and ear.inputs("east") is not None)
        assert ear.told == {}


async def test_a_write_that_waits_when_the_line_goes_is_told_so(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3)}
    async with pretend(boards, tmp_path / "line") as (_, pty), asked(boards, tmp_path / "line") as (bus, _):
        boards["west"].dead = True
        writes = asyncio.gather(*(bus.write(3, relay, True) for relay in range(1, 9)), return_exceptions=True)
        await asyncio.sleep(0)
        pty.unplug()
        assert {type(each) for each in await writes} == {HardwareError}


async def test_who_no_longer_wants_a_board_is_not_told_of_it(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3)}
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (bus, ear):
        heard: list[object] = []
        poll = Poll("west", 3, 0, 2, heard.append)
        bus.want(poll)
        await until(lambda: len(heard) > 0)
        bus.drop(poll)
        count = len(heard)
        ear.reports.clear()
        await until(lambda: len(ear.reports) > 6)
        assert len(heard) == count


async def test_a_line_has_one_owner(tmp_path: Path) -> None:
    boards = {"west": TwinBoard(3)}
    async with pretend(boards, tmp_path / "line"), asked(boards, tmp_path / "line") as (bus, ear):
        with pytest.raises(RuntimeError, match="an owner already"):
            await bus.run(None, ear.tell)  # type: ignore[arg-type]


async def test_nothing_is_written_where_no_line_is_open() -> None:
    bus = Bus("bus")
    bus.want(Poll("west", 3, 8, 8, lambda _: None))
    with pytest.raises(HardwareError, match="the line bus is not open"):
        await bus.write(3, 1, True)
