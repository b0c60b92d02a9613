"""Reads files of rules and a school calendar as they are given on a command line, in any order. A shipped set may be given by its name."""

from pathlib import Path

import msgspec

from appliance.duties.adopted import calendar_file
from appliance.duties.adopted.calendar_document import SchoolCalendar
from appliance.duties.adopted.rules_document import FILES_MAX, Rules, RulesFile, examine
from appliance.duties.parse import RULES_FILE_CHARACTERS_MAX
from appliance.duties.toml_lines import tables
from appliance.listed.shipped import SHIPPED, shipped
from appliance.plan.mistakes import Mistake

_OF_CALENDARS = {"calendar", "year", "no_school", "half_day", "school", "holiday"}


class Read(msgspec.Struct, frozen=True):
    """What files hold. With mistakes, each with the name of its file, nothing of them counts."""

    rules: Rules | None = None
    files: tuple[RulesFile, ...] = ()
    """The files of rules as they were read."""
    calendar: SchoolCalendar | None = None
    mistakes: tuple[tuple[str, Mistake], ...] = ()


def read(given: list[str]) -> Read:
    """Read these files together. Raises OSError for a file that cannot be read."""
    rules: list[RulesFile] = []
    calendars: list[tuple[str, str]] = []
    mistakes: list[tuple[str, Mistake]] = []
    for each in given:
        file = _file(each, mistakes)
        if file is None:
            continue
        if is_calendar(file.text):
            calendars.append((each, file.text))
        else:
            rules.append(file)
    if len(calendars) > 1:
        says = f"{calendars[0][0]} has a school calendar too."
        mistakes.append((calendars[1][0], Mistake("", 1, says, "Give one: a calendar may have several school years.")))
    if len(rules) > FILES_MAX:
        mistakes.append(
            (rules[-1].name, Mistake("", 1, f"There are {len(rules)} files of rules.", f"Give at most {FILES_MAX}."))
        )
    examined = examine(rules) if rules else None
    mistakes += examined if isinstance(examined, list) else []
    calendar: SchoolCalendar | None = None
    for name, text in calendars[:1]:
        parsed = calendar_file.parse(text)
        mistakes += [(name, each) for each in parsed.mistakes]
        calendar = parsed.calendar
    if mistakes:
        return Read(mistakes=tuple(mistakes))
    return Read(examined if isinstance(examined, Rules) else None, tuple(rules), calendar)


def is_calendar(text: str) -> bool:
    """Whether a text is meant as a school calendar, and not as rules: by the names of its tables."""
    if len(text) > RULES_FILE_CHARACTERS_MAX:
        return False
    names = [each.name for each in tables(text)[0] if each.name]
    of_calendars = sum(name in _OF_CALENDARS for name in names)
    return of_calendars > len(names) - of_calendars


def _file(given: str, mistakes: list[tuple[str, Mistake]]) -> RulesFile | None:
    path = Path(given)
    if given in SHIPPED and not path.exists():
        return shipped(given)
    data = path.read_bytes()
    try:
        return RulesFile(path.name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        mistakes.append((given, Mistake("", line, "This line is no text in UTF-8.", "Save the file as UTF-8.")))
        return None
