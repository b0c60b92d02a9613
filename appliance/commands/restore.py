"""Holds `handbell restore`: from the copy of a dead box and its recovery phrase to the data folder of this one. Asks no daemon. `handbell
restore serve` does the same for whoever sits at a console; `handbell restore status` says what waits.
"""

import argparse
import asyncio
import getpass
import logging
import os
import sys
import textwrap
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from appliance.api.desk.client import DeskClient
from appliance.api.desk.provisioning import BEGINS, ReplaceBox
from appliance.api.restoring.asking_words import asking_words
from appliance.api.restoring.client import asked as asked_at
from appliance.api.restoring.laid_words import calls_words
from appliance.api.restoring.messages import SOCKET_NAME, AskCopies, Copies, NotRestored, ToConsole
from appliance.command_line import said
from appliance.doors.listening import bind_unix
from appliance.envelope.phrase import NotAPhrase, entropy_of, private_of
from appliance.health.systemd import handed_sockets
from appliance.logbook.predecessor import may_be_open
from appliance.recovery import office_way
from appliance.restoring import office_desk
from appliance.restoring.arguments import (
    OFFICE,
    STDIN,
    ahead_parser,
    here_parser,
    office_parser,
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
SOCKET = "restore"  # the name in systemd's unit
PHRASE_LEN_MAX = 1024  # twelve words of eight letters, with numbers and line ends


def main(arguments: list[str]) -> int:
    """Restore the record of a dead box from its copy, with the recovery phrase.

    What this box has of its own is set aside, never deleted. The box begins anew as soon as no call is open here. Returns the exit code:
    0 restored; 1 refused; 2 not understood; 3 laid ready, and waiting for `handbell restore yes` for a reason that is printed.
    """
    if arguments[:1] == ["serve"]:
        return _serve(serve_parser().parse_args(arguments[1:]))
    if arguments[:1] == ["here"]:
        return _here(here_parser().parse_args(arguments[1:]))
    if arguments[:1] == ["yes"]:
        return _said_yes(Settings(data=yes_parser().parse_args(arguments[1:]).data))
    if arguments[:1] == ["status"]:
        return _status(Settings(data=status_parser().parse_args(arguments[1:]).data))
    if arguments[:1] == ["ahead"]:
        return _ahead(ahead_parser().parse_args(arguments[1:]))
    if OFFICE in arguments:
        return _by_office(office_parser().parse_args(arguments))
    asked = restore_parser(main.__doc__).parse_args(arguments)
    try:
        return _restore(asked, Settings(data=asked.data))
    except (KeyboardInterrupt, EOFError):
        return _complain("Ended by you. Nothing was changed.")
    except (OSError, VaultError) as error:
        return _complain(said(error))


def _restore(asked: argparse.Namespace, settings: Settings) -> int:
    if (why_not := _not_ours(settings)) is not None:
        return _complain(why_not)
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
    return _go_on(done, settings, lambda: _of_what_is_left(asked))


def _by_office(asked: argparse.Namespace) -> int:
    """Ask, say how far it is, or restore what has come."""
    settings, now_ms = Settings(data=asked.data), time.time_ns() // 1_000_000
    if (why_not := _not_ours(settings)) is not None:
        return _complain(why_not)
    if (asked.building is None) is not (asked.box is None):
        return _complain("--building and --box go together: handbell district enrol --replace printed both.")
    try:
        if asked.give_up:
            office_way.give_up(settings)
            return _tell(["Nothing is asked of the safety office any more."])
        if asked.building is not None:
            says = asyncio.run(_taking_its_place(Settings(run=asked.run).desk_socket, asked.building, asked.box))
            if says:
                return _complain(says)
        waits = office_desk.asked(settings, now_ms)
        if isinstance(waits, NotRestored):
            return _complain(waits.says)
        if waits is not None:
            since = _clock(waits.since_ms)
            return _tell(asking_words(waits.code, since, waits.entries, waits.refused, came=waits.handover))
        done = office_desk.lay(settings, now_ms)
        return _complain(done.says) if isinstance(done, Refused) else _go_on(done, settings)
    except (OSError, VaultError) as error:
        return _complain(said(error))


async def _taking_its_place(desk: Path, building: bytes, box: bytes) -> str:
    """Have the box go on in place of this one, with nothing of its record. Say why it does not, empty once it does. Raises OSError."""
    async with DeskClient.connect(desk, None, "restore") as line:
        reply = await line.ask(ReplaceBox(request=0, building=building, box=box))
    if reply.code == BEGINS:
        return f"{reply.says} Type this again then."
    return "" if reply.ok else reply.says


def _not_ours(settings: Settings) -> str | None:
    """Say why this user cannot restore here, or give None."""
    if not settings.data.is_dir():
        return f"{settings.data} is not there. Start the alert daemon once: it makes it."
    if (owner := settings.data.stat().st_uid) != os.geteuid():
        return f"{settings.data} belongs to another user. Run it as that one: sudo -u '#{owner}' handbell restore …"
    return None


def _tell(lines: Iterable[str]) -> int:
    for line in lines:
        print(textwrap.fill(line, WIDTH, break_on_hyphens=False))  # noqa: T201
    return 0


def _go_on(done: Restored, settings: Settings, left: Callable[[], list[str]] = list) -> int:
    """Say yes to the restored record, unless something speaks against it: then a person must say it. `left`: gives what to do with the
    copy it came from.
    """
    doubted = doubts(done)
    if not doubted:
        say_yes(settings)
    lines = told(done)
    lines[-1:] = [ASKS] if doubted else [lines[-1], *left()]
    for line in lines:
        print(textwrap.fill(line, WIDTH, break_on_hyphens=False))  # noqa: T201
    return DOUBTED if doubted else 0


def _of_what_is_left(asked: argparse.Namespace) -> list[str]:
    """Say what to do with the copy: it opens what this box destroys from now on. If we had it fetched, it is removed; otherwise a person
    must destroy it.
    """
    if not asked.far:
        return [f"{asked.copy} is not needed any more. Destroy it: it opens what this box destroys from now on."]
    told = asyncio.run(Fetching(asked.wanted, asked.fetched).forget())
    says = told.says if told is not None else NOBODY_FETCHES.says
    return [f"The copy that was fetched is still on this card, and goes with its next start. {says}"] if says else []


def _here(asked: argparse.Namespace) -> int:
    try:
        return restore_here(asked.run / SOCKET_NAME, by_office=asked.office, give_up=asked.give_up)
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
    """Begin the fetching ahead. This waits only for an answer that somebody is at work; the result is in that process's log, and is told
    at a console.
    """
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
    """Say what a person must know about it, the calls first."""
    as_of = f" as of {_clock(done.copy_ms)}" if done.copy_ms else ""
    calls = calls_words(done.open_calls, sure=not (done.lost_calls or done.unproven))
    lines = [f"The record is laid ready up to entry {done.up_to:,}{as_of}. {calls}"]
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


def _clock(wall_ms: int) -> str:
    return datetime.fromtimestamp(wall_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _typed(phrase_file: str) -> str:
    """Read the words. They never come from the command line, where every user of the machine could read them. Raises OSError."""
    if phrase_file == STDIN:
        return sys.stdin.readline(PHRASE_LEN_MAX) if not sys.stdin.isatty() else getpass.getpass("Recovery phrase: ")
    with Path(phrase_file).open(encoding="utf-8", errors="replace") as file:
        return file.read(PHRASE_LEN_MAX)


def _complain(why: str) -> int:
    print(f"handbell restore: {why}", file=sys.stderr)  # noqa: T201
    return 1
