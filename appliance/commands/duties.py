"""Holds `handbell duties`: check rules and school calendars, make a calendar of a district's own, adopt both, declare a closing, and show
what counts. Only here do these files meet the running box.
"""

import argparse
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.adopting import ADMINISTRATOR, NotDoneError, ask, do, signer, when_and_by
from appliance.command_line import parser_of_steps, said
from appliance.core.listed.known import WHY_CHARACTERS_MAX
from appliance.duties.adopted import calendar_document, rules_document
from appliance.duties.adopted.calendar_document import SchoolCalendar, calendar_in
from appliance.duties.adopted.calendar_file import clock_minute, clock_words
from appliance.duties.adopted.rules_document import Rules, adopted_rules_in
from appliance.duties.adopted.told import LISTED, calendar_lines, rule_lines, rules_lines, special_words
from appliance.duties.calendar import Special
from appliance.listed.files import Read, read
from appliance.listed.shipped import SHIPPED, calendar, shipped
from appliance.plan.document import digest
from appliance.plan.mistakes import counted, did_you_mean, quoted
from appliance.settings import Settings

if TYPE_CHECKING:
    from appliance.api.listed.messages import ClosingLine, ListedKnown

SOCKET = Settings().desk_socket
WIDTH = 80
LOOK = "handbell duties show closings"
"""Tells what counts now."""


def main(arguments: list[str]) -> int:
    """Check, make and adopt the rules of what is owed after an incident and the school calendar; declare a day without school.

    Returns the exit code: 0 sound or done; 1 mistakes, or not done; 2 the box could not be asked; argparse exits with 2 for what it
    cannot read.
    """
    asked = _parser().parse_args(arguments)
    try:
        match asked.what:
            case "check":
                _check(asked)
            case "example":
                sys.stdout.write(calendar() if asked.set == "calendar" else shipped(asked.set).text)
            case "calendar":
                _calendar(asked)
            case "adopt":
                _adopt(asked)
            case "closing":
                _closing(asked)
            case _:
                _show(asked)
    except NotDoneError as refused:
        sys.stdout.flush()
        sys.stderr.write(f"{refused}\n")
        return refused.code
    return 0


# ---- files


def _check(asked: argparse.Namespace) -> None:
    found = _read(asked.files)
    if found.rules is not None:
        _say(_summary(found.rules))
    if found.calendar is not None:
        _say("\n".join(calendar_lines(found.calendar)))


def _read(files: list[str]) -> Read:
    """Read files of rules and at most one calendar. Raises NotDoneError with every mistake, one a line."""
    try:
        found = read(files)
    except OSError as error:
        raise NotDoneError(said(error)) from error
    if found.mistakes:
        told = "\n".join(each.told(name) for name, each in found.mistakes)
        mistakes = counted(len(found.mistakes), "mistake")
        raise NotDoneError(f"{told}\n\n{mistakes}. Correct them and check again; nothing was changed.")
    return found


def _summary(rules: Rules) -> str:
    unverified = sum(rule.verified is None for rule in rules.rules)
    lines = [f"{each.title} ({each.name}): {counted(len(each.rules), 'rule')}" for each in rules.sets]
    lines.append(f"Sound. {counted(len(rules.rules), 'rule')} count together.")
    if unverified:
        lines.append(
            f"{unverified} of them say verify: to be confirmed by the district's attorney, and never overdue until then."
        )
    return "\n".join(lines)


def _calendar(asked: argparse.Namespace) -> None:
    # imported here: what reads iCalendar is needed for nothing else
    from appliance.calendars.command import NotMadeError, make, year  # noqa: PLC0415
    from appliance.calendars.made import Told  # noqa: PLC0415

    try:
        years = tuple(sorted(year(each) for each in asked.year))
    except ValueError as error:
        raise NotDoneError(f"--year: {error}.", 2) from error
    usual = _minute(asked.ends, "--ends")
    half_day = None if asked.half_day_ends is None else _minute(asked.half_day_ends, "--half-day-ends")
    told = Told(name=asked.name or asked.file.stem, ends_min=usual, half_day_ends_min=half_day, years=years)
    try:
        made = make(asked.file, told, asked.timezone)
        if asked.out is None:
            sys.stdout.write(made.text)
            return
        asked.out.write_text(made.text, encoding="utf-8")
    except NotMadeError as error:
        raise NotDoneError(f"{error}\n\nNo calendar was made.") from error
    except OSError as error:
        raise NotDoneError(said(error)) from error
    _say(
        "\n".join([*made.says, f"Written to {asked.out}. Read it, correct it, then: handbell duties check {asked.out}"])
    )


