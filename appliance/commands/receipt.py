"""Holds `handbell receipt`: checks whether a receipt is genuine, and whether the record still agrees with it. Reads both; keeps neither."""

import argparse
import asyncio
import shutil
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

from appliance.api.client_line import LineLost
from appliance.api.records.messages import Paper
from appliance.command_line import parser_of_steps, reason, said
from appliance.log import receipts
from appliance.log.at_rest import CannotLook
from appliance.log.container import ExportError
from appliance.log.receipts import Result
from appliance.logbook.errors import Busy, LogbookError
from appliance.receipt import printed, qr
from appliance.receipt.check import Outcome, verdict
from appliance.receipt.parse import Wrong, read
from appliance.settings import Settings
from appliance.vault.errors import VaultError

WIDTH = 80
TEXT_LEN_MAX = 1 << 20  # a receipt has 3,000 letters; a mailbox pasted by mistake must not fill the memory
QR_LINES = 23  # at least, of a terminal of 24: one line is left for what to press

_CODES = {Outcome.PROVES: 0, Outcome.REFUTES: 1, Outcome.CANNOT_TELL: 3}
_MARKS = {Outcome.PROVES: "holds   ", Outcome.REFUTES: "WRONG   ", Outcome.CANNOT_TELL: "unknown "}
_SAYS = {
    Outcome.PROVES: "PROVEN. What was told stands in the record, unchanged since the receipt was given.",
    Outcome.REFUTES: "REFUTED. Receipt and record do not agree. Keep both as they are, and tell somebody you trust.",
    Outcome.CANNOT_TELL: "CANNOT TELL from this record: see what is marked unknown.",
}

_KEY = "Whoever doubts record and receipt alike compares this key with the one the district keeps for the box."


def main(arguments: list[str]) -> int:
    """Check a reporter's receipt against the record or an export of it, or show what it says.

    Returns the exit code: 0 proven, or shown; 1 refuted; 2 could not look, or no receipt; 3 cannot be told from this record.
    """
    asked = _parser().parse_args(arguments)
    try:
        paper = read(_text(asked.file))
        if isinstance(paper, Wrong):
            return _complain(asked.what, f"{_named(asked.file)}: {paper.says}")
        return _COMMANDS[asked.what](asked, paper)
    except BrokenPipeError:  # nobody reads what is printed
        raise
    except (CannotLook, LogbookError, VaultError, ExportError, LineLost, OSError) as error:
        return _complain(asked.what, said(error))


def _check(asked: argparse.Namespace, paper: Paper) -> int:
    if asked.export is not None:
        result = receipts.in_export(asked.export, paper)
    elif asked.aside is not None:
        settings = Settings(data=asked.data, run=asked.run)
        result = asyncio.run(receipts.aside(asked.aside, settings, paper))
    else:
        result = asyncio.run(_of_box(asked, paper))
    outcome = verdict(result.findings)
    _say(_told(paper, result, outcome))
    return _CODES[outcome]


async def _of_box(asked: argparse.Namespace, paper: Paper) -> Result:
    """Ask the daemon; if none answers, look at the record itself."""
    settings = Settings(data=asked.data, run=asked.run)
    try:
        return await receipts.asked(settings.feed_socket, paper)
    except LineLost as lost:
        try:
            return await receipts.at_rest(settings, paper)
        except (Busy, CannotLook) as error:
            raise CannotLook(
                f"{lost} The record in {settings.logbook} cannot be read directly either: {error} "
                "To check against an export: --export FILE"
            ) from error


def _show(asked: argparse.Namespace, paper: Paper) -> int:
    if not asked.qr:
        _say(printed.lines(paper, width=asked.width))
        return 0
    size = shutil.get_terminal_size((WIDTH, QR_LINES + 1))
    found = qr.codes(paper, lines=max(size.lines - 1, QR_LINES), columns=max(size.columns, WIDTH))
    for code in found:
        _say(code.ansi() if sys.stdout.isatty() else list(code.rows))
        which = f"Code {code.number} of {code.count}. Scan all of them, in any order."
        if code.number < code.count and asked.file != "-" and sys.stdin.isatty():
            try:
                input(f"{which} Enter: next ")
            except EOFError:  # Ctrl+D: they have seen enough
                return 0
        else:
            _say([which if code.count > 1 else "The whole receipt in one code."])
    return 0


