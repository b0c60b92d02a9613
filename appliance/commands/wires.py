"""Holds `handbell wires`: lists serial lines, boards, pins and supplies, and what is wrong with them. Asks the running daemon and changes
nothing.
"""

import argparse
import asyncio
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.api.desk.wires import AskWires, WiresKnown, WireTrouble
from appliance.buttons.table import WIDTH, span
from appliance.command_line import said
from appliance.settings import Settings

ANSWER_WITHIN_S = 10.0  # the box answers in milliseconds; a busy one takes longer
_INDENT = "          "


def main(arguments: list[str]) -> int:
    """List serial lines, boards, pins and supplies, and what is wrong with them.

    Returns the exit code: 0 nothing is wrong; 1 something is; 2 the box could not be asked.
    """
    parser = argparse.ArgumentParser(prog="handbell wires", description=(main.__doc__ or "").splitlines()[0])
    default = Settings().desk_socket
    parser.add_argument("--socket", type=Path, default=default, help="the desk line of the box (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="for programs")
    asked = parser.parse_args(arguments)
    try:
        known = asyncio.run(_ask(asked.socket))
    except TimeoutError:
        return _complain(f"The box did not answer within {ANSWER_WITHIN_S:.0f} s. See: systemctl status handbell-alert")
    except BrokenPipeError:  # nobody reads what is printed
        raise
    except (LineLost, OSError) as error:
        return _complain(said(error))
    text = msgspec.json.format(msgspec.json.encode(known)).decode() if asked.json else "\n".join(table(known))
    sys.stdout.write(f"{text}\n")
    return 1 if any(troubles for _, troubles in _rows(known)) else 0


def table(known: WiresKnown) -> list[str]:
    """Give the whole list, line by line; below each wire what is wrong with it, and what to do."""
    rows = _rows(known)
    if not rows:
        return ["The plan has no serial lines, boards, pins or watched supplies."]
    rows.sort(key=lambda row: not row[1])  # wires with troubles come first, otherwise the plan's order
    return [text for says, troubles in rows for text in _row(says, troubles)]


def _rows(known: WiresKnown) -> list[tuple[str, tuple[WireTrouble, ...]]]:
    """Give each wire as a line of words, and what is wrong with it."""
    return [
        *((f"line    {each.line}  {each.name}, {each.speaks} at {each.port}", each.troubles) for each in known.lines),
        *(
            (f"board   {each.board}  {each.name}, number {each.unit} on {each.line}", each.troubles)
            for each in known.boards
        ),
        *((f"pin     {each.pin}  {each.contact} of {each.button}", each.troubles) for each in known.pins),
        *((f"supply  {each.supply}  {each.name}, {each.ups}", each.troubles) for each in known.supplies),
    ]


def _row(says: str, troubles: Sequence[WireTrouble]) -> Iterator[str]:
    yield f"{'!' if troubles else ' '} {says}"
    for each in troubles:
        told = f"{each.what}, for {span(each.age_ms)}: {each.detail}"
        yield from textwrap.wrap(told, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)


async def _ask(socket: Path) -> WiresKnown:
    async with (
        asyncio.timeout(ANSWER_WITHIN_S),
        DeskClient.connect(socket, desk=None, client="wires") as line,
    ):
        return await line.known(AskWires(request=0))


def _complain(says: str) -> int:
    sys.stderr.write(f"handbell wires: {says}\n")
    return 2
