"""Holds `handbell readiness`: who covers each occupied hour of the coming week, and the file of arrangements beside the plan. Reads files
alone, and never speaks to the box.
"""

import argparse
import sys
from datetime import UTC, date, tzinfo
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.clock import SystemClock
from appliance.command_line import parser_of_steps
from appliance.core.ground.moment import at
from appliance.duties.adopted import calendar_file
from appliance.duties.calendar import Calendar
from appliance.plan.mistakes import Mistake, counted, quoted
from appliance.plan.model import Plan
from appliance.plan.parse import examine_file
from appliance.plan.text_file import read_text
from appliance.readiness.arrangements import Arrangements
from appliance.readiness.coverage import DayCovered, week
from appliance.readiness.parse import ARRANGEMENTS_FILE_CHARACTERS_MAX, parse
from appliance.readiness.telling import day_lines, gap_lines, outside_lines

NO_CALENDAR = "No school calendar was given: Monday to Friday count as school days. Give one with --calendar."
_TOO_LONG = Mistake("", 1, "The file is far too long for what it should hold.", "Check that this is the right file.")


class NotReadError(Exception):
    """Files that cannot be used. The message is what the person reads; `code` is the exit code."""

    def __init__(self, says: str, code: int = 1) -> None:
        super().__init__(says)
        self.code = code


def main(arguments: list[str]) -> int:
    """Say who of the response team covers each occupied hour of the coming week, and which hours nobody covers.

    Returns the exit code: 0 sound, and no gap; 1 mistakes, or a gap; argparse exits with 2 for what it cannot read, as does a wrong date.
    """
    asked = _parser().parse_args(arguments)
    try:
        match asked.what:
            case "example":
                sys.stdout.write(files("appliance.readiness").joinpath("arrangements.toml").read_text(encoding="utf-8"))
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


def _lines(days: tuple[DayCovered, ...], arrangements: Arrangements, *, all_hours: bool) -> list[str]:
    outside = outside_lines(days, arrangements)
    lines = [*gap_lines(days), *([""] if outside else []), *outside]
    for day in days if all_hours else ():
        lines += ["", *day_lines(day)]
    return lines


def _begins(first: str | None, plan: Plan) -> tuple[date, int]:
    """Give the first day, and the minute of it from which on hours are still to come: those of now, where no date was given."""
    if first is None:
        now = at(SystemClock(plan.timezone).now().wall_ms, _zone(plan))
        return now.date(), now.hour * 60 + now.minute
    try:
        day = date.fromisoformat(first)
    except ValueError:
        day = None
    if day is None or day.isoformat() != first:
        raise NotReadError(f"--from: {quoted(first)} is no day. Write year, month and day: 2026-12-02.", 2)
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


def _calendar(file: Path | None, plan: Plan) -> Calendar:
    if file is None:
        return Calendar(zone=_zone(plan), years=())
    parsed = calendar_file.parse(_text(file, calendar_file.CALENDAR_FILE_CHARACTERS_MAX))
    if parsed.calendar is None:
        raise NotReadError(_told(file, parsed.mistakes))
    return parsed.calendar.counted_in(_zone(plan))


def _zone(plan: Plan) -> tzinfo:
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
    says = "Who of the response team is there in each occupied hour of the coming week, and which hours nobody covers."
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
    what.add_parser("example", help="print a file of arrangements, to begin one of your own")
    return parser
