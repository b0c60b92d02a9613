"""Makes the page of one reporter: what is theirs, and who else read it. Pure. It looks with the reporter's eyes alone, so it shows no more
where somebody else is signed in at the desk.
"""

from collections.abc import Iterator, Set

from appliance.api.access import Reads
from appliance.api.records.messages import OwnPage
from appliance.api.records.own_duty import OwnDuty
from appliance.api.records.own_view import OwnView
from appliance.core.board import Board
from appliance.core.ground.names import Names
from appliance.doors.records.view import Eyes, as_read, fact_view, line_of
from appliance.duties.duty import State, overdue
from appliance.owed.of_record import OfRecord, Owing
from appliance.plan.index import PlanIndex
from appliance.record.access import rights
from appliance.record.fields import FIELDS
from appliance.record.first_reader import choices, may_read
from appliance.record.mine import Reader, mine
from appliance.record.record import Record
from appliance.record.words import FactId, ItemId, Klass


def alone(record: Record, reporter: ItemId, now_ms: int) -> Reader:
    """Give this reporter as a reader of whom nothing else is known. What another reporter's first reader reads before others waits for
    them too.
    """
    return Reader(reporter, first=choices(record).first(reporter, None, now_ms))


def own_page(
    request: int, record: Record, reader: Reader, reads: Reads, board: Board, owed: tuple[OwnDuty, ...] = ()
) -> OwnPage | None:
    """Give the page; None where the record has no line. `reads` is what the desk shows, for the names of those who wrote. `owed` as
    `own_duties` gives it.
    """
    line = line_of(as_read(record, reads), board)
    if line is None:
        return None
    theirs = own_facts(record, reader)
    eyes = Eyes(reads, rights((), proven=False, own=True, status=record.status), reader)
    return OwnPage(
        request=request,
        record=line,
        facts=tuple(fact_view(record, fact_id, eyes, board.index) for fact_id in theirs),
        views=tuple(_views(record, reader, {FIELDS[fact_id.field].klass for fact_id in theirs}, board.index)),
        building=board.index.plan.building,
        supports=board.index.plan.supported,
        destroyed=bool(record.destroyed),
        owed=owed,
    )


def own_duties(of: OfRecord | None, reader: Reader, now_ms: int) -> tuple[OwnDuty, ...]:
    """Give what this reporter owes and is owed, with their eyes alone: what they may not read of the record owes nothing here either."""
    found = [_own_duty(owing, now_ms, owe=_owes(owing, reader)) for owing in _own_owing(of, reader)]
    return tuple(sorted(found, key=lambda each: (each.done_ms is not None, each.due.at_ms if each.due else 0)))


def _own_owing(of: OfRecord | None, reader: Reader) -> Iterator[Owing]:
    if of is None:
        return
    its = rights((), proven=False, own=True, status=of.status)
    for owing in of.owing:
        if owing.duty.state not in (State.OPEN, State.CLOSED):
            continue
        sides = _owes(owing, reader) or owing.sight.owed.is_reader(frozenset(), reader)
        if sides and owing.sight.open_to(its, reader):
            yield owing


def _owes(owing: Owing, reader: Reader) -> bool:
    return owing.sight.owes.is_reader(frozenset(), reader)


def _own_duty(owing: Owing, now_ms: int, *, owe: bool) -> OwnDuty:
    duty = owing.duty
    return OwnDuty(
        says=duty.says,
        says_es=duty.says_es,
        owed_by=duty.owed_by,
        owe=owe,
        due=duty.due,
        overdue=overdue(duty, now_ms),
        source=duty.source,
        source_on=duty.source_on,
        verified=duty.verified is not None,
        done_ms=duty.closed.at_ms if duty.closed else None,
    )


def own_facts(record: Record, reader: Reader) -> tuple[FactId, ...]:
    """Give what is this reporter's own, and what they may read of it as such."""
    its = rights((), proven=False, own=True, status=record.status)
    return tuple(
        fact_id
        for fact_id in record.versions
        if fact_id.field in FIELDS and mine(record, fact_id, reader) and may_read(record, fact_id, its, reader)
    )


def classes_of_others(record: Record, reader: Reader, of: OfRecord | None) -> tuple[Klass, ...]:
    """Give the classes, except the operational one, in which the page shows what somebody else wrote: that is a view."""
    told = {*own_facts(record, reader), *(each for owing in _own_owing(of, reader) for each in owing.duty.reads)}
    found = {
        FIELDS[fact_id.field].klass
        for fact_id in told
        if not all(reader.wrote(version.by) for version in record.versions.get(fact_id, ()))
    }
    return tuple(sorted(found - {Klass.OPERATIONAL}))


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
