import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hardware.serial import judging
from hardware.serial.faults import FAULTS
from hardware.serial.line import Line, Wire
from hardware.serial.pty import Pty
from hardware.serial.supervised_line import SupervisedLine
from tests.hardware.running import stays, until
from tests.patience import patient

pytestmark = pytest.mark.slow  # these tests run in real time, at true baud: in `make test`, not in `make check`

FRAME = b"<ok>"


class Family:
    """A family that knows one frame."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str | None]] = []
        self.opened = 0
        self._came = b""

    def read(self, data: bytes) -> tuple[int, int]:
        """Read frames; a frame may come byte by byte."""
        *frames, rest = (self._came + data).split(FRAME)
        self._came = rest[-len(FRAME) :]
        return len(frames), 0

    def say(self, what: str, detail: str | None) -> None:
        self.said.append((what, detail))

    def open(self) -> None:
        self.opened += 1

    def now(self) -> set[str]:
        """Give the troubles that were reported and are not over."""
        wrong: set[str] = set()
        for what, detail in self.said:
            (wrong.discard if detail is None else wrong.add)(what)
            assert len(wrong) <= 1
        return wrong


@contextlib.asynccontextmanager
async def watched(path: Path, silent_after_s: float | None = None) -> AsyncIterator[Family]:
    family = Family()
    line = SupervisedLine(Line(Wire("radio-a", str(path), 9600)), silent_after_s, family.read, family.say, family.open)
    running = asyncio.get_running_loop().create_task(line.run())
    try:
        yield family
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the time until a line is garbled. The judge's own tests prove the real figures of tens of seconds, with time
    as an argument.
    """
    monkeypatch.setattr(judging, "GARBLED_AFTER_S", 1.0)


async def test_a_line_that_goes_and_comes_is_missing_and_then_is_not(tmp_path: Path) -> None:
    device = Pty(tmp_path / "radio", 9600)
    async with watched(device.link) as family:
        await until(lambda: family.opened == 1)
        assert not family.now()
        device.unplug()
        await until(lambda: family.now() == {"missing"})
        device.plug_in()
        await until(lambda: family.opened == 2)
        assert not family.now()
    device.close()


async def test_a_line_that_says_nothing_is_silent_until_it_makes_sense(tmp_path: Path) -> None:
    device = Pty(tmp_path / "radio", 9600)
    async with watched(device.link, silent_after_s=1) as family:
        await until(lambda: family.now() == {"silent"})
        device.burst(FRAME)
        await until(lambda: not family.now())
        await until(lambda: family.now() == {"silent"})
    device.close()


async def test_a_wrong_speed_is_garbled_and_not_silent(tmp_path: Path) -> None:
    device = Pty(tmp_path / "radio", 19200)
    async with watched(device.link, silent_after_s=60) as family:
        await until(lambda: family.opened == 1)
        for _ in range(3):
            await device.send(FRAME * 40)  # at half the speed, some forty bytes of these are read
            await asyncio.sleep(0.6)
        await until(lambda: family.now() == {"garbled"})
        device.baud = 9600  # somebody sets the speed of the device right
        await device.send(FRAME)
        await until(lambda: not family.now())
    device.close()


async def test_a_garbled_line_that_is_pulled_out_is_missing_alone(tmp_path: Path) -> None:
    device = Pty(tmp_path / "radio", 9600)
    async with watched(device.link) as family:
        await until(lambda: family.opened == 1)
        device.burst(os.urandom(400).replace(b"<", b""))
        await until(lambda: family.now() == {"garbled"})
        device.unplug()
        await until(lambda: family.now() == {"missing"})
    device.close()


async def test_what_an_earlier_process_may_have_said_is_over_once_it_is_seen_to_be(tmp_path: Path) -> None:
    device = Pty(tmp_path / "radio", 9600)
    async with watched(device.link, silent_after_s=60) as family:
        await until(lambda: family.opened == 1)
        assert family.said == [("missing", None), ("refused", None)]
        assert await stays(lambda: len(family.said) == 2, 1.2)  # a silence is not over: nothing was heard yet
        device.burst(FRAME)
        await until(lambda: family.said[2:] == [("silent", None), ("garbled", None)])
        device.burst(FRAME)
        assert await stays(lambda: len(family.said) == 4, 0.2)
    device.close()


async def test_a_fault_while_it_is_judged_ends_the_listening_and_is_raised(tmp_path: Path) -> None:
    def say(what: str, detail: str | None) -> None:
        if what == "silent" and detail is not None:
            raise ZeroDivisionError

    device, family = Pty(tmp_path / "radio", 9600), Family()
    line = SupervisedLine(Line(Wire("radio-a", str(device.link), 9600)), 1, family.read, say, family.open)
    async with patient(4.0):
        with pytest.raises(ZeroDivisionError):
            await line.run()
    device.close()


async def test_a_fault_in_what_came_is_raised_as_it_is(tmp_path: Path) -> None:
    def read(data: bytes) -> tuple[int, int]:
        raise ZeroDivisionError

    device, family = Pty(tmp_path / "radio", 9600), Family()
    line = SupervisedLine(Line(Wire("radio-a", str(device.link), 9600)), None, read, family.say, family.open)
    async with asyncio.TaskGroup() as listening:
        running = listening.create_task(_zero(line))
        await until(lambda: family.opened == 1)
        device.burst(FRAME)
        await running
    device.close()


async def _zero(line: SupervisedLine) -> None:
    with pytest.raises(ZeroDivisionError):
        await line.run()


def test_each_trouble_has_its_advice() -> None:
    assert set(FAULTS) == {"line-missing", "line-refused", "line-silent", "line-garbled", "line-other"}
    for advice in FAULTS.values():
        assert advice[0].islower() and not advice.endswith(".")
