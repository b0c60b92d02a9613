"""Lists the codes for people: their part in the event, and what they are at the school. Data alone."""

from appliance.record.code_lists.making import CEDS_7, CEDS_AND_EDFI, OURS, code
from appliance.record.schema import CodeList

LISTS = (
    CodeList(
        name="person-role",
        source=f"RefIncidentPersonRoleType and DisciplineIncidentParticipationCodeDescriptor, {CEDS_AND_EDFI}",
        codes=(
            code("affected", "hurt, or it was aimed at them", ceds="Victim", edfi="Victim"),
            code("involved", "involved student", ceds="Perpetrator", edfi="Perpetrator"),
            code("involved-other", "other person involved", ceds="Perpetrator", edfi="Perpetrator"),
            code("witness", "saw or heard it", ceds="Witness", edfi="Witness"),
            code("reporter", "told us", ceds="Reporter", edfi="Reporter"),
        ),
    ),
    CodeList(
        name="person-type",
        source=f"RefIncidentPersonType, {CEDS_7}; ReporterDescriptionDescriptor of Ed-Fi is coarser",
        codes=(
            code("student", "student of this school", ceds="03032", edfi="Student"),
            code("teacher", "teacher", ceds="04732", edfi="Staff"),
            code("para", "paraprofessional or aide", ceds="13333", edfi="Staff"),
            code("substitute", "substitute teacher", ceds="13782", edfi="Staff"),
            code("principal", "principal", ceds="04718", edfi="Staff"),
            code("assistant-principal", "assistant principal", ceds="04711", edfi="Staff"),
            code("dean", "dean", ceds="04710", edfi="Staff"),
            code("administrator", "other administrator", ceds="03041", edfi="Staff"),
            code("counselor", "counselor", ceds="13334", edfi="Staff"),
            code("social-worker", "social worker", ceds="04788", edfi="Staff"),
            code("nurse", "nurse", ceds="04783", edfi="Staff"),
            code("security", "security", ceds="04885", edfi="Staff"),
            code("office", "office staff", ceds="13340", edfi="Staff"),
            code("librarian", "librarian", ceds="13335", edfi="Staff"),
            code("coach", "coach", ceds="04723", edfi="Staff"),
            code("professional", "other professional staff", ceds="13403", edfi="Staff"),
            code("custodian", "custodian", ceds="04878", edfi="Staff"),
            code("food", "food service", ceds="04877", edfi="Staff"),
            code("driver", "bus driver", ceds="04864", edfi="Staff"),
            code("support", "other support staff", ceds="13342", edfi="Staff"),
            code("parent", "parent or guardian", ceds="00850", edfi="Parent/guardian"),
            code("other-student", "student of another school", ceds="03033", edfi="Student"),
            code("former-student", "former student", ceds="03168", edfi="Other"),
            code("other-youth", "other young person", ceds="03062", edfi="Other"),
            code("resource-officer", "officer assigned to the school", ceds="03055", edfi="Law enforcement officer"),
            code("police", "other law enforcement officer", ceds="03054", edfi="Law enforcement officer"),
            code("visitor", "visitor", ceds="03059", edfi="Non-school personnel"),
            code("other-adult", "other adult", ceds="03061", edfi="Other"),
            code("unknown", "not known", ceds="09997", edfi="Other"),
        ),
    ),
    CodeList(
        name="agreement",
        source=f"{OURS}: the affected educator is active in what follows (roadmap for district leaders)",
        codes=(
            code("yes", "yes, I agree with the record"),
            code("no", "no, I do not agree"),
            code("amend", "yes, with what I add"),
        ),
    ),
    CodeList(
        name="first-reader",
        source=f"{OURS}: roles of the plan that a reporter may trust with their account first",
        codes=(
            code("point-of-contact", "the point of contact"),
            code("human-resources", "human resources"),
            code("administrator", "an administrator"),
        ),
    ),
    CodeList(
        name="plan-status",
        source=f"{OURS}; IEP and Section 504 by federal law, behavior plans by C.R.S. 22-32-109.1",
        codes=(
            code("none", "none"),
            code("iep", "IEP"),
            code("504", "Section 504 plan"),
            code("bip", "behavior plan"),
            code("evaluated", "being evaluated for a plan"),
            code("unknown", "not known"),
        ),
    ),
)

STAFF = frozenset(
    each.code for kept in LISTS if kept.name == "person-type" for each in kept.codes if each.others["Ed-Fi"] == "Staff"
)
"""Codes of "person-type" for people who work for the school, which Ed-Fi calls staff."""
GROWN = STAFF | {"parent", "resource-officer", "police", "visitor", "other-adult"}
"""Codes of "person-type" for people who are certainly no students."""
