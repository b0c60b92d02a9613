"""Runs a daemon over a spoiled folder, and says which promises of the rot proof it failed to keep. Spoils nothing itself.

The daemon runs in this process with its real doors open: a planned button presses, and a pendant sends a signed press over HTTPS. The test
waits until everything that was set aside is read to its end. Then the daemon stops, and the record is examined as `handbell log verify`
does.
"""

import asyncio
import logging
import re
import sqlite3
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, closing

import msgspec
from msgspec.structs import replace

from appliance.core.ground.words import Door
from appliance.daemon import Daemon
from appliance.log.at_rest import examine
from appliance.log.fault import Kind
from appliance.logbook import recovery
from appliance.logbook.errors import LogbookError
from appliance.plan.ids import ButtonId
from appliance.settings import Settings
from appliance.vault.errors import VaultError
from hardware.signals import Press
from tests.appliance.engine.years import Stolen, opened_by_a_thief
from tests.patience import patience, patient
from tests.proof.press import Pendant
from tests.system.school import pendant_of
from tests.vectors.data_folder import Call, Told, told_by

ARMED_WITHIN_S = 5.0  # by promise 11
READ_WITHIN_S = 60.0  # some hundred entries, read in a second; only a hang takes so long
STARTS_MAX = 3
BUTTON, PENDANT = ButtonId("B203-wall"), pendant_of("B201")
MISSING = re.compile(r"(\d+) open calls? cannot be read|at least (\d+) entr(?:y|ies) of the record (?:is|are) missing")


class Expected(msgspec.Struct, frozen=True):
    """What was told of the folder before any damage, and what may not open any more.

    `rows` are the streams and entries of its record by number, and `wraps` the rows of its table of wraps. `usual` are the causes of
    troubles that were there before.
    """

    told: Told
    rows: dict[int, tuple[bytes, bytes]]
    wraps: set[tuple[object, ...]]
    destroyed: list[Stolen]
    usual: frozenset[str] = frozenset()


class Seen(msgspec.Struct):
    """The result. `wrong` has every promise that was not kept, `named` what was said of the damage, `lost` how many calls did not ring."""

    wrong: list[str] = []
    named: list[str] = []
    took_s: float = 0.0
    starts: int = 0
    told: Told | None = None
    lost: int = 0


