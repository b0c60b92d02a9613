"""Holds `handbell grants`: print hours covered and calls by kind of help that is not police, for an application for a grant. The page is
made outside the daemon.
"""

import argparse
import sys
import time
from pathlib import Path

import msgspec

from appliance.adopting import NotDoneError, ask
from appliance.api.ask import Reply
from appliance.api.desk.plan import AskPlan, PlanFacts
from appliance.api.listed.figures import AskFigures, FiguresKnown
from appliance.command_line import reason
from appliance.exports.ending import Misnamed, format_of
from appliance.exports.formats import page_of
from appliance.exports.numbers.help_sheet import help_sheet
from appliance.exports.plain import plain
from appliance.numbers.release import from_document
from appliance.settings import Settings

KINDS = ("pdf", "html", "text")
SOCKET = Settings().desk_socket
LOOK = "handbell grants"


def main(arguments: list[str]) -> int:
    """Print the sheet of help that is not police.

    Returns the exit code: 0 printed; 1 a release cannot be read; 2 the box could not be asked, or the file not be written.
    """
    asked = _parser().parse_args(arguments)
    try:
        kind = format_of(asked.output, None, KINDS) if asked.output is not None else "text"
        facts, figures = _asked(asked.socket)
        made = help_sheet(facts, tuple(map(from_document, figures.releases)), time.time_ns() // 1_000_000)
        if asked.output is None:
            sys.stdout.write(plain(made))
        else:
            _write(page_of(made, kind), asked.output)
    except msgspec.DecodeError as error:
        says = (
            f"A release of the box cannot be read by this program ({error}). Use the program of the box's own release."
        )
        sys.stderr.write(f"handbell grants: {says}\n")
        return 1
    except (NotDoneError, Misnamed) as why:
        sys.stderr.write(f"handbell grants: {why}\n")
        return why.code if isinstance(why, NotDoneError) else 2
    return 0


def _asked(socket: Path) -> tuple[PlanFacts, FiguresKnown]:
    """Ask the box for its plan and for all that it released. Raises NotDoneError."""
    facts, figures = ask(socket, AskPlan(request=0), LOOK), ask(socket, AskFigures(request=0), LOOK)
    for each in (facts, figures):
        if isinstance(each, Reply):
            raise NotDoneError(each.says or "The box gave no reason.", 2)
    assert isinstance(facts, PlanFacts), "a refusal was told"
    assert isinstance(figures, FiguresKnown), "a refusal was told"
    return facts, figures


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handbell grants", description="Print hours covered and calls by kind of help that is not police."
    )
    says = "a new file, whose name ends in .pdf, .html or .txt; left out, the text is shown here"
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=says)
    parser.add_argument("--socket", type=Path, default=SOCKET, help="the desk line of the box (default: %(default)s)")
    return parser
