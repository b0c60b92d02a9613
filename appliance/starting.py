"""Opens the record and rebuilds the board at a start, whatever state the data folder is in: each time one way fails, it tries the next.

    as it was left (damage is mended there)  ──► set aside unopened, from the side copies  ──► in memory only

Only another daemon on the same folder ends the start. Knows no door and no wire.
"""

import asyncio
import fcntl
import logging
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from appliance.core.apply import apply
from appliance.core.board import Board
from appliance.core.district.events import BoxReplaced, RecoveryKeySet
from appliance.core.ground.events import PlanAdopted
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import RestoredBy
from appliance.lives import START_S
from appliance.logbook.batch import Fact, is_of_the_board
from appliance.logbook.errors import Busy
from appliance.logbook.identity import newest_writer
from appliance.logbook.predecessor import Predecessor, may_be_open, predecessor_in
from appliance.logbook.recovery import FOLDER_MODE
from appliance.logbook.remembering import Remembered
from appliance.logbook.start import open_logbook, without_a_file
from appliance.logbook.store import Logbook
from appliance.plan.document import digest
from appliance.settings import Settings
from appliance.vault.errors import VaultError
from appliance.vault.vault import Vault

LOST_SAID_MS = 86_400_000
"""A day: for so long, every start after a restore says what may be lost. By then whoever called in vain has been found, or has called
again.
"""
BUNDLE = "the recovery bundle"  # from which a box knows what no entry of its record holds
KILLS = "the last starts ended within a minute each, so it was not opened"

FREE_WITHIN_S = 1.0
"""A daemon that was killed a moment ago may hold its folder a little longer: the kernel closes a killed process's files after its end."""

log = logging.getLogger("handbell.alert")


@contextmanager
def owned(folder: Path) -> Iterator[None]:
    """Keep everybody else from starting on this folder until this is left. Raises Busy. A folder that cannot be opened at all belongs to
    nobody.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        log.error("%s cannot be opened: %s", folder, error)
        yield
        return
    try:
        if not _locked(descriptor):
            raise Busy(f"{folder} is in use by another process, most likely the running alert daemon")
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Lock the folder; False if somebody else keeps it locked."""
    until_s = time.monotonic() + FREE_WITHIN_S
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() > until_s:
            return False
        time.sleep(0.02)


def keys_of(settings: Settings) -> tuple[Settings, Vault, str]:
    """Give the keys of this box, and the settings to go on with. If no keys can be read or made, give keys in memory for this run, in a
    data folder beside the sockets, and say why: the box then hears and rings, and records nothing. Raises VaultError where that fails
    too.
    """
    from_record = newest_writer(settings.logbook)
    try:
        return settings, Vault.open(settings.keys, from_record), ""
    except (VaultError, OSError) as error:
        log.error("the keys of this box cannot be used: %s", error)
        in_memory = msgspec.structs.replace(settings, data=settings.run / "without-keys")
        return in_memory, Vault.open(in_memory.keys, from_record), str(error)


async def started(
    settings: Settings,
    vault: Vault,
    wall_ms: int,
    *,
    too_short: bool,
    no_keys: str = "",
    within_s: float | None = START_S,
) -> tuple[Logbook, Remembered, Board]:
    """Open the record and rebuild the board. Raises Busy. `too_short`: the last starts ended soon, so the file of the record is left
    closed. `no_keys`: why this run has keys of its own, which must open no record. `within_s`: after that the file is left closed.
    """
    if no_keys:
        nowhere = settings.logbook / "nowhere"  # its folder does not exist: what is in memory must not go onto a disk
        logbook, remembered = await without_a_file(nowhere, vault, wall_ms=wall_ms, why=no_keys)
        return logbook, remembered, rebuilt(remembered)
    closed = KILLS if too_short else None
    for _ in range(2 if closed is None else 1):
        try:
            async with asyncio.timeout(within_s):
                logbook, remembered = await open_logbook(
                    settings.logbook, vault, wall_ms=wall_ms, closed=closed, unwritable_too=True
                )
            _hear_predecessor(settings.logbook, remembered, wall_ms)
            return logbook, remembered, rebuilt(remembered)
        except Busy:
            raise
        except Exception as error:
            log.exception("the record could not be opened")
            closed = f"it could not be opened: {str(error) or 'it took too long'}"
    logbook, remembered = await without_a_file(settings.logbook, vault, wall_ms=wall_ms, why=closed or KILLS)
    return logbook, remembered, rebuilt(remembered)


def _hear_predecessor(logbook: Path, remembered: Remembered, wall_ms: int) -> None:
    """Add what no entry says of a record that another box began: how many calls were numbered, and what of it cannot be read.

    The first start records that this box goes on in that one's place. It also says which calls may be lost, and that stays until a person
    ends it. Each start within a day says that entries are missing.
    """
    before = predecessor_in(logbook)
    if before is None:
        return
    remembered.calls_so_far = max(remembered.calls_so_far, before.calls_so_far)
    since_ms = next((fact.at.wall_ms for fact in remembered.facts if isinstance(fact.event, BoxReplaced)), None)
    first = remembered.parent is not None and remembered.parent[1] == before.number
    if before.way is RestoredBy.NOTHING:  # then no entry comes before this box's first
        first = since_ms is None
    if first or (since_ms is not None and wall_ms - since_ms < LOST_SAID_MS):
        remembered.missing += before.missing
    if first:
        remembered.ask_rooms = may_be_open(before.lost_calls, unproven=before.unproven)
        now = Moment(0, wall_ms)
        remembered.carried.append(Fact(now, _replaced(before)))
        if before.plan:
            remembered.carried.append(Fact(now, _adopted(before.plan)))
        if before.recovery:
            remembered.carried.append(Fact(now, RecoveryKeySet(by=BUNDLE, public=before.recovery)))


def _adopted(document: bytes) -> PlanAdopted:
    """Make the event of the plan that was in the bundle. The plan was checked when the former box adopted it."""
    return PlanAdopted(by=BUNDLE, digest=digest(document), document=document)


def _replaced(before: Predecessor) -> BoxReplaced:
    return BoxReplaced(
        former_box=before.box,
        former_device_key=before.device_key,
        epoch=before.epoch,
        number=before.number,
        digest=before.digest,
        copy_ms=before.copy_ms,
        way=before.way,
        used_before=before.used_before,
        statement=before.statement,
        key=before.proven_by,
        signature=before.signature,
    )


def rebuilt(remembered: Remembered) -> Board:
    """Rebuild the board: what stands and what is open, folded in the order it was recorded, and every count."""
    facts = [*remembered.facts, *filter(is_of_the_board, remembered.carried)]
    board = Board.empty()
    try:
        _fold(board, facts)
    except Exception:
        log.exception("a fact of the record cannot be folded; the others are folded without it")
        board = _without_what_cannot_be(facts, remembered)
    board.counters.update(remembered.counters)
    remembered.calls_so_far = max(remembered.calls_so_far, board.calls)
    return board


def _fold(board: Board, facts: Sequence[Fact]) -> None:
    for fact in facts:
        if is_of_the_board(fact):
            apply(board, fact.event, fact.at)


def _without_what_cannot_be(facts: Sequence[Fact], remembered: Remembered) -> Board:
    board = Board.empty()
    for fact in facts:
        twin = board.copy()
        try:
            _fold(twin, [fact])
        except Exception as error:  # noqa: BLE001 - named, and the rest of the building is heard
            remembered.unreadable.append(f"a fact of the kind {type(fact.event).__name__} makes no sense ({error})")
        else:
            board = twin
    return board
