"""`handbell office ratios`: students for one mental health post in each building, beside what is recommended. Asks nobody."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from appliance.plan.mistakes import Mistake, counted
from appliance.plan.text_file import read_text
from appliance.readiness.ratios.parse import SCHOOLS_FILE_CHARACTERS_MAX, parse
from appliance.readiness.ratios.ratios import SOURCE, School
from appliance.readiness.ratios.telling import ratio_lines
from sync.office import incidents
from sync.office.office import Office
from sync.office.papers import Unreadable
from sync.office.ratios.beside import Beside, beside
from sync.transport.line import printable

_TOO_LONG = Mistake("", 1, "The file is far too long for what it should hold.", "Check that this is the right file.")


def add_to(what: "argparse._SubParsersAction[argparse.ArgumentParser]", where: argparse.ArgumentParser) -> None:
    """Add the parser of `ratios`."""
    step = what.add_parser(
        "ratios", parents=[where], help="mental health posts of all buildings, beside what is recommended"
    )
    step.add_argument("file", type=Path, metavar="FILE", help="begin with: handbell readiness example schools")


async def ratios(asked: argparse.Namespace, office: Office) -> int:
    """Print the ratios, and name each building without figures. Give 1 where the file and the buildings do not fit each other."""
    schools = _read(asked.file)
    district, plans = incidents.buildings(office.store), incidents.plan_names(office.store, office.opener)
    names = {each: tuple(dict.fromkeys((name, plans.get(each, name)))) for each, name in district.items()}
    found = beside(schools, names)
    for line in _lines(schools, found, len(names)):
        print(printable(line))  # noqa: T201
    return int(not found.whole)


def _lines(schools: tuple[School, ...], found: Beside, buildings: int) -> Iterator[str]:
    """Give the figures first, then what they lack, so that a sum that is not whole never looks whole."""
    yield from ratio_lines(schools)
    yield ""
    yield f"Recommended figures: {SOURCE}."
    with_figures = buildings - len(found.silent)
    yield f"Figures of {with_figures:,} of {counted(buildings, 'building')} that this office knows."
    for name in found.silent:
        yield f"  {name}: no figures. It is in no sum."
    for name in found.unknown:
        yield f"  {name}: the file has it, and this office knows no building of this name. It is in the sums."
    for name in found.doubtful:
        yield f"  {name}: several buildings have this name. Nobody can tell whose figures these are."
    for name in found.twice:
        yield f"  {name}: the file has this building twice, and both are in the sums. Keep one of the two."


def _read(file: Path) -> tuple[School, ...]:
    """Read the file. Raises Unreadable with every mistake and its line."""
    text = read_text(file, 4 * SCHOOLS_FILE_CHARACTERS_MAX, _TOO_LONG)  # a character of UTF-8 has at most four bytes
    mistakes = (text,) if isinstance(text, Mistake) else parse(text).mistakes
    if isinstance(text, Mistake) or mistakes:
        told = "\n".join(each.told(str(file)) for each in mistakes)
        raise Unreadable(f"{counted(len(mistakes), 'mistake')} in the file.\n{told}")
    return parse(text).schools
