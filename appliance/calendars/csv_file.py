"""Reads a table with a line for each day that is not as usual: gives the lines, or every mistake with its line. Knows no file.

The columns are `date`, `kind` and `why`, in any order, and `last` and `ends` where they are needed. Excel's mark at the beginning of a
file is passed over. A date such as 11/26/2026 is read as Americans write it, where another date of the file shows that it is meant so.
"""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date

import msgspec

from appliance.calendars.happening import FILE_BYTES_MAX, HAPPENINGS_MAX
from appliance.calendars.meaning import Meaning
from appliance.duties.adopted.calendar_document import NAME_CHARACTERS_MAX, YEARS
from appliance.duties.adopted.calendar_file import clock_minute
from appliance.plan.mistakes import Mistake, did_you_mean, listed, quoted
from appliance.record.values import can_be_shown

NEEDED = ("date", "kind", "why")
MORE = ("last", "ends")
KINDS = {each.value: each for each in Meaning if each is not Meaning.UNKNOWN}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table. `ends_min`: when school ends, in minutes since midnight."""

    first: date
    last: date
    kind: Meaning
    why: str
    line: int
    ends_min: int | None = None


class ReadTable(msgspec.Struct, frozen=True):
    """The result of reading a table. If there are mistakes, no row counts."""

    rows: tuple[Row, ...]
    mistakes: tuple[Mistake, ...]


def read(data: bytes) -> ReadTable:
    """Read the bytes of a table."""
    if len(data) > FILE_BYTES_MAX:
        return _refused(1, f"The file is longer than {FILE_BYTES_MAX:,} bytes.", "Keep days that are not as usual.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused(1, "The file is no text in UTF-8.", 'In Excel, save it as "CSV UTF-8 (comma delimited)".')
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, [each.strip() for each in row]) for row in reader]
    except csv.Error as error:
        return _refused(
            reader.line_num, f"This is no line of a table ({quoted(str(error))}).", "Look at its quotation marks."
        )
    lines = [(number, row) for number, row in lines if any(row)]
    if not lines:
        return _refused(1, "The file is empty.", f"Begin it with the line {','.join(NEEDED)}.")
    if len(lines) > HAPPENINGS_MAX:
        return _refused(1, f"There are {len(lines):,} lines.", f"Keep at most {HAPPENINGS_MAX:,}.")
    at, names = lines[0][0], [each.lower() for each in lines[0][1]]
    if mistakes := _of_header(at, names):
        return ReadTable((), tuple(mistakes))
    return _rows(names, lines[1:])


def _of_header(line: int, names: list[str]) -> list[Mistake]:
    found: list[Mistake] = []
    known = (*NEEDED, *MORE)
    begin = f"Begin the file with the line {','.join(NEEDED)}. Also known: {listed(MORE)}."
    for name in NEEDED:
        if name not in names:
            found.append(Mistake("", line, f"There is no column {quoted(name)}.", begin))
    for name in dict.fromkeys(names):
        if name and name not in known:
            found.append(
                Mistake("", line, f"The column {quoted(name)} is not known.", did_you_mean(name, known) or begin)
            )
        elif name and names.count(name) > 1:
            found.append(Mistake("", line, f"The column {quoted(name)} stands twice.", "Keep one of them."))
    return found


def _rows(names: list[str], lines: list[tuple[int, list[str]]]) -> ReadTable:
    table = [(line, {name: value for name, value in zip(names, row, strict=False) if name}) for line, row in lines]
    month_first = _month_first(value for _, row in table for value in (row.get("date", ""), row.get("last", "")))
    rows: list[Row] = []
    mistakes: list[Mistake] = []
    for (line, cells), (_, row) in zip(table, lines, strict=True):
        if any(row[len(names) :]):
            mistakes.append(Mistake("", line, "This line has more cells than the first line has columns.", _COMMA))
            continue
        reading = _Reading(line, cells, month_first)
        rows.append(reading.row())
        mistakes += reading.mistakes
    return ReadTable(() if mistakes else tuple(rows), tuple(mistakes))


_COMMA = "Put words with a comma in quotation marks."


def _month_first(texts: Iterable[str]) -> bool | None:
    """Say whether dates with slashes have the month first, as Americans write them: some date shows it, and none shows the contrary.
    None: nobody can say.
    """
    found = [(int(each[1]), int(each[2])) for text in texts if (each := _SLASHED.fullmatch(text))]
    if any(first > 12 for first, _ in found):
        return False
    return True if any(second > 12 for _, second in found) else None


class _Reading:
    """Reads one line of the table."""

    def __init__(self, line: int, cells: dict[str, str], month_first: bool | None) -> None:
        self.mistakes: list[Mistake] = []
        self._line = line
        self._cells = cells
        self._month_first = month_first

    def row(self) -> Row:
        """Give the row as far as it can be read; its mistakes are noted."""
        cells = self._cells
        first = self._day("date", cells.get("date", ""))
        last = self._day("last", cells["last"]) if cells.get("last") else first
        if date.min not in (first, last) and last < first:
            self._note("last", f"{last} is before {first}.", "Exchange them.")
        kind = KINDS.get(cells.get("kind", "").lower())
        if kind is None:
            do = did_you_mean(cells.get("kind", ""), KINDS) or f"Known: {listed(KINDS)}."
            self._note("kind", f"There is no kind {quoted(cells.get('kind', ''))}.", do)
        return Row(
            first=first,
            last=last,
            kind=kind or Meaning.UNKNOWN,
            why=self._why(kind),
            line=self._line,
            ends_min=self._ends(kind),
        )

    def _note(self, column: str, says: str, do: str) -> None:
        self.mistakes.append(Mistake(column, self._line, says, do))

    def _why(self, kind: Meaning | None) -> str:
        text = " ".join(self._cells.get("why", "").split())
        if not text and kind not in (Meaning.FIRST_DAY, Meaning.LAST_DAY):
            self._note("why", "This line does not say why.", "Write a name, such as Thanksgiving.")
        elif len(text) > NAME_CHARACTERS_MAX:
            self._note("why", f"This is {len(text)} characters long.", f"Use at most {NAME_CHARACTERS_MAX}.")
        elif not can_be_shown(text):
            self._note("why", "This holds a character that cannot be shown.", "Type it again.")
        return text

    def _ends(self, kind: Meaning | None) -> int | None:
        text = self._cells.get("ends", "")
        if not text:
            return None
        minute = clock_minute(text)
        if minute is None:
            self._note("ends", f"{quoted(text)} is no time.", "Write hours and minutes, of 24 hours: 11:30.")
        elif kind not in (Meaning.HALF_DAY, Meaning.SCHOOL, None):
            self._note("ends", "Only a day with school has an end of school.", "Take the time out, or write half day.")
        return minute

    def _day(self, column: str, text: str) -> date:
        if _ISO.fullmatch(text):
            year, month, day = (int(each) for each in text.split("-"))
        elif (slashed := _SLASHED.fullmatch(text)) and self._month_first:
            month, day, year = (int(each) for each in slashed.groups())
        else:
            why = " may be two days" if _SLASHED.fullmatch(text) else " is no date"
            self._note(column, f"{quoted(text)}{why}.", "Write year, month and day: 2026-11-26.")
            return date.min
        try:
            found = date(year, month, day)
        except ValueError:
            self._note(column, f"{quoted(text)} is no day of the calendar.", "Look at month and day.")
            return date.min
        if found.year not in YEARS:
            self._note(column, f"{found} is in no year of this school.", "Look at the year.")
        return found


def _refused(line: int, says: str, do: str) -> ReadTable:
    return ReadTable((), (Mistake("", line, says, do),))
