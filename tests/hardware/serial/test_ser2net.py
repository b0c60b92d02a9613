"""Tests a line that ser2net lends. ser2net is what people usually lend lines with."""

import asyncio
import os
import shutil
from pathlib import Path

import pytest

from hardware.serial.end import LineState
from hardware.serial.pty import Pty
from tests.hardware.running import until
from tests.hardware.serial.keeping import kept
from tests.ports import free_port

pytestmark = pytest.mark.slow  # these tests run in real time, at true baud: in `make test`, not in `make check`

SER2NET = shutil.which("ser2net", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
EVERY_BYTE = bytes(range(256))
SAYS = """%YAML 1.1
---
connection: &radio
  accepter: telnet(rfc2217),tcp,127.0.0.1,{port}
  connector: serialdev,{device},1200n81,local
"""


@pytest.mark.skipif(SER2NET is None, reason="ser2net is not installed")
async def test_ser2net_sets_its_line_for_us_and_every_byte_goes_both_ways(tmp_path: Path) -> None:
    assert SER2NET is not None
    heard, port = bytearray(), free_port()
    device = Pty(tmp_path / "device", 9600, heard.extend)
    settings = tmp_path / "ser2net.yaml"
    settings.write_text(SAYS.format(port=port, device=device.link))
    lender = await asyncio.create_subprocess_exec(
        SER2NET, "-n", "-d", "-c", str(settings), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with kept(f"rfc2217://127.0.0.1:{port}", 9600) as line:
            await line.until(LineState.OPEN)
            await device.send(EVERY_BYTE)  # the bytes would be garbled if ser2net had left its line at 1200 baud
            await line.until_came(EVERY_BYTE)
            assert line.line.send(EVERY_BYTE)
            await until(lambda: bytes(heard) == EVERY_BYTE)
            lender.kill()
            await line.until(LineState.MISSING)
    finally:
        if lender.returncode is None:
            lender.kill()
        await lender.wait()
        device.close()
