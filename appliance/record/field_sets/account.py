"""Lists the fields of an account: what a person tells in their own words, and who they are. Groups "account" and "reporter"; data alone.

An account is never edited. Who told it is kept apart, in class C, so that the words can be read without the name. Who reads it first, and
until when, is said to everybody (class A): it tells that there is an account, and nothing of it.
"""

from appliance.record.field_sets.making import ACCOUNT_MAX, NAME_MAX, WORDS_MAX, ceds, edfi, osha
from appliance.record.schema import Field, Shape
from appliance.record.words import FieldId, Klass, Part, Tier


def _first(  # written by the box, where an account is told and where its first reading is ended
    its: str,
    label: str,
    ask: str,
    shape: Shape,
    *,
    klass: Klass = Klass.OPERATIONAL,
    codes: str = "",
) -> Field:
    return Field(
        field=FieldId(its),
        label=label,
        ask=ask,
        tier=Tier.OPTIONAL,
        klass=klass,
        part=Part.SYSTEM,
        shape=shape,
        codes=codes,
        length_max=NAME_MAX if shape is Shape.TEXT else 0,
        names_somebody=klass is Klass.PERSONNEL,
    )


ACCOUNT = (
    Field(
        field=FieldId("account.text"),
        label="Account",
        ask="What happened? In your own words.",
        help="What you saw and heard, in order. Names are not needed: say the student, the other teacher.",
        tier=Tier.MINIMAL,
        klass=Klass.STUDENT,
        part=Part.TEACHER,
        shape=Shape.WORDS,
        length_max=ACCOUNT_MAX,
        written_once=True,
        maps=(
            ceds("000508 Incident Description"),
            edfi("DisciplineIncident.IncidentDescription"),
            osha("15 what happened"),
        ),
    ),
    Field(
        field=FieldId("account.told_at"),
        label="Told",
        ask="When was this told, if not now?",
        help="For an account on paper, or told before it could be written here.",
        tier=Tier.OPTIONAL,
        klass=Klass.STUDENT,
        part=Part.TEACHER,
        shape=Shape.WHEN,
    ),
    Field(
        field=FieldId("account.reporter"),
        label="Told by",
        ask="Whose account is it?",
        tier=Tier.APPLICABLE,
        klass=Klass.STUDENT,
        part=Part.TEACHER,
        shape=Shape.ITEM,
        of_group="reporter",
    ),
    Field(
        field=FieldId("account.on_behalf_of"),
        label="On behalf of",
        ask="For whom are you telling it, if not for yourself?",
        tier=Tier.OPTIONAL,
        klass=Klass.PERSONNEL,
        part=Part.TEACHER,
        shape=Shape.TEXT,
        length_max=NAME_MAX,
        names_somebody=True,
    ),
    Field(
        field=FieldId("account.representative"),
        label="Representative",
        ask="Who was with you as a representative?",
        help="Somebody of the union, a colleague, whoever you asked to be there.",
        tier=Tier.OPTIONAL,
        klass=Klass.PERSONNEL,
        part=Part.TEACHER,
        shape=Shape.TEXT,
        length_max=NAME_MAX,
        names_somebody=True,
    ),
    Field(
        field=FieldId("account.agrees"),
        label="Agrees with the record",
        ask="Do you agree with the record as it stands now?",
        tier=Tier.APPLICABLE,
        klass=Klass.PERSONNEL,
        part=Part.TEACHER,
        shape=Shape.CODE,
        codes="agreement",
    ),
    Field(
        field=FieldId("account.addition"),
        label="What they add",
        ask="What is wrong or missing in the record?",
        tier=Tier.APPLICABLE,
        klass=Klass.PERSONNEL,
        part=Part.TEACHER,
        shape=Shape.WORDS,
        length_max=WORDS_MAX,
        written_once=True,
    ),
    _first(
        "account.first_reader",
        "First reader",
        "Who reads the account before others, as its reporter chose.",
        Shape.CODE,
        codes="first-reader",
    ),
    _first(
        "account.first_reader_person",
        "Which administrator",
        "Who of the plan, where it is an administrator.",
        Shape.TEXT,
        klass=Klass.PERSONNEL,
    ),
    _first("account.first_reader_until", "Read first until", "Until when at most nobody else reads it.", Shape.WHEN),
    _first(
        "account.first_reader_ended",
        "First reading ended",
        "Whether its reporter or its first reader ended this before its time.",
        Shape.YES_NO,
    ),
)

REPORTER = (
    Field(
        field=FieldId("reporter.name"),
        label="Name",
        ask="What is your name?",
        tier=Tier.MINIMAL,
        klass=Klass.PERSONNEL,
        part=Part.TEACHER,
        shape=Shape.TEXT,
        length_max=NAME_MAX,
        names_somebody=True,
        maps=(ceds("000507 Incident Reporter Identifier"), edfi("DisciplineIncident.ReporterName")),
    ),
    Field(
        field=FieldId("reporter.person"),
        label="Person of the plan",
        ask="Who they are in the plan, where they showed it with a PIN.",
        tier=Tier.APPLICABLE,
        klass=Klass.PERSONNEL,
        part=Part.TEACHER,
        shape=Shape.TEXT,
        length_max=NAME_MAX,
        names_somebody=True,
    ),
    Field(
        field=FieldId("reporter.about_them"),
        label="Who they are",
        ask="What are you at the school?",
        tier=Tier.MINIMAL,
        klass=Klass.PERSONNEL,
        part=Part.TEACHER,
        shape=Shape.CODE,
        codes="person-type",
        maps=(ceds("000506 Incident Reporter Type"), edfi("DisciplineIncident.ReporterDescription")),
    ),
    Field(
        field=FieldId("reporter.is_person"),
        label="Which person they are",
        ask="Which of the people in this record is the one who told it?",
        help="Opens to them what is written about their own injury and support. Nobody can say this of themselves.",
        tier=Tier.OPTIONAL,
        klass=Klass.PERSONNEL,
        part=Part.REVIEW,
        shape=Shape.ITEM,
        of_group="person",
    ),
)

FIELDS = (*ACCOUNT, *REPORTER)
