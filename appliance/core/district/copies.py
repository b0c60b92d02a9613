"""Tells what is known of the copy of this record and of what would open it: what was recorded, what the replica says, and what is wrong.
Pure.

The replica's word is not proof. How far the copy is proved is shown as the replica's word, and never as more than this record has.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from appliance.core.district.commands import NoteRecovery
from appliance.core.district.events import (
    BoxReplaced,
    CopyOverwritten,
    CopyTargetChanged,
    CopyTried,
    RecoveryChecked,
    RecoveryEvent,
    RecoveryKeySet,
    SuccessionKeyNamed,
)
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Cause, RestoredBy
from appliance.words import troubles

# NFPA 72: a thing that watches itself says within 5 min that it failed; a copy is proved every 30 s
SILENT_MS = 300_000
DAY_MS = 86_400_000
TRIAL_EVERY_MS = 30 * DAY_MS  # a month, as rules for backups usually say
TRIAL_AGAIN_MS = 20 * 3_600_000  # a trial that failed is tried again the next night
TRIAL_OVERDUE_MS = 35 * DAY_MS  # a month, and five nights on which something was going on
CHECK_EVERY_MS = 400 * DAY_MS  # once in a school year, and some weeks more because school years differ
QUIET_FROM_MIN, QUIET_MINUTES = 120, 60  # 02:00 to 03:00, and in some buildings up to an hour later: nobody is there
DAY_MIN = 1440
PLACES_MAX = 32  # places of which something is recorded; a building has a few in its life, and each stands for ever

SUBJECT = ""  # there is only one copy, wherever it lies, so the cause needs no subject
SILENT = Cause(troubles.COPY_SILENT.word, SUBJECT)
TRIAL_OVERDUE = Cause(troubles.COPY_DRILL_OVERDUE.word, SUBJECT)
TRIAL_FAILED = Cause(troubles.COPY_DRILL_FAILED.word, SUBJECT)
NOBODY = Cause(troubles.RECOVERY_NOBODY.word, SUBJECT)
BUNDLE_FAILED = Cause(troubles.BUNDLE_FAILED.word, SUBJECT)
ASK_ROOMS = Cause(troubles.CALLS_MAY_BE_OPEN.word, SUBJECT)
"""A box took another's place, and nothing proves that no call was open there. The trouble stands until somebody says that every room was
asked.
"""
TOLD = {each.word: Cause(each.word, SUBJECT) for each in troubles.TROUBLES.values() if each.by_replica}
"""What a replica may report as wrong, one cause at a time. While there is one, it is no news that nothing is proved."""

type Finding = tuple[Cause, str | None]
"""A cause, and what is wrong; None if the cause does not hold now."""


class Dated[E: RecoveryEvent](msgspec.Struct, frozen=True):
    """An event, and when it happened by the wall clock."""

    event: E
    wall_ms: int


class Known(msgspec.Struct, frozen=True):
    """What the record says. `overwritten`: kind and place → the newest event. `replaced_before`: how the earlier boxes replaced others,
    oldest first.
    """

    target: Dated[CopyTargetChanged] | None = None
    trial: Dated[CopyTried] | None = None
    overwritten: Mapping[str, Dated[CopyOverwritten]] = {}
    key: Dated[RecoveryKeySet] | None = None
    checked: Dated[RecoveryChecked] | None = None
    succession: bytes = b""
    replaced: Dated[BoxReplaced] | None = None
    replaced_before: tuple[BoxReplaced, ...] = ()

    @property
    def is_set_up(self) -> bool:
        """Whether there is a place to which the record is copied."""
        return self.target is not None and bool(self.target.event.kind)


class HeardOfCopy(msgspec.Struct):
    """The replica's word, which is not worth an entry each time. `heard_ms` and `proved_at_ms` (mono_ms) count from the start of the
    epoch.
    """

    heard: bool = False
    heard_ms: int = 0
    proved: int = 0
    proved_at_ms: int = 0
    bundle_serial: int = 0
    trouble: str = ""
    says: str = ""
    free_mib: int | None = None
    bundle_made: int = 0
    """The serial of the newest bundle; `bundle_serial` is the serial of the bundle seen beside the copy."""
    bundle_failed: str | None = None
    """Why no bundle could be made; empty if one could be made; None before the first try."""
    nobody: bool | None = None
    """Whether there is nobody for whom a bundle could be sealed."""
    left: tuple[str, ...] = ()
    """Where a restore left something on this card that may open what was destroyed since then."""

    def silent(self, now: Moment) -> bool:
        """Whether the replica has said nothing for so long that its last word does not count any more."""
        return now.mono_ms - self.heard_ms >= SILENT_MS


def target_words(kind: str, where: str) -> str:
    """Say where a copy lies, as a part of a sentence. `where` is the replica's name for it: "the USB stick", a path, a host."""
    return f"in {where}" if kind == "folder" else f"on {where}"


