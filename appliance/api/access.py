"""Who may read what: which contents each role opens, and what each reader may see. Pure data; knows no PIN, no socket.

What each field holds stands above its class (`appliance.api.contents`).

A live call needs no name of who acted and nothing that was written down but its place: place, kind, times and who goes are for every desk.
The rest is for people who proved who they are, as far as their roles reach. Applied where a view is made, never in a console.
"""

import functools

import msgspec

from appliance.api.contents import TABLE, Content
from appliance.plan.ids import DeskId
from appliance.plan.model import Role

ROLES: dict[Role, frozenset[Content]] = {
    # They lead the response, answer for it afterwards, and fill in its record.
    Role.LEAD: frozenset({Content.NAMES, Content.NOTES, Content.REASONS}),
    Role.ADMINISTRATOR: frozenset({Content.NAMES, Content.NOTES, Content.REASONS}),
    # They look after the educator and the student.
    Role.NURSE: frozenset({Content.NAMES, Content.NOTES}),
    Role.MENTAL_HEALTH: frozenset({Content.NAMES, Content.NOTES}),
    # They need to know who was where and what is broken, not what was written about a child (FERPA, 34 CFR 99.31(a)(1)(i)(A): a
    # legitimate educational interest; who has one besides is for the district to say).
    Role.SECURITY: frozenset({Content.NAMES, Content.REASONS}),
    Role.OFFICE: frozenset({Content.NAMES, Content.REASONS}),
    # They come in afterwards, by the record (`appliance.record.access`): a live call needs none of it told to them.
    Role.TEACHER: frozenset(),
    Role.POINT_OF_CONTACT: frozenset(),
    Role.HUMAN_RESOURCES: frozenset(),
    Role.SPECIAL_EDUCATION: frozenset(),
    Role.SCHOOL_RESOURCE_OFFICER: frozenset(),
    Role.AUDITOR: frozenset(),
    Role.SYSTEM_ADMINISTRATOR: frozenset(),
}
"""What a role opens, to a person who proved who they are. Several roles open what any of them opens."""


class Reads(msgspec.Struct, frozen=True, eq=False):
    """What one console may read now. The same contents are the same object, so that views can be kept by it."""

    contents: frozenset[Content]
    proven: bool

    def may(self, kind: type[msgspec.Struct], field: str) -> bool:
        """Whether a field of a message, or a text of an event, may be read."""
        return TABLE[kind][field] in self.contents


def unproven(desk: DeskId | None) -> Reads:
    """What a console reads without anybody's PIN: a watching one least."""
    opened = {Content.OPEN} if desk is None else {Content.OPEN, Content.DESK}
    return _reads(frozenset(opened), False)


def keeping() -> Reads:
    """What an administrator reads on the box's command line: no more of calls than a watching console."""
    return _reads(frozenset({Content.OPEN, Content.KEEPING}), False)


def proven(roles: tuple[Role, ...]) -> Reads:
    """What a person of these roles reads at a desk where they proved who they are."""
    opened = frozenset({Content.OPEN, Content.DESK}).union(*(ROLES[role] for role in roles))
    return _reads(opened, True)


@functools.cache
def _reads(contents: frozenset[Content], is_proven: bool) -> Reads:
    return Reads(contents, is_proven)
