"""`handbell office list`, `show` and `export`: shows what was collected. Asks nobody."""

import argparse
import shutil
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from appliance.command_line import json_lines
from appliance.exports.ending import format_of
from appliance.exports.formats import AT_THE_OFFICE, FORMATS, Wish
from appliance.exports.report import Printed
from appliance.plan.timezone import timezone_named
from sync.office import for_programs, incidents, sealed_export
from sync.office.incidents import Found
from sync.office.office import Office, now_ms
from sync.office.papers import Unreadable
from sync.office.readers import classes
from sync.office.readers.log import What
from sync.office.showing import shown
from sync.office.words import Row, incident_lines
from sync.transport.whole_file import write_whole


def add_to(what: "argparse._SubParsersAction[argparse.ArgumentParser]", where: argparse.ArgumentParser) -> None:
    """Add the parsers of `list`, `show` and `export`."""
    listing = what.add_parser("list", parents=[where], help="incidents, newest first")
    listing.add_argument("--building", default="", metavar="BUILDING", help="its name, the beginning of it, or its id")
    listing.add_argument("--open", action="store_true", help="only those nobody has stood down")
    listing.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD")
    listing.add_argument("--json", action="store_true", help="for programs: the same as one array of objects")
    one = argparse.ArgumentParser(add_help=False)
    one.add_argument("building", metavar="BUILDING", help="its name, the beginning of it, or its id")
    one.add_argument("number", type=int, metavar="NUMBER", help="the record, by the number people say")
    what.add_parser("show", parents=[where, one], help="timeline and record, in this terminal")
    export = what.add_parser("export", parents=[where], help="the same as a file; or a building's sealed record")
    export.add_argument("building", metavar="BUILDING", help="its name, the beginning of it, or its id")
    which = export.add_mutually_exclusive_group(required=True)
    which.add_argument("number", type=int, nargs="?", metavar="NUMBER", help="the record, by the number people say")
    which.add_argument(
        "--sealed",
        action="store_true",
        help="everything, sealed, with the receipts: for whoever checks and may not read",
    )
    export.add_argument("--format", choices=AT_THE_OFFICE, help="default: what FILE ends in")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    export.add_argument("--force", action="store_true", help="overwrite the file")


async def list_(asked: argparse.Namespace, office: Office) -> int:
    """List incidents, newest first."""
    building = office.building(asked.building) if asked.building else None
    since_ms = int(_midnight(asked.since, office, building).timestamp() * 1000) if asked.since else 0
    found = incidents.listed(office.store, building=building, only_open=asked.open, since_ms=since_ms)
    if asked.json:
        _say(*json_lines(map(for_programs.incident, _rows(office, found, "list"))))
    else:
        _say(*(lines(office, found, "list") or ["No incidents."]))
    return 0


def _midnight(day: date, office: Office, building: bytes | None) -> datetime:
    """Give midnight of that day in the building's time; in this machine's where no building is named."""
    there = incidents.plan_of(office.store, office.opener, building).plan.timezone if building else ""
    return datetime.combine(day, datetime.min.time(), timezone_named(there)).astimezone()


def lines(office: Office, found: list[Found], command: str) -> list[str]:
    """Give a line for each incident, no wider than the terminal. Raises NotNoted."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    return incident_lines(_rows(office, found, command), width)


def _rows(office: Office, found: list[Found], command: str) -> list[Row]:
    """Give the rows of a list, after noting the reading. Raises NotNoted."""
    office.reads(*classes.of_lines(command, found))
    opener, store = office.opener, office.store
    plans = {each.building: incidents.plan_of(store, opener, each.building) for each in found}
    names = incidents.buildings(store)
    spelt = Counter(each.casefold() for each in names.values())
    return [
        Row(each, name, plans[each.building], spelt[name.casefold()] > 1)
        for each in found
        for name in (names.get(each.building, each.building.hex()),)
    ]


async def show(asked: argparse.Namespace, office: Office) -> int:
    """Show an incident in this terminal."""
    sys.stdout.write(_made(asked, office, "text").decode())
    return 0


async def export(asked: argparse.Namespace, office: Office) -> int:
    """Write an incident into a file."""
    if asked.output.exists() and not asked.force:
        raise Unreadable(f"{asked.output} exists already. Name another file, or --force.")
    if asked.sealed:
        done = sealed_export.write(office.store, office.building(asked.building), asked.output)
        _say(
            f"Wrote {asked.output}: {done.entries:,} entries and {done.receipts:,} receipts, sealed as they are."
            " Nobody can read it without a key."
        )
        return 0
    write_whole(asked.output, _made(asked, office, format_of(asked.output, asked.format, AT_THE_OFFICE)))
    _say(f"Wrote {asked.output}. It is in clear: whoever has the file can read the whole record.")
    return 0


def _made(asked: argparse.Namespace, office: Office, form: str) -> bytes:
    building = office.building(asked.building)
    found = office.incident(building, asked.number)
    opener = office.opener
    facts = opener.facts(building, found.stream)
    name = incidents.name_of(office.store, building)
    plan = incidents.plan_of(office.store, opener, building)
    told = shown(found, facts, plan, name)
    office.reads(What(asked.what, building, asked.number, classes.of_record(found, facts)))
    printed = Printed(at_ms=now_ms(), zone=timezone_named(plan.plan.timezone) or UTC, reader="the safety office")
    return FORMATS[form].make(told, Wish(printed))


def _say(*given: str) -> None:
    for each in given:
        print(each)  # noqa: T201
