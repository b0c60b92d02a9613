"""Holds `handbell readiness`: who covers each occupied hour of the coming week, who is trained in what, and ratios of posts. Reads files
alone, and never speaks to the box.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.buttons.spreadsheet import CSV_BYTES_MAX, rows_of
from appliance.clock import SystemClock
from appliance.command_line import parser_of_steps
from appliance.core.ground.moment import at
from appliance.duties.adopted import calendar_file
from appliance.duties.adopted.calendar_document import YEARS
from appliance.duties.calendar import Calendar
from appliance.plan.mistakes import Mistake, counted, quoted
from appliance.plan.model import Plan
from appliance.plan.parse import examine_file
from appliance.plan.text_file import read_text
from appliance.readiness.arrangements import Arrangements
from appliance.readiness.coverage import DayCovered, week
from appliance.readiness.parse import ARRANGEMENTS_FILE_CHARACTERS_MAX, parse
from appliance.readiness.ratios.parse import SCHOOLS_FILE_CHARACTERS_MAX
from appliance.readiness.ratios.parse import parse as parse_schools
from appliance.readiness.ratios.telling import ratio_lines
from appliance.readiness.telling import day_lines, gap_lines, outside_lines
from appliance.readiness.trainings.lists import counts, own_list, to_schedule
from appliance.readiness.trainings.parse import TRAININGS_FILE_CHARACTERS_MAX
from appliance.readiness.trainings.parse import parse as parse_trainings
from appliance.readiness.trainings.rows import (
    ADULT_COLUMNS,
    HELD_COLUMNS,
    ReadAdults,
    ReadFacts,
    Rows,
    read_adults,
    read_held,
)
from appliance.readiness.trainings.standing import standings
from appliance.readiness.trainings.training import Training

EXAMPLES = {
    "arrangements": "arrangements.toml",
    "trainings": "trainings/trainings.toml",
    "schools": "ratios/schools.toml",
}
NO_CALENDAR = "No school calendar was given: Monday to Friday count as school days. Give one with --calendar."
_TOO_LONG = Mistake("", 1, "The file is far too long for what it should hold.", "Check that this is the right file.")


class NotReadError(Exception):
    """Files that cannot be used. The message is what the person reads; `code` is the exit code."""

    def __init__(self, says: str, code: int = 1) -> None:
        super().__init__(says)
        self.code = code


def main(arguments: list[str]) -> int:
    """Say which hours of the coming week nobody of the response team covers, who is trained in what, and ratios of posts to students.

    Returns the exit code: 0 sound, and no gap; 1 mistakes, or a gap; argparse exits with 2 for what it cannot read, as does a wrong date.
    """
    asked = _parser().parse_args(arguments)
    try:
        match asked.what:
            case "example":
                sys.stdout.write(_shipped(EXAMPLES[asked.file]))
            case "ratios":
                _ratios(asked.schools)
            case "trainings":
                _trainings(asked)
            case "check":
                found = _arrangements(asked.arrangements, _plan(asked.plan))
                partners, away = counted(len(found.partners), "partner"), counted(len(found.away), "absence")
                _say(f"Sound. {partners}, {away}; {counted(len(found.needs), 'need')} looked at.")
            case _:
                return _week(asked)
    except NotReadError as refused:
        sys.stdout.flush()
        sys.stderr.write(f"{refused}\n")
        return refused.code
    return 0


def _week(asked: argparse.Namespace) -> int:
    plan = _plan(asked.plan)
    arrangements = Arrangements() if asked.arrangements is None else _arrangements(asked.arrangements, plan)
    calendar = _calendar(asked.calendar, plan)
    first, from_min = _begins(asked.first, plan)
    days = week(plan, arrangements, calendar, first, from_min)
    if asked.calendar is None:
        _say(f"{NO_CALENDAR}\n")
    _say("\n".join(_lines(days, arrangements, all_hours=asked.all)))
    return 1 if any(day.gaps(need) for day in days for need in arrangements.needs) else 0


def _trainings(asked: argparse.Namespace) -> None:
    today, _ = _begins(asked.day, None)
    trainings = _asked(asked.trainings)
    adults = _read(asked.adults, ADULT_COLUMNS, read_adults).adults
    given_ms = SystemClock().now().wall_ms
    held = (
        ()
        if asked.held is None
        else _read(asked.held, HELD_COLUMNS, lambda rows: read_held(rows, adults, trainings, today, given_ms)).facts
    )
    found = standings(adults, trainings, held, _calendar(asked.calendar, None), today)
    if asked.own is not None:
        if asked.own not in {each.adult for each in adults}:
            raise NotReadError(f"--own: there is no adult with the id {quoted(asked.own)} in {asked.adults}.", 2)
        lines = own_list(found, asked.own, today)
    else:
        lines = to_schedule(found, today) if asked.names else counts(found)
    _say("\n".join(lines))


def _ratios(file: Path) -> None:
    parsed = parse_schools(_text(file, SCHOOLS_FILE_CHARACTERS_MAX))
    if parsed.mistakes:
        raise NotReadError(_told(file, parsed.mistakes))
    _say("\n".join(ratio_lines(parsed.schools)))


def _asked(file: Path | None) -> tuple[Training, ...]:
    text = _shipped("trainings/trainings.toml") if file is None else _text(file, TRAININGS_FILE_CHARACTERS_MAX)
    parsed = parse_trainings(text)
    if parsed.mistakes:
        raise NotReadError(_told(file or Path("trainings.toml"), parsed.mistakes))
    return parsed.trainings


def _read[Found: ReadAdults | ReadFacts](file: Path, columns: tuple[str, ...], reads: Callable[[Rows], Found]) -> Found:
    """Read a table as a spreadsheet saves it. Raises NotReadError with every mistake and its line."""
    mistakes: list[Mistake] = []

    def note(line: int, column: str, says: str, do: str) -> None:
        mistakes.append(Mistake(column, line, says, do))

    rows = tuple(rows_of(_text(file, CSV_BYTES_MAX // 4), columns, note))
    found = None if mistakes else reads(rows)
    if found is None or found.mistakes:
        raise NotReadError(_told(file, tuple(mistakes) if found is None else found.mistakes))
    return found


def _shipped(name: str) -> str:
    return files("appliance.readiness").joinpath(*name.split("/")).read_text(encoding="utf-8")


def _lines(days: tuple[DayCovered, ...], arrangements: Arrangements, *, all_hours: bool) -> list[str]:
    outside = outside_lines(days, arrangements)
    lines = [*gap_lines(days), *([""] if outside else []), *outside]
    for day in days if all_hours else ():
        lines += ["", *day_lines(day)]
    return lines


def _begins(first: str | None, plan: Plan | None) -> tuple[date, int]:
    """Give the first day, and the minute of it from which on hours are still to come: those of now, where no date was given."""
    if first is None:
        now = at(SystemClock().now().wall_ms, _zone(plan))
        return now.date(), now.hour * 60 + now.minute
    try:
        day = date.fromisoformat(first)
    except ValueError:
        day = None
    if day is None or day.isoformat() != first:
        raise NotReadError(f"{quoted(first)} is no day. Write year, month and day: 2026-12-02.", 2)
    if day.year not in YEARS:
        raise NotReadError(f"{quoted(first)} is in no year of this school. Look at the year.", 2)
    return day, 0


def _plan(file: Path) -> Plan:
    parsed = examine_file(file)
    if parsed.plan is None:
        raise NotReadError(_told(file, tuple(parsed.mistakes)))
    return parsed.plan


def _arrangements(file: Path, plan: Plan) -> Arrangements:
    parsed = parse(_text(file, ARRANGEMENTS_FILE_CHARACTERS_MAX), plan)
    if parsed.arrangements is None:
        raise NotReadError(_told(file, parsed.mistakes))
    return parsed.arrangements


def _calendar(file: Path | None, plan: Plan | None) -> Calendar:
    if file is None:
        return Calendar(zone=_zone(plan), years=())
    parsed = calendar_file.parse(_text(file, calendar_file.CALENDAR_FILE_CHARACTERS_MAX))
    if parsed.calendar is None:
        raise NotReadError(_told(file, parsed.mistakes))
    return parsed.calendar.counted_in(_zone(plan))


def _zone(plan: Plan | None) -> tzinfo:
    """Give the zone of the building; the zone of this computer where there is no plan."""
    if plan is None:
        return datetime.now().astimezone().tzinfo or UTC
    try:
        return ZoneInfo(plan.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _text(file: Path, characters_max: int) -> str:
    text = read_text(file, 4 * characters_max, _TOO_LONG)  # a character of UTF-8 has at most four bytes
    if isinstance(text, Mistake):
        raise NotReadError(_told(file, (text,)))
    return text


def _told(file: Path, mistakes: tuple[Mistake, ...]) -> str:
    lines = [each.told(str(file)) for each in mistakes]
    return "\n".join([*lines, "", f"{counted(len(mistakes), 'mistake')}. Correct them and ask again."])


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _parser() -> argparse.ArgumentParser:
    says = "Who covers each occupied hour of the coming week, who is trained in what, and ratios of posts to students."
    parser = parser_of_steps(prog="handbell readiness", description=says)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    coverage = what.add_parser(
        "week", help="name the gaps of the coming week, and the hours that partners from outside cover"
    )
    coverage.add_argument("--arrangements", type=Path, metavar="FILE", help="partners from outside, and who is away")
    coverage.add_argument(
        "--calendar", type=Path, metavar="FILE", help="the school calendar: handbell duties example calendar"
    )
    coverage.add_argument(
        "--from", dest="first", metavar="DATE", help="the first day, as 2026-12-02 (default: from now on)"
    )
    coverage.add_argument("--all", action="store_true", help="say of each day who covers what")
    check = what.add_parser("check", help="say everything that is wrong with a file of arrangements")
    check.add_argument("arrangements", type=Path, metavar="FILE", help="the file of arrangements")
    for each in (coverage, check):
        each.add_argument("--plan", type=Path, required=True, metavar="PLAN", help="the plan of the building")
    trained = what.add_parser("trainings", help="say how many are trained, whom to schedule, or what one person needs")
    trained.add_argument(
        "adults", type=Path, metavar="ADULTS", help=f"a table of all adults: {', '.join(ADULT_COLUMNS)}"
    )
    trained.add_argument(
        "--held", type=Path, metavar="FILE", help=f"a table of completed trainings: {', '.join(HELD_COLUMNS)}"
    )
    trained.add_argument(
        "--trainings", type=Path, metavar="FILE", help="your own trainings (default: those that are shipped)"
    )
    trained.add_argument("--calendar", type=Path, metavar="FILE", help="the school calendar")
    trained.add_argument("--on", dest="day", metavar="DATE", help="as it stands on this day (default: today)")
    which = trained.add_mutually_exclusive_group()
    which.add_argument(
        "--names", action="store_true", help="name whom to schedule; for whoever schedules, and nobody else"
    )
    which.add_argument("--own", metavar="ID", help="the list of one person, for that person")
    ratio = what.add_parser("ratios", help="compare mental health posts with what professional associations recommend")
    ratio.add_argument("schools", type=Path, metavar="FILE", help="students and posts of one building, or of several")
    example = what.add_parser("example", help="print a file that is shipped, to begin one of your own")
    example.add_argument("file", nargs="?", choices=tuple(EXAMPLES), default="arrangements")
    return parser
