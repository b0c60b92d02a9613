"""Says who may read and write which fields of a record, and what else they may do with it: tables, and one function over them. Pure;
knows no PIN and no door.

A role opens classes of content, and a few fields besides; a screen opens nothing. The reasons stand beside the rows, so that a
district can argue with them. A person may read again what they wrote, if it is known to be theirs (`mine.py`).
"""

import functools
from collections.abc import Iterable

import msgspec

from appliance.plan.model import Role
from appliance.record.fields import FIELDS, of_group, of_klass, of_part
from appliance.record.words import FieldId, Klass, Part, Status

A, B, C = Klass.OPERATIONAL, Klass.STUDENT, Klass.PERSONNEL
ACTS = ("open", "submit", "review", "hold", "release", "offer-copy", "views")


class Rights(msgspec.Struct, frozen=True):
    """What one reader may do with one record."""

    reads: frozenset[FieldId]
    reads_own: frozenset[FieldId]
    """Read besides `reads`, but only where it is the reader's own (`mine.py`)."""
    reads_of_staff: frozenset[FieldId]
    """Read besides `reads`, but only where it is about a member of staff (`mine.py`)."""
    writes: frozenset[FieldId]
    writes_own: frozenset[FieldId]
    """Written besides `writes`, but only where it is the writer's own, or where no value stands yet (`mine.py`)."""
    acts: frozenset[str]
    cares: frozenset[FieldId]
    """Fields that they may also read and write where the field says which care a member of staff was offered, or what that person
    answered (`mine.about_care`).
    """
    timeline: bool
    """Whether they may see what happened, line by line, as far as they may read names and notes (`appliance.api.access`)."""

    def may_read(self, field: FieldId, *, mine: bool = False, of_staff: bool = False, care: bool = False) -> bool:
        """Whether a value may be shown. `mine`: it is the reader's own. `of_staff`: it is about a member of staff. `care`: it says which
        care somebody was offered, or what became of the offer.
        """
        if care and field not in self.cares:
            return mine and field in self.reads_own
        return field in self.reads or (mine and field in self.reads_own) or (of_staff and field in self.reads_of_staff)

    def may_write(self, field: FieldId, *, mine: bool = False, care: bool = False) -> bool:
        """Whether a value may be written or amended; `mine` and `care` as in `may_read`."""
        if care and field not in self.cares:
            return mine and field in self.writes and field not in ANSWERS_TO_CARE
        return field in self.writes or (mine and field in self.writes_own)


def rights(
    roles: Iterable[Role], *, proven: bool, own: bool = False, glass: bool = False, status: Status = Status.DRAFT
) -> Rights:
    """Give what somebody may do with a record.

    `proven`: they showed their PIN, and `roles` are theirs. `own`: they told an account in this record, and either gave its code, or
    are in the same sitting or showed the PIN with which they told it. `glass`: they broke the glass with a reason, and the
    administrator is told.
    """
    return _rights(frozenset(roles) if proven else frozenset(), proven, own, glass, status)


# ---- reading ----------------------------------------------------------------------------------------------------------

READS: dict[Role, frozenset[Klass]] = {
    # They led the response and fill in its record.
    Role.LEAD: frozenset({A, B}),
    # The school's official for its students' records. They do not read class C, because they are the superior of the person who
    # reports.
    Role.ADMINISTRATOR: frozenset({A, B}),
    # They look after educator and student, and must know what happened.
    Role.NURSE: frozenset({A, B}),
    Role.MENTAL_HEALTH: frozenset({A, B}),
    # They were there or took the call. They may not look up what was written about a child (34 CFR 99.31(a)(1)).
    Role.SECURITY: frozenset({A}),
    Role.OFFICE: frozenset({A}),
    # Law enforcement keeps records of its own. An education record in their hands stays one, and giving it to them is a disclosure
    # (99.36, 99.32).
    Role.SCHOOL_RESOURCE_OFFICER: frozenset({A}),
    # They stand by the educator: they read who told it, who was hurt and what was offered, but not what was written about a child.
    Role.POINT_OF_CONTACT: frozenset({A, C}),
    # Injuries at work: who was hurt, and how.
    Role.HUMAN_RESOURCES: frozenset({A, C}),
    # A student's plan and the facts that matter for it.
    Role.SPECIAL_EDUCATION: frozenset({A}),
    # Their own account, through `own`, and nothing of anybody else.
    Role.TEACHER: frozenset(),
    # They see who read what and why, but nothing of what was read.
    Role.AUDITOR: frozenset(),
    # They keep the box alive, and read no content.
    Role.SYSTEM_ADMINISTRATOR: frozenset(),
}
"""The classes that a role opens to somebody who proved that they hold the role. No role opens class D as a whole."""


def _ids(*names: str) -> frozenset[FieldId]:
    return frozenset(FieldId(name) for name in names)


