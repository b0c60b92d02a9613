"""`handbell people`: PINs of the plan's people. Asks the running box; reads and writes no file, and keeps no PIN."""

import argparse
import asyncio
import getpass
import sys
from pathlib import Path

from appliance.api.client import DeskClient, LineLost
from appliance.api.messages import Reply, SetPin
from appliance.plan.ids import PersonId
from appliance.settings import Settings

ANSWER_WITHIN_S = 10.0  # hashing takes a tenth of a second; writing the entry may have to wait for a slow card


def main(arguments: list[str]) -> int:
    """Set the PIN or passphrase with which a person reads names and notes. No act of a call needs one.

    Returns the exit code: 0 set; 1 refused; 2 the box could not be asked.
    """
    asked = _parser().parse_args(arguments)
    secret = _typed(asked.person)
    if secret is None:
        return _complain("The two were not the same. Nothing was changed.", 1)
    try:
        reply = asyncio.run(_set(asked.socket, PersonId(asked.person), secret))
    except LineLost as lost:
        return _complain(str(lost), 2)
    except TimeoutError:
        says = f"The box did not answer within {ANSWER_WITHIN_S:.0f} s. See: systemctl status handbell-alert"
        return _complain(says, 2)
    if not reply.ok:
        return _complain(reply.says, 1)
    sys.stdout.write(f"Set. {asked.person} now signs in with it at any desk, and can change it there.\n")
    return 0


async def _set(socket: Path, person: PersonId, secret: str) -> Reply:
    async with asyncio.timeout(ANSWER_WITHIN_S), DeskClient.connect(socket, desk=None, client="people") as line:
        return await line.ask(SetPin(request=0, person=person, secret=secret))


def _typed(person: str) -> str | None:
    """Typed twice by a person, or one line from a program; never an argument, which every process on the box could read."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    secret = getpass.getpass(f"New PIN or passphrase of {person}: ")
    return secret if getpass.getpass("Once more: ") == secret else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="handbell people", description=main.__doc__)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    pin = what.add_parser("set-pin", help="give a person of the plan a PIN (6 digits or more) or a passphrase")
    pin.add_argument("person", help="the person as the plan names them")
    pin.add_argument(
        "--socket", type=Path, default=Settings().desk_socket, help="the desk line of the box (default: %(default)s)"
    )
    return parser


def _complain(why: str, code: int) -> int:
    print(f"handbell people set-pin: {why}", file=sys.stderr)  # noqa: T201
    return code
