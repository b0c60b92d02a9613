"""`handbell console`: the command line of the console. Starts it and nothing else."""

import argparse
import asyncio
import functools
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.plan.ids import DeskId
from tui.clock import monotonic_ms

if TYPE_CHECKING:
    from collections.abc import Callable

    from appliance.communications.guidance import Guidance
    from appliance.exercises.scenario import Scenario

    type Scenarios = Callable[[], tuple[Scenario, ...]]

SOCKET = "/run/handbell/desk.sock"
COLUMNS_MIN, LINES_MIN = 80, 24
FRAMES_PER_S = 240
"""Textual keeps a change back until its next frame, at its own 60 for up to 17 ms: longer than all the rest from a key to the screen.
What data changes is painted no more often for it (`tui.app.REPAINT_MS_MIN`)."""


def main(arguments: list[str] | None = None) -> int:
    """Show the board of open calls at a desk, and act on them."""
    asked = _parser().parse_args(arguments)
    desk = DeskId(asked.desk) if asked.desk else None
    guidance = _own_guidance(asked.communications) if asked.communications else None
    read = [_own_scenario(file) for file in asked.exercises]
    wrong = [each for each in (guidance, *read) if isinstance(each, str)]
    if wrong and not asked.kiosk:
        return _could_not(f"It was not started, because {wrong[0]}")
    for why in wrong:  # nobody is there who corrects a file, and calls must be shown
        _could_not(f"It starts without one file, because {why}")
    guidance = None if isinstance(guidance, str) else guidance
    scenarios = functools.partial(_scenarios, tuple(each for each in read if not isinstance(each, str)))
    if asked.plain:
        return _plain(asked, desk, guidance, scenarios)
    return _graphical(asked, desk, guidance, scenarios)


def _own_guidance(file: Path) -> "Guidance | str":
    """Read the district's own file of communications. Give what it says, or every mistake in it."""
    from appliance.command_line import said  # noqa: PLC0415 (only a console that is given such a file pays for it)
    from appliance.communications_file import read  # noqa: PLC0415

    try:
        parsed = read(file)
    except OSError as error:
        return said(error)
    mistakes = "\n".join(each.told(str(file)) for each in parsed.mistakes)
    return parsed.guidance or f"the file of communications has mistakes.\n{mistakes}"


def _own_scenario(file: Path) -> "Scenario | str":
    """Read a district's own scenario. Give what it says, or every mistake in it."""
    from appliance.command_line import said  # noqa: PLC0415 (only a console that is given such a file pays for it)
    from appliance.exercises_file import read  # noqa: PLC0415

    try:
        parsed = read(file)
    except OSError as error:
        return said(error)
    mistakes = "\n".join(each.told(str(file)) for each in parsed.mistakes)
    return parsed.scenario or f"the file of a scenario has mistakes.\n{mistakes}"


def _scenarios(own: "tuple[Scenario, ...]") -> "tuple[Scenario, ...]":
    """Give the scenarios of table-top exercises: those that are shipped, and the district's own."""
    from appliance.exercises_file import with_own  # noqa: PLC0415 (only whoever begins an exercise pays for it)

    return with_own(own)


def _plain(asked: argparse.Namespace, desk: DeskId | None, guidance: "Guidance | None", scenarios: "Scenarios") -> int:
    from tui.model import ConsoleModel  # noqa: PLC0415
    from tui.plain.console import PlainConsole  # noqa: PLC0415 (each console pays for its own imports only)
    from tui.plain.terminal import Terminal  # noqa: PLC0415

    async def sit() -> int:
        terminal = Terminal(sys.stdin.fileno(), sys.stdout.fileno(), monotonic_ms)
        model = ConsoleModel(
            desk=desk, nameless=asked.counter, kiosk=asked.kiosk, guidance=guidance, scenarios=scenarios
        )
        return await PlainConsole(asked.socket, model, terminal).run()

    return asyncio.run(sit())


def _graphical(
    asked: argparse.Namespace, desk: DeskId | None, guidance: "Guidance | None", scenarios: "Scenarios"
) -> int:
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return _could_not(
            "The console needs a terminal for itself. Start it without a pipe and without sending its output to a file, "
            "or with --plain: line by line."
        )
    size = os.get_terminal_size()
    if size.columns < COLUMNS_MIN or size.lines < LINES_MIN:
        if asked.kiosk:  # nobody is there to choose: large letters on a small screen must not leave it empty
            return _plain(asked, desk, guidance, scenarios)
        return _could_not(
            f"This terminal has {size.columns} columns and {size.lines} lines; "
            f"the console needs {COLUMNS_MIN} by {LINES_MIN}. Make the window larger, or start it with --plain."
        )
    os.environ.setdefault("TEXTUAL_FPS", str(FRAMES_PER_S))  # read where Textual is imported
    from tui.app import ConsoleApp  # noqa: PLC0415 (Textual takes half a second on the box)
    from tui.looks import Looks  # noqa: PLC0415 (as above: it knows the colours)

    gc.freeze()  # what was imported stays: looking through all of it for garbage would take as long as several frames
    looks = Looks(asked.theme, nameless=asked.counter, kiosk=asked.kiosk)
    app = ConsoleApp(asked.socket, desk, looks=looks, guidance=guidance, scenarios=scenarios)
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
    parser.add_argument(
        "--plain",
        action="store_true",
        help="line by line in full sentences, for screen readers, braille lines, serial lines and small screens",
    )
    parser.add_argument(
        "--theme", choices=("dark", "light", "contrast"), default="dark", help="colours; contrast is black and white"
    )
    parser.add_argument(
        "--counter",
        action="store_true",
        help="visitors see this screen: the board shows nobody's name (a panel you open still does)",
    )
    parser.add_argument(
        "--exercises",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a scenario of your own for table-top exercises, beside those that are shipped; give it once for each file",
    )
    parser.add_argument(
        "--communications",
        type=Path,
        metavar="FILE",
        help="your district's own checklists, draft statements and speakers, in the place of the shipped ones",
    )
    parser.add_argument("--kiosk", action="store_true", help="this screen belongs to the box and cannot be left")
    return parser


def _could_not(why: str) -> int:
    print(f"handbell console: {why}", file=sys.stderr)  # noqa: T201
    return 1
