"""PINs with the real daemon: set on the box's command line, used at a desk, kept over a power cut, gone with the person."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from appliance.api.messages import ProveSelf, Reply
from appliance.plan.ids import PersonId
from tests.system.box import HANDBELL, Box
from tests.system.desk import Desk
from tests.system.school import school

pytestmark = pytest.mark.slow

PIN = "830917"


async def set_pin(box: Box, person: str, secret: str) -> tuple[int, str]:
    """`handbell people set-pin`, as an administrator's program calls it."""
    process = await asyncio.create_subprocess_exec(
        str(HANDBELL),
        *("people", "set-pin", person, "--socket", str(box.socket_path)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(f"{secret}\n".encode()), 10)
    assert process.returncode is not None
    return process.returncode, said.decode()


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
