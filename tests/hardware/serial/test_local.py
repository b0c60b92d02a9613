import asyncio
import errno
import fcntl
import os
from pathlib import Path

import pytest

from hardware.serial.end import SEND_BYTES_MAX, LineState
from hardware.serial.line import Line, Wire
from hardware.serial.local import is_printed_to, refusal_for
from hardware.serial.pty import Pty
from tests.hardware.running import until
from tests.hardware.serial.keeping import kept

pytestmark = pytest.mark.slow  # these tests run in real time, at true baud: in `make test`, not in `make check`

EVERY_BYTE = bytes(range(256))


async def test_bytes_go_both_ways_at_the_pace_of_the_wire(tmp_path: Path) -> None:
    heard = bytearray()
    device = Pty(tmp_path / "radio", 9600, heard.extend)
    async with kept(str(device.link)) as line:
        await line.until(LineState.OPEN)
        await device.send(EVERY_BYTE)
        await line.until_came(EVERY_BYTE)
        assert line.line.send(EVERY_BYTE)
        await until(lambda: bytes(heard) == EVERY_BYTE)
    device.close()


async def test_what_piled_up_before_it_was_opened_is_not_heard(tmp_path: Path) -> None:
    """Nobody knows when it was said; and a receiver that waits for an answer says it again."""
    device = Pty(tmp_path / "radio", 9600)
    device.burst(b"old")
    async with kept(str(device.link)) as line:
        await line.until(LineState.OPEN)
        await device.send(b"new")
        await line.until_came(b"new")
    device.close()


async def test_what_is_sent_takes_as_long_as_its_bits(tmp_path: Path) -> None:
    device = Pty(tmp_path / "radio", 1200)
    async with kept(str(device.link), 1200) as line:
        await line.until(LineState.OPEN)
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        await device.send(b"\x55" * 12)
        assert loop.time() - began_s >= 12 * 10 / 1200
        await line.until_came(b"\x55" * 12)
    device.close()


async def test_unplugged_it_is_missing_and_plugged_in_again_it_is_open(tmp_path: Path) -> None:
    device = Pty(tmp_path / "radio", 9600)
    async with kept(str(device.link)) as line:
        await line.until(LineState.OPEN)
        device.unplug()
        await line.until(LineState.MISSING)
        assert not line.line.send(b"nobody")
        device.plug_in()
        await line.until(LineState.OPEN)
        await device.send(b"again")
        await line.until_came(b"again")
    states = [state for state, _ in line.states]
    assert states[:2] == [LineState.OPEN, LineState.MISSING] and states[-1] is LineState.OPEN
    device.close()


async def test_a_path_that_leads_to_another_device_is_opened_anew(tmp_path: Path) -> None:
    first, second = Pty(tmp_path / "first", 9600), Pty(tmp_path / "second", 9600)
    path = tmp_path / "radio"
    path.symlink_to(first.link)
    async with kept(str(path)) as line:
        await line.until(LineState.OPEN)
        (tmp_path / "new").symlink_to(second.link)
        (tmp_path / "new").replace(path)
        assert await line.until(LineState.MISSING) == f"{path} is another device now"
        await line.until(LineState.OPEN)
        await second.send(b"second")
        await line.until_came(b"second")
    first.close()
    second.close()


async def test_a_line_that_is_not_there_yet_is_opened_when_it_comes(tmp_path: Path) -> None:
    path = tmp_path / "radio"
    async with kept(str(path)) as line:
        assert await line.until(LineState.MISSING) == f"nothing is at {path}"
        device = Pty(path, 9600)
        await line.until(LineState.OPEN)
    device.close()


async def test_a_line_that_another_program_has_is_refused(tmp_path: Path) -> None:
    device = Pty(tmp_path / "radio", 9600)
    other = os.open(device.link, os.O_RDWR | os.O_NOCTTY)
    fcntl.flock(other, fcntl.LOCK_EX)
    async with kept(str(device.link)) as line:
        assert await line.until(LineState.REFUSED) == f"another program has {device.link}"
        os.close(other)
        await line.until(LineState.OPEN)
    device.close()


