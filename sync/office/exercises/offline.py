"""Reads the files of sets on the machine without a network, for the notice that assigns them. Asks nobody, opens no entry."""

from pathlib import Path

from appliance.envelope.exercise_sets import SetTold, told_as
from appliance.exercises.parse_sets import parse_set
from appliance.exercises.year import to_assign
from appliance.exercises_file import shipped, text_of
from appliance.plan.mistakes import Mistake, counted
from sync.office.papers import Unreadable


def read_sets(files: list[Path], buildings: tuple[bytes, ...]) -> tuple[SetTold, ...]:
    """Give the sets of these files, for these buildings; for every building where none is named. A set asks for shipped scenarios, which
    every building has, and for drills. Raises Unreadable with every mistake of the first file that has one.
    """
    titles = {each.scenario: each.title for each in shipped()}
    found: list[SetTold] = []
    for file in files:
        try:
            text = text_of(file)
        except OSError as wrong:
            raise Unreadable(f"{file} cannot be read ({wrong.strerror}).") from wrong
        if isinstance(text, Mistake):
            raise Unreadable(text.told(str(file)))
        parsed = parse_set(text, list(titles))
        if parsed.its is None:
            told = "\n".join(each.told(str(file)) for each in parsed.mistakes)
            raise Unreadable(f"{told}\n{counted(len(parsed.mistakes), 'mistake')}. The file is refused as a whole.")
        found.append(told_as(to_assign(parsed.its, titles, ""), buildings))
    return tuple(found)
