"""Asks for a passphrase: typed without echo, or the first line of a file; never an argument, which every process could read."""

import getpass
import sys
from pathlib import Path

from appliance.command_line import reason
from sync.office.sealed_file import PASSPHRASE_LEN_MIN, SecretError, long_enough


def ask(file: Path | None, what: str) -> str:
    """Ask for the passphrase of something that exists. Raises SecretError."""
    if file is not None:
        return _first_line(file)
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass(f"Passphrase of {what}: ")


def choose(file: Path | None, what: str) -> str:
    """Let a person choose a passphrase for something new, typed twice, and check its length before anything is made. Raises SecretError."""
    if file is not None or not sys.stdin.isatty():
        return long_enough(ask(file, what))
    print(f"Choose a passphrase for {what}: {PASSPHRASE_LEN_MIN} letters at least, better six words.", file=sys.stderr)  # noqa: T201
    first = long_enough(getpass.getpass("Passphrase: "))
    if getpass.getpass("Again: ") != first:
        raise SecretError("The two are not the same. Nothing was made.")
    return first


def _first_line(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as opened:
            return opened.readline().rstrip("\n")
    except (OSError, UnicodeDecodeError) as wrong:
        raise SecretError(f"The passphrase cannot be read from {file} ({reason(wrong)}).") from wrong
