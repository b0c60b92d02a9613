"""Reads the list of rooms, as a spreadsheet saves it: one row a button. Knows no plan; `entries` decides whether the rows fit one.
Columns, in any order: room, name, floor, zone, phone_name, button, board, contacts, quiet, address, parts, and those of `wire_cells`.
Only `room` must be there. `Row` says what a missing column or an empty cell means.
"""

from pathlib import Path

import msgspec

from appliance.buttons.boards import PARTS, board_of
from appliance.buttons.spreadsheet import CSV_BYTES_MAX, rows_of
from appliance.buttons.wire_cells import WIRE_COLUMNS, check_cells, family_of, wires_of
from appliance.plan.bounds import COUNTS_MAX
from appliance.plan.devices import CHECK_IN, SAFE
from appliance.plan.families import ESPHOME, tells_held, wired
from appliance.plan.mistakes import Mistake, did_you_mean, listed, quoted
from appliance.plan.model import Contact, Kind, Wire
from appliance.plan.text_file import read_text

COLUMNS = (
    *("room", "name", "floor", "zone", "phone_name", "button", "board", "contacts", "quiet", "address", "parts"),
    *WIRE_COLUMNS,
)

USUAL_KINDS = {"help": Kind.ASSIST, "hold": Kind.EMERGENCY, "medical": Kind.MEDICAL, "tap-out": Kind.TAP_OUT}
"""Contact → what it asks for if the list gives only its name (*help* brings *hold* with it). Otherwise the list adds the kind:
`help=emergency`.
"""

_CONTACTS = (
    *USUAL_KINDS,
    SAFE,
)  # what the list may name; *safe* has no kind: it answers a room check-in and calls nobody
_SAFE_WORDS = (SAFE, f"{SAFE}={CHECK_IN}")  # the second as a plan writes it

_QUIET = {"": None, "yes": True, "true": True, "no": False, "false": False}

_TOO_LONG = Mistake(
    "",
    1,
    f"The file is longer than {CSV_BYTES_MAX:,} bytes, which no list of rooms is.",
    "Check that this is the list of rooms.",
)


