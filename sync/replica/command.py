"""`handbell replica`: keeps a second copy of the sealed record, on a stick, a second card or elsewhere. Opens no record."""

import asyncio
import fcntl
import logging
import os
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.api.ask import Reply
from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.api.feed.client import FeedClient
from appliance.api.feed.copy import SAYS_LEN_MAX, CopyState
from appliance.api.records.recovery import AskOfReplica, WantOfCopy
from appliance.command_line import said
from appliance.ending import asked_to_stop, run_and_end
from appliance.envelope.format import FormatError, read_head_statement
from appliance.settings import Settings as Alert
from sync.replica.asked_to_fetch import Places, answer
from sync.replica.faults import REFUSED, CopyFault
from sync.replica.fetch import Kept, Several, copies, copies_of, fetch, sticks, target_of, the_copy
from sync.replica.folder import prepare
from sync.replica.marker import FOLDER, CopyMarker
from sync.replica.opening import opener
from sync.replica.replica import Replica
from sync.replica.settings import Settings, parse
from sync.replica.status import shown
from sync.replica.trials import keep_told
from sync.replica.where import Where, WhereError, kind_in, read_where
from sync.transport.whole_file import write_whole

ANSWER_WITHIN_S = 10.0  # the running replica's answer comes from memory
NO_COPY = 3  # with this exit code systemd does not start the unit again (handbell-replica.service)


def main(arguments: list[str]) -> int:
    """Keep a second copy of the sealed record."""
    settings = parse(arguments)
    match settings.what:
        case "status":
            print(shown(settings.status))  # noqa: T201
            return 0
        case "prepare":
            return _prepare(settings.path)
        case "forget-earlier":
            return _forget_earlier(settings)
        case "fetch":
            return _fetch(settings)
        case "drill":
            if settings.seeded is None and not settings.where.exists():
                return _asked_of_replica(settings, WantOfCopy.TRIAL, _TRIED)
            return asyncio.run(_try_out(settings))
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        where = read_where(settings.where)
    except WhereError as wrong:
        asyncio.run(_tell_refused(settings, wrong))
        return _cannot(str(wrong))
    if where is None:
        print("No copy is set up: the seed of this box names no place for one.", file=sys.stderr)  # noqa: T201
        return NO_COPY if asyncio.run(_tell(settings, CopyState(kind="", where=""))) else 1
    return run_and_end(_run(settings, where))


async def _run(settings: Settings, where: Where) -> int:
    for folder in (settings.data, settings.own_run):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(
        settings.data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
    )  # the lock is held until the process ends
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _cannot(f"another replica works in {settings.data} already.")
    replica = Replica(settings, where, _wall_ms)
    stop = asked_to_stop()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(replica.run())
        await stop.wait()
        running.cancel()
    return 0


async def _tell_refused(settings: Settings, wrong: WhereError) -> None:
    """Tell the alert daemon that the settings of the copy cannot be used. Without this, a missing copy would be no trouble."""
    kind = kind_in(settings.where)
    if not kind:
        return
    await _tell(settings, CopyState(kind=kind, where=_UNREAD[kind], trouble=REFUSED, says=str(wrong)[:SAYS_LEN_MAX]))


async def _tell(settings: Settings, state: CopyState) -> bool:
    """Tell the alert daemon, and give whether it heard. It knows of a copy only by the replica, even that there is none any more."""
    try:
        async with FeedClient.connect(settings.feed_socket) as feed:
            await feed.tell_copy(state)
    except LineLost as lost:  # systemd starts this again in a moment
        logging.warning("%s", lost)
        return False
    return True


_UNREAD = {"stick": "the USB stick", "folder": "a second card", "sftp": "another machine", "s3": "another machine"}
"""How to call each kind of place when its name cannot be read."""


def _prepare(path: Path) -> int:
    try:
        prepare(path)
    except OSError as error:
        return _cannot(said(error))
    print(f"{path / FOLDER} is there: boxes make their copy on it from now on.")  # noqa: T201
    return 0


def _forget_earlier(settings: Settings) -> int:
    if not os.access(settings.data, os.W_OK):
        return _asked_of_replica(settings, WantOfCopy.FORGET_EARLIER, f"{_FORGOTTEN} See: handbell replica status")
    try:
        write_whole(settings.forget_earlier, b"")
    except OSError as error:
        return _cannot(said(error))
    print(f"{_FORGOTTEN} See: handbell replica status")  # noqa: T201
    return 0


