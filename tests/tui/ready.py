"""Who is ready, as a scripted box tells it: one gap of two hours on a Tuesday, and what whoever schedules may choose from."""

from msgspec.structs import replace

from appliance.api.listed.readiness import (
    AdultLine,
    GapLine,
    HourLine,
    NotedLine,
    ReadinessKnown,
    TestedLine,
    TrainingLine,
)
from appliance.core.readiness.words import BOX_TRAINING, AdultId, TrainingId
from appliance.plan.ids import ButtonId
from appliance.plan.model import Role
from appliance.readiness.trainings.lists import NOT_FOR_EVALUATION

GAP = GapLine(
    day="2026-12-01",
    start_min=600,
    end_min=720,
    says="Tue 1 Dec, 10:00-12:00: nobody leads the team",
    roles=(Role.LEAD,),
)
PAIR = replace(
    GAP,
    says="Tue 1 Dec, 10:00-12:00: security and mental health cannot go as a pair",
    roles=(Role.SECURITY, Role.MENTAL_HEALTH),
)
READY = ReadinessKnown(
    request=0,
    said=(NOT_FOR_EVALUATION,),
    gaps=(GAP,),
    counted=("Tue 1 Dec", "  Team lead, 08:00-10:00: 2 people", "De-escalation: 31 of 40"),
    outside=("Clinician of the county: telephone 555-0142",),
    trainings=(
        TrainingLine(training=TrainingId("de-escalation"), title="De-escalation"),
        TrainingLine(training=BOX_TRAINING, title="A press in a walk test"),
    ),
    today="2026-11-30",
)
SCHEDULING = replace(
    READY,
    own=("De-escalation counts (until Fri 5 Mar 2027). Ask whoever schedules for the next course.",),
    named=("Tue 1 Dec", "  Team lead, 08:00-10:00: Ana Ortiz and Ben Ruiz"),
    hours=(HourLine(taken=4, says="Wed 2 Dec, 09:00-10:00, Nurse: Cal Stone"),),
    adults=(AdultLine(adult=AdultId("cal"), name="Cal Stone"), AdultLine(adult=AdultId("dee"), name="Dee Fox")),
    noted=(NotedLine(noted=7, says="Dee Fox, De-escalation, Mon 16 Nov"),),
    tests=(TestedLine(button=ButtonId("B204-wall"), on="2026-11-27", says="Room B204, Fri 27 Nov 09:12"),),
    schedules=True,
)
