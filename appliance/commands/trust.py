"""Holds `handbell trust`: sets which safety office this box believes. Asks the running box; reads and writes no file."""

import argparse
import asyncio
import sys
from pathlib import Path

from appliance.api.ask import Reply
from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.api.records.trust import BelieveOffice
from appliance.settings import Settings

ANSWER_WITHIN_S = 10.0  # a file and an entry, on a slow card


def main(arguments: list[str]) -> int:
    """Say which safety office this box believes, by the fingerprint of its root key.

    Until then calls work, and the record is sealed for this building alone. Returns the exit code: 0 done; 1 refused; 2 the box
    could not be asked.
    """
    asked = _parser().parse_args(arguments)
    try:
        reply = asyncio.run(_ask(asked.socket, " ".join(asked.fingerprint), asked.instead_of))
    except LineLost as lost:
        return _complain(str(lost), 2)
    except TimeoutError:
        says = f"The box did not answer within {ANSWER_WITHIN_S:.0f} s. See: systemctl status handbell-alert"
        return _complain(says, 2)
    if not reply.ok:
        return _complain(reply.says, 1)
    sys.stdout.write("Believed. Once its notices have come, new entries are sealed for it, and then the older ones.\n")
    return 0


async def _ask(socket: Path, fingerprint: str, instead_of: str) -> Reply:
    async with asyncio.timeout(ANSWER_WITHIN_S), DeskClient.connect(socket, desk=None, client="trust") as line:
        return await line.ask(BelieveOffice(request=0, fingerprint=fingerprint, instead_of=instead_of))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="handbell trust", description=main.__doc__)
    parser.add_argument(
        "fingerprint", nargs="+", help="64 digits, as the safety office prints them; blanks are allowed"
    )
    parser.add_argument("--instead-of", default="", metavar="OLD", help="the fingerprint that was believed before")
    parser.add_argument(
        "--socket", type=Path, default=Settings().desk_socket, help="the desk line of the box (default: %(default)s)"
    )
    return parser


def _complain(why: str, code: int) -> int:
    print(f"handbell trust: {why}", file=sys.stderr)  # noqa: T201
    return code
