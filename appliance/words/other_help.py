"""All words about help that is not police: its kinds, and what came of calling it, in two tables."""

import enum
from dataclasses import dataclass

from appliance.plan.other_help import HelpKind


class HelpOutcome(enum.StrEnum):
    """What came of calling help from outside, as far as it is known when a desk notes it."""

    CALLED = "called"
    COMING = "coming"
    CAME = "came"
    BY_PHONE = "by-phone"
    COULD_NOT_COME = "could-not-come"
    NOT_REACHED = "not-reached"


@dataclass(frozen=True, slots=True)
class HelpKindWords:
    """The words for one kind of help: `title` stands alone, `noun` stands in a sentence of the log."""

    title: str
    noun: str


@dataclass(frozen=True, slots=True)
class HelpOutcomeWords:
    """The words for what came of it: `title` stands in a list, `said` ends a sentence of the log. `typed` may be typed for it."""

    title: str
    said: str
    typed: tuple[str, ...]


HELP_KINDS = {
    HelpKind.FAMILY: HelpKindWords("Family", "the family"),
    HelpKind.BEHAVIOR_TEAM: HelpKindWords("Behavior team", "the behavior team"),
    HelpKind.CO_RESPONDER: HelpKindWords("Co-responder", "a co-responder"),
    HelpKind.MOBILE_CRISIS: HelpKindWords("Mobile crisis", "mobile crisis"),
    HelpKind.CRISIS_LINE: HelpKindWords("Crisis line", "a crisis line"),
    HelpKind.OTHER: HelpKindWords("Other help", "other help"),
}

HELP_OUTCOMES = {
    HelpOutcome.CALLED: HelpOutcomeWords(
        "Called; what comes of it is not known yet", "what comes of it is not known yet", ("called", "not known")
    ),
    HelpOutcome.COMING: HelpOutcomeWords("They are coming", "they are coming", ("coming", "on the way")),
    HelpOutcome.CAME: HelpOutcomeWords("They came", "they came", ("came", "here")),
    HelpOutcome.BY_PHONE: HelpOutcomeWords("They helped by phone", "they helped by phone", ("by phone", "phone")),
    HelpOutcome.COULD_NOT_COME: HelpOutcomeWords("They could not help", "they could not help", ("could not", "no")),
    HelpOutcome.NOT_REACHED: HelpOutcomeWords("Not reached", "nobody was reached", ("not reached", "no answer")),
}
"""In the order in which a desk notes them."""

HELPED = frozenset({HelpOutcome.CAME, HelpOutcome.BY_PHONE})
"""Outcomes that count as help that was given."""
