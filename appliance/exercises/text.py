"""Writes a scenario as text, for whoever leads the exercise and wants it on paper. Pure."""

import textwrap
from collections.abc import Iterator

from appliance.exercises.scenario import Inject, Scenario, Step
from appliance.words.roles import ROLES

WIDTH = 78
"""80 columns less a margin."""


def as_text(scenario: Scenario) -> str:
    """Give all of it, in lines of at most `WIDTH` characters."""
    parts = [*_head(scenario), *(line for number, step in enumerate(scenario.steps, 1) for line in _step(number, step))]
    return "".join(f"{line}\n" for line in [*parts, "", *_wrapped(f"Before you part: {scenario.closing}")])


def _head(its: Scenario) -> Iterator[str]:
    yield its.title.upper()
    yield from _wrapped(f"What it is for: {its.goal} {its.minutes} minutes.")
    yield from ("", *_wrapped(f"Say it to everybody: {its.announce}"), *_wrapped(f"Its exit: {its.leave}"))
    if its.announce_es:
        yield from _wrapped(f"En español: {its.announce_es} {its.leave_es}")
    yield ""
    for seat in its.seats:
        yield from _wrapped(f"{ROLES[seat.role].title}: {seat.part}")
    yield from ("", *_wrapped(its.begins))


def _step(number: int, step: Step) -> Iterator[str]:
    yield from ("", f"{number}. {step.title} ({step.minutes} min)", *_wrapped(step.says))
    for inject in step.injects:
        yield from _wrapped(f"After {inject.at_min} min, for {_whom(inject)}: {inject.says}")
    for ask in step.asks:
        yield from _wrapped(f"Talk about: {ask}")


def _whom(inject: Inject) -> str:
    return "everybody" if inject.to is None else ROLES[inject.to].noun


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="    ")