def target_key(kind: str, where: str) -> str:
    """Give the key that tells one place from another."""
    return f"{kind}:{where}"


def has_room_for(known: Known, kind: str, where: str) -> bool:
    """Whether one more fact may stand for this place. If it may not, certificates go on saying that keys may survive there."""
    return target_key(kind, where) in known.overwritten or len(known.overwritten) < PLACES_MAX


def note(known: Known, command: NoteRecovery) -> list[RecoveryEvent] | Rejection:
    """Give the entry for a fact, or the refusal that it is no news."""
    event = command.fact
    match event:
        case CopyTargetChanged():
            before = known.target.event if known.target is not None else CopyTargetChanged(kind="", where="")
            old = event == before
        case CopyTried():
            old = known.trial is not None and known.trial.event == event
        case CopyOverwritten():
            at = known.overwritten.get(target_key(event.kind, event.where))
            old = at is not None and (at.event == event or at.event.up_to > event.up_to)
        case RecoveryKeySet():
            old = known.key is not None and known.key.event.public == event.public
        case SuccessionKeyNamed():
            old = known.succession == event.public
        case RecoveryChecked() | BoxReplaced():
            old = False
    return Rejection.NO_NEWS if old else [event]


def after(known: Known, event: RecoveryEvent, at: Moment) -> Known:
    """Give what is known after an event. With another phrase, the check of the former phrase does not count any more."""
    match event:
        case CopyTargetChanged():
            return msgspec.structs.replace(known, target=Dated(event, at.wall_ms))
        case CopyTried():
            return msgspec.structs.replace(known, trial=Dated(event, at.wall_ms))
        case CopyOverwritten():
            at_place = {target_key(event.kind, event.where): Dated(event, at.wall_ms)}
            return msgspec.structs.replace(known, overwritten={**known.overwritten, **at_place})
        case RecoveryKeySet():
            return msgspec.structs.replace(known, key=Dated(event, at.wall_ms), checked=None)
        case RecoveryChecked():
            return msgspec.structs.replace(known, checked=Dated(event, at.wall_ms)) if event.right else known
        case SuccessionKeyNamed():
            return msgspec.structs.replace(known, succession=event.public)
        case BoxReplaced():
            older = () if known.replaced is None else (known.replaced.event,)
            before = (*known.replaced_before, *older)
            return msgspec.structs.replace(known, replaced=Dated(event, at.wall_ms), replaced_before=before)


def replaced_without_copy(known: Known) -> str:
    """Give the first digits of the box whose place this one took without anything of its record; empty if there is none."""
    replaced = known.replaced
    return (
        replaced.event.former_box.hex()[:8] if replaced is not None and replaced.event.way is RestoredBy.NOTHING else ""
    )


# ---- what became of destroyed keys


class Fate(msgspec.Struct, frozen=True):
    """What became of destroyed keys at one place, as a part of a sentence. `wall_ms`: when they were overwritten; None: they may survive
    there.
    """

    place: str
    wall_ms: int | None