def _group(*groups: str) -> frozenset[FieldId]:
    return frozenset(field.field for group in groups for field in of_group(group))


def _part(*parts: Part) -> frozenset[FieldId]:
    return frozenset(field.field for part in parts for field in of_part(part))


_NAMES_OF_STAFF = frozenset(each.field for each in FIELDS.values() if each.klass is A and each.names_somebody)
_HURT = _ids("injury.person", "injury.level")
_MEDICAL = _ids("injury.body_part", "injury.nature", "injury.object", "injury.treatment")
_AT_WORK = _ids("injury.osha_class", "injury.privacy_case", "injury.lost_days", "injury.restricted_days")
_NOTICE = _ids("injury.notice_at", "injury.notice_stamped_at")
_CONFIRMED = _ids("support.confirmed")
"""Written by human resources alone: the point of contact says that somebody cannot be asked, and a second role confirms it."""
_PLAN = _ids("person.plan_status", "person.manifestation_review")
_WHO = _ids("person.role", "person.type")
_MEETING = _group("meeting")
_AGREES = _ids("meeting.educator_agrees")
"""Whether an educator agrees to a meeting is between them and their point of contact, who alone writes it."""
_SENT_WORDS = _ids("debrief.sent_words")
_TELLINGS = _ids("telling.told", "telling.by", "telling.confidential", "telling.before")
"""Read by the two who have the conversation, once they showed their PIN."""
_EDUCATOR_SAW = _ids("statement.educator_saw_at", "statement.educator_not")

READS_BESIDES: dict[Role, frozenset[FieldId]] = {
    # They read which of their staff to look after, what was offered to them, and what these say to the record; never who told it. Of
    # care they see that it was offered and when, but not which care it was, nor whether it was taken.
    Role.ADMINISTRATOR: _HURT | _group("support") | _ids("person.staff_name", "account.agrees", "account.addition"),
    # They read what was done for the body, and how the person is.
    Role.NURSE: _HURT | _MEDICAL | _ids("person.staff_name", "person.impact"),
    Role.MENTAL_HEALTH: _ids("person.impact"),
    # They read which of the people are staff, and show the educator what is to be said. They ask them whether they agree to a meeting.
    Role.POINT_OF_CONTACT: _WHO | _group("statement") | _MEETING,
    # They do not read how somebody bears it, because that field says whether the person asked for support or declined it.
    Role.HUMAN_RESOURCES: _WHO | _MEDICAL,
    # They read what a manifestation determination looks at. They read no account, because accounts tell of colleagues.
    Role.SPECIAL_EDUCATION: _WHO
    | _PLAN
    | _group("restraint", "action")
    | _ids("person.student_name", "behavior", "behavior_other", "contact_form", "directed_at", "doing_before")
    | _ids("deescalation", "what_worked", "summary"),
}
"""Fields that a role opens besides its classes."""

READS_NOT: dict[Role, frozenset[FieldId]] = {
    # Days away and how they are booked are the employer's figures. A point of contact does not need them.
    Role.POINT_OF_CONTACT: _AT_WORK,
    # Human resources must not learn who told of it, so that this cannot matter in later decisions about that person.
    Role.HUMAN_RESOURCES: _group("reporter") | _ids("account.on_behalf_of", "account.representative") | _AGREES,
}
"""Fields that belong to the classes of a role, but that the role does not open."""

OF_STAFF_ALONE = _group("injury", "support")
"""Fields about one person, who may be a student or a member of staff."""

READS_OF_STAFF = frozenset({Role.POINT_OF_CONTACT, Role.HUMAN_RESOURCES})
"""Roles that read these fields only when they are about staff: a hurt student is no personnel matter (34 CFR 99.31(a)(1))."""

ANSWERS_TO_CARE = _ids("support.answer", "support.due", "support.done_at")
"""What somebody answered to an offer of care, and what exists only if they took it. They tell it to their point of contact and to nobody
else.
"""

CARES: dict[Role, frozenset[FieldId]] = {
    Role.POINT_OF_CONTACT: _group("support"),
    # A nurse must know that treatment was refused, to offer it again. Nobody else learns it from the injury.
    Role.NURSE: _ids("injury.treatment"),
    # They confirm that somebody cannot be asked. Which care it was is not theirs to know.
    Role.HUMAN_RESOURCES: _CONFIRMED,
}
"""Roles that know which care a member of staff was offered and took. No other role knows it, even if the glass is broken: an educator
who fears that their superior may ask about care does not go to it. The person who got the offer reads it as their own, and the person
who wrote it reads what they wrote.
"""

_BREAK_GLASS = frozenset(READS) - {Role.TEACHER, Role.SCHOOL_RESOURCE_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR}
"""Roles that may have to know in an emergency. The school tells an officer, and records that it did; the people who keep the box never
need to know.
"""


