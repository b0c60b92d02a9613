"""Holds `handbell numbers`: print how soon help came, out of what the box released. The page is made outside the daemon."""

import argparse
import sys
import time
from pathlib import Path

from appliance.adopting import NotDoneError, ask
from appliance.api.ask import Reply
from appliance.api.listed.figures import AskFigures
from appliance.command_line import reason
from appliance.exports.ending import Misnamed, format_of
from appliance.exports.formats import page_of
from appliance.exports.numbers.pages import numbers_pages
from appliance.exports.numbers.reading import releases_of
from appliance.exports.numbers.words import NOTHING_YET
from appliance.exports.plain import plain
from appliance.numbers.release import Release
from appliance.settings import Settings

KINDS = ("pdf", "html", "text")
SOCKET = Settings().desk_socket
LOOK = "handbell numbers"


def main(arguments: list[str]) -> int:
    """Print how soon help came in the newest half of a school year, and the building beside its own past.

    Returns the exit code: 0 printed, or nothing was released yet; 1 a release cannot be read; 2 the box could not be asked, or the file
    not be written.
    """
    asked = _parser().parse_args(arguments)
    try:
        kind = format_of(asked.output, None, KINDS) if asked.output is not None else "text"
        releases = _released(asked.socket)
        if not releases:
            sys.stdout.write(f"{NOTHING_YET}\n")
        elif asked.output is None:
            sys.stdout.write(plain(numbers_pages(releases, _now_ms())))
        else:
            _write(page_of(numbers_pages(releases, _now_ms()), kind), asked.output)
    except (NotDoneError, Misnamed) as why:
        sys.stdout.flush()
        sys.stderr.write(f"handbell numbers: {why}\n")
        return why.code if isinstance(why, NotDoneError) else 2
    return 0


def _released(socket: Path) -> tuple[Release, ...]:
    """Ask the box for all that it released. Raises NotDoneError."""
    known = ask(socket, AskFigures(request=0), LOOK)
    if isinstance(known, Reply):
        raise NotDoneError(known.says or "The box gave no reason.", 2)
    read = releases_of(known)
    if isinstance(read, str):
        raise NotDoneError(read)
    return read


def _write(page: bytes, output: Path) -> None:
    """Write a new file. The page is made first, so that a fault leaves no half of it. Raises NotDoneError."""
    try:
        with output.open("xb") as new:
            new.write(page)
    except FileExistsError as error:
        raise NotDoneError(f"{output} is there already, and was left as it is. Name another file.", 2) from error
    except OSError as error:
        raise NotDoneError(f"{output} could not be written ({reason(error)}). Name another place.", 2) from error
    sys.stdout.write(f"Written: {output}\n")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handbell numbers", description="Print how soon help came, without a small group in it."
    )
    says = "a new file, whose name ends in .pdf, .html or .txt; left out, the text is shown here"
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=says)
    parser.add_argument("--socket", type=Path, default=SOCKET, help="the desk line of the box (default: %(default)s)")
    return parser
