"""`handbell district status` and `restore`: shows how the copy of the store stands, and restores a store from it. Copies nothing."""

import argparse
from pathlib import Path

from sync import protocol
from sync.district.asking import ask
from sync.district.copies.place import read_place
from sync.district.copies.restoring import restore as restored
from sync.district.copies.telling import line
from sync.district.folder import Folder
from sync.district.printed import answered, local_time, of_data, say
from sync.protocol import id_of_hex


def status(asked: argparse.Namespace, folder: Folder) -> None:
    """Print one line about the copy."""
    say(line(answered(ask(folder.socket, "GET", protocol.COPY, protocol.CopyTold))))


def restore(asked: argparse.Namespace, folder: Folder) -> None:
    """Restore a dead server's store, and say what else its successor needs."""
    found = restored(folder, read_place(asked.copy), asked.store)
    heard = f", a box heard last at {local_time(found.heard_ms)}" if found.heard_ms else ""
    older = (
        "" if found.newest else "\nThe newest part of the copy is damaged: this is how the store stood a little before."
    )
    say(f"Restored {folder.database}: store {found.store.hex()}, {found.boxes} boxes{heard}. It is whole.{older}")
    if not folder.keys.is_dir():
        say(
            f"The keys are in no copy. Put what was kept of the dead server's folder keys here as {folder.keys}, with the same owner as"
            " the store, the folder 0700 and its files 0600. If nobody has it: handbell district init, and enrol every box anew."
        )
    say(
        "The dead server must not come back: where it runs, both write to one copy. Then start this one, reached by the same name: "
        f"handbell district serve{of_data(asked)}\nWhat came after the copy the boxes and the safety office send again, and say that"
        " the server was put back. Enrol and revoke again who was since."
    )


def add_words(what: "argparse._SubParsersAction[argparse.ArgumentParser]", data: argparse.ArgumentParser) -> None:
    """Add the parsers of `status` and `restore`."""
    what.add_parser("status", parents=[data], help="how the copy of the store stands that serve --copy makes")
    back = what.add_parser(
        "restore", parents=[data], help="a dead server's store out of its copy, into an empty folder"
    )
    back.add_argument(
        "--from",
        dest="copy",
        type=Path,
        required=True,
        metavar="FILE",
        help="the YAML file that serve --copy had: says where the copy lies",
    )
    back.add_argument("--store", type=_id, metavar="ID", help="32 digits, where copies of several stores lie there")


def _id(text: str) -> bytes:
    found = id_of_hex(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no id: it has 32 digits (0-9, a-f)")
    return found
