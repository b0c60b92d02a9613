"""Makes the page of one reporter: what is theirs, and who else read it. Pure. It looks with the reporter's eyes alone, so it shows no more
where somebody else is signed in at the desk.
"""

from collections.abc import Iterator, Set

from appliance.api.access import Reads
from appliance.api.records.messages import OwnPage
from appliance.api.records.own import OwnDuty, OwnView
from appliance.core.board import Board
from appliance.core.ground.names import Names
from appliance.doors.records.view import Eyes, as_read, fact_view, line_of
from appliance.duties.duty import State, overdue
from appliance.owed.of_record import OfRecord, Owing
from appliance.plan.index import PlanIndex
from appliance.record.access import rights
from appliance.record.fields import FIELDS
from appliance.record.mine import Reader, about_care, mine
from appliance.record.record import Record
from appliance.record.words import FactId, ItemId, Klass


def own_page(
    request: int, record: Record, reporter: ItemId, reads: Reads, board: Board, owed: tuple[OwnDuty, ...] = ()
) -> OwnPage | None:
    """Give the page; None where the record has no line. `reads` is what the desk shows, for the names of those who wrote. `owed` as
    `own_duties` gives it.
    """
    line = line_of(as_read(record, reads), board)
    if line is None:
        return None
    theirs = own_facts(record, reporter)
    eyes = Eyes(reads, rights((), proven=False, own=True, status=record.status), Reader(reporter))
    return OwnPage(
        request=request,
        record=line,
        facts=tuple(fact_view(record, fact_id, eyes, board.index) for fact_id in theirs),
        views=tuple(_views(record, reporter, {FIELDS[fact_id.field].klass for fact_id in theirs}, board.index)),
        building=board.index.plan.building,
        supports=board.index.plan.supported,
        destroyed=bool(record.destroyed),
        owed=owed,
    )


def own_duties(of: OfRecord | None, reporter: ItemId, now_ms: int) -> tuple[OwnDuty, ...]:
    """Give what this reporter owes and is owed, with their eyes alone: what they may not read of the record owes nothing here either."""
    if of is None:
        return ()
    its, reader = rights((), proven=False, own=True, status=of.status), Reader(reporter)
    found = [
        _own_duty(owing, now_ms, owe=owe)
        for owing in of.owing
        if owing.duty.state in (State.OPEN, State.CLOSED)
        for owe in (owing.sight.owes.is_reader(frozenset(), reader),)
        if (owe or owing.sight.owed.is_reader(frozenset(), reader)) and owing.sight.open_to(its, reader)
    ]
    return tuple(sorted(found, key=lambda each: (each.done_ms is not None, each.due.at_ms if each.due else 0)))


def _own_duty(owing: Owing, now_ms: int, *, owe: bool) -> OwnDuty:
    duty = owing.duty
    return OwnDuty(
        says=duty.says,
        says_es=duty.says_es,
        owed_by=duty.owed_by,
        owe=owe,
        due=duty.due,
        overdue=overdue(duty, now_ms),
        done_ms=duty.closed.at_ms if duty.closed else None,
    )


def own_facts(record: Record, reporter: ItemId) -> tuple[FactId, ...]:
    """Give what is this reporter's own, and what they may read of it as such."""
    its, reader = rights((), proven=False, own=True, status=record.status), Reader(reporter)
    return tuple(
        fact_id
        for fact_id in record.versions
        if fact_id.field in FIELDS
        and mine(record, fact_id, reader)
        and its.may_read(fact_id.field, mine=True, care=about_care(record, fact_id))
    )


def classes_of_others(record: Record, reporter: ItemId) -> tuple[Klass, ...]:
    """Give the classes, except the operational one, in which the page shows words that somebody else wrote: that is a view."""
    reader = Reader(reporter)
    found = {
        FIELDS[fact_id.field].klass
        for fact_id in own_facts(record, reporter)
        if not all(reader.wrote(version.by) for version in record.versions[fact_id])
    }
    return tuple(sorted(found - {Klass.OPERATIONAL}))


def _views(record: Record, reporter: ItemId, theirs: Set[Klass], index: PlanIndex) -> Iterator[OwnView]:
    names = Names(index)
    for view in record.views:
        read = tuple(klass for klass in view.classes if klass in theirs)
        if not read or view.by.reporter == reporter:
            continue
        yield OwnView(
            wall_ms=view.at.wall_ms,
            person=names.person(view.by.person) if view.by.person is not None else "",
            desk=names.desk(view.by.desk),
            classes=read,
            reporter=view.by.reporter is not None,
            glass_broken=view.glass_broken,
        )
