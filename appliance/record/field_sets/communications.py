"""Lists the fields of statements: the words in both languages, who saw them first, and who approved them. Data alone.

A statement holds no grade, room, subject, sex or name (`appliance/communications/`).
`appliance/record/statements.py` says when it is final.
"""

from appliance.record.field_sets.making import LINE_MAX, NAME_MAX, WORDS_MAX, colorado, later
from appliance.record.schema import Field, Shape
from appliance.record.words import FieldId, Klass, Part, Tier

_SEED = colorado(
    "guidance on communication of information about an incident",
    "Colorado Educator Safety Task Force, roadmap for district leaders, Communications",
)
_LENGTHS = {Shape.TEXT: LINE_MAX, Shape.WORDS: WORDS_MAX}
_NOBODY = "No grade, room, subject, sex or name. {school}, {phone}, {day} and {speaker} are filled in."
_WHY_NOT = "Such as: no such person, could not be reached, did not want to. Leave it out if it was seen."
_LAPSES = "A change of the words afterwards means that it must be seen again."


def _statement(its: str, label: str, ask: str, shape: Shape, help: str = "", codes: str = "") -> Field:
    return Field(
        field=FieldId(its),
        label=label,
        ask=ask,
        help=help,
        tier=Tier.OPTIONAL,
        klass=Klass.STUDENT,  # it is about a child until it is approved, however carefully it is worded
        part=Part.REVIEW,
        shape=shape,
        codes=codes,
        length_max=_LENGTHS.get(shape, 0),
        maps=(_SEED,),
    )


FIELDS = (
    _statement("statement.audience", "Statement to", "To whom is it made?", Shape.CODE, codes="statement-audience"),
    later(_statement("statement.stage", "When it is made", "When is it made?", Shape.CODE, codes="statement-stage")),
    later(_statement("statement.english", "In English", "What does it say in English?", Shape.WORDS, _NOBODY)),
    later(_statement("statement.spanish", "In Spanish", "What does it say in Spanish?", Shape.WORDS, _NOBODY)),
    later(
        _statement(
            "statement.educator_saw_at",
            "The educator saw it",
            "When did the affected educator see it?",
            Shape.WHEN,
            _LAPSES,
        )
    ),
    later(
        _statement(
            "statement.educator_not",
            "Why the educator did not",
            "Why did the affected educator not see it?",
            Shape.TEXT,
            _WHY_NOT,
        )
    ),
    later(
        _statement(
            "statement.family_saw_at",
            "The family saw it",
            "When did the involved family see it?",
            Shape.WHEN,
            _LAPSES,
        )
    ),
    later(
        _statement(
            "statement.family_not",
            "Why the family did not",
            "Why did the involved family not see it?",
            Shape.TEXT,
            _WHY_NOT,
        )
    ),
    later(
        Field(
            field=FieldId("statement.approved_by"),
            label="Approved by",
            ask="Who approved it, by name?",
            help="Somebody who may speak to this audience. The name is printed in the place of {speaker}.",
            tier=Tier.OPTIONAL,
            klass=Klass.STUDENT,
            part=Part.REVIEW,
            shape=Shape.TEXT,
            length_max=NAME_MAX,
            names_somebody=True,
            maps=(_SEED,),
        )
    ),
    later(
        _statement(
            "statement.approved_at",
            "Approved on",
            "When did they approve it?",
            Shape.WHEN,
            "It is final from then on. A change of the words takes that away.",
        )
    ),
)
