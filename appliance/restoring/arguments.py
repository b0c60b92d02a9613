"""Defines the command line of `handbell restore` and of its steps. Does nothing."""

import argparse
import re
from pathlib import Path

from appliance.api.restoring.fetching import FETCHED, WANTED
from appliance.restoring.expected import REPLACES
from appliance.settings import DATA_DEFAULT, RUN_DEFAULT

STDIN = "-"
OFFICE = "--office"


def restore_parser(description: str | None) -> argparse.ArgumentParser:
    """Make the parser of the command alone."""
    parser = argparse.ArgumentParser(
        prog="handbell restore",
        description=description,
        epilog="handbell restore here asks for all of it at a box made from our image; handbell restore status says whether something"
        " restored waits here, handbell restore yes goes on with it; handbell restore serve answers consoles; handbell restore --office"
        " goes the safety office's way.",
    )
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument(
        "--from", dest="copy", type=Path, metavar="FOLDER", help="where mirror.db, wraps.db and the bundle lie"
    )
    place.add_argument("--far", action="store_true", help="have it fetched from the server that the seed names")
    parser.add_argument("--box", type=_id, metavar="ID", help="of --far: 32 digits, where copies of several lie there")
    _add_fetching(parser)
    parser.add_argument(
        "--phrase-file",
        default=STDIN,
        metavar="FILE",
        help="a file with the recovery phrase; - asks for it, or takes the first line of what is piped in (default: -)",
    )
    parser.add_argument("--data", type=Path, default=DATA_DEFAULT, help="folder of this box (default: %(default)s)")
    return parser


def here_parser() -> argparse.ArgumentParser:
    """Make the parser of `here`."""
    parser = argparse.ArgumentParser(
        prog="handbell restore here",
        description="What key R does at the screen of a new box: which copy, the phrase, yes.",
    )
    parser.add_argument("--run", type=Path, default=RUN_DEFAULT, help="folder of the sockets (default: %(default)s)")
    parser.add_argument(
        OFFICE,
        action="store_true",
        help="over the district's line, by the safety office's act: without stick and words",
    )
    parser.add_argument("--give-up", action="store_true", help="ask the safety office no more")
    return parser


def yes_parser() -> argparse.ArgumentParser:
    """Make the parser of the step `yes`."""
    parser = argparse.ArgumentParser(
        prog="handbell restore yes", description="Go on with what is restored and waits here, whatever was said of it."
    )
    parser.add_argument("--data", type=Path, default=DATA_DEFAULT, help="folder of this box (default: %(default)s)")
    return parser


def status_parser() -> argparse.ArgumentParser:
    """Make the parser of `status`."""
    parser = argparse.ArgumentParser(
        prog="handbell restore status", description="Whether something restored waits here."
    )
    parser.add_argument("--data", type=Path, default=DATA_DEFAULT, help="folder of this box (default: %(default)s)")
    return parser


def serve_parser() -> argparse.ArgumentParser:
    """Make the parser of `serve`."""
    parser = argparse.ArgumentParser(prog="handbell restore serve", description="Restores for whoever is at a console.")
    parser.add_argument("--data", type=Path, default=DATA_DEFAULT, help="folder of this box (default: %(default)s)")
    parser.add_argument("--run", type=Path, default=RUN_DEFAULT, help="folder of the sockets (default: %(default)s)")
    _add_fetching(parser)
    _add_replaces(parser)
    return parser


def ahead_parser() -> argparse.ArgumentParser:
    """Make the parser of `ahead`."""
    parser = argparse.ArgumentParser(
        prog="handbell restore ahead",
        description="Has the copy of the box that the seed names fetched before anybody asks.",
    )
    parser.add_argument("--data", type=Path, default=DATA_DEFAULT, help="folder of this box (default: %(default)s)")
    parser.add_argument("--run", type=Path, default=RUN_DEFAULT, help="folder of the sockets (default: %(default)s)")
    _add_replaces(parser)
    return parser


def office_parser() -> argparse.ArgumentParser:
    """Make the parser of the way over the district's line."""
    parser = argparse.ArgumentParser(
        prog=f"handbell restore {OFFICE}",
        description="Ask the safety office, over the district's line, for what a dead box had. Again: say how far it is; restore it.",
    )
    parser.add_argument(OFFICE, action="store_true", required=True, help="by the safety office's act, without a copy")
    parser.add_argument("--building", type=_id, metavar="ID", help="as handbell district enrol --replace printed it")
    parser.add_argument("--box", type=_id, metavar="ID", help="the box in whose place this one is")
    parser.add_argument("--give-up", action="store_true", help="ask no more: what was handed over opens never again")
    parser.add_argument("--run", type=Path, default=RUN_DEFAULT, help="folder of the sockets (default: %(default)s)")
    parser.add_argument("--data", type=Path, default=DATA_DEFAULT, help="folder of this box (default: %(default)s)")
    return parser


def _add_fetching(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--wanted", type=Path, default=WANTED, help="is written to have a copy fetched (default: %(default)s)"
    )
    parser.add_argument("--fetched", type=Path, default=FETCHED, help="where it comes to (default: %(default)s)")


def _add_replaces(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--replaces", type=Path, default=REPLACES, metavar="FILE", help="whose place it takes (default: %(default)s)"
    )


def _id(text: str) -> bytes:
    if not re.fullmatch("[0-9a-f]{32}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no id: it has 32 digits (0-9, a-f)")
    return bytes.fromhex(text)
