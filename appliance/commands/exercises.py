"""Holds `handbell exercises`: list, print and check scenarios of exercises, say how sets stand, and report after one. Asks the box to keep
sets and scenarios.
"""

import argparse
import getpass
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.adopting import ADMINISTRATOR, NotDoneError, ask, do, signer, when_and_by
from appliance.clock import SystemClock
from appliance.command_line import parser_of_steps, said
from appliance.exercises.parse import parse
from appliance.exercises.parse_sets import parse_set
from appliance.exercises.scenario import Scenario, ScenarioId
from appliance.exercises.sets import Assigned, Done, ExerciseSet, Standing, Stands, standings
from appliance.exercises.text import as_text
from appliance.exercises_file import shipped, text_of, with_own
from appliance.plan.ids import DeskId, PersonId
from appliance.plan.mistakes import Mistake, counted
from appliance.plan.timezone import timezone_named
from appliance.settings import Settings

if TYPE_CHECKING:
    from appliance.api.desk.exercises import ExercisedKnown, ExerciseSetLine
    from appliance.exports.asking import Who
    from appliance.exports.document import Document

SOCKET = Settings().desk_socket
LOOK = "handbell exercises year"


def main(arguments: list[str]) -> int:
    """List, print and check scenarios of exercises; assign sets of them, and say how these stand; report after an exercise.

    Returns the exit code: 0 sound, printed or written; 1 mistakes, or nothing to report; 2 a file could not be read or written, or the
    box could not be asked; argparse exits with 2 for what it cannot read.
    """
    asked = _parser().parse_args(arguments)
    try:
        match asked.what:
            case "list":
                _list()
            case "show":
                _show(asked.scenario)
            case "check":
                _check(asked.file)
            case "calendar":
                _calendar(asked.file, asked.out)
            case "report":
                _report(asked)
            case "set":
                _set(asked.file, asked.socket)
            case "year":
                _year(asked.socket, asked.ics)
            case _:
                _keep(asked)
    except NotDoneError as refused:
        sys.stdout.flush()
        sys.stderr.write(f"{refused}\n")
        return refused.code
    return 0


def _list() -> None:
    for each in shipped():
        _say(f"{each.scenario:<22} {each.minutes:>2} min  {each.title}")


def _show(scenario: str) -> None:
    found = next((each for each in shipped() if each.scenario == scenario), None)
    if found is None:
        raise NotDoneError(f'There is no scenario "{scenario}". See: handbell exercises list')
    sys.stdout.write(as_text(found))


def _check(file: Path) -> None:
    text = _text_of(file)
    parsed = parse(text)
    if parsed.scenario is None:
        raise _refused(file, parsed.mistakes)
    its = parsed.scenario
    _say(
        f"{its.title}: sound. {counted(len(its.steps), 'step')}, {its.minutes} minutes, {counted(len(its.seats), 'seat')}."
    )


def _keep(asked: argparse.Namespace) -> None:
    """Ask the box to keep something, or to keep it no more."""
    # imported here: what needs no box loads no desk line
    from appliance.api.desk.exercises import AdoptScenarioFile, DropOwnScenario, WithdrawSet  # noqa: PLC0415

    by = signer(asked.by)
    match asked.what:
        case "assign":
            _assign(asked.file, by, asked.socket)
        case "withdraw":
            done = f"The set {asked.name} does not count any more."
            do(asked.socket, WithdrawSet(request=0, name=asked.name, by=by), done, LOOK)
        case "adopt":
            _check(asked.file)
            document = _text_of(asked.file).encode()
            done = "Scenario adopted. Consoles offer it within a minute."
            do(asked.socket, AdoptScenarioFile(request=0, document=document, by=by), done, LOOK)
        case _:
            done = f"The scenario {asked.scenario} is offered no more."
            do(asked.socket, DropOwnScenario(request=0, scenario=asked.scenario, by=by), done, LOOK)


