"""Holds `handbell plan`: check a plan file, show an example, show its ways, print what it says of supports and for the doors, adopt it.
Only here does a plan file meet the running box.
"""

import argparse
import sys
import textwrap
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.command_line import parser_of_steps, said
from appliance.plan.cli import check_file, print_example, read_aloud
from appliance.plan.document import digest, to_document
from appliance.plan.parse import examine_file
from appliance.settings import Settings

if TYPE_CHECKING:
    from appliance.api.ways.messages import WaysKnown

SOCKET = Settings().desk_socket

WIDTH = 80
ADOPT_WAIT_S = 10
"""Adopting writes one entry, which a stalled disk may hold up; after ten seconds a person wants to hear something."""


def main(arguments: list[str]) -> int:
    """Check a plan file, show an example, name rooms with too few ways to call, or make a plan the truth on this box.

    Returns the exit code: 0 sound or adopted, and every room has two ways; 1 mistakes, not adopted, or too few ways; 2 the box could not
    be asked; argparse exits with 2 for what it cannot read.
    """
    parser = _parser()
    asked = parser.parse_args(arguments)
    match asked.what:
        case "check":
            return check_file(asked.file)
        case "example":
            return print_example(pretend=asked.pretend)
        case "coverage":
            if asked.file is None and asked.socket is None:
                parser.error("coverage needs a FILE, or --socket")
            return coverage(asked.file, asked.socket, as_json=asked.json)
        case "card" | "home" | "other-help" | "families":
            # imported here, since checking and adopting need none of it
            from appliance.exports.plan_papers import print_paper  # noqa: PLC0415

            return print_paper(asked.what, asked.file, asked.output, asked.language)
        case "doors":
            from appliance.exports.door_cards.printing import print_doors  # noqa: PLC0415

            if asked.list and (asked.output is not None or asked.hung is not None):
                parser.error("--list shows codes alone: leave --output and --hung out")
            socket: Path | None = asked.socket
            ask_box = None if socket is None else partial(_ways_of_box, socket)
            return print_doors(asked.file, asked.output, asked.hung, listing=asked.list, ask_box=ask_box)
        case _:
            return adopt(asked.file, asked.socket)


def adopt(file: Path, socket: Path) -> int:
    """Check a plan file and, when it is sound, ask the box to adopt it; returns the exit code."""
    plan = read_aloud(file).plan
    if plan is None:
        return 1
    document = to_document(plan)
    refusal, recorded = _sent(socket, document)
    says = f"Not adopted. {refusal}" if refusal else f"Adopted. Its digest begins with {digest(document)[:12]}."
    if not refusal and not recorded:
        says += " NOT YET RECORDED: the disk is not writing. Do not switch the box off before it does."
    sys.stdout.write(f"\n{says}\n")
    return 1 if refusal else 0


def coverage(file: Path | None, socket: Path | None, *, as_json: bool) -> int:
    """Print the ways into and out of each room: of a box, which knows when each was proved, or else of a file. Returns the exit code."""
    # imported here, since adopting needs none of it
    import msgspec  # noqa: PLC0415

    from appliance.api.ways.view import ways_planned  # noqa: PLC0415
    from appliance.api.ways.words import enough, headline, in_words  # noqa: PLC0415
    from appliance.plan.index import PlanIndex  # noqa: PLC0415

    if socket is not None:
        known = _ways_of_box(socket)
        if isinstance(known, str):
            sys.stderr.write(f"handbell plan coverage: {known}\n")
            return 2
    else:
        assert file is not None, "the command line asks for one of the two"
        reading = examine_file(file)
        if reading.plan is None:
            sys.stderr.write("".join(f"{each.told(str(file))}\n" for each in reading.mistakes))
            return 1
        known = ways_planned(PlanIndex(reading.plan))
    if as_json:
        text = msgspec.json.format(msgspec.json.encode(known)).decode()
    else:
        told = textwrap.wrap(f"{known.building}: {headline(known)}", WIDTH)
        text = "\n".join([*told, *in_words(known, WIDTH)])
    sys.stdout.write(f"{text}\n")
    return 0 if enough(known) else 1


def _ways_of_box(socket: Path) -> "WaysKnown | str":
    """Give what the box says, or why it says nothing."""
    import asyncio  # noqa: PLC0415

    from appliance.api.ask import Reply  # noqa: PLC0415
    from appliance.api.client_line import LineLost  # noqa: PLC0415
    from appliance.api.desk.client import DeskClient  # noqa: PLC0415
    from appliance.api.ways.messages import AskWays  # noqa: PLC0415

    async def ask() -> "WaysKnown | Reply":
        async with asyncio.timeout(ADOPT_WAIT_S), DeskClient.connect(socket, desk=None, client="plan") as line:
            return await line.ask(AskWays(request=0))

    try:
        known = asyncio.run(ask())
    except (LineLost, OSError) as lost:
        return said(lost)
    except TimeoutError:
        return f"The box did not answer within {ADOPT_WAIT_S} s. See: systemctl status handbell-alert"
    return known.says if isinstance(known, Reply) else known


