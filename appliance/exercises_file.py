"""Reads the scenarios of table-top exercises that are shipped."""

import functools
from importlib.resources import files

from appliance.exercises.parse import parse
from appliance.exercises.scenario import Scenario


@functools.cache
def shipped() -> tuple[Scenario, ...]:
    """Give the scenarios that are shipped, by their titles. They are read once, when somebody first asks for them."""
    found: list[Scenario] = []
    for file in files("appliance.exercises").joinpath("scenarios").iterdir():
        parsed = parse(file.read_text(encoding="utf-8"))
        assert parsed.scenario is not None, f"{file.name} is shipped and has a mistake: {parsed.mistakes[:1]}"
        found.append(parsed.scenario)
    return tuple(sorted(found, key=lambda each: each.title))
