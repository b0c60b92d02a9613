"""Lists the fields that the office adds: law enforcement, families, cover, and each restraint in full. Data alone."""

from appliance.record.field_sets.making import LINE_MAX, NAME_MAX, ceds, colorado, edfi, later
from appliance.record.schema import Field, Mapping, Shape
from appliance.record.words import FieldId, Klass, Part, Tier

_RESTRAINT = colorado("restraint report", "C.R.S. 22-32-147(3)(a), see HB25-1248 (article 22-15.5)")


def _student(  # of class B and asked of the office, as nearly all fields here are
    its: str, label: str, ask: str, shape: Shape, *maps: Mapping, codes: str = "", of_group: str = "", help: str = ""
) -> Field:
    return Field(
        field=FieldId(its),
        label=label,
        ask=ask,
        help=help,
        tier=Tier.APPLICABLE,
        klass=Klass.STUDENT,
        part=Part.OFFICE,
        shape=shape,
        codes=codes,
        of_group=of_group,
        maps=maps,
    )


FIELDS = (
    Field(
        field=FieldId("law_enforcement"),
        label="Law enforcement",
        ask="Was law enforcement told? Choose all that fit.",
        tier=Tier.MINIMAL,
        klass=Klass.STUDENT,
        part=Part.OFFICE,
        shape=Shape.CODES,
        codes="law-enforcement",
        maps=(
            ceds("001376 Reported to Law Enforcement Indicator"),
            edfi("DisciplineIncident.ReportedToLawEnforcement"),
        ),
    ),
    Field(
        field=FieldId("law_enforcement_agency"),
        label="Agency",
        ask="Which agency?",
        tier=Tier.APPLICABLE,
        klass=Klass.STUDENT,
        part=Part.OFFICE,
        shape=Shape.TEXT,
        length_max=LINE_MAX,
    ),
    Field(
        field=FieldId("law_enforcement_case"),
        label="Case number",
        ask="What is their case number?",
        help="The number alone. Nothing else of theirs is kept here.",
        tier=Tier.OPTIONAL,
        klass=Klass.STUDENT,
        part=Part.OFFICE,
        shape=Shape.TEXT,
        length_max=20,  # Ed-Fi 5.2, CaseNumber
        maps=(edfi("DisciplineIncident.CaseNumber"),),
    ),
    _student(
        "law_enforcement_action",
        "What they did",
        "What did law enforcement do?",
        Shape.CODE,
        colorado("arrest, summons or ticket", "C.R.S. 22-32-146"),
        codes="law-enforcement-action",
    ),
    Field(
        field=FieldId("who_covered"),
        label="Who covered",
        ask="Who took the class?",
        tier=Tier.APPLICABLE,
        klass=Klass.OPERATIONAL,
        part=Part.OFFICE,
        shape=Shape.CODE,
        codes="cover",
    ),
    Field(
        field=FieldId("behavior_other"),
        label="Other behavior",
        ask="What else was done? Choose all that fit.",
        tier=Tier.OPTIONAL,
        klass=Klass.STUDENT,
        part=Part.OFFICE,
        shape=Shape.CODES,
        codes="behavior",
        maps=(ceds("000627 Secondary Incident Behavior"), edfi("DisciplineIncident.Behavior")),
    ),
    Field(
        field=FieldId("property_loss"),
        label="Damage",
        ask="What did the damage cost?",
        tier=Tier.OPTIONAL,
        klass=Klass.OPERATIONAL,
        part=Part.OFFICE,
        shape=Shape.CENTS,
        maps=(ceds("000505 Incident Cost"), edfi("DisciplineIncident.IncidentCost")),
    ),
    _student(
        "restraint.person",
        "Who was held",
        "Which student was held?",
        Shape.ITEM,
        edfi("RestraintEvent.Student"),
        of_group="person",
    ),
    _student(
        "restraint.type",
        "Kind of restraint",
        "How were they held?",
        Shape.CODE,
        _RESTRAINT,
        ceds("000488 Disciplinary Action Taken"),
        codes="restraint-type",
    ),
    _student("restraint.began", "Began", "When did it begin?", Shape.WHEN, edfi("RestraintEvent.EventDate")),
    _student(
        "restraint.seconds",
        "How long",
        "How long did it last?",
        Shape.SECONDS,
        _RESTRAINT,
        help="Seconds, or minutes and seconds: 90 or 1:30. Colorado counts a physical restraint from one minute on.",
    ),
    _student(
        "restraint.reason",
        "Why",
        "Why was it needed? Choose all that fit.",
        Shape.CODES,
        edfi("RestraintEvent.RestraintEventReason"),
        codes="restraint-reason",
    ),
    _student("restraint.by", "By whom", "Who held them?", Shape.ITEMS, _RESTRAINT, of_group="person"),
    _student(
        "restraint.anyone_hurt",
        "Anybody hurt by it",
        "Was anybody hurt by the holding?",
        Shape.YES_NO,
        _RESTRAINT,
    ),
    later(
        _student(
            "restraint.reported_at",
            "Written report",
            "When was the written report given to the administration?",
            Shape.WHEN,
            _RESTRAINT,
            help="It is written after any restraint, however short.",
        )
    ),
    _student("notice.about", "About whom", "Whose family was told?", Shape.ITEM, of_group="person"),
    Field(
        field=FieldId("notice.who"),
        label="Who was told",
        ask="Whom did you reach?",
        tier=Tier.APPLICABLE,
        klass=Klass.STUDENT,
        part=Part.OFFICE,
        shape=Shape.TEXT,
        length_max=NAME_MAX,
        names_somebody=True,
    ),
    _student("notice.method", "How", "How were they told?", Shape.CODE, codes="notice-method"),
    _student(
        "notice.at",
        "When",
        "When were they told?",
        Shape.WHEN,
        colorado("notice of restraint to the family", "rules for restraint, to be verified under HB25-1248"),
    ),
)
