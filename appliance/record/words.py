"""Defines small values that all of the record shares: classes, tiers, parts, ids of facts, authors. Pure; knows no field by name."""

import enum
from typing import NewType

import msgspec

from appliance.plan.ids import DeskId, PersonId

FieldId = NewType("FieldId", str)
"""A field of the schema, "account.text". The text before the point is its group, if it has one."""

ItemId = NewType("ItemId", str)
"""One item of a group within one record, "p1". It is a token, never a name. Empty for fields that are in no group."""

NEW = ItemId("new")
"""Means an item that is still to be made."""

type Value = str | int | bool | tuple[str, ...] | None
"""The value of a field. None: the value was removed. Codes are texts; times are milliseconds since the Unix epoch."""


Attempt = NewType("Attempt", str)
"""The name that its writer gives to one writing. If no answer comes, the writer sends it again under the same name. It is random, and
made anew each time; it may be empty.
"""


class Klass(enum.StrEnum):
    """Classes of content. Each incident has a data key for each class (design: data keys)."""

    OPERATIONAL = "A"
    STUDENT = "B"
    PERSONNEL = "C"
    RESTRICTED = "D"


class Tier(enum.StrEnum):
    """How much a field is wanted."""

    MINIMAL = "minimal"
    """Wanted of every incident."""
    APPLICABLE = "required-if-applicable"
    OPTIONAL = "optional"


class Part(enum.StrEnum):
    """Whose part of the record a field is in. A part says who is asked, never who may read: the class says that."""

    SYSTEM = "system"
    """The appliance fills it from what it saw; nobody types it."""
    TEACHER = "teacher"
    OFFICE = "office"
    NURSE = "nurse"
    REVIEW = "review"


class Status(enum.StrEnum):
    """How far a record has come. It never goes back: what comes later is an amendment."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"


class Shown(enum.StrEnum):
    """How the writer showed who they are."""

    PIN = "pin"
    CODE = "code"
    """The code that a reporter was given with their receipt."""
    NOT_SHOWN = "not-shown"
    """Somebody at a desk, by their own word. What they write counts as any account does."""


class FactId(msgspec.Struct, frozen=True, order=True):
    """Which fact it is: a field, and the item of its group."""

    field: FieldId
    item: ItemId = ItemId("")


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote, as far as every reader of the record may know.

    Staff are named by the plan's id. For a reporter, `reporter` is an item of the group "reporter" and `person` is None: who the
    reporter is, is class C and is in that item's own fields.
    """

    desk: DeskId
    shown: Shown
    person: PersonId | None = None
    reporter: ItemId | None = None
