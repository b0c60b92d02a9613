"""Holds `handbell communications`: check a district's own file of checklists and drafts, or print the shipped one to begin with."""

import argparse
import sys
from pathlib import Path

from appliance.command_line import parser_of_steps, said
from appliance.communications_file import read, shipped_text
from appliance.plan.mistakes import counted


def main(arguments: list[str]) -> int:
    """Check a file of checklists and draft statements, or print the shipped one.

    Returns the exit code: 0 sound or printed; 1 mistakes; 2 the file could not be read; argparse exits with 2 for what it cannot read.
    """
    asked = _parser().parse_args(arguments)
    if asked.what == "example":
        sys.stdout.write(shipped_text())
        return 0
    return check(asked.file)


def check(file: Path) -> int:
    """Print every mistake of a file with its line, or what it holds. Returns the exit code."""
    try:
        parsed = read(file)
    except OSError as error:
        sys.stderr.write(f"handbell communications: {said(error)}\n")
        return 2
    if parsed.guidance is None:
        sys.stderr.write("".join(f"{each.told(str(file))}\n" for each in parsed.mistakes))
        sys.stderr.write(f"{counted(len(parsed.mistakes), 'mistake')}. The file is refused as a whole.\n")
        return 1
    its = parsed.guidance
    unnamed = sum(not each.name for each in its.speakers)
    nameless = f" {counted(unnamed, 'of the speakers has', 'of the speakers have')} no name." if unnamed else ""
    sys.stdout.write(
        f"{its.title}: sound. {counted(len(its.checklists), 'checklist')}, {counted(len(its.drafts), 'draft')}, "
        f"{counted(len(its.speakers), 'speaker')}.{nameless}\n"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell communications", description=(main.__doc__ or "").partition("\n")[0])
    steps = parser.add_subparsers(dest="what", required=True, metavar="STEP")
    checks = steps.add_parser("check", help="Name every mistake in a file, with its line and what to do.")
    checks.add_argument("file", type=Path, metavar="FILE", help="a TOML file; `example` shows one")
    steps.add_parser("example", help="Print the shipped file, to begin one's own with.")
    return parser
