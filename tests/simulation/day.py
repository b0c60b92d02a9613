"""Runs one day in a building: people and mishaps for a while, then everything is put right, and then every promise must have come true."""

import asyncio
import os
import random
import shutil
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from appliance.core.calls.commands import Acknowledge, Confirm, Dispatch, StandDown
from appliance.core.devices.commands import PutBackInService
from appliance.core.devices.supervision import sounder_works
from appliance.core.ground.words import Answer, Outcome
from appliance.core.practice.commands import EndDrill, EndWalkTest
from appliance.logbook.errors import LogbookError
from appliance.plan.model import Role
from hardware.ports import Phase
from tests.simulation.box import Box
from tests.simulation.hourglass import VirtualLoop
from tests.simulation.mishaps import Mishaps
from tests.simulation.people import Console, People
from tests.simulation.world import World

TEST = "tests/simulation/test_school_days.py"
THINGS = 200  # things that happen in a day, one after the other, quickly or slowly
SETTLE_S = 200  # longer than anything that must come right by itself: a lost button takes 180 s, and a press is sent again each minute
MENDS_MAX = 8  # at most so many mends: damage in a table is found where somebody reads it, one place after the other
MENDED_S = 600  # enough for some starts, each of which looks through a day's record in pieces
PUT_RIGHT = (
    "button-lost",
    "button-unplaced",
    "logbook-not-recording",
    "family-lost",
    "sounder-silent",
    "desk-unattended",
)


def run_day(seed: str, things: int = THINGS, *, rot: bool = False, told: bool = False) -> str:
    """Run one day; returns the digest of all that happened. Raises whatever went wrong, with the transcript's end as notes.

    With `rot` the data folder is damaged while the power is away, and clocks jump between starts. With `told` people are told by messages,
    and answer.
    """
    with _folder() as folder, asyncio.Runner(loop_factory=VirtualLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, VirtualLoop)
        world = World(seed, folder, loop, rot=rot, told=told)
        keys = random.Random(f"{seed}/keys")
        with world.disk.fitted(), patch.object(os, "urandom", keys.randbytes):
            try:
                runner.run(_guarded(world, _day(world, things)))
            except BaseException as error:
                error.add_note("\n".join(world.transcript))
                error.add_note(f"Run this day again: HANDBELL_SEED='{seed}' .venv/bin/pytest {TEST}")
                raise
            return world.digest


async def _guarded(world: World, day: Coroutine[Any, Any, None]) -> None:
    try:
        await day
    except BaseExceptionGroup as group:  # the pretend building's task group wraps what went wrong inside it
        raise group.exceptions[0] from None
    finally:
        world.loop.idle = lambda: None
        world.disk.heal()
        for box in list(world.unburied):
            box.dies()
            await box.is_buried()


async def _day(world: World, things: int) -> None:
    people, mishaps = People(world), Mishaps(world)
    async with world.building:
        await world.start_box()
        pace_s = world.dice.choice((0.5, 2.0, 6.0))
        how_bad = world.dice.choice((0.1, 0.3, 0.6))
        for _ in range(things):
            await asyncio.sleep(world.dice.expovariate(1 / pace_s))
            happens = world.dice.random()
            if happens < how_bad * 0.5:
                mishaps.strike()
            elif happens < 0.5:
                people.press()
            elif happens < 0.98:
                people.act()
            else:
                people.plan()
            if world.telephones is not None and (what := world.telephones.happen()):
                world.say(what)
        mishaps.mend_all()
        if world.telephones is not None:
            world.telephones.mend()
        await _all_comes_right(world)


async def _all_comes_right(world: World) -> None:
    """Check that nothing stays wrong in fair weather with somebody at every desk."""
    world.say("from here on nothing goes wrong")
    world.plan = world.whole_plan
    for _ in range(MENDS_MAX if world.rot is not None else 1):
        if world.rot is not None:
            await _is_mended(world)
        box = world.box
        try:
            await _nothing_stays_wrong(world)
        except (AssertionError, LogbookError):
            if box is None or (world.box is box and not box.logbook.damaged.done()):
                raise
            world.say("the box met damage, and starts anew")
        else:
            return
    raise AssertionError(f"after {MENDS_MAX} starts in fair weather there still is damage")


