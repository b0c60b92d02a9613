"""Lists the fields that are added in review: category, actions, support, debriefing, and what was disclosed. Data alone.

Duties, and the days by which they are due, are not in here: they have rules of their own.
"""

import msgspec

from appliance.record.field_sets.making import LINE_MAX, NAME_MAX, WORDS_MAX, ceds, colorado, edfi, later
from appliance.record.schema import Field, Mapping, Shape
from appliance.record.words import FieldId, Klass, Part, Tier

_LENGTHS = {Shape.TEXT: LINE_MAX, Shape.WORDS: WORDS_MAX}
_SEED = "Colorado Educator Safety Task Force, roadmap for district leaders"


def _review(its: str, label: str, ask: str, shape: Shape, *maps: Mapping, codes: str = "", of_group: str = "") -> Field:
    klass = Klass.PERSONNEL if its.startswith("support.") else Klass.STUDENT
    return Field(
        field=FieldId(its),
        label=label,
        ask=ask,
        tier=Tier.APPLICABLE,
        klass=klass,
        part=Part.REVIEW,
        shape=shape,
        codes=codes,
        of_group=of_group,
        length_max=_LENGTHS.get(shape, 0),
        maps=maps,
    )


def _operational(field: Field) -> Field:
    """Say with a question that it is about the school's work, and never about how anybody feels."""
    says = "What the school does and changes. How anybody feels is not asked here, and not written."
    return msgspec.structs.replace(field, help=says)


_NAMELESS = "One sentence. No name, grade, room, subject or sex. Other schools read it, and it must point to no child."

LESSON = (
    msgspec.structs.replace(
        _review("debrief.lesson", "A lesson for other schools", "What should other schools learn of it?", Shape.TEXT),
        help=_NAMELESS,
        tier=Tier.OPTIONAL,
    ),
    msgspec.structs.replace(
        _review("debrief.lesson_action", "What they could do", "What could other schools do?", Shape.TEXT),
        help=_NAMELESS,
        tier=Tier.OPTIONAL,
    ),
    msgspec.structs.replace(
        _review(
            "debrief.lesson_by", "Approved for others by", "Who approved that it goes to other schools?", Shape.TEXT
        ),
        help="The name of whoever approved it. It stays in this record.",
        tier=Tier.OPTIONAL,
        length_max=NAME_MAX,
        names_somebody=True,
    ),
    msgspec.structs.replace(
        _review("debrief.lesson_at", "Approved for others on", "When did they approve that?", Shape.WHEN),
        help="From then on the safety office may tell it to every school. A change of the words takes that away.",
        tier=Tier.OPTIONAL,
    ),
)

