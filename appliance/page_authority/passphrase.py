"""Asks for the passphrase of an authority: typed without echo, or the first line of a file. It is never an argument, because every process
can read those.
"""

import getpass
import sys
from pathlib import Path

from appliance.command_line import reason
from appliance.page_authority.authority_folder import PASSPHRASE_LEN_MIN
from appliance.page_authority.errors import PageError


def ask(file: Path | None) -> str:
    """Ask for the passphrase of an authority that exists. Raises PageError."""
    if file is not None:
        return _first_line(file)
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass("Passphrase of the authority: ")


def choose(file: Path | None) -> str:
    """Let a person choose a passphrase, typed twice. Raises PageError."""
    if file is not None or not sys.stdin.isatty():
        return ask(file)
    print(f"Choose a passphrase: {PASSPHRASE_LEN_MIN} letters at least, better six words.", file=sys.stderr)  # noqa: T201
    first = getpass.getpass("Passphrase: ")
    if getpass.getpass("Again: ") != first:
        raise PageError("The two are not the same. Nothing was made.")
    return first


def _first_line(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as opened:
            return opened.readline().rstrip("\n")
    except (OSError, UnicodeDecodeError) as wrong:
        raise PageError(f"The passphrase cannot be read from {file} ({reason(wrong)}).") from wrong
