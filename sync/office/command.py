"""`handbell office`: the district's safety office, online and offline. Parses what was asked, and prints the result."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Callable, Collection, Coroutine
from functools import partial
from pathlib import Path

from appliance.command_line import json_lines, parser_of_steps, said
from appliance.exports.ending import Misnamed
from appliance.plan.mistakes import counted
from appliance.receipt.check import Outcome, verdict
from appliance.receipt.parse import Wrong, read
from sync.office import (
    acknowledging,
    believing,
    doubts_command,
    exposing,
    for_programs,
    incidents,
    key_command,
    offline_command,
    receipts,
    restore_command,
    showing_command,
    tell_command,
    verifying,
)
from sync.office.answers import command as answers_command
from sync.office.collecting import WATCHED_PLACES
from sync.office.exercises import command as exercises_command
from sync.office.fates import Fate
from sync.office.folder import DATA_DEFAULT, NotSetUp
from sync.office.incidents import Found
from sync.office.lessons import command as lessons_command
from sync.office.line import ANOTHER_CERTIFICATE, Refused
from sync.office.office import NoSuch, Office, now_ms, opened
from sync.office.papers import Unreadable, read_notice
from sync.office.ratios import command as ratios_command
from sync.office.readers import called, heads, login, readings_command, users_command
from sync.office.readers.log import NotNoted
from sync.office.readers.log import Unreadable as NoLog
from sync.office.readers.roles import NotYours
from sync.office.root import CannotSay
from sync.office.sealed_file import SecretError
from sync.office.store import MEND, Doubt, StoreError
from sync.office.watching import Watching
from sync.office.words import local
from sync.transport.line import Unreachable

DAY_MS = 24 * 3600 * 1000
ACCESS_ENDS_SOON_DAYS = (
    60  # days of a year's access: longer than a summer's closing, so that somebody who collects sees it in time
)

_MARKS = {Outcome.PROVES: "holds   ", Outcome.REFUTES: "WRONG   ", Outcome.CANNOT_TELL: "unknown "}
_CODES = {Outcome.PROVES: 0, Outcome.REFUTES: 1, Outcome.CANNOT_TELL: 3}


def main(arguments: list[str]) -> int:
    """Collect, open and check what buildings deposited; and say whose keys count.

    Returns the exit code: 0 done; 1 something is not as it should be, see what was printed; 2 it could not be done; 3 cannot be told.
    """
    asked = _parser().parse_args(arguments)
    unread = False
    try:
        if hasattr(asked, "act"):
            _say(*asked.act(asked))
            return 0
        if asked.what == "tell":
            return asyncio.run(tell_command.test(asked, _say))
        if asked.what == "readings":
            return readings_command.readings(asked)
        who = login.ask(asked)
        with opened(asked.data, who.passphrase, who.user, mends=asked.what == "verify") as office:
            office.check(asked.what, *([asked.step] if hasattr(asked, "step") else []))
            return _or_damaged(asyncio.run(_ONLINE[asked.what](asked, office)), office)
    except* (
        NotSetUp,
        SecretError,
        StoreError,
        CannotSay,
        Unreadable,
        believing.NotOurs,
        NoSuch,
        NotYours,
        Misnamed,
    ) as wrong:
        return_code = _cannot(wrong)
    except* BrokenPipeError:
        unread = True
    except* (Unreachable, Refused, receipts.NotHere, NotNoted, NoLog, OSError) as wrong:
        return_code = _cannot(wrong)
        if any(isinstance(each, Unreachable) and each.certificate_refused for each in wrong.exceptions):
            print(ANOTHER_CERTIFICATE, file=sys.stderr)  # noqa: T201
    except* KeyboardInterrupt:
        return_code = 130  # the code that a shell gives for Ctrl+C
    if unread:
        raise BrokenPipeError  # the reader of what we print has closed the pipe
    return return_code


async def _collect(asked: argparse.Namespace, office: Office) -> int:
    async with office.line() as line:
        _warn_of_the_end(office)
        collector = office.collector(line)
        done = await collector.collect(now_ms())
        kept_back = await heads.give(office, line)
    _say(
        *kept_back,
        *collector.troubles,
        f"{counted(done.entries, 'entry', 'entries')} of {counted(done.buildings, 'building')} collected; of "
        f"{counted(done.opened, 'incident')} *opened* was said.",
    )
    return _tell_doubts(office, exposing.SILENT_DAYS, done.unfinished) or int(any(collector.troubles) or any(kept_back))


async def _watch(asked: argparse.Namespace, office: Office) -> int:
    async with office.line() as line:
        _warn_of_the_end(office)
        collector = office.collector(line, WATCHED_PLACES)
        watching = Watching(line, collector, office.store)

        def tell(calls: list[Found]) -> None:
            _say(*called.lines(office, calls))

        def became(call: Found, fate: Fate) -> None:
            timezone = incidents.plan_of(office.store, office.opener, call.building).plan.timezone
            name = incidents.called(office.store, office.opener, call.building)
            _say(fate.says(name, call.incident.number, timezone, practice=call.incident.practice))

        telling = tell_command.telling(asked, office, partial(collector.troubles.is_so, "line"), _complain)
        with contextlib.suppress(asyncio.CancelledError):
            async with telling.going():
                await watching.run(tell, _say, became)
    return 0


async def _verify(asked: argparse.Namespace, office: Office) -> int:
    told = _aside if asked.json else _say
    if (mended := office.mended) is not None:
        lost = (
            ", ".join(f"{count:,} of {table}" for table, count in mended.lost.items()) or "whatever could not be read"
        )
        told(
            f"This office's store was damaged. {mended.kept:,} rows of it hold and were kept; left out: {lost}. The damaged file is now"
            f" {mended.aside}. What is missing is collected again: handbell office collect. A watch that runs is to be started again."
        )
        if not mended.knew_notices:
            told("Which notices it had, is not known. Send again those you have: handbell office notices send FILE")
    count = verifying.verify(office.store, office.opener, now_ms())
    told(f"{count:,} entries checked one by one, as if they had just come.")
    tell = _list_doubts if asked.json else _tell_doubts
    return max(tell(office, asked.silent_days), office.mended is not None)


def _warn_of_the_end(office: Office) -> None:
    until_ms = office.folder.access_until_ms
    if until_ms < now_ms() + ACCESS_ENDS_SOON_DAYS * DAY_MS:
        _say(
            f"This office's certificate ends {local(until_ms)}; then nothing is collected any more. {ANOTHER_CERTIFICATE}"
        )


def _doubts(office: Office, silent_days: int, unfinished: Collection[bytes] = ()) -> list[Doubt]:
    found = exposing.doubts(office.store, now_ms(), silent_days, unfinished)
    acknowledging.forget_ended(office.store, found)
    return found


def _list_doubts(office: Office, silent_days: int) -> int:
    """List all doubts for programs, even those that a person acknowledged."""
    found, names = _doubts(office, silent_days), incidents.buildings(office.store)
    _say(*json_lines(for_programs.doubt(each, names) for each in found))
    return 1 if acknowledging.unanswered(found) else 0


def _tell_doubts(office: Office, silent_days: int, unfinished: Collection[bytes] = ()) -> int:
    found = _doubts(office, silent_days, unfinished)
    unanswered = acknowledging.unanswered(found)
    _say(*map(str, unanswered))
    if not unanswered:
        _say("Nothing is wrong or missing." if not found else "Nothing else is wrong or missing.")
    else:
        _say(f"{acknowledging.counted(len(unanswered))}. Each by its name: handbell office doubts list")
    if answered := len(found) - len(unanswered):
        _say(
            f"{answered:,} more {'was' if answered == 1 else 'were'} acknowledged by a person: handbell office doubts list"
        )
    return 1 if unanswered else 0


def _or_damaged(code: int, office: Office) -> int:
    """Say at the end that something could not be read. The rest was read."""
    if office.store.is_damaged:
        says = f"Something in this office's store is damaged, and was left out. {MEND}"
        print(f"handbell office: {says}", file=sys.stderr)  # noqa: T201
        return code or 1
    return code


async def _receipt(asked: argparse.Namespace, office: Office) -> int:
    try:
        text = sys.stdin.read() if asked.file == "-" else Path(asked.file).read_text(encoding="utf-8", errors="replace")
    except OSError as wrong:
        raise Unreadable(f"{asked.file} cannot be read ({wrong.strerror}).") from wrong
    paper = read(text)
    if isinstance(paper, Wrong):
        raise Unreadable(paper.says)
    findings = receipts.check(office.store, paper)
    for each in findings:
        _say(_MARKS[each.outcome] + each.says)
    outcome = verdict(findings)
    _say(f"Device key: {paper.device_key}", _VERDICTS[outcome])
    return _CODES[outcome]


async def _notices(asked: argparse.Namespace, office: Office) -> int:
    root = bytes.fromhex(office.folder.settings.root)
    signed = [(path, read_notice(path)) for path in asked.files]
    checked = [(path, each, believing.checked(each, root)) for path, each in signed]
    async with office.line() as line:
        for path, each, notice in checked:
            await key_command.give_notice(line, each)
            with office.store.writing():
                believing.keep(office.store, each, notice)
            _say(
                f"{path}: the district has it, for {'every building' if not any(notice.building) else notice.building.hex()}."
            )
    verifying.verify(office.store, office.opener, now_ms())  # we now believe other keys: look at everything again
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell office", description=(main.__doc__ or "").splitlines()[0])
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--data", type=Path, default=DATA_DEFAULT, help="the office's folder (default: %(default)s)")
    login.add_to(where)
    offline_command.add_to(what)
    key_command.add_to(what, where)
    notices = what.add_parser("notices", help="give signed notices to the district")
    sending = notices.add_subparsers(dest="step", required=True, metavar="WHAT")
    sending.add_parser("send", parents=[where], help="for the buildings to fetch").add_argument(
        "files", type=Path, nargs="+"
    )
    what.add_parser("collect", parents=[where], help="fetch, open and check what is new, and say *opened*")
    tell_command.add_to(what, where)
    showing_command.add_to(what, where)
    doubts_command.add_to(what, where)
    restore_command.add_to(what, where)
    answers_command.add_to(what, where)
    lessons_command.add_to(what, where)
    exercises_command.add_to(what, where)
    ratios_command.add_to(what, where)
    users_command.add_to(what, where)
    readings_command.add_to(what, where)
    verify = what.add_parser("verify", parents=[where], help="check everything again, and name what is missing")
    verify.add_argument(
        "--silent-days", type=int, default=exposing.SILENT_DAYS, metavar="N", help="default: %(default)s"
    )
    verify.add_argument("--json", action="store_true", help="for programs: the doubts as one array of objects")
    receipt = what.add_parser("receipt", help="a reporter's receipt")
    checking = receipt.add_subparsers(dest="step", required=True, metavar="WHAT")
    checking.add_parser("check", parents=[where], help="does the record agree with it?").add_argument(
        "file",
        nargs="?",
        default="-",
        metavar="FILE",
        help="text of its codes or its typed lines (default: what is piped in)",
    )
    return parser


def _aside(*lines: str) -> None:
    """Print to standard error, beside what a program reads."""
    for each in lines:
        print(each, file=sys.stderr)  # noqa: T201


def _say(*lines: str) -> None:
    for each in lines:
        print(each, flush=True)  # noqa: T201


def _complain(line: str) -> None:
    """Print to standard error, apart from lines that name rooms and calls, so that a service's journal keeps only this."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def _cannot(group: BaseExceptionGroup[Exception]) -> int:
    for each in group.exceptions:
        print(f"handbell office: {said(each)}", file=sys.stderr)  # noqa: T201
    return 2


type _Act = Callable[[argparse.Namespace, Office], Coroutine[None, None, int]]

_ONLINE: dict[str, _Act] = {
    "collect": _collect,
    "watch": _watch,
    "list": showing_command.list_,
    "show": showing_command.show,
    "export": showing_command.export,
    "answers": answers_command.answers,
    "lessons": lessons_command.lessons,
    "exercises": exercises_command.exercises,
    "ratios": ratios_command.ratios,
    "verify": _verify,
    "doubts": doubts_command.doubts,
    "receipt": _receipt,
    "notices": _notices,
    "access": key_command.access,
    "keys": key_command.keys,
    "rotate": key_command.rotate,
    "restore": restore_command.restore,
    "users": users_command.users,
}

_VERDICTS = {
    Outcome.PROVES: "PROVEN. What was told stands in the record, unchanged since the receipt was given.",
    Outcome.REFUTES: "REFUTED. Receipt and record do not agree. Keep both as they are.",
    Outcome.CANNOT_TELL: "CANNOT TELL from what was collected: see what is marked unknown.",
}
