"""Restores a copy's two databases from a target, with Litestream's own restore. Believes nothing in them: the reader checks them.

Entries come first and wraps after: if the target is still written to, the wraps are then as new as the entries, or newer.
"""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from sync.replica.chain import last_in
from sync.replica.cut_off import files_that_count
from sync.replica.faults import FULL, SILENT, CopyFault
from sync.replica.marker import MIRROR, WRAPS, CopyMarker, generation_name
from sync.replica.target import Target
from sync.replica.troubles import fault_of
from sync.replica.where import NEAR
from sync.transport.whole_file import write_whole

STILL_S = 120.0  # give up when nothing came for so long: a server that started anew is back by then, and a line that hangs is not
LOOK_EVERY_S = 0.5
ROOM_FACTOR = 1.2  # times the largest files, the snapshots: files that came after a snapshot are joined to it
ROOM_LEFT_BYTES = 64 << 20  # calls are written to the same disk meanwhile
TRIES_MAX = 12  # earlier states to try, each for some seconds at most: damage hits one file, and joined files hold the same entries
SETTINGS = "giving-back.yml"

FILES = {MIRROR: "mirror.db", WRAPS: "wraps.db"}

_NO_ROOM = re.compile("no space left|disk quota exceeded|database or disk is full", re.IGNORECASE)

type Tells = Callable[[int], None]
"""Hears how many bytes have come, again and again. May raise GivenUpError."""


class GivenUpError(CopyFault):
    """Nothing came any more, or nobody wants it any more: neither this nor an earlier state is tried again."""


class NoRoomHereError(CopyFault):
    """Our own card is full. An earlier state might fit, but must not be taken just for want of room."""

    def __init__(self, free: int, needed: int | None = None) -> None:
        needs = (
            f", and the copy needs {needed >> 20:,} MiB" if needed is not None else ", which is not enough for the copy"
        )
        super().__init__(
            FULL, f"This box's own card has room for {free >> 20:,} MiB{needs}. Put a larger card into the box."
        )


def nobody_told(came: int) -> None:
    """Do nothing with it: for callers where nobody waits."""
    del came


def look_for_room(target: Target, marker: CopyMarker, to: Path) -> None:
    """Check that a folder of ours has room for both databases: a card that is filled to its end takes no call any more.
    Raises CopyFault.
    """
    generations = (generation_name(MIRROR, marker.mirror), generation_name(WRAPS, marker.wraps))
    largest = sum(max((size for _, size in target.files(each)), default=0) for each in generations)
    needed = int(largest * ROOM_FACTOR) + ROOM_LEFT_BYTES
    if (free := shutil.disk_usage(to).free) < needed:
        raise NoRoomHereError(free, needed)


def give_back(target: Target, marker: CopyMarker, to: Path, program: Path) -> None:
    """Restore both databases as they are now, into a folder that has neither. Raises CopyFault, OSError."""
    for what, generation in ((MIRROR, marker.mirror), (WRAPS, marker.wraps)):
        _one(target, generation_name(what, generation), to / FILES[what], program)


def give_back_what_is_whole(
    target: Target, marker: CopyMarker, to: Path, program: Path, tells: Tells = nobody_told
) -> None:
    """Do the same; where the newest state is damaged, restore one from a little before. Raises as above, for what is wrong
    with the newest.
    """
    for what, generation in ((MIRROR, marker.mirror), (WRAPS, marker.wraps)):
        give_one_back(target, generation_name(what, generation), to / FILES[what], program, tells)


def give_one_back(target: Target, name: str, out: Path, program: Path, tells: Tells = nobody_told) -> bool:
    """Restore one database. Give whether it is the newest state; where that is damaged, it is one from a little before. Raises as above."""
    try:
        _one(target, name, out, program, tells=tells)
    except (GivenUpError, NoRoomHereError):
        raise
    except CopyFault:
        if _again(target, name, out, program, tells):
            return True
        if not _older(target, name, out, program):
            raise
        return False
    return True


def _again(target: Target, name: str, out: Path, program: Path, tells: Tells) -> bool:
    """Try the newest state once more, and give whether it came whole. It may do so where a line broke, where the copy is being written to
    (listed files were joined and are gone), and where the box lost its power (a file on the stick was cut off).
    """
    try:
        if target.kind in NEAR:  # but at a server a short file may just be on its way
            files_that_count(target, name)
        _clear(out)
        _one(target, name, out, program, tells=tells)
    except CopyFault:
        return False
    return True


def _older(target: Target, name: str, out: Path, program: Path) -> bool:
    """Try the states before the newest. Give whether one of them came whole."""
    newest_first = sorted({last for each in target.files(name) if (last := last_in(*each))}, reverse=True)
    for last in newest_first[:TRIES_MAX]:
        _clear(out)
        try:
            _one(target, name, out, program, last)
        except CopyFault:
            continue
        return True
    return False


def _clear(out: Path) -> None:
    for left in out.parent.glob(f"{out.name}*"):
        left.unlink()


def _one(
    target: Target, name: str, out: Path, program: Path, last: int | None = None, tells: Tells = nobody_told
) -> None:
    settings = out.parent / SETTINGS
    of = f"/nowhere/{out.name}"  # Litestream wants the name of the database, and does not look at that path
    write_whole(settings, msgspec.json.encode({"dbs": [{"path": of, "replica": target.litestream(name)}]}))
    words = [str(program), "restore", "-config", str(settings), "-no-expand-env", "-o", str(out)]
    words += ["-txid", f"{last:016x}"] if last is not None else []
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(out.parent), **target.environment()}
    try:
        with tempfile.TemporaryFile() as says:
            running = subprocess.Popen(
                [*words, of], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=says, env=environment
            )
            try:
                _watched(running, out, target.says, tells)
            finally:
                running.kill()
                running.wait()
            says.seek(0)
            said = says.read().decode(errors="replace").strip()
    finally:
        settings.unlink()  # the file may hold a password
    if running.returncode or not out.exists():
        if _NO_ROOM.search(said):  # nothing is written at the target, so it is our own disk that is full
            raise NoRoomHereError(shutil.disk_usage(out.parent).free)
        raise fault_of(said or f"{name} is not there", target.says)


def _size_of(path: Path) -> int:
    """Give the length of a file; 0 where it is gone: Litestream renames a file when it is done."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _watched(running: subprocess.Popen[bytes], out: Path, where: str, tells: Tells) -> None:
    """Wait until it ends. A line may be as slow as it likes, as long as something comes. Raises CopyFault."""
    came, moved_s = 0, time.monotonic()
    while True:
        try:
            running.wait(LOOK_EVERY_S)
        except subprocess.TimeoutExpired:
            there = sum(_size_of(path) for path in out.parent.iterdir())
            if there > came:
                came, moved_s = there, time.monotonic()
            tells(came)
            if time.monotonic() - moved_s > STILL_S:
                raise GivenUpError(SILENT, f"Of the copy nothing more came from {where} for {STILL_S:.0f} s.") from None
        else:
            return
