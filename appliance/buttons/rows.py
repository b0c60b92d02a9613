"""The list of rooms, as a spreadsheet saves it: one row a button. Knows no plan; whether the rows fit one is `entries`' to say.

Columns, in any order: room, name, floor, zone, phone_name, button, board, contacts, quiet, address, parts. Only `room` must be there;
what a column left out or a cell left empty means stands beside `Row`.
"""

from dataclasses import dataclass, field
from pathlib import Path

from appliance.buttons.boards import PARTS, board_of
from appliance.buttons.spreadsheet import CSV_BYTES_MAX, rows_of
from appliance.plan.bounds import COUNTS_MAX
from appliance.plan.mistakes import Mistake, did_you_mean, listed, quoted
from appliance.plan.model import Contact, Kind
from appliance.plan.text_file import read_text

COLUMNS = ("room", "name", "floor", "zone", "phone_name", "button", "board", "contacts", "quiet", "address", "parts")

USUAL_KINDS = {"help": Kind.ASSIST, "hold": Kind.EMERGENCY, "medical": Kind.MEDICAL, "tap-out": Kind.TAP_OUT}
"""Contact → what it asks for when the list names it alone (*help* brings *hold* with it). Otherwise it is written with its kind:
`help=emergency`."""

USUAL_CONTACTS = tuple(Contact(name, USUAL_KINDS[name]) for name in ("help", "hold"))

_QUIET = {"": None, "yes": True, "true": True, "no": False, "false": False}

_TOO_LONG = Mistake(
    "",
    1,
    f"The file is longer than {CSV_BYTES_MAX:,} bytes, which no list of rooms is.",
    "Check that this is the list of rooms.",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One button. Empty texts of a room are known from the plan or an earlier row of the same room.

    Left empty, `button` is the room's id and `-wall`, `board` the one asked for, `address` and `parts` none. No contacts are those of
    the plan, or `USUAL_CONTACTS`; `quiet` None is what the plan says, or no.
    """

    line: int
    room: str
    name: str
    floor: str
    zone: str
    phone_name: str
    button: str
    board: str
    contacts: tuple[Contact, ...]
    quiet: bool | None
    address: str
    parts: tuple[str, ...]


@dataclass(slots=True)
class Rows:
    """What came of reading a list: every row that could be read, and every mistake."""

    rows: list[Row] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def note(self, line: int, column: str, says: str, do: str) -> None:
        """Something is wrong with the list."""
        self.mistakes.append(Mistake(column, line, says, do))


def read(file: Path, board: str) -> Rows:
    """Read a list of rooms. `board` is the kind of board where a row names none."""
    text = read_text(file, CSV_BYTES_MAX, _TOO_LONG)
    return Rows(mistakes=[text]) if isinstance(text, Mistake) else parse(text, board)


def parse(text: str, board: str) -> Rows:
    """As `read`, of a text."""
    found = Rows()
    line = 1
    for line, cells in rows_of(text, COLUMNS, found.note):
        row = _row(line, cells, board, found)
        found.rows += [row] if row.room else []
    if not found.rows and not found.mistakes:
        found.note(line, "", "There are no rooms in this list.", "Write one row for each button.")
    if len(found.rows) > COUNTS_MAX["buttons"]:
        found.note(
            line,
            "",
            f"There are {len(found.rows):,} rows; at most {COUNTS_MAX['buttons']:,} are taken.",
            "Split the list.",
        )
    return found


def _row(line: int, cells: dict[str, str], usual_board: str, found: Rows) -> Row:
    if not cells["room"]:
        found.note(line, "room", "This is empty.", "Write the room's short name, such as B204.")
    quiet = cells["quiet"].casefold()
    if quiet not in _QUIET:
        found.note(line, "quiet", f"This must be yes or no, not {quoted(quiet)}.", "Write yes, no, or nothing.")
    return Row(
        line=line,
        room=cells["room"],
        name=cells["name"],
        floor=cells["floor"],
        zone=cells["zone"],
        phone_name=cells["phone_name"],
        button=cells["button"] or f"{cells['room']}-wall",
        board=board_of(line, cells["board"], usual_board, found.note),
        contacts=_contacts(line, cells["contacts"], found),
        quiet=_QUIET.get(quiet),
        address=cells["address"],
        parts=_parts(line, cells["parts"], found),
    )


def _parts(line: int, text: str, found: Rows) -> tuple[str, ...]:
    named = dict.fromkeys(text.casefold().split())
    for name in named:
        if name not in PARTS:
            do = did_you_mean(name, PARTS) or f"Write some of {listed(PARTS)}, with blanks in between, or nothing."
            found.note(line, "parts", f"Our buttons have no part {quoted(name)}.", do)
    return tuple(each for each in PARTS if each in named)


def _contacts(line: int, text: str, found: Rows) -> tuple[Contact, ...]:
    contacts: list[Contact] = []
    for word in text.split():
        name, equals, kind = word.casefold().partition("=")
        asked = (kind if kind in Kind else None) if equals else USUAL_KINDS.get(name)
        if asked is not None:
            contacts.append(Contact(name, Kind(asked)))
        elif equals:
            says = f"{quoted(kind)} is not a kind."
            found.note(line, "contacts", says, did_you_mean(kind, Kind) or f"Choose one of {listed(Kind)}.")
        else:
            do = did_you_mean(name, USUAL_KINDS) or f"Write some of {listed(USUAL_KINDS)}, with blanks in between."
            found.note(line, "contacts", f"Our buttons have no contact {quoted(name)}.", do)
    named = {each.contact for each in contacts}
    if "help" in named and "hold" not in named:
        at = [each.contact for each in contacts].index("help") + 1
        contacts.insert(at, Contact("hold", USUAL_KINDS["hold"]))  # every board counts it by itself
    return tuple(contacts)
