"""Runs `handbell pretend`: a pretend building as a process of its own, which reads from its standard input what to do.

It prints every lamp change, one a line; with --json one object a line, for programs. It ends by `quit`, by the end of its input, or
by SIGTERM. Knows nothing of the appliance but its address.
"""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection, Coroutine, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import msgspec

from hardware.alarmdecoder.twin.words import WORDS as PANEL_WORDS
from hardware.alarmdecoder.twin.words import obey as obey_panel
from hardware.alarmdecoder.twin.words import school_of as panel_of
from hardware.errors import HardwareError
from hardware.esphome.twin.building import TwinBuilding
from hardware.inovonics.twin.words import WORDS as RADIO_WORDS
from hardware.inovonics.twin.words import obey as obey_radio
from hardware.inovonics.twin.words import school_of
from hardware.messengers.pretend import WORDS as PHONE_WORDS
from hardware.messengers.pretend import obey as obey_phones
from hardware.messengers.pretend import phones_of
from hardware.modbus.pretend import WORDS as WING_WORDS
from hardware.modbus.pretend import obey as obey_wing
from hardware.modbus.pretend import school_of as wing_of
from hardware.modem.twin.words import WORDS as MODEM_WORDS
from hardware.modem.twin.words import modem_of
from hardware.modem.twin.words import obey as obey_modem
from hardware.simulated.building import PretendBuilding
from hardware.simulated.roster import read_keys, read_roster
from hardware.simulated.sentences import WORDS, NotUnderstood, obey

PORT_MAX = 65_535
WIRES = {"simulated": PretendBuilding, "esphome": TwinBuilding}

# What makes a school with the devices on its lines, or with its telephones, from --at and --buttons, and what obeys its sentences.
SERIAL: Mapping[str, tuple[Callable[[str, str], Any], Any]] = {
    "inovonics": (school_of, obey_radio),
    "modbus": (wing_of, obey_wing),
    "alarmdecoder": (panel_of, obey_panel),
    "phones": (phones_of, obey_phones),
    "modem": (modem_of, obey_modem),
}

type Say = Callable[[dict[str, str]], None]
type Obey[Building] = Callable[[Building, list[str]], Coroutine[Any, Any, None] | None]


class Pretended(Protocol):
    """A building that can be told what to do, while it is used as a context."""

    async def __aenter__(self) -> object: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def buttons(self) -> Collection[str]: ...
    def lamp(self, button: str) -> str: ...


def main(arguments: list[str]) -> int:
    """Run a pretend building with pretend buttons against an appliance."""
    parser = argparse.ArgumentParser(
        prog="handbell pretend",
        description=main.__doc__,
        epilog=f"{WORDS}\n\n{RADIO_WORDS}\n\n{WING_WORDS}\n\n{PANEL_WORDS}\n\n{PHONE_WORDS}\n\n{MODEM_WORDS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--connect",
        metavar="HOST:PORT",
        help="where the appliance hears these buttons: its --esphome, or its --simulated",
    )
    parser.add_argument(
        "--wire",
        choices=(*WIRES, *SERIAL),
        default="esphome",
        help="what the buttons speak: ESPHome's encrypted protocol as real ones do, or the simpler words of the family "
        "simulated; or what hangs on a serial line (default: %(default)s)",
    )
    parser.add_argument(
        "--at", metavar="PATHS", help="where a serial line is to appear, such as /tmp/radio-a,/tmp/radio-b"
    )
    parser.add_argument(
        "--buttons",
        required=True,
        metavar="FILE_OR_LIST",
        help="a file of buttons, or B204-1,B205-1; on a serial line play-2=178-1234567:EN1223S, A101-under=3/1/2 (unit, the input that "
        "closes, the one that opens), or bank-1=zone/12; with a modem, people by number: reyes=+17205550111",
    )
    parser.add_argument("--credentials", metavar="DIR", type=Path, help="KEY_ID.secret, one file a key")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the same seed gives the same failures")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    asked = parser.parse_args(arguments)
    say = _say_json if asked.json else _say_plainly
    try:
        if asked.wire in SERIAL:
            if asked.at is None:
                parser.error(f"--wire {asked.wire} appears at a path: write it after --at")
            school, hears = SERIAL[asked.wire]
            print(f"Pretend {asked.wire} at {asked.at}. handbell pretend --help has the sentences.", file=sys.stderr)  # noqa: T201
            living = _live(lambda: school(asked.at, asked.buttons), hears, say)
        else:
            living = _live(_on_the_network(parser, asked, say), obey, say)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(living)
    except HardwareError as error:
        print(f"handbell pretend: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _on_the_network(
    parser: argparse.ArgumentParser, asked: argparse.Namespace, say: Say
) -> Callable[[], PretendBuilding]:
    """Make a building on the network. Raises HardwareError if the arguments describe no building."""
    if asked.connect is None or asked.credentials is None:
        parser.error("the following arguments are required: --connect, --credentials")
    host, _, port = asked.connect.rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and int(port) <= PORT_MAX):
        parser.error(f"--connect {asked.connect}: write HOST:PORT, such as 127.0.0.1:7001")
    roster = read_roster(asked.buttons)
    building = WIRES[asked.wire](
        host.strip("[]"),
        int(port),
        read_keys(roster, asked.credentials),
        contacts={entry.button: entry.contacts for entry in roster},
        seed=asked.seed,
        lit=lambda button, lamp: say({"button": button, "lamp": lamp}),
    )
    return lambda: building


