"""`handbell replica`: keeps a second copy of the sealed record, on a stick, a second card or elsewhere. Opens no record."""

import asyncio
import fcntl
import logging
import os
import signal
import sys
import time
from pathlib import Path

from appliance.command_line import said
from appliance.ending import run_and_end
from sync.replica.folder import prepare
from sync.replica.marker import FOLDER
from sync.replica.replica import Replica
from sync.replica.settings import Settings, parse
from sync.replica.status import shown
from sync.replica.where import Where, WhereError, read_where


def main(arguments: list[str]) -> int:
    """Keep a second copy of the sealed record."""
    settings = parse(arguments)
    match settings.what:
        case "status":
            print(shown(settings.status))  # noqa: T201
            return 0
        case "prepare":
            return _prepare(settings.path)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        where = read_where(settings.where)
    except WhereError as wrong:
        return _cannot(str(wrong))
    if where is None:
        print("No copy is set up: the seed of this box names no place for one.", file=sys.stderr)  # noqa: T201
        return 0
    return run_and_end(_run(settings, where))


async def _run(settings: Settings, where: Where) -> int:
    for folder in (settings.data, settings.own_run):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(settings.data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)  # held until the process ends
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _cannot(f"another replica works in {settings.data} already.")
    replica = Replica(settings, where, _wall_ms)
    asked_to_stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, asked_to_stop.set)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(replica.run())
        await asked_to_stop.wait()
        running.cancel()
    return 0


def _prepare(path: Path) -> int:
    try:
        prepare(path)
    except OSError as error:
        return _cannot(said(error))
    print(f"{path / FOLDER} is there: boxes make their copy on it from now on.")  # noqa: T201
    return 0


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


def _cannot(why: str) -> int:
    print(f"handbell replica: {why}", file=sys.stderr)  # noqa: T201
    return 1
