"""Who may read and write which fields of a record, and do what with it: data, and one function over it. Pure; knows no PIN, no door.

A role opens classes of content, and a few fields besides: a screen opens nothing. The reasons stand beside the rows, so that a
district can argue with them. Whoever wrote something may read it again, where it is known to be theirs (`mine.py`).
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
    """Besides `reads`, but only where it is theirs (`mine.py`)."""
    reads_of_staff: frozenset[FieldId]
    """Besides `reads`, but only where it is about one of the staff (`mine.py`)."""
    writes: frozenset[FieldId]
    writes_own: frozenset[FieldId]
    """Besides `writes`, but only where it is theirs, or nothing stands there yet (`mine.py`)."""
    acts: frozenset[str]
    cares: frozenset[FieldId]
    """Fields that they read and write also where they say which care one of the staff was offered, and what they answered
    (`mine.about_care`)."""
    timeline: bool
    """Whether they may see what happened, line by line, as far as names and notes are read (`appliance.api.access`)."""

    def may_read(self, field: FieldId, *, mine: bool = False, of_staff: bool = False, care: bool = False) -> bool:
        """Whether a value may be shown: `mine` where it is the reader's own, `of_staff` where it is about one of the staff, `care`
        where it says which care somebody was offered, or what became of that."""
        if care and field not in self.cares:
            return mine and field in self.reads_own
        return field in self.reads or (mine and field in self.reads_own) or (of_staff and field in self.reads_of_staff)

    def may_write(self, field: FieldId, *, mine: bool = False, care: bool = False) -> bool:
        """Whether a value may be written, or amended; `mine` and `care` as above."""
        if care and field not in self.cares:
            return mine and field in self.writes and field not in ANSWERS_TO_CARE
        return field in self.writes or (mine and field in self.writes_own)


def rights(
    roles: Iterable[Role], *, proven: bool, own: bool = False, glass: bool = False, status: Status = Status.DRAFT
) -> Rights:
    """What somebody may do with a record.

    `proven`: they showed their PIN, and `roles` are theirs. `own`: they told an account in this record, and came with its code, in
    the same sitting or with the PIN they told it by. `glass`: they broke it, with a reason, and the administrator is told.
    """
    return _rights(frozenset(roles) if proven else frozenset(), proven, own, glass, status)


# ---- reading ----------------------------------------------------------------------------------------------------------

READS: dict[Role, frozenset[Klass]] = {
    # They led the response and fill in its record.
    Role.LEAD: frozenset({A, B}),
    # The school's official for its students' records. Not class C: they are the superior of whoever reports.
    Role.ADMINISTRATOR: frozenset({A, B}),
    # They look after educator and student, and go by what happened.
    Role.NURSE: frozenset({A, B}),
    Role.MENTAL_HEALTH: frozenset({A, B}),
    # They were there or took the call; what was written about a child is not theirs to look up (34 CFR 99.31(a)(1)).
    Role.SECURITY: frozenset({A}),
    Role.OFFICE: frozenset({A}),
    # Law enforcement has its own records, kept apart: an education record in their hands stays one, and is disclosed (99.36, 99.32).
    Role.SCHOOL_RESOURCE_OFFICER: frozenset({A}),
    # They stand by the educator: who told it, who was hurt, what was offered. Not what was written about a child.
    Role.POINT_OF_CONTACT: frozenset({A, C}),
    # Injuries at work, of whom and how.
    Role.HUMAN_RESOURCES: frozenset({A, C}),
    # A student's plan and what bears on it.
    Role.SPECIAL_EDUCATION: frozenset({A}),
    # Their own account, by `own`, and nothing of anybody else's.
    Role.TEACHER: frozenset(),
    # Who read what and why. Nothing of what they read.
    Role.AUDITOR: frozenset(),
    # Keeps the box alive. No content.
    Role.SYSTEM_ADMINISTRATOR: frozenset(),
}
"""The classes a role opens, to somebody who proved that they hold it. Class D is opened by no role as a whole."""


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
_PLAN = _ids("person.plan_status", "person.manifestation_review")
_WHO = _ids("person.role", "person.type")

READS_BESIDES: dict[Role, frozenset[FieldId]] = {
    # Whom of their staff to look after, what was offered to them, and what they say to the record; never who told it. Of care they see
    # that it was offered and when: not which it was, nor whether it was taken.
    Role.ADMINISTRATOR: _HURT | _group("support") | _ids("person.staff_name", "account.agrees", "account.addition"),
    # What was done for the body, and how they are.
    Role.NURSE: _HURT | _MEDICAL | _ids("person.staff_name", "person.impact"),
    Role.MENTAL_HEALTH: _ids("person.impact"),
    # Which of the people is staff.
    Role.POINT_OF_CONTACT: _WHO,
    # Not how somebody bears it: there it says whether they asked for support, or declined it.
    Role.HUMAN_RESOURCES: _WHO | _MEDICAL,
    # What a manifestation determination looks at; no account, which tells of colleagues.
    Role.SPECIAL_EDUCATION: _WHO
    | _PLAN
    | _group("restraint", "action")
    | _ids("person.student_name", "behavior", "behavior_other", "contact_form", "directed_at", "doing_before")
    | _ids("deescalation", "what_worked", "summary"),
}
"""Fields a role opens besides its classes."""

READS_NOT: dict[Role, frozenset[FieldId]] = {
    # Days away and how they are booked are the employer's figures, not a point of contact's.
    Role.POINT_OF_CONTACT: _AT_WORK,
    # Who told of it must not follow them into personnel matters.
    Role.HUMAN_RESOURCES: _group("reporter") | _ids("account.on_behalf_of", "account.representative"),
}
"""Fields of its classes that a role does not open after all."""

OF_STAFF_ALONE = _group("injury", "support")
"""Fields about one person who may be a student as well as staff."""

READS_OF_STAFF = frozenset({Role.POINT_OF_CONTACT, Role.HUMAN_RESOURCES})
"""Those who read these of staff alone: a hurt student is no matter of personnel (34 CFR 99.31(a)(1))."""

ANSWERS_TO_CARE = _ids("support.answer", "support.due", "support.done_at")
"""What somebody said to an offer of care, and what only whoever took it has. They tell it to their point of contact and nobody else."""

CARES: dict[Role, frozenset[FieldId]] = {
    Role.POINT_OF_CONTACT: _group("support"),
    # Whoever treats has to know that treatment was refused, to offer it again. Nobody else learns it from the injury.
    Role.NURSE: _ids("injury.treatment"),
}
"""Those who know which care one of the staff was offered and took. Nobody else does, the glass broken or not: an educator who is asked
about it by their superior, or fears to be, does not go. The person reads it as their own, and whoever wrote it what they wrote."""

_BREAK_GLASS = frozenset(READS) - {Role.TEACHER, Role.SCHOOL_RESOURCE_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR}
"""Those who may have to know in an emergency. An officer is told by the school, which records it; the box's keepers never need to."""


