"""Says what each field holds that the desk line sends, and so who may read it. Pure data; knows no role, no PIN and no socket.

What fields hold is said above each class of a message; for classes of lower rooms it is said at the end of this file:

    @holds("after_s places people_count", desk="people")
    class ReachStep(msgspec.Struct, frozen=True, kw_only=True): ...

A field that is not named there fails a test (`tests/appliance/api/test_access.py`).
"""

import enum
from collections.abc import Callable

import msgspec

from appliance.core.building import events as building
from appliance.core.calls import events as calls
from appliance.core.devices import events as devices
from appliance.core.district import events as district
from appliance.core.exercise_sets import events as exercise_sets
from appliance.core.exercises import events as exercises
from appliance.core.ground import events as box
from appliance.core.ground.words import PracticeCall
from appliance.core.listed import events as listed
from appliance.core.messages import events as messages
from appliance.core.pages import events as pages
from appliance.core.people import events as people
from appliance.core.practice import events as practice
from appliance.core.readiness import events as readiness
from appliance.core.room_clear import events as room_clear
from appliance.core.texts import events as texts
from appliance.plan.model import Hours, Wire
from appliance.plan.other_help import Families, Helper, ToldTo
from appliance.plan.supports import NoRepercussions, Offered, Reached, Supports


class Content(enum.Enum):
    """What a field holds, sorted by the people whom it could harm."""

    OPEN = "nobody's name and nothing about a child: for every console, also one that only watches"
    DESK = "people who can be sent, and who goes: no desk can answer a call without them"
    NAMES = "who acted, and names that were typed"
    NOTES = "words written about a call: may hold facts about a student (class B)"
    ADMINISTERING = "who has a PIN: for whoever keeps the box, who writes the plan with those names too"
    REASONS = "words written about a fault: may say who broke what"
    SCHEDULING = "who covers which hour and who is trained: for whoever schedules, and never for evaluation"


TABLE: dict[type[msgspec.Struct], dict[str, Content]] = {}
"""Message or event → field → what it holds."""


def holds[Kind: msgspec.Struct](
    opened: str = "",
    *,
    desk: str = "",
    names: str = "",
    notes: str = "",
    administering: str = "",
    reasons: str = "",
    scheduling: str = "",
) -> Callable[[type[Kind]], type[Kind]]:
    """Enter the fields of a class in the table, by what they hold (`Content`). Names have blanks between them. `opened` are for
    everybody.
    """
    rows = {
        Content.OPEN: opened,
        Content.DESK: desk,
        Content.NAMES: names,
        Content.NOTES: notes,
        Content.ADMINISTERING: administering,
        Content.REASONS: reasons,
        Content.SCHEDULING: scheduling,
    }

    def enter(kind: type[Kind]) -> type[Kind]:
        TABLE[kind] = {field: content for content, fields in rows.items() for field in fields.split()}
        return kind

    return enter


# ---- what classes of rooms below hold: a text of an event that is not here fails a test (`tests/appliance/api/test_access.py`) ----

