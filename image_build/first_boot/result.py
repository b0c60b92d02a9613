"""Writes what the box says of its seed: handbell-result.txt for the person who put the card in, and the sentence on every screen. Pure."""

from collections.abc import Iterator, Mapping

from appliance.api.sentences import fit
from appliance.words import troubles
from image_build.first_boot.given import Given
from image_build.first_boot.outcome import Outcome, Place, Taken, What
from image_build.first_boot.steps import NAMES, Progress, Step, left, wanted
from image_build.seed.model import FILE_NAME
from image_build.seed.readme import RESULT_NAME

# Of the first mistake this much is shown, three lines of a screen; the rest is in the file.
ON_SCREEN_CHARACTERS_MAX = 220

_TITLES = {
    What.REFUSED: "NOT APPLIED: the seed on the {place} is not right. Nothing was changed.",
    What.UNREADABLE: "NOT APPLIED: the {place} cannot be read. Nothing was changed.",
    What.NOT_WRITTEN: "NOT APPLIED: the box could not keep the seed on the {place}. Nothing was changed.",
}
_WHAT_TO_DO = {
    Place.CARD: f"Correct {FILE_NAME} beside this file, put the card back and switch the box on.",
    Place.STICK: f"Correct {FILE_NAME} on the stick and put it in again.",
}
NOT_SET_UP = troubles.NOT_SET_UP.do.format(file=FILE_NAME)
UNTESTED = troubles.BUTTONS_UNTESTED.do


def told_on_screens(taken: Taken) -> str:
    """Say in one line what is wrong with the seed; empty if nothing is."""
    said = [f"{_title(each)} {_shortly(each)}" for each in taken.bad]
    return " ".join([*said, *taken.boot])


def _shortly(outcome: Outcome) -> str:
    first, more = outcome.lines[0], len(outcome.lines) - 1
    shown = fit(first, ON_SCREEN_CHARACTERS_MAX)
    if more:
        return f"{shown} And {more} more: see {RESULT_NAME} on the card."
    return shown if shown == first else f"{shown} All of it: see {RESULT_NAME} on the card."


def result(taken: Taken, given: Given | None, progress: Progress, why: Mapping[Step, str], when: str) -> str:
    """Write the whole file, with line ends that every editor shows. `when` is the box's time.

    `why`: what a step waits for, or what must still be put right although the step is done.
    """
    lines = [
        "Handbell: what became of the seed of this box",
        "",
        f"Written by the box on {when}, by its own clock.",
        "",
        *_seeds(taken),
        *_in_force(taken),
        *(_steps(given, progress, why) if given is not None else ()),
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _seeds(taken: Taken) -> Iterator[str]:
    for line in taken.boot:
        yield from (line, "")
    for each in taken.outcomes:
        if each.what in _TITLES:
            yield from (_title(each), *(f"  {line}" for line in each.lines))
            yield from ((_WHAT_TO_DO[each.place], "") if each.what is What.REFUSED else ("",))
        if each.warnings:
            yield f"The seed on the {each.place} works, but perhaps not as it was meant:"
            yield from (*(f"  {line}" for line in each.warnings), "")


def _in_force(taken: Taken) -> Iterator[str]:
    if not taken.name:
        yield from ("No seed is in force.", "")
        return
    yield f"APPLIED: this box is {taken.name}."
    yield from (f"The seed in force has the digest {taken.digest[:12]}.", "")


def _steps(given: Given, progress: Progress, why: Mapping[Step, str]) -> Iterator[str]:
    open_steps = left(given, progress)
    yield "Set up from it:"
    for step in wanted(given):
        if step not in open_steps:
            yield f"  done    {NAMES[step]}"
        else:
            yield f"  WAITS   {NAMES[step]}"
        if step in why:
            yield f"          {why[step]}"
    yield ""
    yield "Nothing is left to do." if not open_steps else "What waits is done by itself, or says what to do."


def _title(outcome: Outcome) -> str:
    return _TITLES[outcome.what].format(place=outcome.place.value)