def _assign(file: Path, by: str, socket: Path) -> None:
    from appliance.api.desk.exercises import AssignSet  # noqa: PLC0415
    from appliance.exercises.year import to_assign  # noqa: PLC0415

    own = [parsed for each in _known(socket).scenarios if (parsed := parse(each.document.decode()).scenario)]
    titles = {each.scenario: each.title for each in with_own(tuple(own))}
    read = _read_set(file, list(titles))
    its = to_assign(read, titles, by)
    message = AssignSet(
        request=0, name=its.name, title=its.title, first=its.first, last=its.last, asked=its.asked, by=by
    )
    number = counted(len(its.asked), "exercise")
    done = f"{its.title} ({its.name}) is assigned: {number}. Choose a day for each at a console: key 4, or the word exercise."
    if any(each.on for each in read.assigned):
        done += " The days in the file (on) are not taken over."
    do(socket, message, done, LOOK)


def _year(socket: Path, ics: Path | None) -> None:
    known = _known(socket)
    today = _today(known)
    for line in known.sets:
        its, stand = _as_set(line)
        whose = "the safety office" if line.office else line.by or "this building"
        _say(f"{line.name}, assigned by {whose}. {_summary(its, stand, today)}")
        for each in stand:
            _say(_told(each))
    if not known.sets:
        _say("No set of exercises is assigned. To assign one: handbell exercises assign FILE")
    for own in known.scenarios:
        _say(f"Scenario {own.scenario}, adopted on {when_and_by(own.adopted_ms, own.by)}.")
    if ics is not None:
        _write(ics, [("", _as_set(line)[0]) for line in known.sets], {})


def _as_set(line: "ExerciseSetLine") -> tuple[ExerciseSet, tuple[Stands, ...]]:
    """Give a set of a box as a set of a file is, and how its exercises stand."""
    stand = tuple(
        Stands(
            Assigned(
                scenario=ScenarioId(each.asked.scenario),
                by=date.fromisoformat(each.asked.due_on),
                on=each.on,
                drill=each.asked.drill,
                title=each.asked.title,
            ),
            each.standing,
            each.done_on,
        )
        for each in line.exercises
    )
    return ExerciseSet(line.name, line.title, line.first, line.last, tuple(each.assigned for each in stand)), stand


def _known(socket: Path) -> "ExercisedKnown":
    from appliance.api.ask import Reply  # noqa: PLC0415
    from appliance.api.desk.exercises import AskExercised  # noqa: PLC0415

    known = ask(socket, AskExercised(request=0), LOOK)
    if isinstance(known, Reply):
        raise NotDoneError(known.says, 2)
    return known


def _today(known: "ExercisedKnown") -> date | None:
    zone = timezone_named(known.timezone) or UTC
    return datetime.fromtimestamp(known.wall_ms / 1000, zone).date() if known.clock_trusted else None


def _set(file: Path, socket: Path) -> None:
    its = _read_set(file, [each.scenario for each in shipped()])
    known = _known(socket)
    zone = timezone_named(known.timezone) or UTC
    done = [
        Done(datetime.fromtimestamp(each.wall_ms / 1000, zone).date(), ScenarioId(each.scenario))
        for each in known.done
        if each.wall_ms
    ]
    today = _today(known)
    stand = standings(its, done, today)
    _say(_summary(its, stand, today))
    for each in stand:
        _say(_told(each))
    if without := sum(not each.wall_ms for each in known.done):
        _say(
            f"{counted(without, 'exercise was', 'exercises were')} done while the box did not know the day: not counted."
        )


def _summary(its: ExerciseSet, stand: tuple[Stands, ...], today: date | None) -> str:
    counts = ", ".join(f"{sum(each.standing is one for each in stand)} {one.value}" for one in Standing)
    day = f"on {today}" if today else "the box does not know the day, so nothing is out of compliance"
    return f"{its.title}, {day}: {counts}."


def _told(stands: Stands) -> str:
    each = stands.assigned
    done = f", done on {stands.done_on}{' (late)' if stands.late else ''}" if stands.done_on else ""
    scheduled = f", scheduled for {each.on}" if each.on and not stands.done_on else ""
    return (
        f"  {stands.standing.value.upper():<18} {each.scenario or f'drill {each.drill}'}, by {each.by}{scheduled}{done}"
    )


