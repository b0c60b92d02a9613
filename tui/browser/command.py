"""`handbell browser-desk`: the command line of the console whose screens are browsers. Starts it and nothing else."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

from appliance.ending import run_and_end
from appliance.tasks import Tasks
from tui.browser.door import SOCKET_NAME, Door, bound

SOCKET = "/run/handbell/desk.sock"
LISTEN = f"/run/handbell/{SOCKET_NAME}"


def main(arguments: list[str] | None = None) -> int:
    """Show the board of open calls in browsers that are paired with a desk, and take acts from there."""
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    return run_and_end(_run(asked.socket, asked.listen))


async def _run(desk_socket: Path, listen: Path) -> int:
    loop = asyncio.get_running_loop()
    over: asyncio.Future[str] = loop.create_future()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, over.cancel)
    try:
        listening = bound(listen)
    except OSError as error:
        print(f"handbell browser-desk: Cannot listen at {listen}: {error.strerror}.", file=sys.stderr)  # noqa: T201
        return 1
    tasks = Tasks()
    tasks.start(Door(listening, desk_socket).run(), name="desks in browsers")
    await asyncio.wait([over, tasks.failed], return_when=asyncio.FIRST_COMPLETED)
    await tasks.stop()
    return 1 if tasks.failed.done() else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="handbell browser-desk", description=main.__doc__)
    parser.add_argument(
        "--socket",
        type=Path,
        default=Path(os.environ.get("HANDBELL_DESK_SOCKET", SOCKET)),
        help=f"the desk socket of the alert daemon (default: $HANDBELL_DESK_SOCKET or {SOCKET})",
    )
    parser.add_argument(
        "--listen",
        type=Path,
        default=Path(LISTEN),
        metavar="SOCKET",
        help=f"where the process of the pages comes in (default: {LISTEN})",
    )
    return parser
