"""Answers the process that restores (`appliance.api.restoring.fetching`): which copies there are, and brings one. No phrase comes here."""

import contextlib
import os
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from appliance.api.restoring.fetching import COMING, COPY, TOLD, Coming, Fetched, KeptCopy, Wanted, read_message
from appliance.command_line import said
from appliance.destroying import destroy
from sync.replica.faults import CopyFault
from sync.replica.fetch import Kept, copies, copies_of, fetch, sticks, target_of
from sync.replica.giving_back import GivenUpError
from sync.replica.marker import LATEST, MIRROR, WRAPS, CopyMarker, generation_name
from sync.replica.target import Target
from sync.replica.used import USED, marks, user
from sync.replica.where import S3, Sftp, WhereError, read_where
from sync.transport.whole_file import write_whole

FILE_MODE = 0o640  # who restores is of another user
GONE = "That copy is not there any more. If it is on a stick, put that in again."
NO_STICK = "No stick with a copy is in. Put in the one that was in the box which is dead."
AS_IT_LAY = "as-it-lay"  # the file that tells what was brought last from what lies there now
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


class Asker:
    """Whoever waits for an answer: it is told that somebody works for it, and may want something else meanwhile."""

    def __init__(self, wanted: Path, fetched: Path, nonce: bytes) -> None:
        self.fetched = fetched
        self._wanted = wanted
        self._nonce = nonce
        self._told_mib = -1

    def tells(self, came: int) -> None:
        """So many bytes. Raises CopyFault once nobody waits for them."""
        asked = read_message(self._wanted, Wanted)
        if asked is None or asked.nonce != self._nonce:
            raise GivenUpError("", "It was asked for something else meanwhile.")
        if (mib := came // MIB) != self._told_mib:
            write_whole(self.fetched / COMING, msgspec.msgpack.encode(Coming(self._nonce, mib)), FILE_MODE)
            self._told_mib = mib


def answer(wanted: Path, fetched: Path, places: Places, program: Path) -> int:
    """Until there is no new question. The exit code: 0 answered, 1 there was none."""
    os.umask(0o027)
    told = read_message(fetched / TOLD, Fetched)
    if read_message(wanted, Wanted) is None:
        return 1
    answered = told.nonce if told is not None else b""  # asked again by somebody who had not read it yet
    while (asked := read_message(wanted, Wanted)) is not None and asked.nonce != answered:
        with TemporaryDirectory(prefix="handbell-fetch-") as secrets:  # of this user alone
            asker = Asker(wanted, fetched, asked.nonce)
            with contextlib.suppress(GivenUpError):
                asker.tells(0)
            told = _answered(asked, asker, places, program, Path(secrets))
        write_whole(fetched / TOLD, msgspec.msgpack.encode(told), FILE_MODE)
        answered = asked.nonce
    return 0


def _answered(asked: Wanted, asker: Asker, places: Places, program: Path, secrets: Path) -> Fetched:
    if asked.forget:
        return Fetched(asked.nonce, (), brought=False, says=_forgotten(asker.fetched))
    kept, wrong = places.near()
    server, far_wrong = "", ""
    if not any(_is(each, asked) for each in kept):  # else a server that is slow to answer would hold up a stick
        far, far_wrong, server = places.far(secrets)
        kept += far
    kept.sort(key=lambda each: each.marker.box == asked.own)  # last: it was begun when this box was
    found = tuple(_shown(each, kept, asked.own) for each in kept)
    says = " ".join(each for each in (wrong, far_wrong) if each)
    if not asked.box:
        return Fetched(asked.nonce, found, brought=False, says=says or ("" if found else _nothing(server)))
    one = next((each for each in kept if _is(each, asked)), None)
    if one is None:
        return Fetched(asked.nonce, found, brought=False, says=says or GONE)
    _, wrong = _looked(lambda: [_bring(one, asked, asker, program, secrets)])
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
    return f"No copy of a box lies on {server}. {NO_STICK}" if server else NO_STICK


def _bring(one: Kept, asked: Wanted, asker: Asker, program: Path, secrets: Path) -> CopyMarker:
    """What was brought before and lies there as it lay then is not brought again: a person waits."""
    target, now_ms, fetched = target_of(one, secrets), time.time_ns() // 1_000_000, asker.fetched
    lies = _as_it_lies(target, one.marker, asked.own)
    if (fetched / COPY / LATEST).exists() and _read(fetched / AS_IT_LAY) == lies:
        return one.marker
    brought = fetch(target, fetched / COPY, program, one.marker, now_ms=now_ms, own=asked.own, tells=asker.tells)
    write_whole(fetched / AS_IT_LAY, lies, FILE_MODE)
    return brought


def _as_it_lies(target: Target, marker: CopyMarker, own: bytes) -> bytes:
    """Changes with whatever is written there. Raises CopyFault."""
    files = [
        sorted(target.files(generation_name(what, generation)))
        for what, generation in ((MIRROR, marker.mirror), (WRAPS, marker.wraps))
    ]
    others = sorted(each for each in target.others().items() if each[0] != own.hex())
    beside = sorted(
        (name, size) for name, size in target.names() if size and name != f"{USED}{user(own, marker.box).hex()}"
    )
    return sha256(msgspec.msgpack.encode((target.says, marker, files, beside, others))).digest()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


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
    fetched = not far and any(_fetched_before(one, own))  # far away that is seen when it is brought
    later = any(
        each.building == marker.building and each.written_ms > marker.written_ms and each.box != own
        for each in (other.marker for other in kept)
    )
    used = (later or fetched) and marker.box != own
    return KeptCopy(marker.building, marker.box, one.where, marker.written_ms, used, far, own=marker.box == own)


def _fetched_before(one: Kept, own: bytes) -> dict[str, bytes]:
    try:
        return marks(target_of(one, Path()), own, one.marker.box)
    except CopyFault:
        return {}
