"""Lists the codes for how it became known and what the school did at once. Data alone.

The fields that the appliance fills itself (source, outcome, mode, kind of call) have the same codes as the call, so that nothing is
translated.
"""

from appliance.plan.model import Kind
from appliance.record.code_lists.making import EDFI_52, OURS, code
from appliance.record.schema import CodeList
from appliance.words.kinds import KINDS

LISTS = (
    CodeList(
        name="record-status",
        source=OURS,
        codes=(code("draft", "draft"), code("submitted", "submitted"), code("reviewed", "reviewed")),
    ),
    CodeList(
        name="mode",
        source="status of the Common Alerting Protocol 1.2 (OASIS): Actual, Exercise, Test",
        codes=(code("actual", "real"), code("exercise", "a drill"), code("test", "a test")),
    ),
    CodeList(
        name="call-kind",
        source=OURS,
        codes=tuple(code(kind.value, KINDS[kind].title.lower()) for kind in Kind),
    ),
    CodeList(
        name="source",
        source=f"{OURS}; back-up systems of the call for help (roadmap for district leaders)",
        codes=(
            code("button", "wall button"),
            code("webhook", "pendant or app"),
            code("fixed-url", "a device that cannot prove itself"),
            code("desk", "raised at a desk"),
            code("receiver", "radio pendant or transmitter"),
            code("contact", "wired contact"),
            code("panel", "a button of the building's alarm panel"),
            code("page", "a page in a room's browser"),
            code("plain-page", "a page without encryption: anybody on the network could send it"),
            code("text", "a text"),
            code("radio", "radio"),
            code("phone", "phone"),
            code("word-of-mouth", "word of mouth"),
            code("reported-later", "reported later"),
            code("paper", "paper form"),
        ),
    ),
    CodeList(
        name="outcome",
        source=OURS,
        codes=(
            code("attended", "attended"),
            code("not-attended", "not attended"),
            code("no-help-needed", "no help needed"),
            code("covered", "covered, and the educator is back"),
            code("test", "a test"),
            code("drill-ended", "the drill ended"),
        ),
    ),
    CodeList(
        name="responder-role",
        source="Classroom Incident Response Team (Colorado Educator Safety Task Force)",
        codes=(
            code("lead", "team lead"),
            code("security", "security"),
            code("mental-health", "mental health"),
            code("nurse", "nurse"),
            code("administrator", "administrator"),
            code("office", "office"),
            code("other", "other"),
        ),
    ),
    CodeList(
        name="room-action",
        source='Standard Response Protocol ("I Love U Guys" Foundation); room clear is ours',
        codes=(
            code("none", "none: the class went on"),
            code("room-clear", "the other students left the room"),
            code("hold", "hold"),
            code("secure", "secure"),
            code("lockdown", "lockdown"),
            code("evacuate", "evacuate"),
            code("shelter", "shelter"),
        ),
    ),
    CodeList(
        name="where-class-went",
        source=OURS,
        codes=(
            code("next-door", "the next classroom"),
            code("hallway", "the hallway"),
            code("library", "the library"),
            code("gym", "the gym"),
            code("cafeteria", "the cafeteria"),
            code("outside", "outside"),
            code("office", "the office"),
            code("other", "elsewhere"),
        ),
    ),
    CodeList(
        name="cover",
        source=OURS,
        codes=(
            code("teacher", "another teacher"),
            code("para", "a paraprofessional"),
            code("substitute", "a substitute"),
            code("specialist", "a counselor or specialist"),
            code("administrator", "an administrator"),
            code("office", "somebody of the office"),
            code("same", "the same teacher went on"),
            code("nobody", "nobody"),
            code("other", "somebody else"),
        ),
    ),
    CodeList(
        name="restraint-type",
        source="CEDS 7.0 RefDisciplinaryActionTaken; C.R.S. 22-32-147",
        codes=(
            code("physical", "held by a person", ceds="13358"),
            code("mechanical", "held by a device", ceds="13357"),
            code("seclusion", "kept alone in a room", ceds="13359"),
            code("prone", "held face down"),
            code("chemical", "calmed by a drug"),
        ),
    ),
    CodeList(
        name="restraint-reason",
        source=f"RestraintEventReasonDescriptor, {EDFI_52}",
        codes=(
            code("others", "others were about to be seriously hurt", edfi="Imminent Serious Physical Harm To Others"),
            code("self", "they were about to be seriously hurt", edfi="Imminent Serious Physical Harm To Themselves"),
            code("property", "things were about to be destroyed", edfi="Imminent Serious Property Destruction"),
            code("other", "another reason"),
        ),
    ),
    CodeList(
        name="law-enforcement",
        source="CEDS 001376: notified is the school's officer or any other, whatever they did",
        codes=(
            code("not-contacted", "not contacted", ceds="No"),
            code("resource-officer", "the school's officer was told", ceds="Yes"),
            code("911", "911 was called", ceds="Yes"),
            code("referred", "reported to the police afterwards", ceds="Yes"),
        ),
    ),
    CodeList(
        name="law-enforcement-action",
        source="C.R.S. 22-32-146: arrest told to the principal within 24 hours, summons or ticket within 10 days",
        codes=(
            code("none", "none"),
            code("report", "report taken"),
            code("summons", "summons or ticket"),
            code("arrest", "arrest"),
            code("unknown", "not known"),
        ),
    ),
)
