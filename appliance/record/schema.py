"""What a field of the record is. Types alone: the fields themselves are in `fields.py`, their code lists in `codes.py`. Pure."""

import enum

import msgspec

from appliance.record.words import FieldId, Klass, Part, Tier

SCHEMA_VERSION = 1
"""Of the fields as a whole. A field is never given another meaning: it is retired, and a new one takes its place."""


class Shape(enum.StrEnum):
    """What a field's value looks like (`words.Value`)."""

    TEXT = "text"
    """One line, `str`."""
    WORDS = "words"
    """As many lines as it takes, `str`."""
    CODE = "code"
    """One code of the field's list, `str`."""
    CODES = "codes"
    """Any number of them, `tuple[str, ...]`."""
    ITEM = "item"
    """A token of another group's item, `str`: who did it, who was hurt."""
    ITEMS = "items"
    WHEN = "when"
    """Milliseconds since the Unix epoch, `int`."""
    NUMBER = "number"
    """A whole number, not negative, `int`."""
    SECONDS = "seconds"
    CENTS = "cents"
    """Money in hundredths, `int`."""
    YES_NO = "yes-no"
    """`bool`. Not answered is None, never False."""


class Mapping(msgspec.Struct, frozen=True):
    """Where a field goes in somebody else's standard. `source` says where that was read."""

    standard: str
    """"CEDS", "Ed-Fi 5.2", "OSHA 301", "CAP 1.2", "Colorado"."""
    element: str
    source: str


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field. `ask` is the question a person is asked, in full; `help` what to know when answering it."""

    field: FieldId
    label: str
    ask: str
    help: str = ""
    tier: Tier
    klass: Klass
    part: Part
    shape: Shape
    codes: str = ""
    """Name of its code list, for CODE and CODES."""
    of_group: str = ""
    """Whose items ITEM and ITEMS name."""
    length_max: int = 0
    """Of a text, in characters; 0 for other shapes."""
    written_once: bool = False
    """Never replaced, by nobody: only added to (an account). Its writer may amend it, and both texts stay."""
    names_somebody: bool = False
    """Holds a person's name: entered once, referred to everywhere else by the item's token."""
    maps: tuple[Mapping, ...] = ()

    @property
    def group(self) -> str:
        """The group it belongs to: what stands before the point, or empty."""
        return self.field.partition(".")[0] if "." in self.field else ""


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """One code of a list of ours, and what others call it: standard → their code."""

    code: str
    label: str
    means: str = ""
    others: dict[str, str] = {}


class CodeList(msgspec.Struct, frozen=True, kw_only=True):
    """A list of codes, in the order a person is shown them."""

    name: str
    codes: tuple[Code, ...]
    source: str


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Fields that stand together and may be filled several times over, once for each of the group's items."""

    name: str
    one: str
    many: str
    """Its heading."""
    add: str
    """What a person chooses to add one more; empty where none is added by hand."""
