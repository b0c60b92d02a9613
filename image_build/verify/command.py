"""Runs `handbell image verify`: looks into an image without starting it, and says everything that is wrong with it."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from image_build.programs import CannotBuild
from image_build.verify import beside, card_checks, line_checks, root_checks
from image_build.verify.opened import Opened, opened

type Check = Callable[[Opened], list[str]]

CHECKS: Final[dict[str, Check]] = {
    "the table: our card, four partitions, 700 MiB at most": card_checks.table,
    "the partition people see: config.txt, cmdline.txt, nobody's seed": card_checks.firmware,
    "the data partition: sound, empty, able to grow; room for a second root": card_checks.data,
    "owners and modes: all root's, nothing runs as somebody else": root_checks.owners,
    "accounts: no password anywhere": root_checks.accounts,
    "secrets: no key and no id of any one box": root_checks.secrets,
    "links: every one leads somewhere": root_checks.links,
    "machine code: all for AArch64": root_checks.machine_code,
    "programs: what ours starts is there": root_checks.programs,
    "bytecode: ready for every module of the program": root_checks.bytecode,
    "units: understood by systemd, started, and no login": root_checks.units,
    "wires: the daemon's, and nobody reaches for them first": root_checks.wires,
    "modems: a serial line for texts, and no way to the internet": line_checks.modems,
    "desk phones: nothing that records or listens": line_checks.recording,
    "what it says of itself": root_checks.release,
}


def main(arguments: list[str]) -> int:
    """Look into an image.

    Returns the exit code: 0 sound, 1 mistakes or not readable; argparse exits with 2 for what it cannot read.
    """
    asked = _parser().parse_args(arguments)
    wrong = 0
    try:
        for name, mistakes in findings(asked.image, asked.key):
            wrong += len(mistakes)
            lines = [f"{'WRONG' if mistakes else 'ok':<6} {name}", *(f"         {said}" for said in mistakes)]
            sys.stdout.write("\n".join(lines) + "\n")
            sys.stdout.flush()
    except CannotBuild as why:
        sys.stderr.write(f"{why}\n")
        return 1
    sys.stdout.write(f"{wrong} mistakes. Do not use this image.\n" if wrong else "Nothing is wrong with it.\n")
    return 1 if wrong else 0


def findings(image: Path, key: Path | None = None) -> Iterator[tuple[str, list[str]]]:
    """Give each check's name with what is wrong. Raises CannotBuild if it is no image of ours."""
    with opened(image) as open_image:
        for name, check in CHECKS.items():
            yield name, check(open_image)
    whose = "signed by that key" if key else "whose it is was not asked (--key)"
    yield f"the manifest: every file and partition as it says, {whose}", beside.mistakes(image, key)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handbell image verify", description="Look into an image without starting it."
    )
    parser.add_argument("image", type=Path, help="the image, not compressed")
    parser.add_argument("--key", type=Path, metavar="KEY", help="the public key (PEM) its manifest must be signed with")
    return parser