def _readable(role: Role) -> tuple[frozenset[FieldId], frozenset[FieldId]]:
    """What a role opens of everybody, and what of staff alone."""
    whole = frozenset[FieldId]().union(*(of_klass(klass) for klass in READS[role]))
    opened = (whole - READS_NOT.get(role, frozenset())) | READS_BESIDES.get(role, frozenset())
    of_staff = opened & OF_STAFF_ALONE if role in READS_OF_STAFF else frozenset[FieldId]()
    return opened - of_staff, of_staff


# ---- writing ----------------------------------------------------------------------------------------------------------

_GIVEN = _group("reporter") | _ids("account.reporter")
"""Written where an account is told, never as a field of its own: nobody puts another's name to an account."""
_TEACHERS = _part(Part.TEACHER) - _GIVEN
_ANSWERS = _TEACHERS - _group("account")
"""What the teacher's part asks, apart from accounts: those are written by who tells them and by nobody else, superiors least."""
_AT_A_DESK = frozenset(each for each in _ANSWERS if FIELDS[each].klass in {A, B})
"""What anybody at a desk may answer while the record is a draft, without reading it back."""

WRITES: dict[Role, frozenset[FieldId]] = {
    Role.LEAD: _ANSWERS | _part(Part.OFFICE),
    # Intake: takes down what is told, and reads back only what they took down themselves.
    Role.OFFICE: _ANSWERS | _part(Part.OFFICE),
    Role.ADMINISTRATOR: _ANSWERS | _part(Part.OFFICE) | (_part(Part.REVIEW) - _AT_WORK - _PLAN),
    Role.NURSE: _ANSWERS | _part(Part.NURSE),
    Role.MENTAL_HEALTH: _ids("person.impact"),
    Role.POINT_OF_CONTACT: _group("support") | _ids("reporter.is_person"),
    Role.HUMAN_RESOURCES: _HURT | _AT_WORK | _group("support"),
    Role.SPECIAL_EDUCATION: _PLAN,
}
"""What a role may write, at any time. Nobody ever overwrites what another person wrote: it becomes an amendment, and both stand."""

_OWN_READS = _part(Part.TEACHER) | _group("injury", "support") | _ids("reporter.is_person")
"""Their own words and answers, and what is written of their own injury and support by whoever writes it."""

# ---- acting -----------------------------------------------------------------------------------------------------------

ACTS_OF: dict[Role, frozenset[str]] = {
    Role.LEAD: frozenset({"open", "submit"}),
    Role.OFFICE: frozenset({"open", "submit"}),
    Role.ADMINISTRATOR: frozenset(ACTS),
    # They may keep a record from being forgotten; only an administrator lets it go again.
    Role.HUMAN_RESOURCES: frozenset({"hold"}),
    Role.POINT_OF_CONTACT: frozenset({"hold", "offer-copy"}),
    Role.AUDITOR: frozenset({"views"}),
}

_KEEPERS = frozenset({Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR})
"""Who holds only these is at the desk for the box's sake, and is shown less than a desk shows to anybody."""


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
        reads_own=(writes if proven else frozenset()) | (_OWN_READS if own else frozenset()),
        reads_of_staff=frozenset[FieldId]().union(*(of_staff for _, of_staff in opened)),
        writes=writes,
        writes_own=_TEACHERS if own else frozenset(),
        acts=acts | {"submit"} if own else acts,
        cares=frozenset[FieldId]().union(*(CARES.get(role, frozenset()) for role in roles)),
        timeline=desk,
    )
