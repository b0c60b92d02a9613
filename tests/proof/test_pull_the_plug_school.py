"""Tests plugs that are pulled at a whole school on wires: for each, who is still heard, which trouble is told within its limit, and that it
heals.

Processes are real; the far ends of the wires are pretend. `test_pull_the_plug.py` has what ends a line by itself. The limits for a missing
desk, district or copy are minutes, and other tests prove them with time as an argument.
"""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from tests.patience import patience, patient, until
from tests.proof.copied_box import Replica
from tests.proof.disk import Disk
from tests.proof.wired import CONTACT, HOLD_UP, PENDANT, WALL, Wired
from tests.sync.district.serving import Server, command
from tests.sync.uplink.conftest import UPLINK
from tests.system.box import Box
from tests.system.plain import plain_desk
from tests.system.record import read_record

pytestmark = pytest.mark.proof

ARRIVES_WITHIN_S = 30.0


class Row(msgspec.Struct, frozen=True):
    """One plug: how it is pulled and put back, each trouble with its limit (s), and who does not need it."""

    name: str
    pull: Callable[[Wired], None]
    mend: Callable[[Wired], None]
    troubles: dict[tuple[str, str], float]
    still_heard: tuple[str, ...]
    not_heard: tuple[str, ...]


def _both_out(school: Wired) -> None:
    school.radio.unplug(1)
    school.radio.unplug(2)


def _both_in(school: Wired) -> None:
    school.radio.plug_in(1)
    school.radio.plug_in(2)


def _jammed(school: Wired) -> None:
    school.radio.jam()


def _clear(school: Wired) -> None:
    school.radio.jam(on=False)


def _panel_silent(school: Wired) -> None:
    school.panel.silent = True


def _panel_speaks(school: Wired) -> None:
    school.panel.silent = False


def _board_dies(school: Wired) -> None:
    school.board.dead = True


def _board_lives(school: Wired) -> None:
    school.board.dead = False