@pytest.mark.parametrize(
    ("number", "state", "why"),
    [
        (errno.ENOENT, LineState.MISSING, "nothing is at /dev/ttyAMA0"),
        (errno.ENXIO, LineState.MISSING, "nothing is at /dev/ttyAMA0"),
        (errno.EIO, LineState.MISSING, "nothing is at /dev/ttyAMA0"),
        (errno.EACCES, LineState.REFUSED, "Handbell may not open /dev/ttyAMA0"),
        (errno.EPERM, LineState.REFUSED, "Handbell may not open /dev/ttyAMA0"),
        (errno.EBUSY, LineState.REFUSED, "another program has /dev/ttyAMA0"),
        (errno.ENOTTY, LineState.REFUSED, "/dev/ttyAMA0 is no serial line"),
        (None, LineState.REFUSED, "/dev/ttyAMA0 is no serial line"),
    ],
)
def test_what_the_kernel_says_to_opening_it_is_told_in_words(number: int | None, state: LineState, why: str) -> None:
    refusal = refusal_for("/dev/ttyAMA0", number)
    assert (refusal.state, refusal.why) == (state, why)


def test_a_line_that_the_kernel_prints_to_is_known_by_any_of_its_names(tmp_path: Path) -> None:
    by_path = tmp_path / "platform-fe201000.serial"
    by_path.symlink_to("/dev/ttyAMA0")
    for path in ("/dev/ttyAMA0", str(by_path)):
        assert is_printed_to(path, "tty1 ttyAMA0\n")
        assert not is_printed_to(path, "tty1 ttyAMA01\n")
    assert not is_printed_to("/dev/ttyUSB0", "")


async def test_a_file_is_no_line_and_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter"
    path.write_text("dear")
    async with kept(str(path)) as line:
        assert await line.until(LineState.REFUSED) == f"{path} is no serial line"
    assert path.read_text() == "dear"


async def test_a_port_that_the_plan_may_not_have_is_never_opened(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with kept(f"spy:///dev/null?file={log}") as line:
        assert "rfc2217:// or socket://" in await line.until(LineState.REFUSED)
    assert not log.exists()


async def test_a_wrong_speed_reads_other_bytes_and_the_right_one_the_same(tmp_path: Path) -> None:
    device = Pty(tmp_path / "radio", 19200)
    async with kept(str(device.link), 9600) as line:
        await line.until(LineState.OPEN)
        await device.send(b"understood")
        await until(lambda: len(line.came) >= 3)
        assert b"u" not in line.came
    device.close()


async def test_noise_neither_fills_the_memory_nor_takes_the_loop(tmp_path: Path) -> None:
    device = Pty(tmp_path / "radio", 9600)
    async with kept(str(device.link), 9600) as line:
        await line.until(LineState.OPEN)
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        for _ in range(200):
            device.burst(os.urandom(4000))
            await asyncio.sleep(0)
        await until(lambda: len(line.came) > 4096)
        # At most twice what 9600 baud can bring, and one full buffer.
        assert len(line.came) <= 2 * 4096 + 2 * 960 * (loop.time() - began_s)
    device.close()


async def test_a_line_that_takes_nothing_says_so_and_nothing_waits(tmp_path: Path) -> None:
    device = Pty(tmp_path / "radio", 9600)
    async with kept(str(device.link)) as line:
        await line.until(LineState.OPEN)
        asyncio.get_running_loop().remove_reader(device._ends[0])  # type: ignore[index] # the device hangs
        taken = 0
        while line.line.send(b"x" * 256):
            taken += 256
            assert taken < 1_000_000
        assert not line.line.send(b"x" * SEND_BYTES_MAX)
    device.close()


async def test_what_whoever_hears_it_raises_ends_the_keeping_and_lets_the_line_go(tmp_path: Path) -> None:
    device = Pty(tmp_path / "radio", 9600)
    line = Line(Wire("radio-a", str(device.link), 9600))

    def bug(_data: bytes) -> None:
        raise ZeroDivisionError

    opened = asyncio.Event()
    running = asyncio.get_running_loop().create_task(
        line.run(bug, lambda state, _why: opened.set() if state is LineState.OPEN else None)
    )
    await opened.wait()
    device.burst(b"x")
    with pytest.raises(ZeroDivisionError):
        await running
    async with kept(str(device.link)) as again:
        await again.until(LineState.OPEN)
    device.close()
