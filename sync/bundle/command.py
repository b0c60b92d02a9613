"""`handbell bundle`: carries sealed records on a stick to the district and receipts back, for a building without a line.
Opens no record.
"""

import argparse
import asyncio
import logging
import ssl
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.api.client_line import LineLost
from appliance.api.feed.client import FeedClient
from appliance.api.sticks import SOCKET_NAME
from appliance.clock import SystemClock
from appliance.command_line import parser_of_steps, reason, said
from appliance.ending import asked_to_stop
from appliance.settings import RUN_DEFAULT
from sync.bundle.at_box import HandedBack, NothingToSay, export, hand_back
from sync.bundle.at_district import CannotBeTaken, Delivered, deliver, unwritten_words
from sync.bundle.desk_side import DeskSide, bound
from sync.bundle.mounted import sticks
from sync.bundle.parcel import Damaged
from sync.bundle.stick import folders
from sync.bundle.words import exported_words, handed_words, refused_words
from sync.transport.enrolment import NotGiven
from sync.transport.line import DistrictLine, Unreachable
from sync.transport.proxy import proxy_for
from sync.transport.reckoning import Reckoning
from sync.transport.trust import client_context


class NoAccess(Exception):
    """What was given leads to no district server. The text says what to give."""


def main(arguments: list[str]) -> int:
    """Carry sealed records to the district on a stick, and receipts back."""
    asked = _parser().parse_args(arguments)
    if asked.what == "serve":
        logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
        return asyncio.run(_serve(asked))
    if not asked.stick.is_dir():
        return _cannot(f"{asked.stick} is no folder. Give the folder the stick is mounted at, such as /media/usb.")
    try:
        return asyncio.run(_export(asked) if asked.what == "export" else _import(asked))
    except BrokenPipeError:  # the reader of what we print has closed the pipe
        raise
    except (NothingToSay, NotGiven, LineLost, Unreachable, Damaged, NoAccess, OSError) as error:
        return _cannot(said(error))


async def _export(asked: argparse.Namespace) -> int:
    given: str = asked.token
    async with FeedClient.connect(asked.run / "feed.sock") as feed:
        done = await export(feed, asked.stick, sys.stdin.readline().strip() if given == "-" else given)
    _say_handed(done.handed)
    _say("\n".join(exported_words(done)))
    return 0


async def _serve(asked: argparse.Namespace) -> int:
    stop = asked_to_stop()
    listening = bound(asked.run / SOCKET_NAME)
    desk_side = DeskSide(asked.run / "feed.sock", lambda: sticks(asked.stick))
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(desk_side.serve(listening))
        await stop.wait()
        serving.cancel()
    return 0


async def _import(asked: argparse.Namespace) -> int:
    if asked.local is None and asked.server is None:
        try:
            async with FeedClient.connect(asked.run / "feed.sock") as feed:
                handed = await hand_back(feed, asked.stick)
        except LineLost as lost:
            return _cannot(f"{lost} At the district, say where its server is: {_WHERE}")
        _say_handed(handed)
        if not (handed.countersigned or handed.refused or handed.early):
            _say("No receipt of the district is on this stick. Take it to the district first.")
        return 0 if handed.is_well else 1
    async with _district(asked) as line:
        return await _deliver_all(asked.stick, line)


async def _deliver_all(stick: Path, line: DistrictLine) -> int:
    code, found = 0, False
    for folder in folders(stick):
        found = True
        try:
            delivered = await deliver(folder, line)
            _say_delivered(delivered)
            code = 1 if delivered.unwritten else code
        except (
            CannotBeTaken,
            Damaged,
            OSError,
        ) as error:  # what is wrong with one box must not stop the boxes after it
            code = _cannot(f"box {folder.path.name}: {said(error)}")
    return code if found else _cannot(f"there is nothing of Handbell on {stick}: no folder {stick / 'handbell'}")


@asynccontextmanager
async def _district(asked: argparse.Namespace) -> AsyncGenerator[DistrictLine]:
    if asked.local is not None:
        if not asked.local.is_socket():
            raise NoAccess(
                f"{asked.local} is no socket of a server that runs. It is admin.sock in the --data of handbell district serve."
            )
        async with DistrictLine.open_local(asked.local) as line:
            yield line
        return
    if asked.access is None:
        raise NoAccess(f"{asked.server} asks for an administrator's certificate. Say where it is: {_WHERE}")
    try:
        between_ms = Reckoning(SystemClock()).between_ms
        context = client_context(
            asked.access / "district.pem", asked.access / "admin.pem", between_ms, asked.access / "admin.key"
        )
    except (OSError, ssl.SSLError) as wrong:
        raise NoAccess(
            f"{asked.access} is not what the district's server made for an administrator ({reason(wrong)}). There: {_MADE}"
        ) from wrong
    async with DistrictLine.open(asked.server, context, proxy_for(asked.server)) as line:
        yield line


def _say_handed(handed: HandedBack) -> None:
    for each in handed_words(handed):
        _say(each)
    for each in refused_words(handed):
        print(f"handbell bundle: {each}", file=sys.stderr)  # noqa: T201


def _say_delivered(done: Delivered) -> None:
    new = done.now - done.before
    beside = f"kept beside what the district has up to entry {done.now}"
    nothing = beside if done.aside else f"nothing new, the district has entry {done.now}"
    taken = f"{new} entries taken, up to {done.now}" if new > 0 else nothing
    receipt = "Its receipt is on the stick; take it back to the building."
    back = unwritten_words(done) or (receipt if done.is_countersigned else "There is no receipt for it.")
    _say(f"Box {done.box.hex()}: {taken}. {back}")
    if done.says:
        _say(f"  {done.says}")


def _say(text: str) -> None:
    print(text)  # noqa: T201


def _cannot(why: str) -> int:
    print(f"handbell bundle: {why}", file=sys.stderr)  # noqa: T201
    return 1


_MADE = "handbell district enrol NAME --admin --out FOLDER"
_WHERE = (
    f"--local /var/lib/handbell-district/admin.sock on its machine; elsewhere --server URL --access FOLDER, of: {_MADE}"
)


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell bundle", description=main.__doc__)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    out = what.add_parser("export", help="at the box: write what the district has not countersigned")
    back = what.add_parser("import", help="at the district: deposit it; at the box: hand in the receipts")
    for each in (out, back):
        each.add_argument("stick", type=Path, help="where the stick is mounted, such as /media/usb")
        each.add_argument("--run", type=Path, default=RUN_DEFAULT, help="at the box: sockets (default: %(default)s)")
    serving = what.add_parser("serve", help="at the box: do both for whoever sits at its console")
    serving.add_argument("--run", type=Path, default=RUN_DEFAULT, help="sockets (default: %(default)s)")
    serving.add_argument(
        "--stick",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="a folder that counts as a stick, mounted or not",
    )
    out.add_argument(
        "--token", default="", help="also ask to be taken into the district, with its single-use token; - reads it"
    )
    back.add_argument(
        "--local", type=Path, metavar="SOCKET", help="at the district, on the server's machine: its admin.sock"
    )
    back.add_argument("--server", metavar="URL", help="at the district, elsewhere: https://HOST[:PORT] of the server")
    back.add_argument("--access", type=Path, metavar="FOLDER", help=f"with --server; on its machine: {_MADE}")
    return parser
