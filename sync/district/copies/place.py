"""Reads where the copy of a store must lie: from a YAML file with the names and values of a seed's `copy`. Copies nothing."""

from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sync.district.folder import read_secret
from sync.protocol import id_of_hex
from sync.replica.faults import NOT_OURS, CopyFault
from sync.replica.opening import Opener, opener
from sync.replica.target import Target
from sync.replica.where import Stick, Where, WhereError, read_where_of

LIKE = "Write to: folder and path: /mnt/second, or to: sftp or to: s3 with what INSTALL names for each."


def read_place(file: Path) -> Where:
    """Read the file. It may hold a key, so only the server's user may read it. Raises WhereError, FolderError."""
    try:
        told = YAML(typ="safe", pure=True).load(read_secret(file).decode())
    except (YAMLError, UnicodeDecodeError, ValueError) as wrong:  # never quote the file's bytes: they hold a key
        at = getattr(wrong, "problem_mark", None)
        line = f", line {at.line + 1}" if at is not None else ""
        raise WhereError(f"{file}{line} is no YAML. {LIKE}") from None
    where = read_where_of(told, str(file))
    if isinstance(where, Stick):
        raise WhereError(f"{file}: a server looks for no stick. {LIKE}")
    return where


def place_opener(where: Where, secrets: Path) -> Opener:
    """Give the opener of a place, as for a box, with messages that speak of a server."""
    opens = opener(where, secrets)

    def open_place(building: bytes, box: bytes) -> Target:
        try:
            return opens(building, box)
        except CopyFault as fault:
            if fault.cause != NOT_OURS:
                raise
            told = f"{where.says} holds the copies of boxes. Give the server's copy a folder of its own."
            raise CopyFault(NOT_OURS, told) from fault

    return open_place


def store_ids(target: Target) -> dict[bytes, bytes]:
    """Give the ids of the stores that have a copy beside this one's place, with their markers. Raises CopyFault."""
    found = {}
    for name, marker in target.others().items():
        if (store := id_of_hex(name)) is not None:
            found[store] = marker
    return found
