"""Runs `handbell first-boot`: the steps by which a box sets itself up from its seed. systemd starts them; a person hardly ever does."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Callable
from pathlib import Path

from appliance.command_line import parser_of_steps, said
from image_build.first_boot.places import Places

SOCKET = Path("/run/handbell/desk.sock")


def main(arguments: list[str]) -> int:
    """Take up the seed of this box, and set it up from it.

    Returns the exit code: 0 done, or a seed was refused (screens and card say so); 1 this step itself cannot work.
    """
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    places = Places(asked.card, asked.box, asked.run, asked.pages)
    try:
        return _STEPS[asked.step](asked, places)
    except OSError as error:
        sys.stderr.write(f"handbell first-boot {asked.step}: {said(error)}\n")
        return 1


def _seed(asked: argparse.Namespace, places: Places) -> int:
    from image_build.first_boot.news import tell_taken  # noqa: PLC0415 (each step pays for its own imports only)
    from image_build.first_boot.outcome import What  # noqa: PLC0415
    from image_build.first_boot.result import told_on_screens  # noqa: PLC0415
    from image_build.first_boot.taking import Taking  # noqa: PLC0415

    del asked
    # Do this first: a stick that comes or goes from here on is a reason to look again.
    places.look_again.unlink(missing_ok=True)
    taken = Taking(places).look()
    tell_taken(places, taken)
    for told in (places.stick_taken, places.stick_unread_taken):
        told.unlink(missing_ok=True)
    if says := told_on_screens(taken):
        sys.stdout.write(f"Handbell: {says}\n")
    if any(each.what is What.APPLIED for each in taken.outcomes):
        sys.stdout.write(f"Handbell: a new seed is in force. This box is {taken.name}.\n")
    return 0


def _provision(asked: argparse.Namespace, places: Places) -> int:
    from image_build.first_boot.provisioning import Provisioning  # noqa: PLC0415

    asyncio.run(Provisioning(places, asked.socket).run())
    return 0


def _result(asked: argparse.Namespace, places: Places) -> int:
    from image_build.first_boot.card_file import bring  # noqa: PLC0415

    del asked
    if says := bring(places):
        sys.stderr.write(f"handbell first-boot result: {says}\n")
    return 0


def _stick(asked: argparse.Namespace, places: Places) -> int:
    from image_build.first_boot.stick import take_off  # noqa: PLC0415

    sys.stderr.write(f"handbell first-boot stick: {take_off(asked.device, asked.at, places)}\n")
    return 0


def _strange(asked: argparse.Namespace, places: Places) -> int:
    from image_build.first_boot.strange import tell, tell_gone  # noqa: PLC0415

    if asked.gone:
        tell_gone(asked.device, places)
    else:
        sys.stderr.write(f"handbell first-boot strange: {tell(asked.device, asked.kind, places)}\n")
    return 0


_STEPS: dict[str, Callable[[argparse.Namespace, Places], int]] = {
    "seed": _seed,
    "provision": _provision,
    "result": _result,
    "stick": _stick,
    "strange": _strange,
}


def _parser() -> argparse.ArgumentParser:
    usual = Places()
    parser = parser_of_steps(prog="handbell first-boot", description=main.__doc__)
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument(
        "--card", type=Path, default=usual.card, help="the card's first partition (default: %(default)s)"
    )
    where.add_argument("--box", type=Path, default=usual.box, help="what this box is (default: %(default)s)")
    where.add_argument("--run", type=Path, default=usual.run, help="what is forgotten (default: %(default)s)")
    where.add_argument("--pages", type=Path, default=usual.pages, help="who serves pages (default: %(default)s)")
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    steps.add_parser("seed", parents=[where], help="look for a new seed, and make it what this box is")
    provision = steps.add_parser("provision", parents=[where], help="hand the running box what the seed gives it")
    provision.add_argument(
        "--socket", type=Path, default=SOCKET, help="the desk line of the box (default: %(default)s)"
    )
    steps.add_parser("result", parents=[where], help="write handbell-result.txt onto the card")
    stick = steps.add_parser("stick", parents=[where], help="take the seed off a stick")
    stick.add_argument("device", type=Path, metavar="DEVICE", help="such as /dev/sda1")
    stick.add_argument("--at", type=Path, default=Path("/run/handbell-stick"), help="where it is mounted meanwhile")
    strange = steps.add_parser("strange", parents=[where], help="say that a stick is of a kind this box does not read")
    strange.add_argument("device", metavar="DEVICE", help="as the kernel calls it, such as sda1")
    strange.add_argument(
        "kind", metavar="KIND", nargs="?", default="", help="what udev calls its file system, such as ntfs"
    )
    strange.add_argument("--gone", action="store_true", help="it was pulled out")
    return parser
