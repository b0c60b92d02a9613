"""Makes the view of a record for one reader: every field, version and name that they may not read is left out. Pure. Nothing here counts,
sorts or groups by who called or reported (promise 7).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set

import msgspec

from appliance.api.access import Reads
from appliance.api.contents import Content
from appliance.api.records.messages import (
    DestroyedView,
    FactView,
    Hidden,
    LeftOut,
    MissingView,
    RecordLine,
    RecordShown,
    TimelineView,
    VersionView,
    ViewView,
)
from appliance.core.board import Board
from appliance.core.calls.by_voice.place_said import place_said
from appliance.core.calls.events import FirstCall, RecordOpened
from appliance.core.district.copies import fates
from appliance.core.ground.names import Names
from appliance.doors.records.feed_lines import FeedLines, has_notes, withheld
from appliance.doors.records.first_reading import first_readers, first_readings
from appliance.plan.ids import PersonId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind
from appliance.record.access import Rights
from appliance.record.completeness import Missing, missing
from appliance.record.derived import derived, kind_now
from appliance.record.fields import FIELDS, of_group
from appliance.record.first_reader import may_read
from appliance.record.mine import Reader, about_care, care_kept_back, mine
from appliance.record.record import Record, Version
from appliance.record.words import Author, FactId, FieldId, Klass, Status, Value

_HIDDEN = {Content.NAMES: Hidden.NAMES, Content.NOTES: Hidden.NOTES, Content.REASONS: Hidden.REASONS}
_OFFERED_TO = FieldId("support.person")
_STANDS = {"submit": Status.DRAFT, "review": Status.SUBMITTED}


class Eyes(msgspec.Struct, frozen=True):
    """Who looks: what their desk shows them, what they may do with records, and what is their own."""

    reads: Reads
    rights: Rights
    reader: Reader


def line_of(record: Record, board: Board) -> RecordLine | None:
    """Give a record's line in a list. None if its beginning cannot be read, and for a tap-out, which has no record."""
    index = board.index
    begun = next(((at, event) for _, at, event in record.live if isinstance(event, FirstCall | RecordOpened)), None)
    if begun is None:
        return None
    at, event = begun
    kind = kind_now(record, event.kind)
    if kind is Kind.TAP_OUT:
        return None
    occurred_ms = event.occurred_ms if isinstance(event, RecordOpened) else None
    return RecordLine(
        incident=record.incident,
        number=event.number,
        room_name=Names(index).place(place_said(event, (each for _, _, each in record.live))),
        kind=kind,
        came_as=event.kind if event.kind is not kind else None,
        wall_ms=at.wall_ms if occurred_ms is None else occurred_ms,
        status=record.status,
        missing=sum(each.minimal for each in missing(record, derived(record, index))),
        held=bool(record.held_for),
        still_open=record.incident in board.incidents,
    )


def as_read(record: Record, reads: Reads) -> Record:
    """Give the record without the words in its beginning that this reader may not read: no line and no fact is made from them."""
    live = [(number, at, withheld(event, reads)) for number, at, event in record.live[:1]]
    return msgspec.structs.replace(record, live=[*live, *record.live[1:]])


def shown(
    request: int, record: Record, eyes: Eyes, board: Board, feed_lines: FeedLines, left: Sequence[str], now_ms: int
) -> RecordShown | None:
    """Give the record for these eyes; None if it has no line. `left`: where a restore left something on this card (`core.copies.fates`).
    `now_ms` decides which first readings last.
    """
    index, read = board.index, as_read(record, eyes.reads)
    line = line_of(read, board)
    if line is None:
        return None
    known = derived(read, index)
    may_see = {fact_id for fact_id in record.versions if _readable(record, fact_id, eyes)}
    return RecordShown(
        request=request,
        record=line,
        facts=(
            *_system(known, record, eyes),
            *(fact_view(record, fact_id, eyes, index) for fact_id in record.versions if fact_id in may_see),
        ),
        timeline=_timeline(record, eyes, board, feed_lines) if eyes.rights.timeline else (),
        missing=tuple(_missing(each) for each in missing(record, known) if concerns(record, each, eyes)),
        withheld=tuple(sorted(_withheld(record, may_see, eyes))),
        writes=tuple(sorted(eyes.rights.writes | eyes.rights.writes_own)),
        not_writes=_not_writes(record, eyes),
        left_out=tuple(_left_out(record, known, may_see, eyes, board, feed_lines)),
        acts=tuple(act for act in sorted(eyes.rights.acts) if _possible(record, act, still_open=line.still_open)),
        held_for=record.held_for if "hold" in eyes.rights.acts else "",
        destroyed=tuple(
            DestroyedView(
                wall_ms=each.at.wall_ms,
                entry=each.number,
                classes=each.classes,
                keys=each.keys,
                wraps=each.wraps,
                rule=each.rule,
                copies=fates(board.recovery, each.number, left),
            )
            for each in record.destroyed
        ),
        building=index.plan.building,
        address=index.plan.address,
        first_readings=first_readings(record, eyes.rights, eyes.reader, index, now_ms),
        first_readers=first_readers(eyes.reader, index),
    )


