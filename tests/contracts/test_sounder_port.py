"""What every kind of sounder promises: it plays what it is told until told otherwise, and says when it cannot."""

import asyncio
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.ports import Outlet, Pattern, SounderPort, Sounding
from hardware.registry import SOUNDERS, Shared, make_sounder
from hardware.simulated.sounder import SimulatedSounder
from hardware.sound.synth import pcm
from tests.hardware.running import until

pytestmark = pytest.mark.slow  # real time: in `make test`, not in `make check`

# A program in place of aplay: a real process with a real pipe. It takes sound at the pace of a device and keeps what it took.
FAKE_APLAY = """#!/bin/sh
echo "$@" >> "$APLAY_KEEPS.arguments"
if [ -e "$APLAY_KEEPS.busy" ]; then echo "aplay: main:831: audio open error: Device or resource busy" >&2; exit 1; fi
exec cat >> "$APLAY_KEEPS"
"""


def made(family: str, output: str) -> SounderPort:
    return make_sounder(family, Outlet("bell", output, again_s=10), {}.get, Shared())


class AlsaRig:
    family = "alsa"

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        program = folder / "aplay"
        program.write_text(FAKE_APLAY)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        self._kept = folder / "taken"
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        monkeypatch.setenv("APLAY_KEEPS", str(self._kept))
        self.sounder: SounderPort = made("alsa", "plughw:0")

    def heard(self, pattern: Pattern) -> bool:
        return self._kept.exists() and begins(pattern) in self._kept.read_bytes()

    def silent_for_now(self) -> bool:
        return not any(self._kept.read_bytes()[-1600:])

    def break_it(self) -> None:
        Path(f"{self._kept}.busy").touch()
        self.sounder = made("alsa", "plughw:0")

    def mend_it(self) -> None:
        Path(f"{self._kept}.busy").unlink()


class FileRig:
    family = "file"

    def __init__(self, folder: Path, _: pytest.MonkeyPatch) -> None:
        self._path = folder / "office.pcm"
        self.sounder: SounderPort = made("file", str(self._path))

    def heard(self, pattern: Pattern) -> bool:
        return self._path.exists() and begins(pattern) in self._path.read_bytes()

    def silent_for_now(self) -> bool:
        return Path(f"{self._path}.log").read_text().endswith("silence\n")

    def break_it(self) -> None:
        self._path.mkdir()

    def mend_it(self) -> None:
        self._path.rmdir()


class SimulatedRig:
    family = "simulated"

    def __init__(self, _: Path, __: pytest.MonkeyPatch) -> None:
        self.simulated = SimulatedSounder()
        self.sounder: SounderPort = self.simulated

    def heard(self, pattern: Pattern) -> bool:
        return any(each.pattern is pattern for each in self.simulated.played)

    def silent_for_now(self) -> bool:
        return self.simulated.playing is None

    def break_it(self) -> None:
        self.simulated.fail("the wire to it is cut")

    def mend_it(self) -> None:
        self.simulated.mend()


type Rig = AlsaRig | FileRig | SimulatedRig
RIGS: list[Callable[[Path, pytest.MonkeyPatch], Rig]] = [AlsaRig, FileRig, SimulatedRig]


def begins(pattern: Pattern) -> bytes:
    """The first fifth of a second: no other pattern has it."""
    return pcm(pattern)[: 3200 * 2]


@pytest.fixture(params=RIGS, ids=lambda rig: rig.family)
def rig(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    yield request.param(tmp_path, monkeypatch)


@asynccontextmanager
async def running(rig: Rig):
    """The sounder runs; gives the list of what it reports."""
    reports: list[str | None] = []
    async with asyncio.TaskGroup() as group:
        task = group.create_task(rig.sounder.run(reports.append))
        yield reports
        task.cancel()


def test_every_family_has_a_rig() -> None:
    assert {rig.family for rig in RIGS} == set(SOUNDERS)


async def test_it_proves_itself_without_being_asked_to_sound(rig: Rig) -> None:
    async with running(rig) as reports:
        await until(lambda: reports == [None])


async def test_it_plays_what_it_is_told_until_told_otherwise(rig: Rig) -> None:
    async with running(rig):
        rig.sounder.sound(Sounding(Pattern.HIGH, 1))
        await until(lambda: rig.heard(Pattern.HIGH))
        rig.sounder.sound(Sounding(Pattern.MEDIUM, 1))
        await until(lambda: rig.heard(Pattern.MEDIUM))
        rig.sounder.sound(Sounding(None, 1))
        await until(rig.silent_for_now)


async def test_what_was_set_before_it_ran_is_played(rig: Rig) -> None:
    rig.sounder.sound(Sounding(Pattern.HIGH, 1))
    async with running(rig):
        await until(lambda: rig.heard(Pattern.HIGH))


async def test_it_says_why_it_does_not_sound_and_when_it_does_again(rig: Rig) -> None:
    rig.break_it()
    async with running(rig) as reports:
        await until(lambda: bool(reports) and reports[-1] is not None, within_s=10)
        assert len(str(reports[-1])) > 15
        rig.mend_it()
        await until(lambda: reports[-1] is None, within_s=10)
        assert len(reports) == 2


async def test_cancelling_ends_it(rig: Rig) -> None:
    reports: list[str | None] = []
    async with asyncio.TaskGroup() as group:
        task = group.create_task(rig.sounder.run(reports.append))
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.sleep(0.1)
        assert task.cancelled()


def test_an_unknown_family_is_named_with_those_known() -> None:
    with pytest.raises(OSError, match="'megaphone'; known are alsa, esphome, file, simulated"):
        made("megaphone", "")
