"""Makes the lines of duties for one reader. A duty of which they may not read every fact is not there. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, tzinfo
from operator import attrgetter

import msgspec

from appliance.api.contents import Content
from appliance.api.duties.messages import DutyLine, IfLateLine, OfRecord
from appliance.core.ground.names import Names
from appliance.core.ground.place import without_words
from appliance.doors.records.notes import note_view
from appliance.doors.records.view import Eyes
from appliance.duties.answering import NOBODY_NAMED, for_another, is_asked, why_not_now
from appliance.duties.duty import Duty, State, overdue, overdue_after, tells
from appliance.duties.noting import confirmed, keeps_words, may_note
from appliance.duties.parties import OF_ROLE
from appliance.duties.seeing import reads_all
from appliance.owed.of_record import Name, Owing
from appliance.owed.of_record import OfRecord as Owed
from appliance.plan.ids import IncidentId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Role
from appliance.record.access import Rights
from appliance.record.fields import FIELDS
from appliance.record.words import FieldId, Klass

type Told = frozenset[tuple[FieldId, bool, bool]]
_ORDER = {State.OPEN: 0, State.NOT_YET: 1, State.CLOSED: 2, State.WITHDRAWN: 3}


class Found(msgspec.Struct, frozen=True):
    """A duty that the reader may see. `owe`: they owe it. `owed`: it is owed to them. `told`: for each entry of `Duty.late`, whether the
    reader is one of those who are told. `unheld`: the reader sees it because nobody has the role in which it is owed.

    `first` sorts what is due first to the front, and what is not open to the back. Duties of two records are never equal, so a list has the
    same order each time, and each page goes on where the last one ended.
    """

    of: Owed
    owing: Owing
    eyes: Eyes
    owe: bool
    owed: bool
    first: tuple[int, int, int, IncidentId]
    told: tuple[bool, ...] = ()
    unheld: bool = False

    @property
    def duty(self) -> Duty:
        """The duty itself."""
        return self.owing.duty

    @property
    def may_be_told(self) -> bool:
        """Whether the reader sees it for one reason alone: that it is late, or will be."""
        return not (self.owe or self.owed or self.unheld) and any(self.told) and self.duty.state is State.OPEN

    def is_told(self, now_ms: int) -> bool:
        """Whether the reader is told by now that it is late."""
        return any(you and tells(self.duty, each, now_ms) for each, you in zip(self.duty.late, self.told, strict=True))

    def if_late(self, now_ms: int) -> tuple[IfLateLine, ...]:
        """Say who is told if it is late. Empty where it is not open."""
        duty = self.duty
        late = zip(duty.late, self.told, strict=True) if duty.state is State.OPEN else ()
        return tuple(
            IfLateLine(tell=each.tell, from_ms=each.from_ms, says=each.says, now=tells(duty, each, now_ms), you=you)
            for each, you in late
        )


def _first(of: Owed, duty: Duty) -> tuple[int, int, int, IncidentId]:
    return _ORDER[duty.state], 0 if duty.due is None else duty.due.at_ms, of.wall_ms, of.incident


class Counts(msgspec.Struct, frozen=True):
    """What there is of open duties in a list. `told`: those that are in it only because they are late; the others do not count them."""

    open: int
    due_today: int
    overdue: int
    next_due_ms: int | None
    told: int


class Seeing:
    """Finds what a reader may see. Remembers for one answer what somebody with these rights may read: many duties ask the same."""

    def __init__(self, roles: frozenset[Role], unheld: frozenset[Role] = frozenset()) -> None:
        """`roles` are the reader's. `unheld`: roles that nobody in the plan has. What is owed in these is shown to administrators, who can
        give somebody the role.
        """
        self._roles = roles
        self._unheld = unheld if Role.ADMINISTRATOR in roles else frozenset[Role]()
        self._known: dict[int, Callable[[Told], bool]] = {}

    def found(self, of: Owed, eyes: Eyes, *, all_of_it: bool) -> list[Found]:
        """Give what the reader may see of one record: what they owe or are owed and still is to be done, what is owed in a role that nobody
        has, and what they are told of once it is late; or all of it. The time makes no difference: `Listing.as_of` takes account of it.
        """
        others = self._others(eyes.rights)
        found: list[Found] = []
        for owing in of.owing:
            if not (all_of_it or owing.waits_for_somebody):
                continue
            if for_another(owing.rule, owing.sight, self._roles, eyes.reader):
                continue
            owe = owing.sight.owes.is_reader(self._roles, eyes.reader)
            owed = owing.sight.owed.is_reader(self._roles, eyes.reader)
            told = tuple(side.is_reader(self._roles, eyes.reader) for side in owing.sight.late)
            unheld = owing.sight.owes.role in self._unheld
            listed = all_of_it or owe or owed or unheld or any(told)
            if listed and owing.sight.open_to(eyes.rights, eyes.reader, others):
                found.append(Found(of, owing, eyes, owe, owed, _first(of, owing.duty), told, unheld))
        return found

    def _others(self, rights: Rights) -> Callable[[Told], bool]:
        # the same rights are always the same object (`appliance.record.access`)
        if id(rights) not in self._known:
            answers: dict[Told, bool] = {}

            def others(told: Told) -> bool:
                if told not in answers:
                    answers[told] = reads_all(rights, told)
                return answers[told]

            self._known[id(rights)] = others
        return self._known[id(rights)]


class Listing(msgspec.Struct, frozen=True):
    """What a reader sees of duties, in order, and the times by which open ones are counted: when each is due, and after when it is overdue,
    where it ever is. Both are sorted, in milliseconds since the Unix epoch. `late` has those that may stand in it only because they are
    late; they are counted by themselves.
    """

    found: tuple[Found, ...] = ()
    open: int = 0
    due_ms: tuple[int, ...] = ()
    overdue_ms: tuple[int, ...] = ()
    late: tuple[Found, ...] = ()

    def as_of(self, now_ms: int) -> "Listing":
        """Leave out of somebody's own list what they are told of only once it is late, and is not so late yet."""
        told = tuple(each for each in self.late if each.is_told(now_ms))
        if len(told) == len(self.late):
            return self
        found = tuple(each for each in self.found if not each.may_be_told or each.is_told(now_ms))
        return msgspec.structs.replace(self, found=found, late=told)

    def counts(self, now_ms: int, zone: tzinfo) -> Counts:
        """Count the open duties. Today ends at midnight in this zone, and "end of the day" is due at that moment."""
        others = _times([each.duty for each in self.late if not each.is_told(now_ms)])
        ends_ms = _ends_ms(now_ms, zone)
        next_ms = (*self.due_ms[:1], *others.due_ms[:1])
        return Counts(
            open=self.open + others.open,
            due_today=bisect_right(self.due_ms, ends_ms) + bisect_right(others.due_ms, ends_ms),
            overdue=bisect_left(self.overdue_ms, now_ms) + bisect_left(others.overdue_ms, now_ms),
            next_due_ms=min(next_ms, default=None),
            told=len(self.late) - others.open,
        )


