"""Reads the scenarios that are shipped, and makes small scenarios for tests."""

from pathlib import Path

from appliance.exercises.parse import parse
from appliance.exercises.scenario import Scenario

SCENARIOS = Path(__file__).parents[3] / "appliance" / "exercises" / "scenarios"
NAMES = sorted(path.stem for path in SCENARIOS.iterdir())


def text_of(name: str) -> str:
    return (SCENARIOS / f"{name}.toml").read_text(encoding="utf-8")


def shipped(name: str) -> Scenario:
    """Give a shipped scenario. It has no mistake."""
    parsed = parse(text_of(name))
    assert parsed.mistakes == ()
    assert parsed.scenario is not None
    return parsed.scenario


OWN = """\
[scenario]
id = "own"
title = "Ours"
about = "behavior"
goal = "We know who goes."
announce = "This is an exercise. A real call ends it."
leave = "Anybody may go, and needs no reason."
takes_part = ["staff"]
seats = [
    { role = "lead", part = "Decides who goes." },
    { role = "office", part = "Takes the call." },
]
begins = "It is noon."
closing = "How are you?"
source = "Our board"
source_on = 2026-08-01

[[step]]
title = "First"
minutes = 5
says = "A room calls."
injects = [
    { at = 1, to = "lead", says = "You are far away." },
    { at = 3, to = "everybody", says = "It rings again." },
]
ask = ["Who goes?"]

[[step]]
title = "Second"
minutes = 5
says = "Two are there."
ask = ["Who speaks?"]
"""
"""A whole scenario of which each line is known."""


def told(text: str) -> list[str]:
    """Give the mistakes of a file as they are printed."""
    return [each.told("own.toml") for each in parse(text).mistakes]
