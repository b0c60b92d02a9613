"""Tests PINs with the real daemon: set on the box's command line, used at a desk, kept over a power cut, gone with the person."""

import asyncio
import os
import pty
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from appliance.api.ask import Reply
from appliance.api.desk.people import ProveSelf
from appliance.plan.ids import PersonId
from tests.patience import patience
from tests.system.box import HANDBELL, Box
from tests.system.desk import Desk
from tests.system.plain import PlainDesk
from tests.system.school import school

pytestmark = pytest.mark.slow

PIN = "830917"


async def set_pin(box: Box, person: str, secret: str) -> tuple[int, str]:
    """Run `handbell people set-pin`, as an administrator's program calls it."""
    return await people(box, "set-pin", person, typed=f"{secret}\n")


async def people(box: Box, *words: str, typed: str = "") -> tuple[int, str]:
    """Run `handbell people ...` with nobody at a terminal; give its exit code and all it said."""
    process = await asyncio.create_subprocess_exec(
        str(HANDBELL),
        *("people", *words, "--socket", str(box.socket_path)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(typed.encode()), patience())
    assert process.returncode is not None
    return process.returncode, said.decode()


@asynccontextmanager
async def administrator(box: Box, *words: str) -> AsyncIterator[PlainDesk]:
    """Run `handbell people ...` with a person at its terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(HANDBELL), "people", *words, "--socket", str(box.socket_path)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    person = PlainDesk(process, ours, ours)
    try:
        yield person
    finally:
        person.let_go()


async def proves(desk: Desk, person: str, secret: str) -> Reply:
    return await desk.line.ask(ProveSelf(request=0, person=PersonId(person), secret=secret))


async def test_a_pin_is_set_on_the_box_and_outlives_a_power_cut_but_the_sitting_and_the_waits_do_not(
    tmp_path: Path,
) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        assert await set_pin(box, "vasquez", "123456") == (
            1,
            "handbell people set-pin: Digits in a row are the first that anybody tries. Choose others.\n",
        )
        assert (await set_pin(box, "nobody", PIN))[0] == 1
        code, said = await set_pin(box, "vasquez", PIN)
        assert (code, said.split(".")[0]) == (0, "Set")
        desk = await box.desk("front")
        assert not (await proves(desk, "vasquez", "111222")).ok
        assert (await proves(desk, "vasquez", PIN)).says.startswith("Wait")
        box.kill()

        await box.starts()
        desk = await box.desk("front")
        assert not (await desk.board()).proven
        assert (await proves(desk, "vasquez", PIN)).ok, "nobody waits after a restart"
        await desk.board(lambda board: board.proven)
        assert PIN not in box.journal()


async def test_whoever_leaves_the_plan_leaves_their_pin(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        for person in ("vasquez", "quimby"):
            assert (await set_pin(box, person, PIN))[0] == 0
        plan = school()
        await box.adopts(msgspec.structs.replace(plan, people=plan.people[:1]))
        await box.adopts(plan)
        desk = await box.desk("front")
        assert "No PIN is set for quimby" in (await proves(desk, "quimby", PIN)).says
        assert (await proves(desk, "vasquez", PIN)).ok


async def test_a_box_that_does_not_run_is_said(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        code, said = await set_pin(box, "vasquez", PIN)
        assert code == 2
        assert "No alert daemon" in said
        assert (await people(box, "list"))[0] == 2


async def test_who_has_a_pin_is_listed_and_one_is_taken_away_for_good(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        await set_pin(box, "vasquez", PIN)
        today = datetime.now().astimezone().strftime("%Y-%m-%d")
        code, said = await people(box, "list")
        assert code == 0
        assert said.splitlines() == [
            "  NAME                     ID             PIN SINCE    ROLES",
            f"= Ottoline Vasquez         vasquez        {today}   lead",
            "- Thaddeus Quimby          quimby         none         nurse",
            "",
            "1 of 2 have a PIN or passphrase. To set one: handbell people set-pin ID",
        ]
        assert await people(box, "remove", "quimby", "--yes") == (
            1,
            "handbell people remove: Thaddeus Quimby has no PIN. Nothing was changed.\n",
        )
        assert await people(box, "remove", "vasqez", "--yes") == (
            1,
            'handbell people remove: Nobody in the plan is called "vasqez", by name or id. Did you mean "vasquez"?\n',
        )
        code, said = await people(box, "remove", "vasquez")
        assert (code, "Nobody is here to confirm that" in said) == (1, True), said
        assert "drills and buttons out of service will then ask nobody for a PIN" in said.replace("\n", " ")
        desk = await box.desk("front")
        assert (await proves(desk, "vasquez", PIN)).ok
        code, said = await people(box, "remove", "OTTOLINE vasquez", "--yes")
        assert (code, said.splitlines()[0]) == (0, "Taken away. Ottoline Vasquez stays in the plan and has no PIN.")
        await desk.board(lambda board: not board.proven)
        box.kill()

        await box.starts()
        desk = await box.desk("front")
        assert "No PIN is set for vasquez" in (await proves(desk, "vasquez", PIN)).says
        taken = [line for line in await desk.timeline() if "has no PIN any more" in line]
        assert len(taken) == 1, "the record has it, once"
        assert "by an administrator of the box" in taken[0]


async def test_a_tired_administrator_types_it_until_it_will_do(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        code, said = await set_pin(box, "ottolin vasquez", PIN)
        assert (code, 'Did you mean "Ottoline Vasquez"?' in said) == (1, True), said
        async with administrator(box, "set-pin", "Ottoline Vasquez") as person:
            for first, second, says in (
                (PIN, "830918", "The two were not the same. Type it again."),
                ("123456", "123456", "Digits in a row are the first that anybody tries."),
                (PIN, PIN, "Set. Ottoline Vasquez now signs in with it at any desk"),
            ):
                await person.hears("New PIN or passphrase of Ottoline Vasquez:")
                person.keys(f"{first}\r")
                await person.hears("Once more:")
                person.keys(f"{second}\r")
                await person.hears(says)
            assert await person.leaves() == 0
            assert PIN not in person.printed
        assert (await proves(await box.desk("front"), "vasquez", PIN)).ok


async def test_whoever_takes_a_pin_away_by_hand_is_told_what_follows_and_may_think_again(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        for name in ("vasquez", "quimby"):
            await set_pin(box, name, PIN)
        for answer, code, says in (("", 1, "Not confirmed. Nothing was changed."), ("Yes", 0, "Taken away.")):
            async with administrator(box, "remove", "quimby") as person:
                await person.hears("will read no names and no notes at any desk, from this moment")
                await person.hears("Calls are answered without one, by them too.")
                await person.hears("Take the PIN of Thaddeus Quimby away? Type yes:")
                assert "ask nobody for a PIN" not in person.printed, "another person has one"
                person.keys(f"{answer}\r")
                await person.hears(says)
                assert await person.leaves() == code
