"""Answers the process that restores (`appliance.api.fetch_messages`): which copies there are, and brings one. No phrase comes here."""

import os
from pathlib import Path

import msgspec

from appliance.api.fetch_messages import COPY, TOLD, Fetched, KeptCopy, Wanted, read_message
from appliance.command_line import said
from sync.replica.faults import CopyFault
from sync.replica.fetch import Kept, copies, fetch, sticks, target_of
from sync.transport.whole_file import write_whole

FILE_MODE = 0o640  # who restores is of another user
NO_STICK = "No stick with a copy is in. Put in the one that was in the box which is dead."


def answer(wanted: Path, fetched: Path, at: Path | None, program: Path) -> int:
    """Until there is no new question. `at`: where the stick is mounted, None for any. The exit code: 0 answered, 1 there was none."""
    os.umask(0o027)
    answered = b""
    while (asked := read_message(wanted, Wanted)) is not None and asked.nonce != answered:
        _answer(asked, fetched, at, program)
        answered = asked.nonce
    return 0 if answered else 1


def _answer(asked: Wanted, fetched: Path, at: Path | None, program: Path) -> None:
    found: tuple[KeptCopy, ...] = ()
    brought, says = False, ""
    try:
        kept = copies(sticks() if at is None else [at])
        found = tuple(_shown(each, kept) for each in kept)
        says = "" if kept else NO_STICK
        if asked.box:
            one = next((each for each in kept if _is(each, asked)), None)
            if one is None:
                says = "That copy is not there any more. Put its stick in again."
            else:
                fetch(target_of(one), fetched / COPY, program, one.marker)
                brought = True
    except CopyFault as fault:
        says = str(fault)
    except OSError as error:
        says = said(error)
    told = Fetched(asked.nonce, found, brought, says)
    write_whole(fetched / TOLD, msgspec.msgpack.encode(told), FILE_MODE)


def _is(kept: Kept, asked: Wanted) -> bool:
    return (kept.marker.building, kept.marker.box) == (asked.building, asked.box)


def _shown(one: Kept, kept: list[Kept]) -> KeptCopy:
    marker = one.marker
    later = any(each.marker.building == marker.building and each.marker.written_ms > marker.written_ms for each in kept)
    return KeptCopy(marker.building, marker.box, one.where, marker.written_ms, later)