ROWS = (
    Row(
        "both receivers are gone",
        _both_out,
        _both_in,
        {("line-missing", "radio-a"): 2.0, ("line-missing", "radio-b"): 2.0},
        (CONTACT, HOLD_UP, WALL),
        (PENDANT,),
    ),
    Row(
        "every receiver is jammed",
        _jammed,
        _clear,
        {("receiver-jammed", "radio-a"): 30.0, ("receiver-jammed", "radio-b"): 30.0},
        (CONTACT, HOLD_UP, WALL),
        (PENDANT,),
    ),
    Row(
        "the panel says nothing any more",
        _panel_silent,
        _panel_speaks,
        {("panel-silent", "panel"): 60.0},
        (PENDANT, CONTACT, WALL),
        (HOLD_UP,),
    ),
    Row(
        "the relays' board is dead",
        _board_dies,
        _board_lives,
        {("board-lost", "west-io"): 2.0, ("sounder-silent", "lamp"): 4.0},
        (PENDANT, HOLD_UP, WALL),
        (CONTACT,),
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_it_is_named_all_others_are_heard_and_it_heals_itself(row: Row, tmp_path: Path) -> None:
    async with Wired.at(tmp_path) as school:
        await school.starts()
        row.pull(school)
        for (what, subject), limit_s in row.troubles.items():
            await school.desk.board(
                lambda board, it=(what, subject): it in {(each.what, each.subject) for each in board.troubles}, limit_s
            )
        told = {(each.what, each.subject) for each in (await school.desk.board()).troubles}
        assert told == set(row.troubles), "one cause is one trouble"
        for way in row.still_heard:
            await school.is_heard(way)
        row.mend(school)
        await school.desk.board(lambda board: not board.troubles, patience())
        for way in row.not_heard:
            await school.is_heard(way)


async def test_a_board_whose_power_goes_while_its_lamp_is_lit_comes_back_with_the_lamp_lit(tmp_path: Path) -> None:
    async with Wired.at(tmp_path) as school:
        await school.starts()
        await school.is_heard(WALL)
        await school.is_lit()
        # Where the lamp was to change while the board was away, nobody can tell what the board forgot: then once more.
        for _ in range(3):
            lit_as = await lamp_of(school)
            await _loses_power_and_comes_back(school)
            if await lamp_of(school) == lit_as:
                break
        else:
            raise AssertionError("the lamp changed each time the board was away")
        assert "see to its power" in await school.desk.sees_trouble("board-restarted")


async def _loses_power_and_comes_back(school: Wired) -> None:
    """Let the board with the lamp forget its relays, and wait until the lamp is lit again and nothing is lost."""
    school.board.dead = True
    school.board.restart()
    await school.desk.sees_trouble("board-lost", 2)
    assert (await school.is_heard(PENDANT)).ringing, "it rings at the desk all the while"
    assert not any(school.board.relays)
    school.board.dead = False
    await school.is_lit()
    await school.desk.sees_no_trouble("board-lost")
    await school.desk.sees_no_trouble("sounder-silent")


async def lamp_of(school: Wired) -> str:
    """Give what the lamp of the call from the wall button shows."""
    return next(call.lamp for call in (await school.desk.board()).calls if call.two_way)


async def test_presses_in_progress_when_the_daemon_is_killed_ring_once_after_its_start(tmp_path: Path) -> None:
    async with Wired.at(tmp_path) as school:
        await school.starts()
        pressed = (PENDANT, CONTACT, WALL)
        for way in pressed:
            await school.begins_to_press(way)
        school.box.kill()
        await school.starts_again()
        for way in pressed:
            card = await school.sees(way)
            assert (card.presses, card.ringing) == (1, True), way
        await until(lambda: all(school.radio.receiver(each).waiting == 0 for each in (1, 2)))
        await school.box.stops()
        record = await read_record(school.box.data)
        assert record.findings == []
        assert set(record.presses().values()) == {1}


type Beside = Callable[[Box, Path], AbstractAsyncContextManager[Callable[[], None]]]
"""Start a process beside the daemon; gives a function that kills it."""


@asynccontextmanager
async def console(box: Box, _: Path) -> AsyncIterator[Callable[[], None]]:
    async with plain_desk(box, "hall") as person:
        await person.hears("Handbell at Juniper Middle School")
        yield person.process.kill


@asynccontextmanager
async def replica(box: Box, folder: Path) -> AsyncIterator[Callable[[], None]]:
    async with Replica.of(box, folder / "stick") as running:
        await until(lambda: any((folder / "stick").rglob("*.ltx")))
        yield running.dies


@asynccontextmanager
async def uplink(box: Box, folder: Path) -> AsyncIterator[Callable[[], None]]:
    server = Server(folder / "district").init().start()
    where = ("--data", str(folder / "uplink"), "--run", str(box.run))
    authority = str(server.folder.keys / "authority.pem")
    asked = ("enrol", *where, "--server", server.url, "--ca-file", authority, "--token", server.token("juniper-ms"))
    surroundings = {**os.environ, "NO_PROXY": "", "HTTPS_PROXY": ""}
    await asyncio.to_thread(subprocess.run, [*UPLINK, *asked], check=True, capture_output=True, env=surroundings)
    process = subprocess.Popen([*UPLINK, *where], stderr=subprocess.DEVNULL, env=surroundings)
    try:
        async with patient(ARRIVES_WITHIN_S):
            while (
                " 0 entries here" in (await asyncio.to_thread(command, "buildings", "--data", str(server.data))).stdout
            ):
                await asyncio.sleep(0.2)
        yield process.kill
    finally:
        process.kill()
        process.wait()
        server.kill()


@pytest.mark.parametrize("beside", [console, uplink, replica])
async def test_a_process_beside_the_daemon_that_is_killed_during_a_press_costs_no_call(
    beside: Beside, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    async with Wired.at(tmp_path) as school:
        await school.starts()
        async with beside(school.box, tmp_path) as kill:
            await school.begins_to_press(PENDANT)
            kill()
            assert (await school.sees(PENDANT, lambda card: card.recorded)).rings_here
            await school.lets_go(PENDANT)
            for way in (CONTACT, HOLD_UP, WALL):
                await school.is_heard(way)
            await school.is_lit()


async def test_what_wires_were_last_seen_as_may_rot_and_a_contact_that_is_closed_rings_rather_than_not(
    tmp_path: Path,
) -> None:
    async with Wired.at(tmp_path) as school:
        await school.starts()
        await school.begins_to_press(CONTACT)
        await school.sees(CONTACT, lambda card: card.recorded)
        school.box.kill()
        await school.starts_again()
        assert (await school.sees(CONTACT)).presses == 1, "it is recorded as closed"

        school.box.kill()
        (school.box.data / "wires.json").write_bytes(b'{"opened": {"B201-under": ' + bytes(2000))
        await school.starts_again()
        assert (await school.sees(CONTACT, lambda card: card.presses == 2)).ringing
        for way in (PENDANT, HOLD_UP, WALL):
            await school.is_heard(way)
        assert "is forgotten" in school.box.journal()


async def test_what_wires_were_last_seen_as_may_find_no_room_and_a_contact_that_is_closed_rings_rather_than_not(
    tmp_path: Path, disk: Disk
) -> None:
    async with Wired.at(tmp_path, data=disk.path / "data") as school:
        await school.starts()
        await school.is_heard(WALL)
        disk.fill()
        await school.is_heard(CONTACT)
        await until(lambda: "was not written" in school.box.journal())
        school.box.kill()
        await school.begins_to_press(CONTACT)
        await school.starts_again()
        assert (await school.sees(CONTACT)).ringing
        for way in (PENDANT, HOLD_UP):
            await school.is_heard(way)
