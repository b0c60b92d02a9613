"""A list of buildings as a spreadsheet saves it: each row becomes a seed, and is judged as any seed is. Writes nothing.

What is wrong is told with the row and the column it was written in, or with the file that a cell names.
"""

import json
from pathlib import Path

from appliance.buttons.spreadsheet import CSV_BYTES_MAX, rows_of
from appliance.plan.mistakes import Mistake
from appliance.plan.text_file import read_text
from image_build.provision.buildings import BUILDINGS_MAX, Gathered
from image_build.provision.columns import COLUMNS
from image_build.provision.row import Row
from image_build.provision.tokens import tokens_of

_TOO_LONG = Mistake(
    "", 1, f"The file is longer than {CSV_BYTES_MAX:,} bytes.", "Check that this is the list of buildings."
)


def from_list(file: Path, tokens: Path | None, into: Gathered, only: str = "") -> None:
    """Every building of a list. `tokens` is the file of tokens, None where no box enrols.

    With `only`, the plans of the others are left unread: they take a second or two for forty, and the next card waits.
    """
    text = read_text(file, CSV_BYTES_MAX, _TOO_LONG)
    if isinstance(text, Mistake):
        into.note(file, text)
        return
    known = tokens_of(tokens, into) if tokens is not None else {}

    def note(line: int, column: str, says: str, do: str) -> None:
        into.note(file, Mistake(column, line, says, _of_tokens(says, do)))

    rows = list(rows_of(text, COLUMNS, note))
    if len(rows) > BUILDINGS_MAX or (not rows and not into.mistakes):
        says = f"There are {len(rows):,} buildings in this list."
        do = f"At most {BUILDINGS_MAX} are taken at once." if rows else "Write one row for each."
        into.note(file, Mistake("", 1, says, do))
        return
    wanted = set(known)
    for line, cells in rows:
        line_and_token = known.get(cells["name"].casefold())
        wanted.discard(cells["name"].casefold())
        whole = not only or cells["name"].casefold() == only.casefold()
        Row(file, line, cells, into, whole).read(line_and_token[1] if line_and_token else "")
    if tokens is not None:
        for name in sorted(wanted):
            says = f"The list {file.name} has no building {json.dumps(name)}."
            into.note(tokens, Mistake("", known[name][0], says, "Correct the name, or take the line out."))


def _of_tokens(says: str, do: str) -> str:
    if '"token"' in says:
        return "Tokens never stand in a list: write them into a file of their own and give it with --tokens."
    return do
