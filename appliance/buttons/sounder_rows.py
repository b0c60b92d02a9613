"""Reads the list of sounders on the network, as a spreadsheet saves it: one row a sounder. Knows no plan. Columns, in any order: sounder,
name, zone, board, address. Only `sounder` must be there.
"""

from pathlib import Path

import msgspec

from appliance.buttons.boards import board_of
from appliance.buttons.spreadsheet import CSV_BYTES_MAX, rows_of
from appliance.plan.bounds import COUNTS_MAX
from appliance.plan.mistakes import Mistake
from appliance.plan.text_file import read_text

COLUMNS = ("sounder", "name", "zone", "board", "address")

_TOO_LONG = Mistake(
    "",
    1,
    f"The file is longer than {CSV_BYTES_MAX:,} bytes, which no list of sounders is.",
    "Check that this is the list of sounders.",
)


class SounderRow(msgspec.Struct, frozen=True):
    """One sounder, by its id. If left empty, `board` is the one asked for and `address` none; name and zone are those of the plan."""

    line: int
    sounder: str
    name: str
    zone: str
    board: str
    address: str


class SounderRows(msgspec.Struct):
    """The result of reading a list: every row that could be read, and every mistake."""

    rows: list[SounderRow] = []
    mistakes: list[Mistake] = []

    def note(self, line: int, column: str, says: str, do: str) -> None:
        """Note that something is wrong with the list."""
        self.mistakes.append(Mistake(column, line, says, do))


def read_sounders(file: Path, board: str) -> SounderRows:
    """Read a list of sounders. `board` is the kind of board if a row names none."""
    text = read_text(file, CSV_BYTES_MAX, _TOO_LONG)
    return SounderRows(mistakes=[text]) if isinstance(text, Mistake) else parse_sounders(text, board)


def parse_sounders(text: str, board: str) -> SounderRows:
    """Read the text of such a list."""
    found = SounderRows()
    line = 1
    for line, cells in rows_of(text, COLUMNS, found.note):
        if not cells["sounder"]:
            found.note(line, "sounder", "This is empty.", "Write the sounder's short name, such as west-hall.")
            continue
        found.rows.append(
            SounderRow(
                line=line,
                sounder=cells["sounder"],
                name=cells["name"],
                zone=cells["zone"],
                board=board_of(line, cells["board"], board, found.note),
                address=cells["address"],
            )
        )
    if not found.rows and not found.mistakes:
        found.note(line, "", "There are no sounders in this list.", "Write one row for each, or leave the list out.")
    if len(found.rows) > COUNTS_MAX["sounders"]:
        says = f"There are {len(found.rows):,} rows; at most {COUNTS_MAX['sounders']:,} are taken."
        found.note(line, "", says, "Take some out.")
    return found