def _sent(socket: Path, document: bytes) -> tuple[str, bool]:
    """Send the document to the box; return why it was not adopted (empty when it was), and whether it is on disk."""
    # imported here, so that checking a plan does not load asyncio and the desk line
    import asyncio  # noqa: PLC0415

    from appliance.api.ask import Reply  # noqa: PLC0415
    from appliance.api.client_line import LineLost  # noqa: PLC0415
    from appliance.api.desk.client import DeskClient  # noqa: PLC0415
    from appliance.api.desk.plan import AdoptPlanFile  # noqa: PLC0415

    async def send() -> Reply:
        async with asyncio.timeout(ADOPT_WAIT_S), DeskClient.connect(socket, desk=None, client="plan") as line:
            return await line.ask(AdoptPlanFile(request=0, document=document))

    try:
        reply = asyncio.run(send())
    except LineLost as lost:
        return str(lost), False
    except TimeoutError:
        says = f"The box did not answer within {ADOPT_WAIT_S} s. Look at the board: it may have adopted the plan since."
        return says, False
    except KeyboardInterrupt:
        return "Ended by you. Look at the board: it may have adopted the plan since.", False
    return "" if reply.ok else reply.says or "The box gave no reason.", reply.recorded


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell plan", description="Check, show or adopt the plan of a building.")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    check = what.add_parser("check", help="say everything that is wrong with a plan file")
    check.add_argument("file", type=Path, metavar="FILE")
    first = what.add_parser("example", help="print a plan to start from")
    says = 'with desk phones and texts in force, to be tried with pretend ones: README.md, "Phones and texts"'
    first.add_argument("--pretend", action="store_true", help=says)
    ways = what.add_parser("coverage", help="show each room's ways in and out, and name rooms with fewer than two")
    ways.add_argument("file", type=Path, metavar="FILE", nargs="?")
    says = "ask the box about the plan it has, in place of a FILE: it knows when each way was proved, and what is away"
    ways.add_argument("--socket", type=Path, nargs="?", const=SOCKET, help=says)
    ways.add_argument("--json", action="store_true", help="for programs")
    says = "print the card of resources and rights: one sheet, English in front and Spanish behind"
    _paper_parser(
        what.add_parser("card", help=says),
        "this language alone; left out, a file has both, and what is shown here is English",
    )
    says = "print the paper for an educator who was sent home: the number to call, room for their account, the card"
    _paper_parser(what.add_parser("home", help=says), "en or es; left out, it is English")
    both = "this language alone; left out, a file has both, and what is shown here is English"
    says = "print the card of help that is not police: whom to call, when, and what may be said"
    _paper_parser(what.add_parser("other-help", help=says), both)
    says = "print the card for families at the door: where they wait, who meets them, what may be said to whom"
    _paper_parser(what.add_parser("families", help=says), both)
    _doors_parser(
        what.add_parser("doors", help="print a card for each room's door, or say which that hang are out of date")
    )
    adopting = what.add_parser("adopt", help="check a plan file and make it the truth on this box")
    adopting.add_argument("file", type=Path, metavar="FILE")
    adopting.add_argument("--socket", type=Path, default=SOCKET, help="the desk line of the box (default: %(default)s)")
    return parser


def _doors_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the plan file")
    says = "a new file, whose name ends in .pdf, .html or .txt; left out, the text is shown here"
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=says)
    says = "the codes at the doors, as --list gives them: say which are out of date, and print only what has to be hung"
    parser.add_argument("--hung", type=Path, metavar="LIST", help=says)
    says = "show the code of each room's card as CSV: keep it with what you hang, and give it to --hung later"
    parser.add_argument("--list", action="store_true", help=says)
    says = "ask the box for the day of each button's last walk test; left out, it is a line to write on"
    parser.add_argument("--socket", type=Path, nargs="?", const=SOCKET, help=says)


def _paper_parser(parser: argparse.ArgumentParser, languages: str) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the plan file; no box is asked")
    says = "a new file, whose name ends in .pdf, .html or .txt; left out, the text is shown here"
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help=says)
    parser.add_argument("--language", choices=("en", "es"), help=languages)