# ---- the box


def _adopt(asked: argparse.Namespace) -> None:
    # imported here, as below: checking files loads neither asyncio nor the desk line
    from appliance.api.listed.messages import AdoptCalendarFile, AdoptRulesFile  # noqa: PLC0415

    found = _read(asked.files)
    by = signer(asked.by)
    if found.rules is not None:
        _say(_summary(found.rules))
        document = rules_document.to_document(found.files)
        do(
            asked.socket,
            AdoptRulesFile(request=0, by=by, document=document),
            f"Rules adopted: {digest(document)[:12]}.",
            LOOK,
        )
    if found.calendar is not None:
        document = calendar_document.to_document(found.calendar)
        done = f"School calendar adopted: {digest(document)[:12]}."
        do(asked.socket, AdoptCalendarFile(request=0, by=by, document=document), done, LOOK)


def _closing(asked: argparse.Namespace) -> None:
    from appliance.api.listed.messages import DeclareSchoolClosing, WithdrawSchoolClosing  # noqa: PLC0415

    by = signer(asked.by)
    if not 0 < len(asked.why.strip()) <= WHY_CHARACTERS_MAX:
        raise NotDoneError(f"--why: say it in 1 to {WHY_CHARACTERS_MAX} characters, such as: a snow day.", 2)
    _date_written(asked.date, "DATE")
    if asked.to is not None:
        _date_written(asked.to, "--to")
    if asked.withdraw:
        if asked.to is not None or asked.ends is not None:
            raise NotDoneError("--withdraw takes one DATE of the closing, without --to and --ends.", 2)
        withdraw = WithdrawSchoolClosing(request=0, by=by, day=asked.date, why=asked.why.strip())
        do(asked.socket, withdraw, f"Withdrawn: the closing of {asked.date}. Dates that move back say why.", LOOK)
        return
    ends_min = None if asked.ends is None else _minute(asked.ends, "--ends")
    last = asked.to or asked.date
    declare = DeclareSchoolClosing(
        request=0, by=by, first=asked.date, last=last, why=asked.why.strip(), ends_min=ends_min
    )
    days = asked.date if last == asked.date else f"{asked.date} to {last}"
    what = "no school" if ends_min is None else f"school until {clock_words(ends_min)}"
    do(asked.socket, declare, f"Declared: {what} on {days}, {asked.why.strip()}. Dates that move say why.", LOOK)


def _show(asked: argparse.Namespace) -> None:
    if asked.file:
        found = _read(asked.file)
        _show_of(asked.rule, found.rules, found.calendar, [])
        return
    known = _known(asked.socket)
    calendar = calendar_in(known.calendar) if known.calendar else None
    _say("\n".join(_adopted(known)))
    _show_of(asked.rule, adopted_rules_in(known.rules), calendar, _closing_lines(known.closings))


def _adopted(known: "ListedKnown") -> list[str]:
    """Say what was adopted, when and by whom."""
    rules = "No rules were adopted: the neutral set that is shipped counts."
    if known.rules_digest:
        rules = f"Rules {known.rules_digest[:12]}, adopted on {when_and_by(known.rules_ms, known.rules_by)}."
    calendar = "No school calendar was adopted: days from Monday to Friday count, and each date says so."
    if known.calendar_digest:
        calendar = f"School calendar {known.calendar_digest[:12]}, adopted on {when_and_by(known.calendar_ms, known.calendar_by)}."
    return [rules, calendar, *known.unread, ""]


def _show_of(what: str, rules: Rules | None, calendar: SchoolCalendar | None, closings: list[str]) -> None:
    if what == "calendar":
        _say("\n".join(calendar_lines(calendar)) if calendar else "There is no school calendar here.")
    elif what == "closings":
        _say("\n".join(closings) or "No closing was declared.")
    elif rules is None:
        raise NotDoneError("There are no rules in these files.")
    elif what == "all":
        _say("\n".join([LISTED, *rules_lines(rules.sets, rules.rules, WIDTH)]))
    else:
        _say("\n".join([LISTED, *_one(what, rules)]))


def _one(rule: str, rules: Rules) -> list[str]:
    """Give the lines of one rule. Raises NotDoneError where there is none of that id."""
    for each in rules.sets:
        for found in each.rules:
            if found.rule == rule:
                return rule_lines(found, each.name, WIDTH)
    known = [found.rule for each in rules.sets for found in each.rules]
    near = did_you_mean(rule, known) or "See: handbell duties show all"
    raise NotDoneError(f"There is no rule {quoted(rule)}. {near}")


