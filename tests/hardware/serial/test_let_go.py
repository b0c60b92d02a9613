"""Tests that a line which is let go of, as when the plan changes, is heard by whoever opens it next."""

import asyncio
import contextlib
from pathlib import Path

from hardware.serial.line import Line, Wire
from hardware.serial.pty import Pty
from tests.hardware.running import until


async def test_who_opens_a_line_after_another_hears_it(tmp_path: Path) -> None:
    far = Pty(tmp_path / "radio", 9600)
    try:
        for _ in range(3):
            line, heard = Line(Wire("radio-a", str(far.link), 9600)), bytearray()
            running = asyncio.get_running_loop().create_task(line.run(heard.extend, lambda _state, _why: None))
            await until(lambda of=line: of.state[0] == "open")
            await far.send(b"abc")
            await until(lambda of=heard: of == b"abc")
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
    finally:
        far.close()