def fates(known: Known, certificate: int, left: Sequence[str] = ()) -> tuple[Fate, ...]:
    """Give, for every place of a copy, what became of the keys of the certificate with this entry number. Keys at a place that nobody
    reached are never told as gone.

    `left`: where a restore left something on this card. Keys that were destroyed before the restore were not in it.
    """
    since = known.replaced.event.number if known.replaced is not None else 0
    found = {there: Fate(there, None) for there in left if certificate > since}
    if known.target is not None and known.target.event.kind:
        there = target_words(known.target.event.kind, known.target.event.where)
        found[there] = Fate(there, None)
    for each in known.overwritten.values():
        there = target_words(each.event.kind, each.event.where)
        found[there] = Fate(there, each.wall_ms if each.event.up_to >= certificate else None)
        found |= {other: Fate(f"on {other}", None) for other in each.event.survives}
    return tuple(found.values())


# ---- what is wrong


def findings(known: Known, heard: HeardOfCopy, now: Moment, *, clock_trusted: bool) -> Iterator[Finding]:
    """Give every cause of which something is known now. A cause of which nothing is known stays as it is. Without a copy there is no
    trouble.
    """
    silent = heard.silent(now)
    if heard.heard or silent or not known.is_set_up:
        told = TOLD.get(heard.trouble) if known.is_set_up and not silent else None
        for cause in TOLD.values():
            yield cause, _told(heard) if cause == told else None
        yield SILENT, _silent(heard, now) if known.is_set_up and told is None else None
    if heard.nobody is not None:
        yield NOBODY, troubles.RECOVERY_NOBODY.do if known.is_set_up and heard.nobody else None
    if heard.bundle_failed is not None:
        yield BUNDLE_FAILED, heard.bundle_failed or None
    yield TRIAL_FAILED, _trial_failed(known) if known.is_set_up else None
    if clock_trusted:
        yield TRIAL_OVERDUE, _trial_overdue(known, now) if known.is_set_up else None


def trial_due(known: Known, now: Moment, spread_min: int, *, quiet: bool) -> bool:
    """Whether a trial should begin now: in the building's quiet hour, `spread_min` after it begins, with nothing going on."""
    if not known.is_set_up or not quiet or now.week_minute is None:
        return False
    since_min = now.week_minute % DAY_MIN - QUIET_FROM_MIN - spread_min
    if not 0 <= since_min < QUIET_MINUTES:
        return False
    last = known.trial
    if last is None:
        return True
    return now.wall_ms - last.wall_ms >= (TRIAL_EVERY_MS if last.event.ok else TRIAL_AGAIN_MS)


def unchecked(checked_ms: int, now_ms: int) -> bool:
    """Whether the last check of the phrase is too long ago. `checked_ms`: when the phrase was last typed, or when it was made."""
    return now_ms - checked_ms >= CHECK_EVERY_MS


def _told(heard: HeardOfCopy) -> str:
    told = troubles.row_of(heard.trouble)
    return f"{heard.says or told.says} Calls work. {told.do}"


def _silent(heard: HeardOfCopy, now: Moment) -> str | None:
    if heard.silent(now):
        return troubles.COPY_SILENT.do
    if heard.trouble == SILENT.what or now.mono_ms - heard.proved_at_ms >= SILENT_MS:
        why = f" The replica says: {heard.says}" if heard.says else ""
        return f"The copy of the record was not proved for 5 minutes: it may be old. Calls work.{why} {troubles.COPY_SILENT.otherwise}"
    return None


def _trial_failed(known: Known) -> str | None:
    last = known.trial
    if last is None or last.event.ok:
        return None
    return f"The copy of the record could not be restored for trial: {last.event.says} {troubles.COPY_DRILL_FAILED.do}"


def _trial_overdue(known: Known, now: Moment) -> str | None:
    last = known.trial or known.target
    if last is None or now.wall_ms - last.wall_ms < TRIAL_OVERDUE_MS:
        return None
    return troubles.COPY_DRILL_OVERDUE.do
