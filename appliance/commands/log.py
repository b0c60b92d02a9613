"""Holds `handbell log`: checks the record, shows it, exports it. Asks the running daemon; if none runs, it opens the record itself. It
never gets in the daemon's way: what it reads directly it reads under the owner's lock, and lets go of that again and again.
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path

from appliance.api.client_line import LineLost
from appliance.command_line import parser_of_steps, said
from appliance.log import asking, at_rest
from appliance.log.asking import Unfinished
from appliance.log.at_rest import CannotLook
from appliance.log.container import ExportError
from appliance.log.export_check import examine_export
from appliance.log.timeline import ASKED_AT_ONCE, told
from appliance.logbook.errors import Busy, LogbookError
from appliance.settings import Settings
from appliance.vault.errors import VaultError

SHOWN_DEFAULT = 40  # two screens of a small terminal


def main(arguments: list[str]) -> int:
    """Check, read or export the record.

    Returns the exit code: 0 intact, shown or exported; 1 faults found, or nothing to show; 2 could not look.
    """
    asked = _parser().parse_args(arguments)
    settings = _settings(asked)
    try:
        return asyncio.run(_COMMANDS[asked.what](asked, settings))
    except BrokenPipeError:  # nobody reads what is printed
        raise
    except (CannotLook, Unfinished, LogbookError, VaultError, ExportError, LineLost, OSError) as error:
        print(f"handbell log {asked.what}: {said(error)}", file=sys.stderr)  # noqa: T201
        return 2


def _settings(asked: argparse.Namespace) -> Settings:
    """Make the settings. If the record is in another folder, such as the one from before a restore, the daemon of this box does not know
    it, and is not asked.
    """
    default = Settings()
    run = asked.run or (default.run if asked.data == default.data else asked.data / "run")
    return Settings(data=asked.data, run=run)


async def _verify(asked: argparse.Namespace, settings: Settings) -> int:
    if asked.export is not None:
        report = examine_export(asked.export)
    elif asked.aside is not None:
        report = await at_rest.examine_aside(asked.aside, settings)
    else:
        report = await _daemon_first(
            settings, lambda: asking.verified(settings.desk_socket), lambda: at_rest.examine(settings)
        )
    _say(report.lines())
    return 1 if report.faults else 0


async def _show(asked: argparse.Namespace, settings: Settings) -> int:
    wanted = asking.Wanted(
        last=asked.last, incident=asked.incident, call=asked.call, room=asked.room, brought_back=asked.brought_back
    )
    shown = await _daemon_first(
        settings, lambda: asking.shown(settings.desk_socket, wanted), lambda: at_rest.shown(settings, wanted)
    )
    if not shown.items:
        _say([f"Nothing to show: {wanted.nothing()}"])
        return 1
    _say(told(shown.items, shown.timezone))
    if asked.room is not None and len(shown.items) == ASKED_AT_ONCE:
        says = (
            "There may be more of this room than one answer holds. The whole of a call: handbell log show --call NUMBER"
        )
        print(says, file=sys.stderr)  # noqa: T201
    return 0


async def _export(asked: argparse.Namespace, settings: Settings) -> int:
    entries = await _daemon_first(
        settings,
        lambda: asking.exported(settings.feed_socket, asked.file),
        lambda: at_rest.exported(settings, asked.file),
    )
    _say(
        [
            f"{entries:,} entries in {asked.file}",
            "Sealed as they are in the record; only holders of a reading key can open them.",
            f"Check it anywhere: handbell log verify --export {asked.file}",
        ]
    )
    return 0


async def _daemon_first[Answer](
    settings: Settings, ask: Callable[[], Awaitable[Answer]], look: Callable[[], Awaitable[Answer]]
) -> Answer:
    """Ask the daemon; if none answers, look at the record itself. Raises CannotLook with both reasons if neither works."""
    try:
        return await ask()
    except LineLost as lost:
        try:
            return await look()
        except (Busy, CannotLook) as error:
            raise CannotLook(
                f"{lost} The record in {settings.logbook} cannot be read directly either: {error}"
            ) from error


def _say(lines: list[str]) -> None:
    print("\n".join(lines))  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell log", description="Check, read or export the record of a building.")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    default = Settings()
    box = argparse.ArgumentParser(add_help=False)
    box.add_argument("--data", type=Path, default=default.data, help="the box's data folder (default: %(default)s)")
    box.add_argument("--run", type=Path, help=f"folder of its sockets (default: {default.run}, for that folder alone)")
    verify = what.add_parser("verify", parents=[box], help="say whether the record is whole and unchanged")
    other = verify.add_mutually_exclusive_group()
    other.add_argument("--aside", type=Path, metavar="FOLDER", help="look at a record that was set aside")
    other.add_argument("--export", type=Path, metavar="FILE", help="look at an export; needs no key and no box")
    show = what.add_parser("show", parents=[box], help="print the timeline, without people's names and notes")
    which = show.add_mutually_exclusive_group()
    which.add_argument("--last", type=_count, default=SHOWN_DEFAULT, metavar="N", help="newest lines (%(default)s)")
    which.add_argument("--call", type=_count, metavar="N", help="one call, by the number people say")
    which.add_argument("--incident", metavar="ID", help="one incident, by its id")
    which.add_argument(
        "--room",
        metavar="ROOM",
        help="the latest incidents of a room, by its id in the plan, or of an area, by its name",
    )
    which.add_argument(
        "--brought-back",
        action="store_true",
        help="what this record lost and the district had, as far as keys are here",
    )
    export = what.add_parser("export", parents=[box], help="write the sealed record to a file")
    export.add_argument("file", type=Path, metavar="FILE")
    return parser


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 1,000,000")
    return int(text)


_COMMANDS: dict[str, Callable[[argparse.Namespace, Settings], Coroutine[None, None, int]]] = {
    "verify": _verify,
    "show": _show,
    "export": _export,
}
