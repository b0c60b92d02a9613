"""Defines what a field of the record is. Types alone: the fields themselves are in `fields.py`, and their code lists in `codes.py`.
Pure.
"""

import enum

import msgspec

from appliance.record.words import FieldId, Klass, Part, Tier

SCHEMA_VERSION = 1
"""The version of all fields together. A field never gets another meaning: it is retired, and a new field takes its place."""


class Shape(enum.StrEnum):
    """The form of a field's value (`words.Value`)."""

    TEXT = "text"
    """One line, `str`."""
    WORDS = "words"
    """Any number of lines, `str`."""
    CODE = "code"
    """One code of the field's list, `str`."""
    CODES = "codes"
    """Any number of codes of the field's list, `tuple[str, ...]`."""
    ITEM = "item"
    """The token of an item of another group, `str`: who did it, who was hurt."""
    ITEMS = "items"
    WHEN = "when"
    """Milliseconds since the Unix epoch, `int`."""
    NUMBER = "number"
    """A whole number, not negative, `int`."""
    SECONDS = "seconds"
    CENTS = "cents"
    """Money in hundredths, `int`."""
    YES_NO = "yes-no"
    """`bool`. A question that was not answered is None, never False."""


class Mapping(msgspec.Struct, frozen=True):
    """The place of a field in another standard. `source` says where this was read."""

    standard: str
    """"CEDS", "Ed-Fi 5.2", "OSHA 301", "CAP 1.2", "Colorado"."""
    element: str
    source: str


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field. `ask` is the full question that a person is asked; `help` is what they should know when they answer."""

    field: FieldId
    label: str
    ask: str
    help: str = ""
    tier: Tier
    klass: Klass
    part: Part
    shape: Shape
    codes: str = ""
    """The name of its code list, for CODE and CODES."""
    of_group: str = ""
    """The group whose items ITEM and ITEMS name."""
    length_max: int = 0
    """The greatest length of a text, in characters; 0 for other shapes."""
    written_once: bool = False
    """Nobody replaces it, people only add to it (an account). Its writer may amend it, and both texts stay."""
    names_somebody: bool = False
    """Holds a person's name. A name is entered once; everything else refers to it by the item's token."""
    later: bool = False
    """Known or done only afterwards: a report that was given, a confirmation, who decided. The paper form does not have it, because that
    form is for the day itself. While the record is a draft only the review asks it; a desk offers it at any time.
    """
    maps: tuple[Mapping, ...] = ()

    @property
    def group(self) -> str:
        """The group that it belongs to: the text before the point, or empty."""
        return self.field.partition(".")[0] if "." in self.field else ""


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """One code of our lists, and its codes in other standards: standard → code there."""

    code: str
    label: str
    means: str = ""
    others: dict[str, str] = {}


class CodeList(msgspec.Struct, frozen=True, kw_only=True):
    """A list of codes, in the order in which a person is shown them."""

    name: str
    codes: tuple[Code, ...]
    source: str


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Fields that stand together and may be filled several times, once for each item of the group."""

    name: str
    one: str
    many: str
    """Its heading."""
    add: str
    """What a person chooses to add one more; empty where nobody adds one by hand."""
