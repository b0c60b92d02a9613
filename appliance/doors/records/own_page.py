"""Makes the page of one reporter: what is theirs, and who else read it. Pure. It looks with the reporter's eyes alone, so it shows no more
where somebody else is signed in at the desk.
"""

from collections.abc import Iterator, Set

from appliance.api.access import Reads
from appliance.api.records.messages import OwnDuty, OwnPage, OwnView
from appliance.core.board import Board
from appliance.core.ground.names import Names
from appliance.doors.records.view import Eyes, as_read, fact_view, line_of
from appliance.duties.duty import State
from appliance.owed.of_record import OfRecord, Owing
from appliance.plan.index import PlanIndex
from appliance.record.access import Rights, rights
from appliance.record.fields import FIELDS
from appliance.record.first_reader import choices, may_read
from appliance.record.mine import Reader, mine
from appliance.record.record import Record
from appliance.record.words import FactId, ItemId, Klass

_ORDER = (State.OPEN, State.NOT_YET, State.CLOSED, State.WITHDRAWN)


def alone(record: Record, reporter: ItemId, now_ms: int) -> Reader:
    """Give this reporter as a reader of whom nothing else is known. What another reporter's first reader reads before others waits for
    them too.
    """
    return Reader(reporter, first=choices(record).first(reporter, None, now_ms))


def own_page(
    request: int, record: Record, reader: Reader, reads: Reads, board: Board, of: OfRecord | None
) -> OwnPage | None:
    """Give the page; None where the record has no line. `reads` is what the desk shows, for the names of those who wrote. `of`: what the
    record owes.
    """
    line = line_of(as_read(record, reads), board)
    if line is None:
        return None
    theirs = own_facts(record, reader)
    eyes = Eyes(reads, _rights(record), reader)
    return OwnPage(
        request=request,
        record=line,
        facts=tuple(fact_view(record, fact_id, eyes, board.index) for fact_id in theirs),
        views=tuple(_views(record, reader, {FIELDS[fact_id.field].klass for fact_id in theirs}, board.index)),
        building=board.index.plan.building,
        supports=board.index.plan.supported,
        owed=_duties(record, reader, of),
        destroyed=bool(record.destroyed),
    )


def own_facts(record: Record, reader: Reader) -> tuple[FactId, ...]:
    """Give what is this reporter's own, and what they may read of it as such."""
    its = _rights(record)
    return tuple(
        fact_id
        for fact_id in record.versions
        if fact_id.field in FIELDS and mine(record, fact_id, reader) and may_read(record, fact_id, its, reader)
    )


def classes_of_others(record: Record, reader: Reader, of: OfRecord | None) -> tuple[Klass, ...]:
    """Give the classes, except the operational one, in which the page shows what somebody else wrote: that is a view."""
    told = {*own_facts(record, reader), *(each for owing in _owed(record, reader, of) for each in owing.duty.reads)}
    found = {
        FIELDS[fact_id.field].klass
        for fact_id in told
        if not all(reader.wrote(version.by) for version in record.versions.get(fact_id, ()))
    }
    return tuple(sorted(found - {Klass.OPERATIONAL}))


def _rights(record: Record) -> Rights:
    return rights((), proven=False, own=True, status=record.status)


def _owed(record: Record, reader: Reader, of: OfRecord | None) -> list[Owing]:
    """Give what they owe or are owed, as far as they may read every fact of it."""
    its = _rights(record)
    return [
        each
        for each in (of.owing if of is not None else ())
        if (_is(each, reader, owe=True) or _is(each, reader, owe=False)) and each.sight.open_to(its, reader)
    ]


def _duties(record: Record, reader: Reader, of: OfRecord | None) -> tuple[OwnDuty, ...]:
    found = [_duty(each, _is(each, reader, owe=True)) for each in _owed(record, reader, of)]
    return tuple(sorted(found, key=lambda each: (_ORDER.index(each.state), each.due_ms or 0)))


def _duty(owing: Owing, owe: bool) -> OwnDuty:
    duty = owing.duty
    return OwnDuty(
        says=duty.says,
        says_es=duty.says_es,
        owe=owe,
        state=duty.state,
        due_ms=duty.due.at_ms if duty.due is not None else None,
        due_says=duty.due.says if duty.due is not None else "",
        closed_ms=duty.closed.at_ms if duty.closed is not None else None,
        source=duty.source,
        source_on=duty.source_on,
        verified=duty.verified is not None,
    )


def _is(owing: Owing, reader: Reader, *, owe: bool) -> bool:
    return (owing.sight.owes if owe else owing.sight.owed).is_reader(frozenset(), reader)


def _views(record: Record, reader: Reader, theirs: Set[Klass], index: PlanIndex) -> Iterator[OwnView]:
    names = Names(index)
    for view in record.views:
        read = tuple(klass for klass in view.classes if klass in theirs)
        if not read or view.by.reporter == reader.reporter:
            continue
        yield OwnView(
            wall_ms=view.at.wall_ms,
            person=names.person(view.by.person) if view.by.person is not None else "",
            desk=names.desk(view.by.desk),
            classes=read,
            reporter=view.by.reporter is not None,
            glass_broken=view.glass_broken,
        )
