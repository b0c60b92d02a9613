"""What each field that the desk line sends holds, and so who may read it. Pure data; knows no role, no PIN and no socket.

Each class of a message says it right where it stands:

    @holds("after_s places people_count", desk="people")
    class ReachStep(msgspec.Struct, frozen=True, kw_only=True): ...

A field that is not named there fails a test (`tests/appliance/api/test_access.py`).
"""

import enum
from collections.abc import Callable

import msgspec


class Content(enum.Enum):
    """What a field holds, by whom it could harm."""

    OPEN = "nobody's name and nothing about a child: for every console, also one that only watches"
    DESK = "people who can be sent, and who goes: no desk can answer a call without them"
    NAMES = "who acted, and names that were typed"
    NOTES = "words written about a call: may hold facts about a student (class B)"
    KEEPING = "who has a PIN: for whoever keeps the box, who writes the plan with those names too"
    REASONS = "words written about a fault: may say who broke what"


TABLE: dict[type[msgspec.Struct], dict[str, Content]] = {}
"""Message or event → field → what it holds."""


def holds[Kind: msgspec.Struct](
    opened: str = "", *, desk: str = "", names: str = "", notes: str = "", keeping: str = "", reasons: str = ""
) -> Callable[[type[Kind]], type[Kind]]:
    """Enter the fields of a class in the table: names with blanks between, by what they hold (`Content`). `opened` are for everybody."""
    rows = {
        Content.OPEN: opened,
        Content.DESK: desk,
        Content.NAMES: names,
        Content.NOTES: notes,
        Content.KEEPING: keeping,
        Content.REASONS: reasons,
    }

    def enter(kind: type[Kind]) -> type[Kind]:
        TABLE[kind] = {field: content for content, fields in rows.items() for field in fields.split()}
        return kind

    return enter
