"""The channels by which `handbell office watch` tells others, and `handbell office tell test`. Parses, and says what came of it."""

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

from sync.office.folder import DATA_DEFAULT
from sync.office.office import Office, now_ms
from sync.office.papers import Unreadable
from sync.office.telling import text_file
from sync.office.telling.calls import TOO_OLD_MIN
from sync.office.telling.channel import Channel, NotTold
from sync.office.telling.matter import Kind, Matter, State
from sync.office.telling.matter import Telling as One
from sync.office.telling.program import Program
from sync.office.telling.telling import Telling
from sync.office.telling.text_file import TextFile
from sync.office.troubles import Say

type _Steps = "argparse._SubParsersAction[argparse.ArgumentParser]"

TRIAL = "This is a trial: nothing has happened, and nothing is to be done."


def add_to(what: _Steps, where: argparse.ArgumentParser) -> None:
    """Add the parsers of `watch` and `tell`."""
    channels = argparse.ArgumentParser(add_help=False)
    channels.add_argument(
        "--run", type=Path, metavar="PROGRAM", help="started for each thing to be told, with JSON on its standard input"
    )
    channels.add_argument(
        "--mail", type=Path, metavar="FILE", help="by which server to mail to whom (YAML, see INSTALL)"
    )
    channels.add_argument(
        "--to-file",
        type=Path,
        metavar="FILE",
        help=f"a line for each (default: {text_file.NAME} in the office's folder)",
    )
    watch = what.add_parser(
        "watch", parents=[where, channels], help="print calls as they come, and tell others what is wrong"
    )
    watch.add_argument(
        "--too-old",
        type=_minutes,
        default=TOO_OLD_MIN,
        metavar="MINUTES",
        help="after which an open call is told of (default: %(default)s)",
    )
    tell = what.add_parser("tell", help="how others are told").add_subparsers(
        dest="step", required=True, metavar="WHAT"
    )
    test = tell.add_parser("test", parents=[channels], help="tell a trial by each way, and say what came of it")
    test.add_argument("--data", type=Path, default=DATA_DEFAULT, help="the office's folder (default: %(default)s)")


def telling(asked: argparse.Namespace, office: Office, is_away: Callable[[], bool | None], say: Say) -> Telling:
    """Make the telling that `watch` was asked for. Raises Unreadable."""
    return Telling(office.folder, office.keyring, channels(asked), is_away, say, too_old_min=asked.too_old)


async def test(asked: argparse.Namespace, say: Say) -> int:
    """Tell one trial by each way; a failure of one does not stop the others. Give 1 where one failed. Raises Unreadable."""
    at_ms = now_ms()
    trial = One(Matter(f"trial-{at_ms}", Kind.TRIAL, TRIAL), State.BEGUN, at_ms, at_ms)
    code = 0
    for channel in channels(asked):
        try:
            beside = await channel.tell(channel.batches([trial], time.monotonic())[0])
        except NotTold as wrong:
            say(f"NOT TOLD by {channel.says}: {wrong}")
            code = 1
        else:
            say(f"Told by {channel.says}." + (f" {beside}" if beside else ""))
    if asked.mail is None and asked.run is None:
        say("No program (--run) and no mail (--mail) was named.")
    return code


def channels(asked: argparse.Namespace) -> list[Channel]:
    """Give the ways that were asked for, and always the file. Raises Unreadable."""
    found: list[Channel] = [TextFile(asked.to_file or asked.data / text_file.NAME)]
    if asked.run is not None:
        if not (asked.run.is_file() and os.access(asked.run, os.X_OK)):
            raise Unreadable(
                f"{asked.run} is no program that this user may run. See that it is there: chmod +x {asked.run}"
            )
        found.append(Program(asked.run))
    if asked.mail is not None:
        from sync.office.telling.mail import Mail  # noqa: PLC0415 (mail, TLS and YAML, which only this needs)
        from sync.office.telling.mail_settings import MailUnusable, read_mail  # noqa: PLC0415

        try:
            found.append(Mail(read_mail(asked.mail)))
        except MailUnusable as wrong:
            raise Unreadable(str(wrong)) from wrong
    return found


def _minutes(text: str) -> int:
    minutes = int(text)
    if not 1 <= minutes <= 24 * 60:
        raise argparse.ArgumentTypeError("1 to 1,440 minutes")
    return minutes
