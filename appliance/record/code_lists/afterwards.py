"""Lists the codes for what was done afterwards, for and about people. Data alone; duties and their days are in another place."""

from appliance.record.code_lists.making import CEDS_AND_EDFI, ESTF, OURS, code
from appliance.record.schema import CodeList

LISTS = (
    CodeList(
        name="action-taken",
        source=(
            f"RefDisciplinaryActionTaken and DisciplineDescriptor, {CEDS_AND_EDFI};"
            " Colorado's numbers: PowerSchool's state reporting guide (ps-compliance.powerschool-docs.com/pssis-co)"
        ),
        codes=(
            code("none", "no action", ceds="03105", edfi="No action for incident"),
            code("talk", "talk with the student", ceds="03077", edfi="Other", colorado="14"),
            code("talk-parent", "talk with student and family", ceds="03078", edfi="Other", colorado="14"),
            code("conflict-resolution", "conflict resolution", ceds="03080", edfi="Other", colorado="14"),
            code("counseling", "counseling", ceds="03082", edfi="Other", colorado="14"),
            code("restitution", "restitution", ceds="03094", edfi="Other", colorado="14"),
            code("detention", "detention", ceds="03084", edfi="Other", colorado="14"),
            code("community-service", "community service", ceds="03076", edfi="Community Service", colorado="14"),
            code("classroom-removal", "removal from class", edfi="Removal from Classroom", colorado="10"),
            code("in-school", "in-school suspension", ceds="03100", edfi="In School Suspension", colorado="11"),
            code(
                "out-of-school",
                "out-of-school suspension",
                ceds="03102",
                edfi="Out of School Suspension",
                colorado="12",
            ),
            code(
                "out-of-school-services",
                "out-of-school suspension, with services",
                ceds="03101",
                edfi="Out of School Suspension",
                colorado="12",
            ),
            code("expulsion", "expulsion", ceds="03087", edfi="Expulsion", colorado="13"),
            code(
                "expulsion-services",
                "expulsion, with services",
                ceds="03086",
                edfi="Expulsion with Services",
                colorado="13",
            ),
            code("expulsion-asked", "expulsion recommended", ceds="03085", edfi="Other", colorado="14"),
            code("placement", "another placement for a time", ceds="03075", edfi="Other", colorado="14"),
            code("placement-long", "another placement, long-term", ceds="03072", edfi="Other", colorado="14"),
            code("bus", "bus suspension", ceds="03071", edfi="Other", colorado="14"),
            code("police", "referral to law enforcement", ceds="03089", edfi="Other"),
            code("other", "other", ceds="09999", edfi="Other", colorado="14"),
        ),
    ),
    CodeList(
        name="notice-method",
        source=OURS,
        codes=(
            code("in-person", "in person"),
            code("phone", "phone"),
            code("message", "text or e-mail"),
            code("letter", "letter"),
            code("not-reached", "tried, not reached"),
        ),
    ),
    CodeList(
        name="support-type",
        source=ESTF,
        codes=(
            code("point-of-contact", "a point of contact"),
            code("medical", "medical care"),
            code("mental-health", "mental health care"),
            code("educator-support", "Colorado Educator Support (CU Anschutz)"),
            code("employee-assistance", "employee assistance program"),
            code("time-off", "time off"),
            code("paid-time", "paid time for what follows"),
            code("cover", "cover for what follows"),
            code("workers-compensation", "workers' compensation"),
            code("rights", "told of their rights"),
            code("debrief", "debriefing"),
            code("class-support", "support in class"),
            code("return", "help with coming back"),
            code("check-in-1", "asked how they are, after a day"),
            code("check-in-7", "asked how they are, after a week"),
            code("check-in-30", "asked how they are, after a month"),
            code("other", "other"),
        ),
    ),
    CodeList(
        name="support-answer",
        source=OURS,
        codes=(
            code("accepted", "accepted"),
            code("declined", "declined"),
            code("later", "later, perhaps"),
            code("words", "sends words instead"),
            code("person", "sends a person instead"),
            code("not-again", "do not ask me again"),
            code("cannot-be-asked", "cannot be asked"),
        ),
    ),
    CodeList(
        name="change-owner",
        source=OURS,
        codes=(
            code("administrator", "an administrator"),
            code("lead", "the team lead"),
            code("nurse", "the nurse"),
            code("mental-health", "mental health staff"),
        ),
    ),
    CodeList(
        name="meeting-kind",
        source=f"{ESTF}: recovery and return",
        codes=(
            code("re-entry", "re-entry", "before or when a student comes back"),
            code("support", "support for the student", "what the student is helped with, and by whom"),
            code("restorative", "restorative", "only if the educator freely agrees"),
        ),
    ),
    CodeList(
        name="disclosure-recipient",
        source=OURS,
        codes=(
            code("representative", "union representative"),
            code("family", "family"),
            code("law-enforcement", "law enforcement"),
            code("school", "another school or the district"),
            code("other", "another"),
        ),
    ),
    CodeList(
        name="disclosure-basis",
        source="34 CFR 99.31 and 99.36, recorded as 99.32 asks",
        codes=(
            code("emergency", "health or safety emergency (99.36)"),
            code("consent", "written consent of parent or student"),
            code("details-removed", "the student's details were removed first"),
            code("school-official", "school official"),
            code("subpoena", "court order or subpoena"),
            code("juvenile-justice", "juvenile justice, by state law"),
            code("other", "another"),
        ),
    ),
)
