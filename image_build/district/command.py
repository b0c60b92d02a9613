"""Runs `handbell image district`: makes the archive for the district's server, its safety office and the computer without a network."""

import argparse
import sys
from pathlib import Path
from typing import Final

from image_build.district.archive import made
from image_build.programs import CannotBuild
from image_build.project import CLONE
from image_build.wheel_tags import SERVERS

CACHE: Final = CLONE / "var" / "district"


def main(arguments: list[str]) -> int:
    """Make the archives of the district's server and office, with a file of the SHA-256 of each.

    Returns the exit code: 0 made, 1 could not; argparse exits with 2 for what it cannot read.
    """
    asked = _parser().parse_args(arguments)
    try:
        for machine in asked.machine or SERVERS:
            done = made(machine, asked.out, asked.cache)
            size_mb = done.archive.stat().st_size / 1e6
            sys.stdout.write(f"{done.archive}  {size_mb:.0f} MB\n  SHA-256 {done.sha256}\n")
    except CannotBuild as why:
        sys.stderr.write(f"No archive was made. {why}\n")
        return 1
    sys.stdout.write(
        "Next, on the server, and on the safety office's computers: INSTALL.md, section 6. There compare the SHA-256 first.\n"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handbell image district",
        description="Make the archive of the district's server and office. No root is needed.",
    )
    parser.add_argument(
        "--machine",
        action="append",
        choices=SERVERS,
        help="kind of processor, as uname -m says it; may be repeated (default: each)",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the archives go")
    parser.add_argument(
        "--cache", type=Path, default=CACHE, metavar="DIR", help=f"where wheels are kept (default: {CACHE})"
    )
    return parser
