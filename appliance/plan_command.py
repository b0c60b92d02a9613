"""`handbell plan`: check a plan file, show an example, adopt a plan. The only place where a plan file meets the running box."""

import argparse
import sys
from pathlib import Path

from appliance.command_line import parser_of_steps
from appliance.plan.cli import check_file, print_example, read_aloud
from appliance.plan.document import digest, to_document
from appliance.settings import Settings

SOCKET = Settings().desk_socket

ADOPT_WAIT_S = 10
"""Adopting writes one entry, which a stalled disk may hold up; after ten seconds a person wants to hear something."""


def main(arguments: list[str]) -> int:
    """Check a plan file, show an example, or make a plan the truth on this box.

    Returns the exit code: 0 sound or adopted, 1 mistakes or not adopted; argparse exits with 2 for what it cannot read.
    """
    asked = _parser().parse_args(arguments)
    match asked.what:
        case "check":
            return check_file(asked.file)
        case "example":
            return print_example()
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


def _sent(socket: Path, document: bytes) -> tuple[str, bool]:
    """Send the document to the box; returns why it was not adopted (empty when it was), and whether it is on disk."""
    # imported here: checking a plan must not pay for asyncio and the desk line
    import asyncio  # noqa: PLC0415

    from appliance.api.client import DeskClient, LineLost  # noqa: PLC0415
    from appliance.api.messages import AdoptPlanFile, Reply  # noqa: PLC0415

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
    what.add_parser("example", help="print a plan to start from")
    adopting = what.add_parser("adopt", help="check a plan file and make it the truth on this box")
    adopting.add_argument("file", type=Path, metavar="FILE")
    adopting.add_argument("--socket", type=Path, default=SOCKET, help="the desk line of the box (default: %(default)s)")
    return parser
