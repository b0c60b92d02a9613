"""Reads a list of buildings as a spreadsheet saves it: makes a seed of each row, and checks it like any seed. Writes nothing.

A mistake is told with its row and column, or with the file that a cell names.
"""

from pathlib import Path

from appliance.buttons.spreadsheet import CSV_BYTES_MAX, rows_of
from appliance.plan.mistakes import Mistake, quoted
from appliance.plan.text_file import read_text
from image_build.provision.buildings import BUILDINGS_MAX, Gathered
from image_build.provision.columns import COLUMNS
from image_build.provision.row import Row
from image_build.provision.tokens import tokens_of

_TOO_LONG = Mistake(
    "", 1, f"The file is longer than {CSV_BYTES_MAX:,} bytes.", "Check that this is the list of buildings."
)


def from_list(
    file: Path, tokens: Path | None, into: Gathered, only: str = "", *, phrases: bool = False, enrolled: bool = False
) -> None:
    """Read every building of a list. `tokens` is the file of tokens, None if no box enrols. `phrases`: rows without a recovery phrase
    will get one.

    `enrolled`: the boxes have used their tokens, and need none. With `only`, the plans of the other buildings are not read: for
    forty buildings that takes a second or two, and the next card waits.
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
    for line, cells in rows:
        name = cells["name"].casefold()
        whole = not only or name == only.casefold()
        token = None if enrolled else known.get(name, (0, ""))[1]
        Row(file, line, cells, into, whole, phrases).read(token)
    _named_twice(file, rows, into)
    _unused(tokens, known.keys() - {cells["name"].casefold() for _, cells in rows}, known, file, into)


def _named_twice(file: Path, rows: list[tuple[int, dict[str, str]]], into: Gathered) -> None:
    """Find names that two rows share. For sound rows `together` does it, with everything else that no two boxes may share."""
    sound = {each.line_of("name") for each in into.buildings if each.source == file}
    first: dict[str, tuple[int, str]] = {}
    for line, cells in rows:
        name = cells["name"]
        before, so = first.setdefault(name.casefold(), (line, name))
        if name and before != line and not {line, before} <= sound:
            says = f"The name {quoted(name)} is also that of {so} ({file}:{before})."
            into.note(file, Mistake("name", line, says, "Each box has its own: correct one of the two."))


def _unused(
    tokens: Path | None, names: set[str], known: dict[str, tuple[int, str]], listed: Path, into: Gathered
) -> None:
    """Report tokens for boxes that are not in the list: one of the two names is a slip."""
    for name in sorted(names):
        says = f"The list {listed.name} has no building {quoted(name)}."
        into.note(tokens or listed, Mistake("", known[name][0], says, "Correct the name, or take the line out."))


def _of_tokens(says: str, do: str) -> str:
    if '"token"' in says:
        return "Tokens never stand in a list: write them into a file of their own and give it with --tokens."
    return do
