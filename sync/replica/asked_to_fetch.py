"""Answers the process that restores (`appliance.api.fetch_messages`): which copies there are, and brings one. No phrase comes here."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from appliance.api.fetch_messages import COMING, COPY, TOLD, Coming, Fetched, KeptCopy, Wanted, read_message
from appliance.command_line import said
from appliance.destroying import destroy
from sync.replica.faults import CopyFault
from sync.replica.fetch import Kept, copies, copies_of, fetch, sticks, target_of
from sync.replica.marker import CopyMarker
from sync.replica.used import marks
from sync.replica.where import S3, Sftp, WhereError, read_where
from sync.transport.whole_file import write_whole

FILE_MODE = 0o640  # who restores is of another user
GONE = "That copy is not there any more. If it is on a stick, put that in again."
NO_STICK = "No stick with a copy is in. Put in the one that was in the box which is dead."
MIB = 1024 * 1024


class Places(msgspec.Struct, frozen=True):
    """Where to look: at `stick`, None for any that is in, and at the server that the file `seeded` names, if it names one."""

    stick: Path | None = None
    seeded: Path | None = None

    def near(self) -> tuple[list[Kept], str]:
        """What lies on sticks, the newest first, and why nothing could be seen there; empty where it could."""
        return _looked(lambda: copies(sticks() if self.stick is None else [self.stick]))

    def far(self, secrets: Path) -> tuple[list[Kept], str, str]:
        """The same of the server; and what it is called, empty where none is named."""
        try:
            where = read_where(self.seeded) if self.seeded is not None else None
        except WhereError as wrong:
            return [], str(wrong), ""
        if not isinstance(where, Sftp | S3):
            return [], "", ""
        return *_looked(lambda: copies_of(where, secrets)), where.says


def answer(wanted: Path, fetched: Path, places: Places, program: Path) -> int:
    """Until there is no new question. The exit code: 0 answered, 1 there was none."""
    os.umask(0o027)
    answered = b""
    while (asked := read_message(wanted, Wanted)) is not None and asked.nonce != answered:
        with TemporaryDirectory(prefix="handbell-fetch-") as secrets:  # of this user alone
            told = _answered(asked, fetched, places, program, Path(secrets))
        write_whole(fetched / TOLD, msgspec.msgpack.encode(told), FILE_MODE)
        answered = asked.nonce
    return 0 if answered else 1


def _answered(asked: Wanted, fetched: Path, places: Places, program: Path, secrets: Path) -> Fetched:
    if asked.forget:
        return Fetched(asked.nonce, (), brought=False, says=_forgotten(fetched))
    kept, wrong = places.near()
    server, far_wrong = "", ""
    if not any(_is(each, asked) for each in kept):  # else a server that is slow to answer would hold up a stick
        far, far_wrong, server = places.far(secrets)
        kept += far
    kept = [each for each in kept if each.marker.box != asked.own]
    found = tuple(_shown(each, kept, asked.own) for each in kept)
    says = " ".join(each for each in (wrong, far_wrong) if each)
    if not asked.box:
        return Fetched(asked.nonce, found, brought=False, says=says or ("" if found else _nothing(server)))
    one = next((each for each in kept if _is(each, asked)), None)
    if one is None:
        return Fetched(asked.nonce, found, brought=False, says=says or GONE)
    _, wrong = _looked(lambda: [_bring(one, asked, fetched, program, secrets)])
    return Fetched(asked.nonce, found, brought=not wrong, says=wrong)


def _forgotten(fetched: Path) -> str:
    """Why not, empty where it is gone: wraps and a bundle, which open what is destroyed at the box from now on."""
    try:
        for name in (COPY, f"{COPY}.fetching"):
            destroy(fetched / name)
    except OSError as error:
        return said(error)
    return ""


def _nothing(server: str) -> str:
    return f"No copy of another box lies on {server}. {NO_STICK}" if server else NO_STICK


def _bring(one: Kept, asked: Wanted, fetched: Path, program: Path, secrets: Path) -> CopyMarker:
    def tells(came: int) -> None:
        write_whole(fetched / COMING, msgspec.msgpack.encode(Coming(asked.nonce, came // MIB)), FILE_MODE)

    target, now_ms = target_of(one, secrets), time.time_ns() // 1_000_000
    return fetch(target, fetched / COPY, program, one.marker, now_ms=now_ms, own=asked.own, tells=tells)


def _looked[T](look: Callable[[], list[T]]) -> tuple[list[T], str]:
    """What came of it, and why nothing did."""
    try:
        return look(), ""
    except CopyFault as fault:
        return [], fault.says
    except OSError as error:
        return [], said(error)


def _is(kept: Kept, asked: Wanted) -> bool:
    whose = (kept.marker.building, kept.marker.box) == (asked.building, asked.box)
    return bool(asked.box) and whose and asked.where in {"", kept.where}


def _shown(one: Kept, kept: list[Kept], own: bytes) -> KeptCopy:
    marker, far = one.marker, not isinstance(one.place, Path)
    fetched = isinstance(one.place, Path) and any(_fetched_before(one, own))  # far away that is seen when it is brought
    later = any(each.marker.building == marker.building and each.marker.written_ms > marker.written_ms for each in kept)
    return KeptCopy(marker.building, marker.box, one.where, marker.written_ms, later or fetched, far)


def _fetched_before(one: Kept, own: bytes) -> dict[str, bytes]:
    try:
        return marks(target_of(one, Path()), own, one.marker.box)
    except CopyFault:
        return {}