def _closing_lines(closings: "tuple[ClosingLine, ...]") -> list[str]:
    lines: list[str] = []
    for each in closings:
        days = Special(
            first=datetime.fromisoformat(each.first).date(),
            last=datetime.fromisoformat(each.last).date(),
            why=each.why,
            school=each.ends_min is not None,
            ends_min=each.ends_min,
        )
        lines.append(f"{special_words(days)}; declared on {when_and_by(each.declared_ms, each.by)}")
        if each.withdrawn_ms is not None:
            lines.append(f"  withdrawn on {when_and_by(each.withdrawn_ms, each.withdrawn_by)}: {each.why_withdrawn}")
    return lines


def _known(socket: Path) -> "ListedKnown":
    from appliance.api.ask import Reply  # noqa: PLC0415
    from appliance.api.listed.messages import AskListed  # noqa: PLC0415

    answer = ask(socket, AskListed(request=0), LOOK)
    if isinstance(answer, Reply):
        raise NotDoneError(answer.says, 2)
    return answer


# ---- words


def _minute(text: str, option: str) -> int:
    minute = clock_minute(text)
    if minute is None:
        raise NotDoneError(f"{option}: {quoted(text)} is no time. Write hours and minutes, of 24 hours: 15:30.", 2)
    return minute


def _date_written(text: str, option: str) -> None:
    """Raise NotDoneError where this is no day written as 2026-12-02."""
    try:
        if date.fromisoformat(text).isoformat() == text:
            return
    except ValueError:
        pass
    raise NotDoneError(f"{option}: {quoted(text)} is no day. Write year, month and day: 2026-12-02.", 2)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _parser() -> argparse.ArgumentParser:
    says = "Rules of what is owed after an incident, the school calendar that dates are counted by, and closings."
    parser = parser_of_steps(prog="handbell duties", description=says)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    files = f"a file of rules or with a school calendar, or the name of a shipped set: {', '.join(SHIPPED)}"
    check = what.add_parser("check", help="say everything that is wrong with files of rules and a school calendar")
    check.add_argument("files", nargs="+", metavar="FILE", help=files)
    example = what.add_parser(
        "example", help="print a shipped set of rules, or a school calendar, to begin a file of your own"
    )
    example.add_argument("set", nargs="?", choices=(*SHIPPED, "calendar"), default="district-example")
    _calendar_parser(what.add_parser("calendar", help="make a file with a school calendar from an .ics or .csv file"))
    adopt = what.add_parser("adopt", help="check files and make them what counts on this box")
    adopt.add_argument("files", nargs="+", metavar="FILE", help=files)
    closing = what.add_parser("closing", help="declare a day without school, or withdraw it")
    closing.add_argument("date", metavar="DATE", help="as 2026-12-02")
    closing.add_argument("--to", metavar="DATE", help="the last day, where there are several")
    closing.add_argument("--ends", metavar="HH:MM", help="school ends at this time, and is not out for the whole day")
    closing.add_argument("--why", required=True, help="a few words, such as: a snow day")
    closing.add_argument(
        "--withdraw", action="store_true", help="the closing that has this day does not count any more"
    )
    for each in (adopt, closing):
        each.add_argument("--by", default=ADMINISTRATOR, metavar="NAME", help="who signs (default: %(default)s)")
    show = what.add_parser(
        "show", help="show what counts: a rule with its source and mark, all rules, calendar, closings"
    )
    show.add_argument("rule", metavar="RULE|all|calendar|closings")
    show.add_argument("--file", action="append", default=[], metavar="FILE", help="of this file, and not of the box")
    for each in (adopt, closing, show):
        each.add_argument("--socket", type=Path, default=SOCKET, help="the desk line of the box (default: %(default)s)")
    return parser


def _calendar_parser(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that ends in .ics or .csv")
    parser.add_argument("-o", dest="out", type=Path, metavar="OUT", help="write it here; without this, it is printed")
    parser.add_argument("--name", default="", help="the calendar's name (default: the file's name)")
    parser.add_argument(
        "--ends", default="15:00", metavar="HH:MM", help="when a usual school day ends (default: 15:00)"
    )
    parser.add_argument("--half-day-ends", metavar="HH:MM", help="when a half day ends that does not say it")
    parser.add_argument(
        "--timezone", default="", help="the school's, such as America/Denver, for times in an .ics file"
    )
    says = "a school year, where the file does not say it; may be given several times"
    parser.add_argument("--year", action="append", default=[], metavar="FIRST..LAST", help=says)