async def _nothing_stays_wrong(world: World) -> None:
    for tenth in range(SETTLE_S // 10):
        await _ten_seconds(world)
        if tenth == 3 and world.box is not None:
            # the plan must have every button: a button that it does not know is refused, and may press in vain until then
            world.box.adopt(world.plan)
    box = world.box
    assert box is not None
    for button in world.building.buttons():
        flash = world.building._line(button).flash
        waits = {c: n for c, n in flash.counters.items() if n > flash.receipted.get(c, 0)}
        assert not waits, f"{button} still waits for {waits} in fair weather, and shows {world.lamps[button]}"
    for _ in range(7):
        await _ten_seconds(world)
    board = box.engine.board
    wrong = [key for key in board.troubles if key.startswith(PUT_RIGHT)]
    assert not wrong, f"still in trouble though everything works: {wrong}"
    assert all(sounder_works(board, box.engine.heard, name, box.engine.clock.now()) for name in board.index.sounders)
    await world.check_record()
    await _a_call_in_fair_weather(world)
    await world.check_record()


async def _is_mended(world: World) -> None:
    """Wait until damage is found and what was set aside is brought back. A box that met damage starts anew once no call is open."""
    for _ in range(MENDED_S // 10):
        await _ten_seconds(world)
        box = world.box
        if box is not None and box.logbook.damaged.done():
            _stand_all_down(box, next(iter(world.consoles.values())))
        elif box is not None and box.logbook.whole.is_set() and box.queries.verification.complete:
            return
    raise AssertionError(f"after {MENDED_S} s of fair weather the record is not mended")


async def _ten_seconds(world: World) -> None:
    """Let ten seconds pass, with somebody at every desk."""
    await asyncio.sleep(10)
    for console in world.consoles.values():
        console.connect()
        console.touch()


async def _a_call_in_fair_weather(world: World) -> None:
    """Make one press and follow it all the way: the lamp says received, acknowledged, on the way, ready; each as soon as it is true."""
    box = world.box
    assert box is not None
    console = next(iter(world.consoles.values()))
    board = box.engine.board
    if board.drill is not None:
        console.does(EndDrill(drill=board.drill.drill))
    if board.walk_test is not None:
        console.does(EndWalkTest(button=board.walk_test.button))
    for out in board.out_of_service:
        console.does(PutBackInService(button=out))
    _stand_all_down(box, console)
    await asyncio.sleep(1)
    button = next((each for each in world.plan.buttons if _told_at_a_desk(world, each.room)), None)
    if button is None:
        return  # every desk that is told at once is in the zone of every button, so none of them would count as told
    await _shows(world, button.button, Phase.READY)
    world.pressed(button.button)
    await world.building.press(button.button, button.contacts[0].contact)
    await _shows(world, button.button, Phase.RECEIVED)
    call = next(each for each in box.engine.board.incidents.values() if each.room == button.room)
    console.does(Acknowledge(incident=call.incident))
    await _shows(world, button.button, Phase.ACKNOWLEDGED)
    console.does(Dispatch(incident=call.incident, role=Role.LEAD))
    console.does(Confirm(incident=call.incident, responder="Ana", answer=Answer.BY_RADIO))
    await _shows(world, button.button, Phase.ON_THE_WAY)
    console.does(StandDown(incident=call.incident, outcome=Outcome.ATTENDED, saw_room="Ana"))
    await _shows(world, button.button, Phase.READY)


def _stand_all_down(box: Box, console: Console) -> None:
    for incident in list(box.engine.board.incidents):
        console.does(StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room="somebody"))


def _told_at_a_desk(world: World, room: str) -> bool:
    plan = world.plan
    zone = next(each.zone for each in plan.rooms if each.room == room)
    first = plan.ladder[0].desks if plan.ladder else tuple(desk.desk for desk in plan.desks)
    return any(desk.zone != zone for desk in plan.desks if desk.desk in first)


async def _shows(world: World, button: str, phase: Phase) -> None:
    """Wait until the lamp shows this, for about a second."""
    for _ in range(20):
        if world.lamps[button] == phase:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{button} shows {world.lamps[button]} and not {phase} after one second of fair weather")


@contextmanager
def _folder() -> Iterator[Path]:
    """Make a folder, in memory where there is room, so that thousands of durable commits take no time."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
