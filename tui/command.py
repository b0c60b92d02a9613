"""`handbell console`: the command line of the console. Starts it and nothing else."""

import argparse
import os
import sys
from pathlib import Path

from appliance.plan.ids import DeskId
from tui.app import ConsoleApp

SOCKET = "/run/handbell/desk.sock"
COLUMNS_MIN, LINES_MIN = 80, 24


def main(arguments: list[str] | None = None) -> int:
    """Show the board of open calls at a desk, and act on them."""
    asked = _parser().parse_args(arguments)
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return _could_not(
            "The console needs a terminal for itself. Start it without a pipe and without sending its output to a file."
        )
    size = os.get_terminal_size()
    if size.columns < COLUMNS_MIN or size.lines < LINES_MIN:
        return _could_not(
            f"This terminal has {size.columns} columns and {size.lines} lines; "
            f"the console needs {COLUMNS_MIN} by {LINES_MIN}. Make the window larger."
        )
    app = ConsoleApp(asked.socket, DeskId(asked.desk) if asked.desk else None)
    app.run()
    return app.return_code or 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="handbell console", description=main.__doc__)
    parser.add_argument(
        "--socket",
        type=Path,
        default=Path(os.environ.get("HANDBELL_DESK_SOCKET", SOCKET)),
        help=f"the desk socket of the alert daemon (default: $HANDBELL_DESK_SOCKET or {SOCKET})",
    )
    parser.add_argument(
        "--desk", metavar="ID", help="which desk of the plan this is; without it the console only watches"
    )
    return parser


def _could_not(why: str) -> int:
    print(f"handbell console: {why}", file=sys.stderr)  # noqa: T201
    return 1
