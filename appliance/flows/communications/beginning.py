"""Begins a statement: to whom, when, and with which draft. Pure; the guidance is given.

What a console then writes are facts of the record, one after the other: the first one makes the statement.
"""

from collections.abc import Callable
from dataclasses import dataclass

from appliance.communications.about import about
from appliance.communications.guidance import Draft, Guidance
from appliance.communications.words import AUDIENCES, STAGES, About, Audience, Stage
from appliance.flows.flow import Dropped, Flow
from appliance.flows.parts import Given, Option, Part
from appliance.flows.records.naming import named
from appliance.flows.records.sheet import Sheet
from appliance.record.statements import ENGLISH, SPANISH
from appliance.record.words import FieldId, Value

WHOM, WHEN = "To whom is it made?", "When is it made?"
FIRST = FieldId("statement.audience")
"""The fact that makes a statement."""
BEGUN = "Begun. Now change the words: say what the school does, and nothing that points to anybody."
EMPTY = "Begun, without a draft: none fits. Write the words."


@dataclass(frozen=True, slots=True)
class Begun:
    """What is written for a new statement: its fields with their values, in this order. `draft` is None where none fits."""

    facts: tuple[tuple[FieldId, Value], ...]
    draft: Draft | None

    @property
    def says(self) -> str:
        """Say that it was begun, and what to do now."""
        return BEGUN if self.draft else EMPTY


def kind_of(sheet: Sheet) -> About:
    """Give the kind of the incident, as far as this reader may know it."""
    return about(sheet.value)


def beginning(guidance: Guidance, kind: About) -> Flow[Begun]:
    """Ask to whom and when, and take the draft that fits."""

    def make(given: Given) -> Begun | Dropped:
        audience, stage = given.parts["audience"], given.parts["stage"]
        assert isinstance(audience, Audience)
        assert isinstance(stage, Stage)
        draft = guidance.draft(stage, audience, kind)
        words: tuple[tuple[FieldId, Value], ...] = (
            ((ENGLISH, draft.words.en), (SPANISH, draft.words.es)) if draft else ()
        )
        return Begun(((FIRST, audience.value), (FieldId("statement.stage"), stage.value), *words), draft)

    return Flow(
        "statement",
        make,
        (
            Part("audience", WHOM, _audiences, title=_heading("TO WHOM IS THE STATEMENT MADE?")),
            Part("stage", WHEN, lambda given: _stages(guidance, given, kind), title=_heading("WHEN IS IT MADE?")),
        ),
    )


def _heading(words: str) -> Callable[[Given], str]:
    def heading(given: Given) -> str:
        return f"{named(given.record.record)}: {words}" if given.record else words

    return heading


def _audiences(given: Given) -> tuple[Option, ...]:
    del given
    return tuple(Option(each, says, (says, each.value)) for each, says in AUDIENCES.items())


def _stages(guidance: Guidance, given: Given, kind: About) -> tuple[Option, ...]:
    """Offer every stage, and say for which there is a draft."""
    audience = given.parts["audience"]
    return tuple(
        Option(
            each,
            says,
            (says, each.value),
            line=says if guidance.draft(each, audience, kind) else f"{says} (no draft: an empty page)",
        )
        for each, says in STAGES.items()
    )