def _withheld(record: Record, may_see: Set[FactId], eyes: Eyes) -> set[Klass]:
    """Give the classes of which something is not shown. An offer of care counts, whether anybody wrote yet what came of it or not."""
    classes = {FIELDS[fact_id.field].klass for fact_id in record.versions if fact_id not in may_see}
    care = care_kept_back(record, eyes.reader, eyes.rights.cares)
    return classes | ({FIELDS[_OFFERED_TO].klass} if care else set[Klass]())


def _left_out(
    record: Record, known: Mapping[FactId, Value], may_see: Set[FactId], eyes: Eyes, board: Board, feed_lines: FeedLines
) -> Iterator[LeftOut]:
    """Count everything in the record that these eyes are not shown, by kind."""
    care = care_kept_back(record, eyes.reader, eyes.rights.cares)
    told = [item for item in care if FactId(_OFFERED_TO, item) in may_see]
    written = [
        fact_id.field
        for fact_id in record.versions
        if fact_id not in may_see and not (fact_id.item in care and about_care(record, fact_id))
    ]
    # one fact for each offer: how many there are of one would say whether it was taken
    written += [_OFFERED_TO for item in care if item not in told]
    seen = [
        fact_id.field for fact_id in known if fact_id not in record.versions and fact_id.field not in eyes.rights.reads
    ]
    facts = Counter(FIELDS[field].klass for field in (*written, *seen))
    yield from (LeftOut(what=Hidden.FACTS, klass=klass, count=facts[klass]) for klass in sorted(facts))
    if told:
        yield LeftOut(what=Hidden.CARE, count=len(told))
    if eyes.rights.timeline:
        lines = feed_lines.left_out([(number, at, event) for number, at, event in record.live], board, eyes.reads)
        yield from (LeftOut(what=what, count=lines[content]) for content, what in _HIDDEN.items() if lines[content])
    elif record.live:
        yield LeftOut(what=Hidden.LINES, count=len(record.live))
    nameless = sum(any(_nameless(each.by, record, eyes) for each in record.versions[fact_id]) for fact_id in may_see)
    if nameless:
        yield LeftOut(what=Hidden.WRITERS, count=nameless)
    not_yet = sum(account in eyes.reader.first.waits for account in record.items.get("account", ()))
    if not_yet:
        yield LeftOut(what=Hidden.FIRST_READING, count=not_yet)
    if record.held_for and "hold" not in eyes.rights.acts:
        yield LeftOut(what=Hidden.HOLD, count=1)


def classes_read(told: RecordShown, record: Record, eyes: Eyes) -> tuple[Klass, ...]:
    """Give the classes, except the operational one, in which somebody else's words are shown: that is a view, and makes an entry."""
    found = {
        FIELDS[fact.field].klass
        for fact in told.facts
        if not fact.system and not _only_theirs(record, FactId(fact.field, fact.item), eyes.reader)
    }
    events = [event for _, _, event in (record.live if told.timeline else record.live[:1])]
    if Content.NOTES in eyes.reads.contents and any(map(has_notes, events)):
        found.add(Klass.STUDENT)  # what a desk noted in a call may tell of a child
    return tuple(sorted(found - {Klass.OPERATIONAL}))


def views(record: Record, eyes: Eyes, index: PlanIndex) -> tuple[ViewView, ...]:
    """Give who read the record, oldest first."""
    return tuple(
        ViewView(
            wall_ms=view.at.wall_ms,
            by=_called(view.by, record, eyes, index),
            classes=view.classes,
            reason=view.reason,
            glass_broken=view.glass_broken,
        )
        for view in record.views
    )


def _readable(record: Record, fact_id: FactId, eyes: Eyes) -> bool:
    return fact_id.field in FIELDS and may_read(record, fact_id, eyes.rights, eyes.reader)


def _writable(record: Record, fact_id: FactId, eyes: Eyes) -> bool:
    own, care = mine(record, fact_id, eyes.reader), about_care(record, fact_id)
    return eyes.rights.may_write(fact_id.field, mine=own, care=care)


def _not_writes(record: Record, eyes: Eyes) -> tuple[FactId, ...]:
    """Give the facts they may not write although they write the field elsewhere: answers to care."""
    care = sorted(eyes.rights.writes & {field.field for field in of_group("support")})
    fact_ids = (FactId(field, item) for item in record.items.get("support", ()) for field in care)
    return tuple(fact_id for fact_id in fact_ids if not _writable(record, fact_id, eyes))


