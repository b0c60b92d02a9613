"""Tests a line that is let go of and opened again in the same process, as when the plan changes."""

import asyncio
from pathlib import Path

from hardware.serial.line import Line, Wire
from hardware.serial.pty import Pty
from tests.hardware.running import until


async def test_a_line_is_heard_again_after_its_keeper_was_stopped(tmp_path: Path) -> None:
    pty, heard = Pty(tmp_path / "line", 19_200), bytearray()
    for said in (b"first", b"second", b"third"):
        async with asyncio.TaskGroup() as running:
            line = Line(Wire("bus", str(tmp_path / "line"), 19_200))
            task = running.create_task(line.run(heard.extend, lambda _state, _why: None))
            await until(lambda line=line: line.send(b"x"))  # type: ignore[misc]
            await pty.send(said)
            await until(lambda said=said: heard.endswith(said))  # type: ignore[misc]
            task.cancel()
    pty.close()
    assert bytes(heard) == b"firstsecondthird"
