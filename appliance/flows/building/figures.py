"""The figures of how soon help came, looked up at a console: in short, or with groups and how they are made. Pure."""

from dataclasses import dataclass

from appliance.flows.flow import Flow
from appliance.flows.parts import Given, Option, Part


@dataclass(frozen=True, slots=True)
class AsksFigures:
    """The box is to be asked for what it released. `at_length`: groups are told too, and how figures are made."""

    at_length: bool = False


_SHORT, _LONG = "in short", "at length"
"""What a person chooses, as they type it and hear it."""


def _lengths(given: Given) -> tuple[Option, ...]:
    del given
    return (
        Option(_SHORT, _SHORT, (_SHORT, "short")),
        Option(
            _LONG, "at length: by place, part of day and setting too, and how they are made", (_LONG, "all", "long")
        ),
    )


FIGURES = Flow(
    "figures",
    lambda given: AsksFigures(at_length=given.parts["length"] == _LONG),
    (Part("length", "The figures in short, or at length?", _lengths, offer=lambda _: _SHORT),),
    title=lambda _: "HOW SOON HELP CAME",
)