def listing(found: Iterable[Found]) -> Listing:
    """Put duties in order, each record's in the order of the rules where they are due at the same time."""
    ordered = tuple(sorted(found, key=attrgetter("first")))
    late = tuple(each for each in ordered if each.may_be_told)
    counted = _times([each.duty for each in ordered if each.duty.state is State.OPEN and not each.may_be_told])
    return msgspec.structs.replace(counted, found=ordered, late=late)


def _times(duties: list[Duty]) -> Listing:
    """Give a listing that only counts these open duties."""
    after_ms = [each for each in map(overdue_after, duties) if each is not None]
    due_ms = sorted(duty.due.at_ms for duty in duties if duty.due is not None)
    return Listing(open=len(duties), due_ms=tuple(due_ms), overdue_ms=tuple(sorted(after_ms)))


def _ends_ms(now_ms: int, zone: tzinfo) -> int:
    today = datetime.fromtimestamp(now_ms / 1000, zone)
    tomorrow = (today + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return round(tomorrow.timestamp() * 1000)


def line(
    found: Found, roles: frozenset[Role], index: PlanIndex, now_ms: int, *, with_words: bool, answered_to: str
) -> DutyLine:
    """Give the line of a duty. `with_words` False: of the words of notes and of names, only the reader's own. `answered_to`: who reads
    sealed answers; empty while nobody is named.
    """
    duty, rule, closed = found.duty, found.owing.rule, found.duty.closed
    standing = [each.note for each in found.owing.notes]
    is_question = is_asked(rule, found.owing.sight, roles, found.eyes.reader)
    return DutyLine(
        record=_record(found, index),
        rule=duty.rule,
        about=duty.about,
        about_name=_about(found, with_names=with_words),
        state=duty.state,
        says=duty.says,
        says_es=duty.says_es,
        owed_by=duty.owed_by,
        owed_to=duty.owed_to,
        owe=found.owe,
        owed=found.owed,
        unheld=OF_ROLE.get(duty.owed_by) in index.unheld,
        due=duty.due,
        overdue=overdue(duty, now_ms),
        late=found.if_late(now_ms),
        closed_ms=closed.at_ms if closed is not None else None,
        closed_by=() if closed is None else tuple(sorted({FIELDS[each.field].label for each in closed.by})),
        evidence=tuple(sorted(rule.closes_by)),
        withdrawn=duty.withdrawn.says if duty.withdrawn is not None else "",
        waits=tuple(dict.fromkeys(FIELDS[each.field].label for each in duty.waits)),
        source=duty.source,
        source_on=duty.source_on,
        verified_by=duty.verified.by if duty.verified is not None else "",
        verified_on=duty.verified.on if duty.verified is not None else None,
        confirms=confirmed(rule),
        may_note=may_note(duty, rule, found.owing.sight, standing, roles, found.eyes.reader),
        takes_words=keeps_words(rule),
        notes=tuple(
            note_view(each, found.owing, found.eyes, roles, index, with_words=with_words) for each in found.owing.notes
        ),
        is_question=is_question,
        answered_to=answered_to if is_question else "",
        no_answer=_no_answer(duty, answered_to, now_ms) if is_question else "",
    )


def _no_answer(duty: Duty, answered_to: str, now_ms: int) -> str:
    return why_not_now(duty, now_ms) or ("" if answered_to else NOBODY_NAMED)


def _record(found: Found, index: PlanIndex) -> OfRecord:
    place = found.of.place if Content.NOTES in found.eyes.reads.contents else without_words(found.of.place)
    return OfRecord(
        incident=found.of.incident,
        number=found.of.begun.number,
        room_name=Names(index).place(place),
        wall_ms=found.of.wall_ms,
    )


def classes_of_names(found: Iterable[Found]) -> frozenset[Klass]:
    """Give the classes of the names that these lines show and that are not the reader's own: reading them is a view, and makes an entry."""
    named = ((each, name) for each in found if (name := _name(each)) is not None)
    return frozenset(FIELDS[name.looked[-1].field].klass for each, name in named if not _is_own(each, name))


def _about(found: Found, *, with_names: bool) -> str:
    """Name what a duty is about: by the person's name where it may be read, otherwise by what it is, and always with its token."""
    if not found.duty.about:
        return ""
    known = _name(found)
    name = known.name if known is not None and (with_names or _is_own(found, known)) else ""
    one = found.owing.about
    what = name if found.duty.group == "person" and name else f"{one}, {name}" if name else one
    return f"{what} ({found.duty.about})"


def _name(found: Found) -> Name | None:
    """Give the first name of whoever the duty is about that the reader may read."""
    eyes = found.eyes
    return next(
        (each for each in found.owing.names if all(one.opens(eyes.rights, eyes.reader) for one in each.looked)), None
    )


def _is_own(found: Found, name: Name) -> bool:
    """Whether the reader wrote the name, or it is of the two who have a conversation before class."""
    owners = name.looked[-1].owners
    return owners is not None and owners.have(found.eyes.reader)