class Journal(logging.Handler):
    """Collects what the journal would have, from warnings on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


async def looked_at(at: Settings, expected: Expected) -> Seen:
    """Start a daemon over the folder, and ask for every promise. If it ends, or met damage in use, start it again, as systemd would."""
    seen, journal = Seen(), Journal()
    logging.getLogger().addHandler(journal)
    try:
        while await asyncio.wait_for(_started(at, expected, seen, journal), patience(2 * READ_WITHIN_S)):
            if seen.starts == STARTS_MAX:  # the third start arms without the record, if need be
                seen.wrong.append(f"{STARTS_MAX} starts did not mend it")
                break
        await at_rest(at, expected, seen)
    except (VaultError, LogbookError, OSError) as error:
        seen.wrong.append(f"not armed, or it did not end: {type(error).__name__}: {error}")
    finally:
        logging.getLogger().removeHandler(journal)
    return seen


async def _started(at: Settings, expected: Expected, seen: Seen, journal: Journal) -> bool:
    """Run one start; give whether the daemon must be started again."""
    seen.starts += 1
    began_s = time.monotonic()
    async with AsyncExitStack() as stack:
        async with patient(ARMED_WITHIN_S):
            daemon = await stack.enter_async_context(Daemon.started(at))
        seen.took_s = max(seen.took_s, time.monotonic() - began_s)
        try:
            async with asyncio.TaskGroup() as group:
                await _asked_while_it_lives(daemon, group.create_task(_asked(daemon, at, expected, seen)), seen)
        except* LogbookError as errors:
            seen.wrong.append(f"it did not answer: {errors.exceptions[0]}")
        _name(daemon, expected, seen, journal)
        ended, damaged = daemon.tasks.failed.done(), daemon.logbook.damaged.done()
        if damaged and not ended:
            recovery.mark(at.logbook, daemon.logbook.damaged.result())
    return ended or damaged


async def _asked_while_it_lives(daemon: Daemon, asking: asyncio.Task[None], seen: Seen) -> None:
    until_s = patience(READ_WITHIN_S)
    done, _ = await asyncio.wait({asking, daemon.tasks.failed}, timeout=until_s, return_when=asyncio.FIRST_COMPLETED)
    if daemon.tasks.failed in done and not daemon.logbook.damaged.done():
        seen.wrong.append(f"a task failed: {daemon.tasks.failed.result()}")
    if not done:
        seen.wrong.append(f"it did not answer within {until_s} s")
    asking.cancel()


async def _asked(daemon: Daemon, at: Settings, expected: Expected, seen: Seen) -> None:
    await daemon.engine.recorder.caught_up()
    await daemon.engine.rest()
    _rings(daemon, expected.told.open, seen)
    told = await _told(daemon, expected) if seen.starts == 1 else None
    await _press(daemon, expected.told, seen)
    await _signed_press(at, expected.told, seen)
    await daemon.logbook.whole.wait()
    while not daemon.queries.verification.complete and not daemon.logbook.damaged.done():
        await asyncio.sleep(0.01)
    await daemon.engine.recorder.caught_up()
    await daemon.engine.rest()
    seen.told = told or seen.told
    keys = {(each.stream, each.key_no) for each in expected.destroyed}
    opened = [key async for key in _opened(daemon, keys)]
    if opened:
        seen.wrong.append(f"{len(opened)} of {len(keys)} destroyed keys open again")


def _name(daemon: Daemon, expected: Expected, seen: Seen, journal: Journal) -> None:
    troubles = daemon.engine.board.troubles
    said = [line for line in journal.lines if not line.startswith("armed after")]
    said += [
        f"{key}: {trouble.detail}" for key, trouble in troubles.items() if trouble.cause.what not in expected.usual
    ]
    said += daemon.queries.verification.findings  # at housekeeping's next look this becomes a trouble
    seen.named += [each for each in said if each not in seen.named]


def says_what_is_missing(says: str) -> bool:
    """Whether a trouble says how many are missing, and whom to ask."""
    return "ask every room" in says and MISSING.search(says) is not None


async def _opened(daemon: Daemon, keys: Iterable[tuple[bytes, int]]) -> AsyncIterator[tuple[bytes, int]]:
    for key in keys:
        try:
            if await daemon.logbook.opener.key_of(*key) is not None:
                yield key
        except LogbookError:  # the key cannot be read at all
            pass


def _rings(daemon: Daemon, owed: list[Call], seen: Seen) -> None:
    """Check that each call is as it was, or that a trouble says how many are missing, and whom to ask."""
    there = {call.incident: call for call in daemon.engine.board.incidents.values() if call.drill is None}
    seen.lost = sum(call.incident not in there for call in owed)
    trouble = daemon.engine.board.troubles.get("open-calls-unreadable:logbook")
    says = trouble.detail if trouble is not None else ""
    if seen.lost and not says_what_is_missing(says):
        seen.wrong.append(f"{seen.lost} of {len(owed)} calls do not ring, and is said: {says or 'nothing'}")
    for call in owed:
        now = there.get(call.incident)
        if now is not None and seen.starts == 1 and (now.room, now.kind) != (call.room, call.kind):
            seen.wrong.append(f"call {call.number} rings as another: {now.room}, {now.kind}")
        if now is not None and now.stage != call.stage and not says:
            seen.wrong.append(f"call {call.number} is {now.stage}, was {call.stage}")
    more = there.keys() - {call.incident for call in owed}
    if more and not says:
        seen.wrong.append(f"{len(more)} calls ring that were over")


async def _told(daemon: Daemon, expected: Expected) -> Told | None:
    try:  # leave out what the office's wraps open: nobody here opens wraps, and `log verify` does not check them either
        return replace(await told_by(daemon, expected.told.head), for_the_office=expected.told.for_the_office)
    except (ValueError, LogbookError):  # its last entry is not there, or cannot be read
        return None


async def _press(daemon: Daemon, told: Told, seen: Seen) -> None:
    ledger, count = next(
        (ledger, count) for button, contact, ledger, count in told.counts if (button, contact) == (BUTTON, "help")
    )
    daemon.engine.goes_by(BUTTON, ledger)  # as the button's connection says at its start
    done = await daemon.intake.press(Press(BUTTON, "help", count + 1, ledger=ledger), Door.BUTTON).kept
    kept = daemon.engine.kept.get(BUTTON)
    if kept is None or kept.counts.get("help") != count + 1:
        seen.wrong.append(f"a press gets no receipt: {done}")


async def _signed_press(at: Settings, told: Told, seen: Seen) -> None:
    assert at.webhook is not None
    count = next((count for button, *_, count in told.counts if button == PENDANT), 0)
    pendant = Pendant(PENDANT, at.webhook.port, counter=count)
    try:
        async with patient():
            await pendant.press()
    except TimeoutError:
        seen.wrong.append("a pendant's signed press gets no receipt")


async def at_rest(at: Settings, expected: Expected, seen: Seen) -> None:
    """Check the record after everything is over, against what was in it."""
    opened = opened_by_a_thief(at.data, expected.destroyed)
    if opened:
        seen.wrong.append(f"{len(opened)} destroyed keys open with what lies in the folder")
    if not seen.named and seen.told != expected.told:
        seen.wrong.append(f"silent, and not all is there: {_difference(expected.told, seen.told)}")
    report = await examine(at)
    # Leave out the finding that there is no signed head: it is true, since a head is signed at the next quiet moment, and some daemons end
    # before that.
    says = [str(fault) for fault in report.faults if fault.kind is not Kind.HEAD or fault.number]
    spoiled, missing, holes = _compared(at, expected)
    if says and not (spoiled or holes):
        seen.wrong.append(f"log verify: {says[:3]}, and nothing is missing")
    if holes and not says and not any("begun anew" in note for note in report.notes):
        seen.wrong.append(f"log verify finds nothing, and entries before {holes} are missing")
    if missing and not seen.named:
        seen.wrong.append(f"{len(missing)} entries are missing, and nobody says so")


def _compared(at: Settings, expected: Expected) -> tuple[str, list[int], list[int]]:
    """Give what in the file cannot be as it was written, which entries are missing, and above which numbers there is a hole."""
    with closing(sqlite3.connect(at.logbook / "logbook.db")) as db:
        try:
            spoiled = [says for (says,) in db.execute("PRAGMA integrity_check") if says != "ok"]
            rows = {number: (stream, entry) for number, stream, entry in db.execute("SELECT * FROM entry")}
            wraps = set(db.execute("SELECT * FROM wrap WHERE number <= ?", (max(expected.rows),)))
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            return str(error), [], []
    other = [number for number, row in expected.rows.items() if rows.get(number) != row]
    missing = [number for number in other if number not in rows or rows[number][1] != expected.rows[number][1]]
    holes = [number for number in rows if number - 1 not in rows and number > 1]
    return "; ".join([*spoiled, *map(str, wraps - expected.wraps), *map(str, other)]), missing, holes


def _difference(then: Told, now: Told | None) -> str:
    if now is None:
        return "its newest entry is not there"
    return "; ".join(
        f"{name} was {getattr(then, name)}, is {getattr(now, name)}"
        for name in then.__struct_fields__
        if getattr(then, name) != getattr(now, name)
    )
