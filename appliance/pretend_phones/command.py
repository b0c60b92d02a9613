"""`handbell pretend-phones`: pretend desk phones as a process of its own, which reads from its standard input what to do.

It prints what a person at each phone notices, one a line; with --json one object a line. It ends by `quit`, by the end of its input, or by
SIGTERM.
"""

import argparse
import asyncio
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from appliance.api.phones.client import AlertLine, Told
from appliance.ending import asked_to_stop
from appliance.pretend_phones.exchange import CannotBe, PretendExchange
from appliance.pretend_phones.sentences import WORDS, NotUnderstood, obey
from appliance.settings import RUN_DEFAULT
from appliance.tasks import Tasks

LINE_BYTES_MAX = 4096  # a sentence is a few words
_SECONDS = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?", re.ASCII)


def main(arguments: list[str]) -> int:
    """Pretend the building's desk phones and their phone system, for a trial: no SIP, no sound."""
    parser = argparse.ArgumentParser(
        prog="handbell pretend-phones",
        description=main.__doc__,
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
    asyncio.run(_live(asked.socket, as_json=asked.json))
    return 0


async def _live(socket: Path, *, as_json: bool) -> None:
    def say(number: str, what: str) -> None:
        now = {"at_ms": time.time_ns() // 1_000_000, "phone": number, "what": what}
        print(msgspec.json.encode(now).decode() if as_json else f"{number} {what}".strip(), flush=True)  # noqa: T201

    def told(message: Told) -> None:
        phones.take(message)

    def changed(there: bool) -> None:
        (phones.daemon_is_there if there else phones.daemon_is_away)()

    line = AlertLine(socket, told, changed)
    phones = PretendExchange(line.tell, say)
    tasks = Tasks()
    over = asked_to_stop()
    print(f"Pretend phones for {socket}. Type help for the sentences they understand.", file=sys.stderr)  # noqa: T201
    tasks.start(line.run(), name="line to the alert daemon")
    tasks.start(_obey_all(phones, say, over), name="sentences")
    await over.wait()
    await tasks.stop()


async def _obey_all(phones: PretendExchange, say: Callable[[str, str], None], over: asyncio.Event) -> None:
    reader = asyncio.StreamReader(limit=LINE_BYTES_MAX)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        match line.decode("utf-8", "replace").split():
            case []:
                pass
            case ["help"]:
                print(WORDS, file=sys.stderr)  # noqa: T201
            case ["quit"]:
                break
            case ["wait", seconds] if _SECONDS.fullmatch(seconds):
                await asyncio.sleep(float(seconds))
            case words:
                try:
                    obey(phones, words)
                except (NotUnderstood, CannotBe) as why:
                    say("", f"not done: {' '.join(words)}: {why}")
    over.set()