holds("number room shown_ms acknowledged_ms sent_ms confirmed_ms on_scene_ms stood_down_ms")(PracticeCall)
# what a district offers to everybody who works there, with the people who chose to be named on the card
holds("name phone hours hours_es")(Reached)
holds("offer name phone hours hours_es says says_es")(Offered)
holds("says says_es signed_by signed_on")(NoRepercussions)
holds("offers ask home no_repercussions")(Supports)
# whom the district lets every school call, and what every family at the door may be told
holds("helper kind name phone hours how how_es says says_es")(Helper)
holds("start_min end_min")(Hours)
holds("wait meets wait_es meets_es told")(Families)
holds("to says to_es says_es")(ToldTo)
# a wire of the building says nothing of a person or a call
holds("contact at")(Wire)
# words for the whole building, or words of a machine
holds("detail")(building.ResponseStarted)
holds("name")(practice.DrillStarted)
holds("name")(practice.DrillPlanned)
holds("name")(practice.DrillMeasured)
# what is talked about at a table; a scenario tells of no call and of nobody
holds("scenario title")(exercises.ExerciseAnnounced)
holds("scenario")(exercises.ExerciseEnded)
# what a school is to practise in a year, told to everybody at a desk
holds("due_on scenario drill title")(exercise_sets.AskedFor)
holds("name title first last", names="by")(exercise_sets.ExerciseSetAssigned)
holds("name", names="by")(exercise_sets.ExerciseSetWithdrawn)
holds("name on")(exercise_sets.ExerciseScheduled)
holds("name")(exercise_sets.ExerciseDayTakenBack)
holds("drill")(exercise_sets.DrillCounted)
holds("scenario digest", names="by")(exercise_sets.ScenarioAdopted)
holds("scenario", names="by")(exercise_sets.ScenarioDropped)
holds("detail")(devices.TroubleRaised)
holds("epoch device_key reason plan_digest clock signature")(box.EpochStarted)
holds("by digest")(box.PlanAdopted)
holds("by")(district.OfficeTrusted)
holds("until", names="by")(district.LessonAnswered)
# what everybody at the school is told: when there is school, and which rules their district adopted
holds("digest", names="by")(listed.DutiesAdopted)
holds("digest", names="by")(listed.SchoolCalendarAdopted)
holds("digest", names="by")(listed.CommunicationsAdopted)
holds("first last why", names="by")(listed.ClosingDeclared)
holds("why", names="by")(listed.ClosingWithdrawn)
# persons are ids there, which a desk is sent of nobody; the documents have names and are sent to nobody
holds("digest", names="by")(readiness.ReadinessAdopted)
holds("day")(readiness.HourTaken)
holds("on")(readiness.TrainingNoted)
holds("attempt")(calls.RecordOpened)
holds("kind where")(district.CopyTargetChanged)
holds("says")(district.CopyTried)
holds("kind where")(district.CopyOverwritten)
holds("by")(district.RecoveryKeySet)
holds("by")(district.RecoveryChecked)
holds("why")(calls.PanelFailed)
# who acted, and what somebody wrote
holds(names="responder")(calls.HelpConfirmed)
holds(names="responder")(calls.HelpArrived)
holds(names="responder")(calls.OneConfirmed)
holds(names="responder")(calls.OneArrived)
holds(names="responder")(calls.OneReleased)
holds(names="saw_room")(calls.StoodDown)
holds(names="cover")(calls.CoverAssigned)
holds(names="walks")(room_clear.ClearBegan)
holds(names="name")(calls.WhoActedNamed)
holds(names="name")(people.DayChecked)
holds(notes="text")(calls.NoteAdded)
holds(names="name")(calls.OtherHelpNoted)
# an address is in no event: only who administers reads it, in the plan
holds("message way check")(messages.MessageQueued)
holds("message way")(messages.MessageSent)
holds("message way")(messages.MessageDelivered)
holds("message way why")(messages.MessageFailed)
holds("message way")(messages.MessageAnswered)
holds("message way")(messages.AnswerUnproved)
holds("message way")(messages.AnswerAccepted)
# the code would let whoever reads it answer for the person; and a sender's number is a person
holds("message way check", administering="code")(messages.MessageQueuedWithCode)
holds("text", names="sender", notes="words")(texts.TextTaken)
# `place` holds only words here, which are read afterwards; an open call tells its place to everybody
holds(notes="place")(calls.CallRaisedElsewhere)
holds(notes="place")(calls.CallLocated)
holds(notes="says")(exercises.ExerciseNoted)
holds("due_on", notes="says", names="owner")(exercises.ExerciseActionAgreed)
holds("title due_on", notes="says", names="owner")(exercises.ExerciseActionOwed)
holds(notes="words")(exercises.ExerciseActionNoted)
holds("due_on", notes="reason")(exercises.ExerciseActionMoved)
# the id of a room, a person or a desk; a sentence about the entry says it with the name that the plan has
holds(names="place")(pages.PagePaired)
holds(reasons="reason")(devices.ButtonOutOfService)
holds(reasons="reason")(devices.TroubleShelved)