def _told(paper: Paper, result: Result, outcome: Outcome) -> list[str]:
    about = (
        f"Receipt for entry {paper.entry:,}, record {paper.number} of {paper.building}, printed "
        f"{printed.when(paper.wall_ms, None)}."
    )
    found = [*_wrapped(about), *_wrapped(f"Against: {result.subject}"), ""]
    for each in result.findings:
        found += _wrapped(each.says, _MARKS[each.outcome], " " * 8)
    if outcome is Outcome.PROVES:
        found += [line for note in result.notes for line in _wrapped(note, "note    ", " " * 8)]
    key = [
        f"Device key: {printed.in_groups(paper.device_key[:32])}",
        f"{'':12}{printed.in_groups(paper.device_key[32:])}",
    ]
    return [*found, "", *key, *_wrapped(_KEY), "", *_wrapped(_SAYS[outcome])]


def _wrapped(text: str, first: str = "", indent: str = "") -> list[str]:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return textwrap.wrap(
        printable,
        WIDTH,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,  # a path is copied whole or not at all
        break_on_hyphens=False,
    )


def _text(file: str) -> str:
    if file == "-":
        if sys.stdin.isatty():
            print("Type or paste the receipt, then press Ctrl+D:", file=sys.stderr)  # noqa: T201
        return sys.stdin.read(TEXT_LEN_MAX)
    try:
        with Path(file).open(encoding="utf-8", errors="replace") as opened:
            return opened.read(TEXT_LEN_MAX)
    except OSError as error:
        says = f"{file} cannot be read ({reason(error)}). Name the file that holds the receipt, or none and type it."
        raise CannotLook(says) from error


def _named(file: str) -> str:
    return "what was typed" if file == "-" else file


def _say(lines: list[str]) -> None:
    print("\n".join(lines))  # noqa: T201


def _complain(what: str, why: str) -> int:
    print(f"handbell receipt {what}: {why}", file=sys.stderr)  # noqa: T201
    return 2


def _width(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not printed.WIDTH <= int(text) <= 200:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from {printed.WIDTH} to 200")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell receipt", description="Check or show a reporter's receipt.")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    paper = argparse.ArgumentParser(add_help=False)
    paper.add_argument(
        "file",
        nargs="?",
        default="-",
        metavar="FILE",
        help="text of its QR code or codes, or its typed lines R01, R02 … (default: -, what is typed or piped in)",
    )
    default = Settings()
    check = what.add_parser(
        "check",
        parents=[paper],
        help="prove or refute it by the record of this box, or by an export",
        epilog="exit code: 0 proven, 1 refuted, 2 could not look, 3 cannot be told from this record",
    )
    other = check.add_mutually_exclusive_group()
    other.add_argument("--aside", type=Path, metavar="FOLDER", help="a record of this box that was set aside")
    other.add_argument("--export", type=Path, metavar="FILE", help="an export; needs no key and no box")
    check.add_argument("--data", type=Path, default=default.data, help="the box's data folder (default: %(default)s)")
    check.add_argument("--run", type=Path, default=default.run, help="folder of its sockets (default: %(default)s)")
    show = what.add_parser("show", parents=[paper], help="print what stands on it")
    show.add_argument("--qr", action="store_true", help="as codes for a phone, Enter for the next")
    show.add_argument("--width", type=_width, default=printed.WIDTH, metavar="N", help="columns (%(default)s)")
    return parser


_COMMANDS: dict[str, Callable[[argparse.Namespace, Paper], int]] = {"check": _check, "show": _show}