def _calendar(file: Path, out: Path) -> None:
    titles = {each.scenario: each.title for each in shipped()}
    _write(out, [("", _read_set(file, list(titles)))], titles)


def _write(out: Path, sets: list[tuple[str, ExerciseSet]], titles: dict[ScenarioId, str]) -> None:
    # imported here: only this needs what writes calendars
    from appliance.calendars.exercises_ics import to_ics  # noqa: PLC0415

    if out.suffix.casefold() != ".ics":  # an older calendar is written over, and nothing else may be
        raise NotDoneError(f"handbell exercises: {out} does not end in .ics. Name a calendar file.", 2)
    try:
        out.write_bytes(to_ics(sets, titles, datetime.fromtimestamp(SystemClock().now().wall_ms / 1000, UTC)))
    except OSError as error:
        raise NotDoneError(f"handbell exercises: {said(error)}", 2) from error
    number = sum(len(its.assigned) for _, its in sets)
    _say(f"{counted(number, 'exercise')} written to {out}. Take the file into any calendar program.")


def _report(asked: argparse.Namespace) -> None:
    """Print or write what came of the newest exercise, as far as whoever asks may read it."""
    # imported here: only this step makes pages, and asks with a PIN
    import asyncio  # noqa: PLC0415

    from appliance.api.client_line import LineLost  # noqa: PLC0415
    from appliance.exports.asking import NotGiven, Who  # noqa: PLC0415
    from appliance.exports.ending import Misnamed, format_of  # noqa: PLC0415
    from appliance.exports.formats import PAGES, page_of  # noqa: PLC0415

    try:
        kind = format_of(asked.output, None, PAGES) if asked.output is not None else "text"
        who = Who(asked.desk, asked.person, _pin(asked.person) if asked.person is not None else "")
        document = asyncio.run(_document(asked, who, kind))
    except (NotGiven, Misnamed) as why:
        raise NotDoneError(f"handbell exercises: {why}") from why
    except EOFError as typed:  # Ctrl+D where a PIN was asked for
        raise NotDoneError("Nothing was typed, so nothing was done.") from typed
    except (LineLost, TimeoutError) as lost:
        says = str(lost) or "The box did not answer. See: systemctl status handbell-alert"
        raise NotDoneError(f"handbell exercises: {says}", 2) from lost
    page = page_of(document, kind)
    if asked.output is None:
        sys.stdout.write(page.decode())
        return
    try:
        with asked.output.open("xb") as new:
            new.write(page)
    except FileExistsError as there:
        raise NotDoneError(f"{asked.output} is there already, and was left as it is. Name another file.", 2) from there
    except OSError as error:
        raise NotDoneError(f"handbell exercises: {said(error)}", 2) from error
    _say(f"Written: {asked.output}")