class Row(msgspec.Struct, frozen=True):
    """One button. Empty texts of a room are known from the plan or an earlier row of the same room.

    If left empty, `button` is the room's id and `-wall`, `board` the one asked for, `address` and `parts` none. No contacts means the
    plan's contacts with its *safe*, or else the usual ones of its family without it; `safe` comes only with contacts. `quiet` None means
    what the plan says, or no. If `family` is our own, there are neither `part` nor `wires`. A button with a `duty` has no `room`.
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
    safe: bool
    quiet: bool | None
    address: str
    parts: tuple[str, ...]
    family: str = ESPHOME
    part: str = ""
    wires: tuple[Wire, ...] = ()
    duty: str = ""
    area: str = ""
    near: str = ""


class Rows(msgspec.Struct):
    """The result of reading a list: every row that could be read, and every mistake."""

    rows: list[Row] = []
    mistakes: list[Mistake] = []

    def note(self, line: int, column: str, says: str, do: str) -> None:
        """Note that something is wrong with the list."""
        self.mistakes.append(Mistake(column, line, says, do))


def read(file: Path, board: str) -> Rows:
    """Read a list of rooms. `board` is the kind of board if a row names none."""
    text = read_text(file, CSV_BYTES_MAX, _TOO_LONG)
    return Rows(mistakes=[text]) if isinstance(text, Mistake) else parse(text, board)


def parse(text: str, board: str) -> Rows:
    """Read the text of such a list."""
    found = Rows()
    line = 1
    for line, cells in rows_of(text, COLUMNS, found.note):
        before = len(found.mistakes)
        row = _row(line, cells, board, found)
        # A row with these mistakes is left out, or the plan's check would report the same again in its own words.
        whole = not any(each.path in ("room", "button", *WIRE_COLUMNS) for each in found.mistakes[before:])
        found.rows += [row] if whole else []
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
    if not cells["room"] and not cells["duty"]:
        found.note(line, "room", "This is empty.", "Write the room's short name, such as B204.")
    family = family_of(line, cells["family"], found.note)
    check_cells(line, cells, family, found.note)
    quiet = cells["quiet"].casefold()
    if quiet not in _QUIET:
        found.note(line, "quiet", f"This must be yes or no, not {quoted(quiet)}.", "Write yes, no, or nothing.")
    contacts, safe = _contacts(line, cells["contacts"], family, found)
    return Row(
        line=line,
        room=cells["room"],
        name=cells["name"],
        floor=cells["floor"],
        zone=cells["zone"],
        phone_name=cells["phone_name"],
        button=cells["button"] or f"{cells['room']}-{'wall' if family == ESPHOME else family}",
        board=board_of(line, "" if wired(family) else cells["board"], usual_board, found.note),
        contacts=contacts,
        safe=safe,
        quiet=_QUIET.get(quiet),
        address=cells["address"],
        parts=() if wired(family) else _parts(line, cells["parts"], found),
        family=family,
        part=cells["part"].upper(),
        wires=wires_of(line, cells["wires"], found.note),
        duty=cells["duty"],
        area=cells["area"],
        near=cells["near"],
    )


def _parts(line: int, text: str, found: Rows) -> tuple[str, ...]:
    named = dict.fromkeys(text.casefold().split())
    for name in named:
        if name not in PARTS:
            do = did_you_mean(name, PARTS) or f"Write some of {listed(PARTS)}, with blanks in between, or nothing."
            found.note(line, "parts", f"Our buttons have no part {quoted(name)}.", do)
    return tuple(each for each in PARTS if each in named)


def _contacts(line: int, text: str, family: str, found: Rows) -> tuple[tuple[Contact, ...], bool]:
    """Give the contacts that call, and whether *safe* is fitted beside them."""
    words = text.casefold().split()
    contacts = [contact for word in words if (contact := _contact(line, word, found)) is not None]
    safe = any(word in _SAFE_WORDS for word in words)
    if safe and all(word in _SAFE_WORDS for word in words):
        says = f"A button with nothing but {quoted(SAFE)} calls nobody."
        found.note(line, "contacts", says, f"Name what else it has, such as: help {SAFE}.")
    if safe and wired(family):
        says = f"A button of the family {quoted(family)} cannot be told whether its {quoted(SAFE)} was taken."
        found.note(line, "contacts", says, f"Leave {SAFE} out.")
        safe = False
    named = [contact.contact for contact in contacts]
    if "help" in named and "hold" not in named and tells_held(family):
        # our boards count *hold* by themselves, and we count it on a wire
        contacts.insert(named.index("help") + 1, Contact("hold", USUAL_KINDS["hold"]))
    return tuple(contacts), safe


def _contact(line: int, word: str, found: Rows) -> Contact | None:
    """Give the contact that one word names; None for *safe*, and for a word that is noted as a mistake."""
    name, equals, kind = word.partition("=")
    if name == SAFE:
        if word not in _SAFE_WORDS:
            says = f"{quoted(SAFE)} answers a room check-in and can never be a call, but it asks for {quoted(kind)}."
            found.note(line, "contacts", says, f"Write {SAFE} alone.")
        return None
    asked = (kind if kind in Kind else None) if equals else USUAL_KINDS.get(name)
    if asked is not None:
        return Contact(name, Kind(asked))
    if equals:
        says = f"{quoted(kind)} is not a kind."
        found.note(line, "contacts", says, did_you_mean(kind, Kind) or f"Choose one of {listed(Kind)}.")
    else:
        do = did_you_mean(name, _CONTACTS) or f"Write some of {listed(_CONTACTS)}, with blanks in between."
        found.note(line, "contacts", f"Our buttons have no contact {quoted(name)}.", do)
    return None