async def _live[Building: Pretended](make: Callable[[], Building], hears: Obey[Building], say: Say) -> None:
    building = make()
    loop = asyncio.get_running_loop()
    living = asyncio.current_task()
    assert living is not None
    loop.add_signal_handler(signal.SIGTERM, living.cancel)
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    threading.Thread(target=_read, args=(loop, lines), daemon=True, name="stdin").start()
    with contextlib.suppress(asyncio.CancelledError):
        async with building, asyncio.TaskGroup() as deeds:
            await _follow(building, hears, lines, say, deeds)
            # If somebody says quit, or goes away, do not wait for a hold to end.
            living.cancel()
            await asyncio.sleep(0)


async def _follow[Building: Pretended](
    building: Building, hears: Obey[Building], lines: asyncio.Queue[str | None], say: Say, deeds: asyncio.TaskGroup
) -> None:
    """Do what each line says, until no more come or one says quit."""
    while (line := await lines.get()) is not None:
        match line.split():
            case []:
                pass
            case ["quit"]:
                return
            case ["lamps"]:
                for button in building.buttons():
                    say({"button": button, "lamp": building.lamp(button)})
            case ["wait", seconds] if seconds.replace(".", "", 1).isdigit():
                await asyncio.sleep(float(seconds))
            case words:
                # A sentence that takes time (a hold) must not keep the next one waiting.
                deeds.create_task(_do(building, hears, words, say))


async def _do[Building: Pretended](building: Building, hears: Obey[Building], words: list[str], say: Say) -> None:
    try:
        taking_time = hears(building, words)
        if taking_time is not None:
            await taking_time
    except (NotUnderstood, KeyError, RuntimeError) as error:
        say({"not_done": " ".join(words), "says": str(error.args[0])})


def _read(loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str | None]) -> None:
    """Read lines in a thread, which works for a file, a pipe and a terminal. It uses bare `os.read`, which holds no lock when we exit."""
    unfinished = b""
    with contextlib.suppress(RuntimeError):  # the loop has already ended
        while data := _next_bytes():
            *whole, unfinished = (unfinished + data).split(b"\n")
            for line in whole:
                loop.call_soon_threadsafe(lines.put_nowait, line.decode(errors="replace"))
        loop.call_soon_threadsafe(lines.put_nowait, unfinished.decode(errors="replace"))
        loop.call_soon_threadsafe(lines.put_nowait, None)


def _next_bytes() -> bytes:
    try:
        return os.read(sys.stdin.fileno(), 4096)
    except (OSError, ValueError):  # standard input is closed
        return b""


def _say_plainly(what: dict[str, str]) -> None:
    _print(" ".join(what.values()))


def _say_json(what: dict[str, str]) -> None:
    _print(msgspec.json.encode({"at_ms": time.time_ns() // 1_000_000, **what}).decode())


def _print(line: str) -> None:
    try:
        print(line, flush=True)  # noqa: T201
    except BrokenPipeError:  # nobody reads our output any more; what is not printed yet must cause no error at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
