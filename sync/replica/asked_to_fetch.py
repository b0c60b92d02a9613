"""Answers the process that restores (`appliance.api.restoring.fetching`): says which copies there are, and fetches one. No phrase comes
here.
"""

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

FILE_MODE = 0o640  # the process that restores has another user
GONE = "That copy is not there any more. If it is on a stick, put that in again."
NO_STICK = "No stick with a copy is in. Put in the one that was in the box which is dead."
AS_IT_LAY = "as-it-lay"  # the file that shows whether what was fetched last still lies there unchanged
MIB = 1024 * 1024


class Places(msgspec.Struct, frozen=True):
    """Where to look: at `stick` (None: any stick that is in), and at the server that the file `seeded` names, if it names one."""

    stick: Path | None = None
    seeded: Path | None = None

    def near(self) -> tuple[list[Kept], str]:
        """Give the copies on sticks, the newest first, and why nothing could be seen there; empty where it could."""
        return _looked(lambda: copies(sticks() if self.stick is None else [self.stick]))

    def far(self, secrets: Path) -> tuple[list[Kept], str, str]:
        """Give the same for the server, and the server's name; empty where none is named."""
        try:
            where = read_where(self.seeded) if self.seeded is not None else None
        except WhereError as wrong:
            return [], str(wrong), ""
        if not isinstance(where, Sftp | S3):
            return [], "", ""
        return *_looked(lambda: copies_of(where, secrets)), where.says


class Asker:
    """The process that waits for an answer. It is told that the work goes on, and it may ask for something else meanwhile."""

    def __init__(self, wanted: Path, fetched: Path, nonce: bytes) -> None:
        self.fetched = fetched
        self._wanted = wanted
        self._nonce = nonce
        self._told_mib = -1

    def tells(self, came: int) -> None:
        """Tell how many bytes have come. Raises GivenUpError, which is a CopyFault, once nobody waits for them."""
        asked = read_message(self._wanted, Wanted)
        if asked is None or asked.nonce != self._nonce:
            raise GivenUpError("", "It was asked for something else meanwhile.")
        if (mib := came // MIB) != self._told_mib:
            write_whole(self.fetched / COMING, msgspec.msgpack.encode(Coming(self._nonce, mib)), FILE_MODE)
            self._told_mib = mib


def answer(wanted: Path, fetched: Path, places: Places, program: Path) -> int:
    """Answer until there is no new question. Give the exit code: 0 answered, 1 there was no question."""
    os.umask(0o027)
    told = read_message(fetched / TOLD, Fetched)
    if read_message(wanted, Wanted) is None:
        return 1
    answered = (
        told.nonce if told is not None else b""
    )  # the same question may come again from somebody who had not read the answer yet
    while (asked := read_message(wanted, Wanted)) is not None and asked.nonce != answered:
        with TemporaryDirectory(prefix="handbell-fetch-") as secrets:  # only this user can read it
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
    if not any(
        _is(each, asked) for each in kept
    ):  # do not ask the server when the stick has it: a slow server would delay the stick
        far, far_wrong, server = places.far(secrets)
        kept += far
    kept.sort(
        key=lambda each: each.marker.box == asked.own
    )  # this box's own copy comes last: it was begun when the box was
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
    """Delete what was fetched. Give why that failed; empty where it is gone. It holds wraps and a bundle, which open what the box destroys
    from now on.
    """
    try:
        for name in (COPY, f"{COPY}.fetching"):
            destroy(fetched / name)
    except OSError as error:
        return said(error)
    return ""


def _nothing(server: str) -> str:
    return f"No copy of a box lies on {server}. {NO_STICK}" if server else NO_STICK


def _bring(one: Kept, asked: Wanted, asker: Asker, program: Path, secrets: Path) -> CopyMarker:
    """Fetch the copy, unless it was fetched before and still lies there unchanged: a person waits."""
    target, now_ms, fetched = target_of(one, secrets), time.time_ns() // 1_000_000, asker.fetched
    lies = _as_it_lies(target, one.marker, asked.own)
    if (fetched / COPY / LATEST).exists() and _read(fetched / AS_IT_LAY) == lies:
        return one.marker
    brought = fetch(target, fetched / COPY, program, one.marker, now_ms=now_ms, own=asked.own, tells=asker.tells)
    write_whole(fetched / AS_IT_LAY, lies, FILE_MODE)
    return brought


def _as_it_lies(target: Target, marker: CopyMarker, own: bytes) -> bytes:
    """Give a digest that changes with whatever is written there. Raises CopyFault."""
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
    """Give what was found; or nothing, and why."""
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
    fetched = not far and any(_fetched_before(one, own))  # for a copy far away this is seen when it is fetched
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
