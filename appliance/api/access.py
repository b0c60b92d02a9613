"""Says who may read what: which contents each role opens, and what each reader may see. Pure data; knows no PIN and no socket.

Above each class of a message stands what its fields hold (`appliance.api.contents`).

At a live call, every desk reads place, kind, times and who goes. It needs no name of the person who acted, and of what was written
down only the place. The rest is for people who proved who they are, as far as their roles reach. This is applied where a view is
made, never in a console.
"""

import functools

import msgspec

from appliance.api.contents import TABLE, Content
from appliance.plan.ids import DeskId
from appliance.plan.model import Role

ROLES: dict[Role, frozenset[Content]] = {
    # They lead the response, answer for it afterwards, and fill in its record. They plan who covers which hour, and trainings.
    Role.LEAD: frozenset({Content.NAMES, Content.NOTES, Content.REASONS, Content.SCHEDULING}),
    Role.ADMINISTRATOR: frozenset({Content.NAMES, Content.NOTES, Content.REASONS, Content.SCHEDULING}),
    # They look after the educator and the student.
    Role.NURSE: frozenset({Content.NAMES, Content.NOTES}),
    Role.MENTAL_HEALTH: frozenset({Content.NAMES, Content.NOTES}),
    # They need to know who was where and what is broken. They do not need what was written about a child (FERPA, 34 CFR
    # 99.31(a)(1)(i)(A) asks for a legitimate educational interest; the district says who else has one).
    Role.SECURITY: frozenset({Content.NAMES, Content.REASONS}),
    Role.OFFICE: frozenset({Content.NAMES, Content.REASONS}),
    # They work afterwards, with the record (`appliance.record.access`). At a live call they need none of this.
    Role.TEACHER: frozenset(),
    Role.POINT_OF_CONTACT: frozenset(),
    Role.HUMAN_RESOURCES: frozenset(),
    Role.SPECIAL_EDUCATION: frozenset(),
    Role.SCHOOL_RESOURCE_OFFICER: frozenset(),
    Role.AUDITOR: frozenset(),
    Role.SYSTEM_ADMINISTRATOR: frozenset(),
}
"""What a role opens to a person who proved who they are. A person with several roles may read what any of them opens."""


class Reads(msgspec.Struct, frozen=True, eq=False):
    """What one console may read now. The same contents always give the same object, so that views can be kept under it."""

    contents: frozenset[Content]
    proven: bool

    def may(self, kind: type[msgspec.Struct], field: str) -> bool:
        """Whether a field of a message, or a text of an event, may be read."""
        return TABLE[kind][field] in self.contents


def unproven(desk: DeskId | None) -> Reads:
    """Give what a console may read without anybody's PIN. A console that only watches may read least."""
    opened = {Content.OPEN} if desk is None else {Content.OPEN, Content.DESK}
    return _reads(frozenset(opened), False)


def administering() -> Reads:
    """Give what an administrator may read on the box's command line: of calls no more than a watching console."""
    return _reads(frozenset({Content.OPEN, Content.ADMINISTERING}), False)


def proven(roles: tuple[Role, ...]) -> Reads:
    """Give what a person with these roles may read at a desk where they proved who they are."""
    opened = frozenset({Content.OPEN, Content.DESK}).union(*(ROLES[role] for role in roles))
    return _reads(opened, True)


@functools.cache
def _reads(contents: frozenset[Content], is_proven: bool) -> Reads:
    return Reads(contents, is_proven)
