"""Tells which cards at the doors are out of date: reads the list of the codes that hang there, and compares it with the cards of a plan.
Pure; the list is text, which somebody else opened.
"""

import csv
import enum
import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from appliance.door_cards.card import DoorCard
from appliance.plan.ids import RoomId

HEADS = ("room", "code")
LINES_MAX = 2000
"""A school has 1,000 rooms at most (`appliance.plan.document`), and twice as many lines leave room for two doors of each."""
_DELIMITERS = (",", ";", "\t")  # a spreadsheet set to a language with decimal commas saves semicolons
_CODE = re.compile(r"[A-Z2-7]{4}-[A-Z2-7]{4}", re.ASCII)


class Stands(enum.Enum):
    """How the card at a door stands to the plan."""

    SAYS_THE_SAME = "says the same as the plan"
    OUT_OF_DATE = "out of date"
    NOT_HUNG = "no card hangs there"
    NO_SUCH_ROOM = "the plan has no such room: take the card down"


class Standing(msgspec.Struct, frozen=True):
    """One room, and how its cards stand. `name` is empty for a room that the plan does not have."""

    room: RoomId
    name: str
    stands: Stands


class ListError(Exception):
    """The list cannot be used. `mistakes` has one sentence for each, with its line."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def list_of(cards: Iterable[DoorCard]) -> str:
    """Give the list of cards as CSV, to be kept beside what was printed: the room and the code of each."""
    return "\n".join([",".join(HEADS), *(f"{_quoted(each.room)},{each.code}" for each in cards)]) + "\n"


def read_list(text: str) -> dict[RoomId, tuple[str, ...]]:
    """Read such a list, also one that somebody typed at the doors: the codes that hang at each room. Raises ListError with every mistake.

    A room with two doors has two lines.
    """
    rows = list(_rows(text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")))
    if not rows or tuple(cell.lower() for cell in rows[0][1]) != HEADS:
        raise ListError((f"Line 1: the list begins with the line “{','.join(HEADS)}”. Write it there.",))
    if len(rows) - 1 > LINES_MAX:
        raise ListError(
            (f"Line {rows[LINES_MAX + 1][0]}: a list has at most {LINES_MAX} cards. Is this the right file?",)
        )
    found: dict[RoomId, tuple[str, ...]] = {}
    mistakes: list[str] = []
    for number, cells in rows[1:]:
        wrong = _mistake(cells)
        if wrong:
            mistakes.append(f"Line {number}: {wrong}")
            continue
        room = RoomId(cells[0])
        found[room] = (*found.get(room, ()), cells[1].upper())
    if mistakes:
        raise ListError(tuple(mistakes))
    return found


def compared(cards: Iterable[DoorCard], hung: Mapping[RoomId, tuple[str, ...]]) -> tuple[Standing, ...]:
    """Say of each room how its cards stand, in the plan's order. Rooms that the plan does not have come last.

    One old card of two is enough: the room is out of date.
    """
    known = tuple(cards)
    rooms = {each.room for each in known}
    of_plan = (Standing(each.room, each.name, _stands(each, hung.get(each.room, ()))) for each in known)
    gone = (Standing(room, "", Stands.NO_SUCH_ROOM) for room in hung if room not in rooms)
    return (*of_plan, *gone)


def to_print(cards: Iterable[DoorCard], standings: Iterable[Standing]) -> tuple[DoorCard, ...]:
    """Give the cards that have to be printed: of rooms that have none, and of those whose card is out of date."""
    wanted = {each.room for each in standings if each.stands in {Stands.OUT_OF_DATE, Stands.NOT_HUNG}}
    return tuple(each for each in cards if each.room in wanted)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the line and the cells of each row that is not empty. Raises ListError where a line cannot be read.

    Empty cells behind the second one are left out: a spreadsheet saves columns to which somebody only gave a border.
    """
    first = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    begins = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            while len(cells) > len(HEADS) and not cells[-1]:
                cells.pop()
            if any(cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        says = f"Line {begins}: this cannot be read ({error}). Look for a quotation mark that is not closed."
        raise ListError((says,)) from error


def _stands(card: DoorCard, codes: tuple[str, ...]) -> Stands:
    if not codes:
        return Stands.NOT_HUNG
    return Stands.SAYS_THE_SAME if set(codes) == {card.code} else Stands.OUT_OF_DATE


def _mistake(cells: list[str]) -> str:
    if len(cells) != len(HEADS) or not all(cells):
        return "a room and the code of its card are asked for, and nothing else."
    if not _CODE.fullmatch(cells[1].upper()):
        return f"“{cells[1][:20]}” is no code of a card. A code is like K7QD-2M4X, with the digits 2 to 7 alone."
    return ""


def _quoted(cell: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & {",", '"'} else cell