FIELDS = (
    Field(
        field=FieldId("summary"),
        label="Summary",
        ask="What happened, in two or three sentences?",
        help="For reports that leave the school. Neutral words, no names. The accounts stay as they were told.",
        tier=Tier.APPLICABLE,
        klass=Klass.STUDENT,
        part=Part.REVIEW,
        shape=Shape.WORDS,
        length_max=1024,  # Ed-Fi 5.2, IncidentDescription
        maps=(ceds("000508 Incident Description"), edfi("DisciplineIncident.IncidentDescription")),
    ),
    Field(
        field=FieldId("state_category"),
        label="Colorado category",
        ask="Which category of the state's collection is it? The most serious one.",
        help="Decided here and never by whoever was there.",
        tier=Tier.APPLICABLE,
        klass=Klass.STUDENT,
        part=Part.REVIEW,
        shape=Shape.CODE,
        codes="colorado-category",
        maps=(colorado("violation category", "C.R.S. 22-32-109.1(2)(b)"),),
    ),
    _review("action.person", "About whom", "Whom is it about?", Shape.ITEM, of_group="person"),
    _review(
        "action.kind",
        "Action",
        "What was done?",
        Shape.CODE,
        ceds("000488 Disciplinary Action Taken"),
        edfi("DisciplineAction.Discipline"),
        colorado("action taken", "C.R.S. 22-32-109.1"),
        codes="action-taken",
    ),
    _review(
        "action.from",
        "From",
        "From when?",
        Shape.WHEN,
        ceds("000082 Disciplinary Action Start Date"),
        edfi("DisciplineAction.DisciplineDate"),
    ),
    _review(
        "action.days",
        "School days",
        "For how many school days?",
        Shape.NUMBER,
        ceds("000511 Duration of Disciplinary Action"),
        edfi("DisciplineAction.DisciplineActionLength"),
    ),
    later(
        _review(
            "action.days_before",
            "School days before",
            "For how many school days was the student removed before, in this school year?",
            Shape.NUMBER,
            colorado("removals that count towards ten days", "34 CFR 300.530 to 300.536, to be verified"),
        )
    ),
    later(
        _review(
            "action.times_before",
            "Times before",
            "How often was the student removed before by the same teacher, in this term?",
            Shape.NUMBER,
            colorado("behavior plan from the second removal on", "C.R.S. 22-32-109.1(2)(a)"),
        )
    ),
    later(
        _review(
            "action.decided_by",
            "Decided by",
            "Who decided it, by what they are at the school?",
            Shape.CODE,
            codes="person-type",
        )
    ),
    later(_review("action.decided_at", "Decided on", "When was it decided?", Shape.WHEN)),
    later(_review("action.returns", "Back on", "When does the student come back to class?", Shape.WHEN)),
    _review("support.person", "For whom", "For whom?", Shape.ITEM, of_group="person"),
    _review(
        "support.kind", "Support", "What was offered?", Shape.CODE, colorado("supports", _SEED), codes="support-type"
    ),
    _review("support.offered_at", "Offered", "When was it offered?", Shape.WHEN),
    _review("support.answer", "Answer", "What did they say?", Shape.CODE, codes="support-answer"),
    _review(
        "support.evaluator",
        "Evaluates them",
        "Does whoever is to be their point of contact also evaluate their work?",
        Shape.YES_NO,
    ),
    later(
        _review(
            "support.confirmed",
            "Confirmed",
            "Does human resources confirm that they cannot be asked?",
            Shape.YES_NO,
        )
    ),
    _review("support.due", "Due", "By when?", Shape.WHEN),
    _review("support.done_at", "Done", "When was it done?", Shape.WHEN),
    _review("debrief.at", "When", "When was it?", Shape.WHEN),
    _review("debrief.attendees", "Who was there", "Who was there, by what they are at the school?", Shape.TEXT),
    _review(
        "debrief.educator_present",
        "Educator took part",
        "Did the affected educator take part?",
        Shape.YES_NO,
        colorado("the affected educator is active in the de-briefing", _SEED),
    ),
    later(_review("debrief.sent_words", "Words they sent", "Which words did the educator send?", Shape.WORDS)),
    later(
        _review("debrief.sent_person", "Who came for them", "Who came in their place, by what they are?", Shape.TEXT)
    ),
    _operational(_review("debrief.learnt", "What was learnt", "What was learnt?", Shape.WORDS)),
    _operational(_review("debrief.next", "What follows", "What will be done?", Shape.WORDS)),
    *map(later, LESSON),
    _review("disclosure.to", "To whom", "To whom was something of this record given?", Shape.TEXT),
    later(_review("disclosure.recipient", "What they are", "What are they?", Shape.CODE, codes="disclosure-recipient")),
    _review("disclosure.basis", "On what basis", "On what basis?", Shape.CODE, codes="disclosure-basis"),
    _review("disclosure.threat", "The threat", "What was the threat, where there was one?", Shape.WORDS),
    _review("disclosure.what", "What was given", "What was given?", Shape.TEXT),
    _review("disclosure.at", "When", "When?", Shape.WHEN),
)
