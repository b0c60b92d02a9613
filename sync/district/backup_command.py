"""`handbell district backup`: copies the store to a new file, or each day into a folder that keeps a number of copies. Asks the running
server.
"""

import argparse
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync import protocol
from sync.district.asking import fetch
from sync.district.authority import utc_now
from sync.district.folder import Folder
from sync.district.printed import CannotDo, answered, say
from sync.district.whole_file import UNFINISHED, whole_file

_OURS = re.compile(r"district-\d{8}T\d{6}Z\.db")
_PART = re.compile(_OURS.pattern + re.escape(UNFINISHED))
_WRITTEN = timedelta(
    hours=12
)  # the daily backup is ended after two hours (TimeoutStartSec); one that a person starts may take longer


def backup(asked: argparse.Namespace, folder: Folder) -> None:
    """Write a backup. The command writes it where its user may write, because the server itself may write only in its own folder."""
    path: Path = asked.path.absolute()
    if asked.keep is not None and not path.is_dir():
        raise CannotDo(f"--keep is for a folder, and {path} is none. Make it first, or leave --keep out.")
    now = utc_now()
    file = path / name_of(now) if path.is_dir() else path
    parts = [] if asked.keep is None else cut_off(path, now)
    for each in parts:  # first, so that the new backup finds room
        each.unlink()
    with whole_file(file) as written:
        length = answered(fetch(folder.socket, "POST", protocol.BACKUPS, written))
    gone = (
        [] if asked.keep is None else [each for each in beyond(path, asked.keep) if each != file]
    )  # the new file can sort first if the clock went back
    for each in gone:
        each.unlink()
    removed = f" Removed of before: {', '.join(each.name for each in (*parts, *gone))}." if parts or gone else ""
    say(f"Wrote {file}, {length} bytes.{removed} The keys are not in it; they are in {folder.keys}.")


def name_of(now: datetime) -> str:
    """Give a backup's name; names sort as their times do."""
    return f"district-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"


def beyond(path: Path, keep: int) -> list[Path]:
    """Give the backups with names of ours, except the newest `keep`. Apart from unfinished parts of them, nothing else in that folder is
    ours to remove.
    """
    return sorted(each for each in path.iterdir() if _OURS.fullmatch(each.name))[:-keep]


def cut_off(path: Path, now: datetime) -> list[Path]:
    """Give the unfinished parts of such backups that are so old that nobody writes them any more: a power cut or a kill left them."""
    begun_before = name_of(now - _WRITTEN)
    return sorted(each for each in path.iterdir() if _PART.fullmatch(each.name) and each.name < begun_before)


def add_word(what: "argparse._SubParsersAction[argparse.ArgumentParser]", data: argparse.ArgumentParser) -> None:
    """Add `backup` to the parser of `handbell district`."""
    copy = what.add_parser("backup", parents=[data], help="copy the store to a new file while the server goes on")
    copy.add_argument(
        "path",
        type=Path,
        metavar="FILE",
        help="a new file, wherever you may write: another disk, a stick; or a folder, in which it is named by the time",
    )
    copy.add_argument(
        "--keep",
        type=_count,
        metavar="N",
        help="in that folder remove what was so named before, but for the newest N, and parts of it that were cut off",
    )
    copy.epilog = (
        "Until all of it is written, the disk of --data needs room for a second store. To go back to a copy: stop the server, put the copy "
        "in the place of district.db in --data, remove district.db-wal and district.db-shm, have the folder keys beside it, and start. "
        "What came since is sent again by the boxes and the safety office, which say that the server was put back. Enrol and revoke again "
        "who was since."
    )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of copies: 1 or more")
    return int(text)