def _readable(role: Role) -> tuple[frozenset[FieldId], frozenset[FieldId]]:
    """Give the fields that a role opens about everybody, and those it opens about staff alone."""
    whole = frozenset[FieldId]().union(*(of_klass(klass) for klass in READS[role]))
    opened = (whole - READS_NOT.get(role, frozenset())) | READS_BESIDES.get(role, frozenset())
    of_staff = opened & OF_STAFF_ALONE if role in READS_OF_STAFF else frozenset[FieldId]()
    return opened - of_staff, of_staff


# ---- writing ----------------------------------------------------------------------------------------------------------

_GIVEN = _group("reporter") | _ids("account.reporter")
"""Written only when an account is told, never as a field alone. So nobody can put another's name to an account."""
_TEACHERS = _part(Part.TEACHER) - _GIVEN
_ANSWERS = _TEACHERS - _group("account")
"""What the teacher's part asks, without accounts. Only the person who tells an account writes it, and superiors must never do it."""
_AT_A_DESK = frozenset(each for each in _ANSWERS if FIELDS[each].klass in {A, B})
"""Fields that anybody at a desk may answer while the record is a draft, without reading the answers back."""

WRITES: dict[Role, frozenset[FieldId]] = {
    Role.LEAD: _ANSWERS | _part(Part.OFFICE),
    # They take down what is told, and read back only what they took down themselves.
    Role.OFFICE: _ANSWERS | _part(Part.OFFICE),
    Role.ADMINISTRATOR: _ANSWERS
    | _part(Part.OFFICE)
    | (_part(Part.REVIEW) - _AT_WORK - _NOTICE - _CONFIRMED - _PLAN - _AGREES),
    Role.NURSE: _ANSWERS | _part(Part.NURSE),
    Role.MENTAL_HEALTH: _ids("person.impact"),
    Role.POINT_OF_CONTACT: (_group("support") - _CONFIRMED)
    | _ids("reporter.is_person")
    | _NOTICE
    | _EDUCATOR_SAW
    | _AGREES
    | _SENT_WORDS,
    Role.HUMAN_RESOURCES: _HURT | _AT_WORK | _NOTICE | _group("support"),
    Role.SPECIAL_EDUCATION: _PLAN,
}
"""The fields that a role may write, at any time. Nobody overwrites what another person wrote: a change becomes an amendment, and both
stand.
"""

_OWN_READS = (
    _part(Part.TEACHER) | _group("injury", "support") | _ids("reporter.is_person", "account.first_reader_person")
)
"""The person's own words and answers, and what anybody writes about their own injury and support."""

# ---- acting -----------------------------------------------------------------------------------------------------------

ACTS_OF: dict[Role, frozenset[str]] = {
    Role.LEAD: frozenset({"open", "submit"}),
    Role.OFFICE: frozenset({"open", "submit"}),
    Role.ADMINISTRATOR: frozenset(ACTS),
    # They may hold a record, so that it is not destroyed. Only an administrator releases it again.
    Role.HUMAN_RESOURCES: frozenset({"hold"}),
    Role.POINT_OF_CONTACT: frozenset({"hold", "offer-copy"}),
    Role.AUDITOR: frozenset({"views"}),
}

ACTS_OF_OWN = frozenset({"submit", "own-page"})
"""What somebody may do who told an account. Their own page shows what is theirs, and who read the classes in which it stands, by name and
when. It never shows the reason that a reader typed, because that may tell of a child.
"""

_KEEPERS = frozenset({Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR})
"""Roles that look after the box. A person who has only these roles is shown less than a desk shows to anybody."""


@functools.cache
def _rights(roles: frozenset[Role], proven: bool, own: bool, glass: bool, status: Status) -> Rights:
    desk = not roles or bool(roles - _KEEPERS)
    draft = status is Status.DRAFT
    opened = [_readable(role) for role in roles]
    reads = (of_klass(A) - _NAMES_OF_STAFF if desk else frozenset()).union(*(of_all for of_all, _ in opened))
    if glass and roles & _BREAK_GLASS:
        reads |= of_klass(A) | of_klass(B) | of_klass(C)
    writes = frozenset[FieldId]().union(*(WRITES.get(role, frozenset()) for role in roles))
    if draft:
        writes |= (_AT_A_DESK if desk else frozenset()) | (_ANSWERS if own else frozenset())
    acts = (frozenset({"open"}) if desk else frozenset()).union(*(ACTS_OF.get(role, frozenset()) for role in roles))
    return Rights(
        reads=reads,
        reads_own=(writes if proven else frozenset())
        | (_TELLINGS if proven and desk else frozenset())
        | (_OWN_READS if own else frozenset()),
        reads_of_staff=frozenset[FieldId]().union(*(of_staff for _, of_staff in opened)),
        writes=writes,
        writes_own=_TEACHERS if own else frozenset(),
        acts=acts | ACTS_OF_OWN if own else acts,
        cares=frozenset[FieldId]().union(*(CARES.get(role, frozenset()) for role in roles)),
        timeline=desk,
    )
