"""Small shared values of the record: classes, tiers, parts, spots, authors. Pure; knows no field by name."""

import enum
from typing import NewType

import msgspec

from appliance.plan.ids import DeskId, PersonId

FieldId = NewType("FieldId", str)
"""A field of the schema, "account.text". What stands before the point is its group, where it has one."""

ItemId = NewType("ItemId", str)
"""One of a group's items within one record, "p1": a token, never a name. Empty for fields that stand alone."""

NEW = ItemId("new")
"""Stands for an item that is still to be made."""

type Value = str | int | bool | tuple[str, ...] | None
"""What stands in a field. None: taken out again. Codes are their own code, times milliseconds since the Unix epoch."""


Attempt = NewType("Attempt", str)
"""What its writer calls one writing, sent again by the same name where no answer came. Random, made anew each time; may be empty."""


class Klass(enum.StrEnum):
    """Classes of content. Each incident has a data key of its own for each (design: data keys)."""

    OPERATIONAL = "A"
    STUDENT = "B"
    PERSONNEL = "C"
    RESTRICTED = "D"


class Tier(enum.StrEnum):
    """How much a field is wanted."""

    MINIMAL = "minimal"
    """Of every incident."""
    APPLICABLE = "required-if-applicable"
    OPTIONAL = "optional"


class Part(enum.StrEnum):
    """Whose part of the record a field stands in. A part says who is asked, never who may read: that is the class's."""

    SYSTEM = "system"
    """Filled by the appliance from what it saw; nobody types it."""
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
    """The code a reporter was given with their receipt."""
    NOT_SHOWN = "not-shown"
    """Somebody at a desk, as they said. Counts as any account does."""


class Spot(msgspec.Struct, frozen=True, order=True):
    """Where a value stands: a field, and the item of its group."""

    field: FieldId
    item: ItemId = ItemId("")


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote, as far as every reader of the record may know.

    Staff are named by the plan's id. A reporter is `reporter`, an item of group "reporter", and `person` is then None: who that
    is, is class C and stands in that item's own fields.
    """

    desk: DeskId
    shown: Shown
    person: PersonId | None = None
    reporter: ItemId | None = None