async def _document(asked: argparse.Namespace, who: "Who", kind: str) -> "Document":
    from appliance.exports.asking import NotGiven, asking  # noqa: PLC0415
    from appliance.exports.exercises.report import Made, exercise_report  # noqa: PLC0415
    from appliance.flows.practice.exercise_words import scenario_of  # noqa: PLC0415

    async with asking(asked.socket, who) as line:
        if kind == "pdf" and await line.spares_power():
            raise NotGiven("No PDF now: on low battery. Write it as .html or .txt, or when power is back.")
        its, building = await line.exercise()
        if its is None:
            raise NotGiven("The box knows no exercise. A report is made of the newest one.")
        name = "somebody who did not sign in" if who.person is None else await line.name_of(who.person)
        made = Made(building, name, time.time_ns() // 1_000_000, await line.zone(UTC))
    own = tuple(_own(file) for file in asked.exercises)
    return exercise_report(its, scenario_of(its, with_own(own)), made)


def _own(file: Path) -> Scenario:
    parsed = parse(_text_of(file))
    if parsed.scenario is None:
        raise _refused(file, parsed.mistakes)
    return parsed.scenario


def _pin(person: PersonId) -> str:
    """Read the PIN. It is never an argument, which every process on the box could read."""
    if sys.stdin.isatty():
        return getpass.getpass(f"PIN or passphrase of {person}: ")
    return sys.stdin.readline().rstrip("\n")


def _read_set(file: Path, scenarios: list[ScenarioId]) -> ExerciseSet:
    parsed = parse_set(_text_of(file), scenarios)
    if parsed.its is None:
        raise _refused(file, parsed.mistakes)
    return parsed.its


def _text_of(file: Path) -> str:
    """Read a file whole. Raises NotDoneError where it cannot be read, or is no text."""
    try:
        text = text_of(file)
    except OSError as error:
        raise NotDoneError(f"handbell exercises: {said(error)}", 2) from error
    if isinstance(text, Mistake):
        raise _refused(file, (text,))
    return text


def _refused(file: Path, mistakes: tuple[Mistake, ...]) -> NotDoneError:
    told = "".join(f"{each.told(str(file))}\n" for each in mistakes)
    return NotDoneError(f"{told}{counted(len(mistakes), 'mistake')}. The file is refused as a whole.")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell exercises", description=(main.__doc__ or "").partition("\n")[0])
    steps = parser.add_subparsers(dest="what", required=True, metavar="STEP")
    steps.add_parser("list", help="List the scenarios, with how long each takes.")
    show = steps.add_parser("show", help="Print one scenario, for whoever leads the exercise.")
    show.add_argument("scenario", metavar="SCENARIO", help="its id, as `list` shows it")
    check = steps.add_parser(
        "check", help="Name every mistake in a scenario of your own, with its line and what to do."
    )
    check.add_argument("file", type=Path, metavar="FILE", help="a TOML file with one scenario")
    its = steps.add_parser(
        "set", help="Say how a planned set stands: what is assigned, scheduled, out of compliance or completed."
    )
    calendar = steps.add_parser("calendar", help="Write a planned set as an iCalendar file, for any calendar program.")
    for each in (its, calendar):
        each.add_argument("file", type=Path, metavar="FILE", help="a TOML file with one planned set")
    year = steps.add_parser(
        "year", help="Say how the sets that are assigned to this building stand, exercise by exercise."
    )
    year.add_argument("--ics", type=Path, metavar="FILE.ics", help="write them as an iCalendar file too")
    assign = steps.add_parser("assign", help="Check the file of a set, and assign it to this building.")
    assign.add_argument("file", type=Path, metavar="FILE", help="a TOML file with one set")
    withdraw = steps.add_parser("withdraw", help="Let a set of this building count no more.")
    withdraw.add_argument("name", metavar="NAME", help="its name, as `year` shows it")
    adopt = steps.add_parser(
        "adopt", help="Check a scenario of your own, and let every console of this building offer it."
    )
    adopt.add_argument("file", type=Path, metavar="FILE", help="a TOML file with one scenario")
    drop = steps.add_parser("drop", help="Let no console offer a scenario of your own any more.")
    drop.add_argument("scenario", metavar="SCENARIO", help="its id, as `year` shows it")
    for each in (its, year, assign, withdraw, adopt, drop):
        each.add_argument("--socket", type=Path, default=SOCKET, help="the desk line of the box (default: %(default)s)")
    for each in (assign, withdraw, adopt, drop):
        each.add_argument("--by", default=ADMINISTRATOR, metavar="NAME", help="who signs (default: %(default)s)")
    calendar.add_argument("--out", type=Path, required=True, metavar="FILE.ics", help="the file to write")
    report = steps.add_parser(
        "report", help="Report after the newest exercise: its steps, what was said, what was agreed."
    )
    report.add_argument("--desk", type=DeskId, required=True, help="the desk of the plan you are at")
    says = "read as this person, who leads or administers; their PIN is asked"
    report.add_argument("--as", dest="person", type=PersonId, metavar="PERSON", help=says)
    says = "a new file, whose name ends in .pdf, .html or .txt; left out, the text is shown here"
    report.add_argument("-o", "--output", type=Path, metavar="FILE", help=says)
    says = "a scenario of your own, as the console has it; give it once for each file"
    report.add_argument("--exercises", type=Path, action="append", default=[], metavar="FILE", help=says)
    report.add_argument("--socket", type=Path, default=SOCKET, help="the desk line of the box (default: %(default)s)")
    return parser
