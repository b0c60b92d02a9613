"""Tests `handbell pretend` as a process: sentences in, lamp changes out, a clean end however it ends."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from hardware.errors import HardwareError
from hardware.esphome import wire
from hardware.ports import Feedback, Phase
from hardware.signals import Press, Signal
from hardware.simulated.command import main
from hardware.simulated.roster import Entry, read_keys, read_roster
from hardware.simulated.source import SimulatedSource
from tests.hardware.esphome.twin.api_client import connected
from tests.hardware.esphome.twin.calls import Appliance
from tests.hardware.running import until
from tests.patience import patience, patient

KEYS = {"B204-1": b"a" * 32, "B205-1": b"b" * 32}


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    folder = tmp_path / "credentials"
    folder.mkdir()
    for button, key in KEYS.items():
        (folder / f"{button}.secret").write_bytes(key)
    return folder


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[SimulatedSource, list[Signal]]]:
    heard: list[Signal] = []
    source = SimulatedSource("127.0.0.1", 0, KEYS.get)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(source.run(heard.append))
        await source.listening.wait()
        for button in KEYS:
            source.tell(button, Feedback(Phase.READY, 1))
        yield source, heard
        task.cancel()


async def pretend(port: int, credentials: Path, *more: str) -> asyncio.subprocess.Process:
    command = ("from appliance.cli import main; raise SystemExit(main())", "pretend")
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", *command, "--connect", f"127.0.0.1:{port}"),
        *("--buttons", ",".join(KEYS), "--credentials", str(credentials), *more),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def line_with(process: asyncio.subprocess.Process, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    assert process.stdout is not None
    async with patient(10):
        while True:
            line = json.loads(await process.stdout.readline())
            if wanted(line):
                return line


@pytest.mark.slow
async def test_sentences_in_lamps_out(credentials: Path) -> None:
    async with listening() as (source, heard):
        process = await pretend(source.port, credentials, "--json", "--wire", "simulated")
        assert process.stdin is not None
        await line_with(process, lambda line: line.get("lamp") == "ready")
        process.stdin.write(b"press B204-1 help\n")
        sending = await line_with(process, lambda line: line.get("lamp") == "sending")
        assert sending["button"] == "B204-1"
        await until(lambda: any(isinstance(each, Press) for each in heard))
        source.tell("B204-1", Feedback(Phase.RECEIVED, 1, {"help": 1}))
        await line_with(process, lambda line: line.get("lamp") == "received")
        process.stdin.write(b"cut B204-1\n")
        await line_with(process, lambda line: line == line | {"button": "B204-1", "lamp": "dark"})
        process.stdin.write(b"press B999\njump B204-1\nsupply B204-1\nlamps\n")
        for says in ("no button B999", "no word known here", "missing a required argument"):
            await line_with(process, lambda line, says=says: says in line.get("says", ""))
        process.stdin.write(b"quit\n")
        assert await asyncio.wait_for(process.wait(), patience()) == 0
        assert process.stderr is not None
        assert await process.stderr.read() == b""


@pytest.mark.slow
async def test_buttons_speak_the_real_wire_unless_told_otherwise(credentials: Path) -> None:
    async with Appliance() as appliance:
        process = await pretend(appliance.port, credentials, "--json", "--buttons", "B204-1")
        assert process.stdin is not None
        async with connected(await appliance.call(), KEYS["B204-1"], target=True) as client:
            await client.tell("ready")
            await line_with(process, lambda line: line.get("lamp") == "ready")
            process.stdin.write(b"press B204-1\n")
            await until(lambda: client.count().count == 1)
            process.stdin.write(b"open B204-1\n")
            await until(lambda: client.says[wire.FAULTS] == "tampered")
            process.stdin.write(b"claim B204-1 handbell-b205-1\nquit\n")
            await until(client.closed.is_set)
        assert await asyncio.wait_for(process.wait(), patience()) == 0


@pytest.mark.parametrize("end", ["end of input", "SIGTERM", "SIGTERM while holding"])
@pytest.mark.slow
async def test_it_ends_cleanly(credentials: Path, end: str) -> None:
    async with listening() as (source, _):
        process = await pretend(source.port, credentials, "--wire", "simulated")
        assert process.stdin is not None
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), patience()) == b"B204-1 not-delivered\n"
        if end == "end of input":
            process.stdin.close()
        else:
            if end == "SIGTERM while holding":
                process.stdin.write(b"hold B204-1\nwait 30\n")
                await asyncio.sleep(0.2)
            process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), patience())
        assert (process.returncode, errors) == (0, b"")


def test_a_roster_is_a_list_an_array_or_lines(tmp_path: Path) -> None:
    lines, array = tmp_path / "buttons.jsonl", tmp_path / "buttons.json"
    lines.write_text('{"button": "B1", "key_id": "k1", "contacts": ["help", "medical"]}\n{"button": "B2"}\n')
    array.write_text('[{"button": "B1", "key_id": "k1", "contacts": ["help", "medical"]}, {"button": "B2"}]')
    entries = [Entry("B1", "k1", ("help", "medical")), Entry("B2")]
    assert read_roster(str(lines)) == read_roster(str(array)) == entries
    assert read_roster("B1, B2") == [Entry("B1"), Entry("B2")]


def test_a_list_may_be_longer_than_the_name_of_a_file() -> None:
    whole_school = [f"B{number}-wall" for number in range(200, 240)]
    assert [entry.button for entry in read_roster(",".join(whole_school))] == whole_school


@pytest.mark.parametrize(
    ("roster", "says"),
    [
        ("missing/buttons.json", "is no file"),
        ("/proc/self/mem", "cannot be read: Input/output error"),
        ("B1,B1", "stands twice"),
        ("B 1", "cannot be understood"),
    ],
)
def test_a_roster_that_cannot_be_used_says_why(roster: str, says: str) -> None:
    with pytest.raises(HardwareError, match=says):
        read_roster(roster)


@pytest.mark.parametrize("where", ["127.0.0.1:65536", "127.0.0.1:²", "7001"])
def test_an_address_that_cannot_be_is_refused(where: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"^2$"):
        main(["--connect", where, "--buttons", "B1", "--credentials", "nowhere"])
    assert f"--connect {where}: write HOST:PORT" in capsys.readouterr().err


def test_keys_are_the_files_of_the_credential_store(credentials: Path) -> None:
    assert read_keys([Entry("B204-1")], credentials) == {"B204-1": KEYS["B204-1"]}
    for key_id, says in (("absent", "cannot be read"), ("../B204-1", "cannot name a key")):
        with pytest.raises(HardwareError, match=says):
            read_keys([Entry("B204-1", key_id)], credentials)
    (credentials / "short.secret").write_bytes(b"short")
    with pytest.raises(HardwareError, match="has 5 bytes"):
        read_keys([Entry("B204-1", "short")], credentials)
