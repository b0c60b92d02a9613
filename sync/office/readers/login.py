"""Asks who is at the office's computer: a user and their passphrase, or the one passphrase of an office without users. Opens nothing."""

import argparse
import os
import sys
from pathlib import Path

from appliance.api.discreet import Discreet
from sync.office import passphrase
from sync.office.folder import Folder, NotSetUp
from sync.office.keyring import KEYRING_NAME
from sync.office.readers import shared_file
from sync.office.readers.user import name_of
from sync.office.sealed_file import SecretError

VARIABLE = "HANDBELL_USER"


class Login(Discreet, frozen=True):
    """Who asks. `user` is empty where the office has one passphrase and no users."""

    user: str
    passphrase: str

    def __repr__(self) -> str:
        return f"Login(user={self.user!r})"


def add_to(where: argparse.ArgumentParser) -> None:
    """Add the options for who asks and for the file with their passphrase."""
    where.add_argument(
        "--user", metavar="NAME", help=f"who you are, where the office has users (default: {VARIABLE}, else asked for)"
    )
    where.add_argument("--passphrase-file", type=Path, metavar="FILE", help="its first line; else it is asked for")


def ask(asked: argparse.Namespace) -> Login:
    """Ask for the user and the passphrase. Raises NotSetUp, SecretError."""
    user = who(asked.data, asked.user)
    whose = f"{user} at the office in {asked.data}" if user else f"the office in {asked.data}"
    return Login(user, passphrase.ask(asked.passphrase_file, whose))


def who(data: Path, named: str | None) -> str:
    """Give the user who asks; empty where the office has no users. Raises NotSetUp, SecretError."""
    _known = Folder(data).settings  # read first: an office that is not set up is told so, and not that it has no users
    path = data / KEYRING_NAME
    if not shared_file.is_shared(path):
        if named:
            raise NotSetUp(
                f"The office in {data} has no users yet, and opens with its one passphrase. Leave --user out; or make the first:"
                " handbell office users add NAME --role keeper"
            )
        return ""
    given = named or os.environ.get(VARIABLE, "")
    if not given and sys.stdin.isatty():
        given = input("User: ")
    if not given:
        raise SecretError(f"This office has users: say who you are, with --user NAME or in {VARIABLE}.")
    user = name_of(given)
    if user not in shared_file.names(path):
        raise SecretError(f"{user} is no user of the office in {data}. A keeper makes one: handbell office users add")
    return user
