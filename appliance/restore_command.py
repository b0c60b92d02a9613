"""`handbell restore`: from the copy of a dead box and its recovery phrase to the data folder of this one. Asks no daemon.

`handbell restore serve` does the same for whoever sits at a console; `handbell restore status` says what waits.
"""

import argparse
import asyncio
import getpass
import logging
import os
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

from appliance.api.restore_client import asked as asked_at
from appliance.api.restore_messages import SOCKET_NAME, AskCopies, Copies, ToConsole
from appliance.command_line import said
from appliance.doors.listening import bind_unix
from appliance.envelope.phrase import NotAPhrase, entropy_of, private_of
from appliance.health.systemd import handed_sockets
from appliance.logbook.predecessor import may_be_open
from appliance.restoring.arguments import (
    STDIN,
    ahead_parser,
    here_parser,
    restore_parser,
    serve_parser,
    status_parser,
    yes_parser,
)
from appliance.restoring.by_line import restore_here
from appliance.restoring.doubts import UNVOUCHED, doubts
from appliance.restoring.expected import replaced
from appliance.restoring.fetching import Fetching
from appliance.restoring.from_afar import fetched_from_afar
from appliance.restoring.own import is_restored
from appliance.restoring.refused import Refused
from appliance.restoring.restoring import Restored, laid, lay
from appliance.restoring.serving import NOBODY_FETCHES, SOCKET_MODE, RestoreDesk
from appliance.settings import Settings
from appliance.swap import READY, say_yes
from appliance.vault.errors import VaultError

WIDTH = 80
DOUBTED = 3
ASKS = "Nothing is changed yet. To go on with it all the same: handbell restore yes"
SOCKET = "restore"  # what systemd calls it
PHRASE_LEN_MAX = 1024  # twelve words of eight letters, with numbers and line ends


def main(arguments: list[str]) -> int:
    """Restore the record of a dead box from its copy, with the recovery phrase.

    What this box has of its own is set aside, never deleted: as soon as no call is open here it begins anew. Returns the exit code:
    0 restored; 1 refused; 2 not understood; 3 laid ready, but for a reason that is said it waits for `handbell restore yes`.
    """
    if arguments[:1] == ["serve"]:
        return _serve(serve_parser().parse_args(arguments[1:]))
    if arguments[:1] == ["here"]:
        return _here(Settings(run=here_parser().parse_args(arguments[1:]).run).run / SOCKET_NAME)
    if arguments[:1] == ["yes"]:
        return _said_yes(Settings(data=yes_parser().parse_args(arguments[1:]).data))
    if arguments[:1] == ["status"]:
        return _status(Settings(data=status_parser().parse_args(arguments[1:]).data))
    if arguments[:1] == ["ahead"]:
        return _ahead(ahead_parser().parse_args(arguments[1:]))
    asked = restore_parser(main.__doc__).parse_args(arguments)
    try:
        return _restore(asked, Settings(data=asked.data))
    except (KeyboardInterrupt, EOFError):
        return _complain("Ended by you. Nothing was changed.")
    except (OSError, VaultError) as error:
        return _complain(said(error))


def _restore(asked: argparse.Namespace, settings: Settings) -> int:
    if not settings.data.is_dir():
        return _complain(f"{settings.data} is not there. Start the alert daemon once: it makes it.")
    if (owner := settings.data.stat().st_uid) != os.geteuid():
        return _complain(
            f"{settings.data} belongs to another user. Run it as that one: sudo -u '#{owner}' handbell restore …"
        )
    entropy = entropy_of(_typed(asked.phrase_file))
    if isinstance(entropy, NotAPhrase):
        return _complain(entropy.says)
    copy = asked.copy
    if asked.far:
        copy = asyncio.run(fetched_from_afar(Fetching(asked.wanted, asked.fetched), settings, asked.box))
        if isinstance(copy, str):
            return _complain(copy)
    done = lay(copy, private_of(entropy), settings)
    if isinstance(done, Refused):
        return _complain(done.says)
    doubted = doubts(done)
    if not doubted:
        say_yes(settings)
    lines = told(done)
    lines[-1:] = [ASKS] if doubted else [lines[-1], *_of_what_is_left(asked)]
    for line in lines:
        print(textwrap.fill(line, WIDTH, break_on_hyphens=False))  # noqa: T201
    return DOUBTED if doubted else 0


