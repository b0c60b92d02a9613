"""Holds `handbell exercises`: list and print the scenarios of table-top exercises, check a file, and say how a planned set stands."""

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from appliance.adopting import NotDoneError, ask
from appliance.clock import SystemClock
from appliance.command_line import parser_of_steps, said
from appliance.exercises.parse import parse
from appliance.exercises.parse_sets import parse_set
from appliance.exercises.scenario import ScenarioId
from appliance.exercises.sets import Done, ExerciseSet, Standing, Stands, standings
from appliance.exercises.text import as_text
from appliance.exercises_file import shipped, text_of
from appliance.plan.mistakes import Mistake, counted
from appliance.plan.timezone import timezone_named
from appliance.settings import Settings

SOCKET = Settings().desk_socket


def main(arguments: list[str]) -> int:
    """List and print scenarios of table-top exercises, check a file, and say how a planned set stands.

    Returns the exit code: 0 sound, printed or written; 1 mistakes; 2 a file could not be read or written, or the box could not be asked;
    argparse exits with 2 for what it cannot read.
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
            case _:
                _set(asked.file, asked.socket)
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


def _set(file: Path, socket: Path) -> None:
    # imported here: what needs no box loads no desk line
    from appliance.api.ask import Reply  # noqa: PLC0415
    from appliance.api.desk.exercises import AskExercised  # noqa: PLC0415

    its = _read_set(file)
    known = ask(socket, AskExercised(request=0), f"handbell exercises set {file}")
    if isinstance(known, Reply):
        raise NotDoneError(known.says, 2)
    zone = timezone_named(known.timezone) or UTC
    done = [
        Done(datetime.fromtimestamp(each.wall_ms / 1000, zone).date(), ScenarioId(each.scenario))
        for each in known.done
        if each.wall_ms
    ]
    today = datetime.fromtimestamp(known.wall_ms / 1000, zone).date() if known.clock_trusted else None
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
    return f"  {stands.standing.value.upper():<18} {each.scenario}, by {each.by}{scheduled}{done}"


def _calendar(file: Path, out: Path) -> None:
    # imported here: only this step needs what writes calendars
    from appliance.calendars.exercises_ics import to_ics  # noqa: PLC0415

    if out.suffix.casefold() != ".ics":  # an older calendar is written over, and nothing else may be
        raise NotDoneError(f"handbell exercises: {out} does not end in .ics. Name a calendar file.", 2)
    its = _read_set(file)
    titles = {each.scenario: each.title for each in shipped()}
    try:
        out.write_bytes(to_ics(its, titles, datetime.fromtimestamp(SystemClock().now().wall_ms / 1000, UTC)))
    except OSError as error:
        raise NotDoneError(f"handbell exercises: {said(error)}", 2) from error
    _say(f"{counted(len(its.assigned), 'exercise')} written to {out}. Take the file into any calendar program.")


def _read_set(file: Path) -> ExerciseSet:
    parsed = parse_set(_text_of(file), [each.scenario for each in shipped()])
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
    its.add_argument("--socket", type=Path, default=SOCKET, help="the desk line of the box (default: %(default)s)")
    calendar.add_argument("--out", type=Path, required=True, metavar="FILE.ics", help="the file to write")
    return parser