def _only_theirs(record: Record, fact_id: FactId, reader: Reader) -> bool:
    return all(reader.wrote(version.by) for version in record.versions[fact_id])


def _system(known: Mapping[FactId, Value], record: Record, eyes: Eyes) -> list[FactView]:
    """Give what the box filled in and no person has changed."""
    return [
        FactView(
            field=fact_id.field,
            item=fact_id.item,
            system=True,
            versions=(VersionView(value=value, by="Handbell", wall_ms=0, entry=0),),
        )
        for fact_id, value in known.items()
        if fact_id not in record.versions and fact_id.field in eyes.rights.reads
    ]


def fact_view(record: Record, fact_id: FactId, eyes: Eyes, index: PlanIndex) -> FactView:
    """Give every version of one field. The caller has made sure that these eyes may read it."""
    versions = tuple(_version(each, record, eyes, index) for each in record.versions[fact_id])
    return FactView(field=fact_id.field, item=fact_id.item, versions=versions)


def _version(version: Version, record: Record, eyes: Eyes, index: PlanIndex) -> VersionView:
    return VersionView(
        value=version.value,
        by=_called(version.by, record, eyes, index),
        wall_ms=version.at.wall_ms,
        entry=version.number,
        why="" if eyes.reader.first.hides(version.by) else version.why,
    )


def _called(by: Author, record: Record, eyes: Eyes, index: PlanIndex) -> str:
    """Give the name of a writer as it may be shown here."""
    return called(by, _known(by, record), eyes, index)


def called(by: Author, known: tuple[Value, Value], eyes: Eyes, index: PlanIndex) -> str:
    """Give the name of a writer as it may be shown here. `known`: the name and the person of the plan that stand for a reporter."""
    names, nameless = Names(index), _is_nameless(by, known, eyes)
    if by.reporter is not None:
        name, person = known
        called = name or (names.person(PersonId(person)) if isinstance(person, str) else "")
        return str(called) if called and not nameless else "a reporter"
    return f"somebody at {names.desk(by.desk)}" if by.person is None or nameless else names.person(by.person)


def _known(by: Author, record: Record) -> tuple[Value, Value]:
    if by.reporter is None:
        return None, None
    return record.value("reporter.name", by.reporter), record.value("reporter.person", by.reporter)


def _nameless(by: Author, record: Record, eyes: Eyes) -> bool:
    return _is_nameless(by, _known(by, record), eyes)


def _is_nameless(by: Author, known: tuple[Value, Value], eyes: Eyes) -> bool:
    """Return whether the writer's name is known but not shown here. Who reported is class C, whatever they wrote; and their first reader
    learns it before others.
    """
    if eyes.reader.first.hides(by):
        return any(known) or by.person is not None
    if by.reporter is not None and by.reporter in eyes.reader.first.reads:
        return False
    if by.reporter is not None:
        own = eyes.reader.reporter == by.reporter
        return any(known) and not eyes.rights.may_read(FieldId("reporter.name"), mine=own)
    return by.person is not None and Content.NAMES not in eyes.reads.contents and eyes.reader.person != by.person


def _timeline(record: Record, eyes: Eyes, board: Board, feed_lines: FeedLines) -> tuple[TimelineView, ...]:
    items = feed_lines.items([(number, at, event) for number, at, event in record.live], board, eyes.reads)
    return tuple(TimelineView(wall_ms=item.wall_ms, entry=item.number, line=item.line) for item in items)


def _missing(each: Missing) -> MissingView:
    return MissingView(field=each.fact_id.field, item=each.fact_id.item, says=each.says, minimal=each.minimal)


def concerns(record: Record, each: Missing, eyes: Eyes) -> bool:
    """Return whether this reader is told that a field is missing. The reason tells of what was written: so they must be allowed to read
    that, and the field must concern them.
    """
    may_write = _writable(record, each.fact_id, eyes)
    told_of = (fact_id for because in each.because for fact_id in _told_of(record, each.fact_id, because))
    return all(_readable(record, fact_id, eyes) for fact_id in told_of) and (
        may_write or _readable(record, each.fact_id, eyes)
    )


def _told_of(record: Record, wanted: FactId, because: FieldId) -> Iterator[FactId]:
    """Give the facts in a field of which a reason tells: of the same item, or, in another group, of every item that there is."""
    group, dot, _ = because.partition(".")
    if not dot:
        yield FactId(because)
    elif group == wanted.field.partition(".")[0]:
        yield FactId(because, wanted.item)
    else:
        yield from (FactId(because, item) for item in record.items.get(group, ()))


def _possible(record: Record, act: str, *, still_open: bool) -> bool:
    match act:
        case "submit" | "review":
            return record.status is _STANDS[act] and not still_open
        case "hold":
            return not record.held_for
        case "release":
            return bool(record.held_for)
        case "open":
            return False  # this act opens another record, not this one
        case _:
            return True
