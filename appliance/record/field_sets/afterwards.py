"""Lists the fields of what follows an incident at the school: what it changes, meetings about a student, and who is told what safety needs
before a return. Groups "change", "meeting" and "telling"; data alone.

What somebody is told in such a conversation is written nowhere. That it took place is noted as a duty (`appliance/duties/`).
"""

import msgspec

from appliance.record.field_sets.making import LINE_MAX, NAME_MAX, colorado
from appliance.record.schema import Field, Mapping, Shape
from appliance.record.words import FieldId, Klass, Part, Tier

_SEED = "Colorado Educator Safety Task Force, roadmap for district leaders"


def _after(
    its: str,
    label: str,
    ask: str,
    shape: Shape,
    *maps: Mapping,
    codes: str = "",
    of_group: str = "",
    help: str = "",
) -> Field:
    return Field(
        field=FieldId(its),
        label=label,
        ask=ask,
        help=help,
        tier=Tier.APPLICABLE,
        klass=Klass.STUDENT,
        part=Part.REVIEW,
        shape=shape,
        codes=codes,
        of_group=of_group,
        length_max=LINE_MAX if shape is Shape.TEXT else 0,
        maps=maps,
    )


def _of_staff(field: Field) -> Field:
    return msgspec.structs.replace(field, klass=Klass.PERSONNEL)


def _named(its: str, label: str, ask: str, help: str = "") -> Field:
    return Field(
        field=FieldId(its),
        label=label,
        ask=ask,
        help=help,
        tier=Tier.APPLICABLE,
        klass=Klass.STUDENT,
        part=Part.REVIEW,
        shape=Shape.TEXT,
        length_max=NAME_MAX,
        names_somebody=True,
    )


FIELDS = (
    _after(
        "change.what",
        "What changes",
        "What does the school change?",
        Shape.TEXT,
        colorado("continuous learning from incidents", _SEED),
        help="One thing that the school does differently from now on: a door, a plan, a second adult. Nobody's name.",
    ),
    _after("change.debrief", "Decided in", "In which debriefing was it decided?", Shape.ITEM, of_group="debrief"),
    _after("change.owner", "Who does it", "Who sees that it is done?", Shape.CODE, codes="change-owner"),
    _after("change.by", "Done by", "By when?", Shape.WHEN),
    _after("change.done_at", "Done", "When was it done?", Shape.WHEN),
    _after(
        "meeting.kind",
        "Meeting",
        "What is the meeting for?",
        Shape.CODE,
        colorado("recovery and return", _SEED),
        codes="meeting-kind",
    ),
    _after("meeting.person", "About whom", "Which student is it about?", Shape.ITEM, of_group="person"),
    _after("meeting.action", "Before which return", "Before which return is it?", Shape.ITEM, of_group="action"),
    _of_staff(
        _after(
            "meeting.educator_agrees",
            "Educator agrees",
            "Does the educator freely agree to take part?",
            Shape.YES_NO,
            help="Their point of contact asks once. Nobody asks for a reason, and a no is not asked again.",
        )
    ),
    _after("meeting.at", "When", "When was it?", Shape.WHEN),
    _after(
        "meeting.language",
        "In the family's language",
        "Was it in the family's language, or with an interpreter?",
        Shape.YES_NO,
    ),
    _named(
        "telling.told",
        "Who is told",
        "Who is told what safety needs before the return? Their name, as the plan has it.",
        help="Only those who work directly with the student. What they are told is said, and written nowhere.",
    ),
    _named("telling.by", "Who tells them", "Who tells them? Their name, as the plan has it."),
    _after("telling.action", "Before which return", "Before which return is it?", Shape.ITEM, of_group="action"),
    _after(
        "telling.confidential",
        "In confidence",
        "Do they work directly with the student, and will they keep it to themselves?",
        Shape.YES_NO,
    ),
    _after("telling.before", "Before", "Before which class must they know it?", Shape.WHEN),
)
