"""Runs `handbell pretend-phones`: pretend desk phones, which read from standard input what to do. Knows no SIP and no plan."""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import threading
from pathlib import Path

from appliance.api.phones.client import AlertLine
from appliance.pretend_phones.school import WORDS, NotUnderstood, Say, School
from appliance.settings import RUN_DEFAULT
from appliance.tasks import Tasks


def main(arguments: list[str]) -> int:
    """Be the desk phones of a pretend school, for an alert daemon whose plan has `telephone`.

    It ends by `quit`, by the end of its input, or by SIGTERM. Returns the exit code; argparse exits with 2 for what it cannot read.
    """
    parser = argparse.ArgumentParser(
        prog="handbell pretend-phones",
        description=(main.__doc__ or "").splitlines()[0],
        epilog=WORDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--socket",
        type=Path,
        default=RUN_DEFAULT / "phones.sock",
        metavar="SOCKET",
        help="the alert daemon's, for phones (default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    asked = parser.parse_args(arguments)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_live(asked.socket, _say_json if asked.json else _say_plainly))
    return 0


def _say_plainly(shown: dict[str, str]) -> None:
    print(" ".join(shown.values()), flush=True)  # noqa: T201


def _say_json(shown: dict[str, str]) -> None:
    print(json.dumps(shown), flush=True)  # noqa: T201


async def _live(socket: Path, say: Say) -> None:
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop.add_signal_handler(signal.SIGTERM, lines.put_nowait, None)
    school = School(lambda message: alert.tell(message), say)  # noqa: PLW0108 (the line is made next)
    alert = AlertLine(socket, school.told, lambda there: say({"alert daemon": "connected" if there else "away"}))
    threading.Thread(target=_read, args=(loop, lines), daemon=True, name="stdin").start()
    tasks = Tasks()
    tasks.start(alert.run(), name="line to the alert daemon")
    while (line := await lines.get()) is not None and line.split() != ["quit"]:
        if words := line.split():
            try:
                school.obey(words)
            except NotUnderstood as why:
                say({"not_done": line.strip(), "says": str(why)})
    await tasks.stop()


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