_FORGOTTEN = "The replica removes them within a minute, once the present copy is proved."
_TRIED = "The replica tries it out as soon as no call is open. What came of it: handbell doctor, line Copy"


def _asked_of_replica(settings: Settings, what: WantOfCopy, says: str) -> int:
    """Ask the replica by way of the alert daemon, which lets administrators ask: nobody else may write to the replica's folder, or read
    where the copy lies.
    """
    try:
        reply = asyncio.run(_reply_to(Alert(run=settings.run).desk_socket, what))
    except (LineLost, TimeoutError) as lost:
        return _cannot(str(lost) or "The box did not answer. See: systemctl status handbell-alert")
    if not reply.ok:
        return _cannot(reply.says)
    print(says)  # noqa: T201
    return 0


async def _reply_to(socket: Path, what: WantOfCopy) -> Reply:
    async with asyncio.timeout(ANSWER_WITHIN_S), DeskClient.connect(socket, desk=None, client="replica") as line:
        return await line.ask(AskOfReplica(request=0, what=what))


def _fetch(settings: Settings) -> int:
    if settings.wanted is not None:
        return answer(settings.wanted, settings.fetched, Places(settings.copies, settings.seeded), settings.program)
    try:
        with TemporaryDirectory(prefix="handbell-fetch-") as secrets:  # only this user can read it
            kept = _kept(settings, Path(secrets))
            marker = fetch(
                target_of(kept, Path(secrets)), settings.to, settings.program, kept.marker, now_ms=_wall_ms()
            )
    except Several as several:
        lines = [
            f"  --building {each.marker.building.hex()} --box {each.marker.box.hex()}  written {_clock(each.marker)}"
            for each in several.kept
        ]
        return _cannot("Copies of several boxes lie there. Say which:\n" + "\n".join(lines))
    except (CopyFault, WhereError) as wrong:
        return _cannot(str(wrong))
    except OSError as error:
        return _cannot(said(error))
    print(f"Fetched from {kept.where}, written {_clock(marker)}. Next: handbell restore --from {settings.to}")  # noqa: T201
    return 0


def _clock(marker: CopyMarker) -> str:
    return datetime.fromtimestamp(marker.written_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


async def _try_out(settings: Settings) -> int:
    from sync.replica.trial import Moved, Trial  # noqa: PLC0415 - what checks signatures is not for the memory of the replica

    own = settings.data / "drill"
    try:
        where = read_where(settings.where)
        if where is None:
            return _cannot("No copy is set up: the seed of this box names no place for one.")
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
        async with FeedClient.connect(settings.feed_socket) as feed:
            building, box, *_ = read_head_statement((await feed.follow_copy(0, limit=1)).statement)
            target = await asyncio.to_thread(opener(where, own), building, box)
            trial = Trial(target, feed, settings.mirror, own / "scratch", settings.program, settings.proved)
            told = await trial.run()
        keep_told(settings.data, told)
    except (CopyFault, WhereError, FormatError, LineLost, Moved) as wrong:
        return _cannot(str(wrong))
    except OSError as error:
        return _cannot(said(error))
    finally:
        shutil.rmtree(own, ignore_errors=True)
    if not told.ok:
        return _cannot(f"The copy would not do. {told.says}")
    print(f"The copy gives back the record up to entry {told.up_to:,}, in {told.took_s:.1f} s. {told.says}".rstrip())  # noqa: T201
    return 0


def _kept(settings: Settings, secrets: Path) -> Kept:
    """Find the copy to fetch. Raises CopyFault, WhereError, Several, OSError."""
    if settings.seeded is not None:
        where = read_where(settings.seeded)
        if where is None:
            raise WhereError(f"{settings.seeded} names no place for a copy.")
        return the_copy(copies_of(where, secrets), where.says, settings.building, settings.box)
    if settings.copies is not None:
        return the_copy(copies([settings.copies]), str(settings.copies), settings.building, settings.box)
    return the_copy(copies(sticks()), "any stick that is in", settings.building, settings.box)


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


def _cannot(why: str) -> int:
    print(f"handbell replica: {why}", file=sys.stderr)  # noqa: T201
    return 1