def _of_what_is_left(asked: argparse.Namespace) -> list[str]:
    """The copy it came from opens what is destroyed at this box from now on: gone where we had it fetched, else a person's to destroy."""
    if not asked.far:
        return [f"{asked.copy} is not needed any more. Destroy it: it opens what this box destroys from now on."]
    told = asyncio.run(Fetching(asked.wanted, asked.fetched).forget())
    says = told.says if told is not None else NOBODY_FETCHES.says
    return [f"The copy that was fetched is still on this card, and goes with its next start. {says}"] if says else []


def _here(at: Path) -> int:
    try:
        return restore_here(at)
    except (KeyboardInterrupt, EOFError):
        return _complain("Ended by you. Nothing was changed.")


def _yes(settings: Settings) -> int:
    if laid(settings) is None:
        return _complain("Nothing restored waits here for a yes. See: handbell restore status")
    say_yes(settings)
    print("The box begins anew with it as soon as no call is open here.")  # noqa: T201
    return 0


def _said_yes(settings: Settings) -> int:
    try:
        return _yes(settings)
    except OSError as error:
        return _complain(said(error))


def _status(settings: Settings) -> int:
    waits = laid(settings)
    if waits is not None:
        print(textwrap.fill(f"Restored and waiting for a yes at a console. {told(waits)[0]}", WIDTH))  # noqa: T201
    elif (settings.restored / READY).exists():
        print("The box begins anew with a restored record as soon as no call is open here.")  # noqa: T201
    else:
        print("Nothing restored waits here.")  # noqa: T201
    return 0


def _ahead(asked: argparse.Namespace) -> int:
    """What it waits for is that somebody is at work; what came of it stands in that one's log, and is told at a console."""
    settings = Settings(data=asked.data, run=asked.run)
    try:
        if replaced(asked.replaces) is None or is_restored(settings):
            return 0
        told = asyncio.run(_last_of(settings.run / SOCKET_NAME))
    except OSError as error:
        return _complain(said(error))
    return 0 if isinstance(told, Copies) else _complain(getattr(told, "says", ""))


async def _last_of(at: Path) -> ToConsole | None:
    told = None
    async for each in asked_at(at, AskCopies()):
        told = each
    return told


def _serve(asked: argparse.Namespace) -> int:
    os.umask(0o077)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    settings = Settings(data=asked.data, run=asked.run)
    try:
        listening = handed_sockets().get(SOCKET) or bind_unix(settings.run / SOCKET_NAME, SOCKET_MODE)
        asyncio.run(RestoreDesk(settings, Fetching(asked.wanted, asked.fetched), asked.replaces).serve(listening))
    except (OSError, KeyboardInterrupt) as error:
        return _complain(said(error) or "Ended by you.")
    return 0


def told(done: Restored) -> list[str]:
    """What a person has to know of it, the calls first."""
    as_of = f" as of {_clock(done.copy_ms)}" if done.copy_ms else ""
    lines = [f"The record is laid ready up to entry {done.up_to:,}{as_of}. {_calls(done)}"]
    if ask := may_be_open(done.lost_calls, unproven=done.unproven):
        lines.append(ask)
    lines += doubts(done)
    lines += [] if done.vouched else [UNVOUCHED]
    if not done.has_plan:
        lines.append("No plan could be read in it: adopt the building's plan, or use the seed.")
    lines += [f"Entries {first:,} to {last:,} are missing or damaged in the copy." for first, last in done.gaps]
    lines += [f"{name} in the bundle is damaged and was left out." for name in done.left_out]
    lines.append("The box begins anew with it by itself, as soon as no call is open here.")
    return lines


def _calls(done: Restored) -> str:
    if not done.open_calls:
        return "" if done.lost_calls or done.unproven else "No call was open."
    return (
        "One call was open, and will ring."
        if done.open_calls == 1
        else f"{done.open_calls} calls were open, and will ring."
    )


def _clock(wall_ms: int) -> str:
    return datetime.fromtimestamp(wall_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _typed(phrase_file: str) -> str:
    """The words: never from the command line, where every user of the machine could read them. Raises OSError."""
    if phrase_file == STDIN:
        return sys.stdin.readline(PHRASE_LEN_MAX) if not sys.stdin.isatty() else getpass.getpass("Recovery phrase: ")
    with Path(phrase_file).open(encoding="utf-8", errors="replace") as file:
        return file.read(PHRASE_LEN_MAX)


def _complain(why: str) -> int:
    print(f"handbell restore: {why}", file=sys.stderr)  # noqa: T201
    return 1
