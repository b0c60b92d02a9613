"""Makes duties as a box would list them, out of the shipped rules and a school's real calendar. Pure values, and a box that has them."""

from datetime import date

from msgspec.structs import replace

from appliance.api.ask import Answer
from appliance.api.duties.lessons import LessonLine, LessonsKnown, ListLessons
from appliance.api.duties.messages import DutiesKnown, DutyLine, FromDeskOfDuties, IfLateLine, ListDuties, OfRecord
from appliance.api.records.messages import NoteView, Written
from appliance.duties.conditions import fields_of, notes_of
from appliance.duties.duty import Duty, State
from appliance.duties.noting import confirmed, keeps_words
from appliance.duties.parties import Party
from appliance.plan.ids import IncidentId
from appliance.record.fields import FIELDS
from tests.appliance.duties.school import Telling, adopted, ms, with_snow

NOW_MS = ms("2026-12-01 07:40")
RULES = {rule.rule: rule for rule in adopted("neutral", "colorado")}
MINE = frozenset({Party.ADMINISTRATOR, Party.LEAD})
LONG = "Library and media centre, west wing, upper floor"


def hurt() -> Telling:
    """A teacher was hit on the day before Thanksgiving; a snow day was declared for the Monday after it, later."""
    telling = Telling("2026-11-25 10:32", calendar=with_snow("2026-11-30", "2026-11-29 19:00"))
    telling.facts(
        event_kind="happened", occurred_at=ms("2026-11-25 10:32"), students_present=18, room_action=("evacuate",)
    )
    telling.facts("p1", person_role="affected", person_type="teacher")
    telling.facts("p2", person_role="involved", person_type="student")
    return telling.facts("i1", injury_person="p1", injury_level="minor")


def line_of(duty: Duty, number: int = 12, room: str = "Room B204", **more: object) -> DutyLine:
    """One duty as an administrator who leads the team may see it."""
    rule, mine = RULES[duty.rule], duty.owed_by in MINE
    noted = bool(notes_of(rule.closed_by))
    made = DutyLine(
        record=OfRecord(
            incident=IncidentId(f"i-{number}"), number=number, room_name=room, wall_ms=ms("2026-11-25 10:32")
        ),
        rule=duty.rule,
        about=duty.about,
        about_name={"p1": "Ana Reyes (person-1)", "p2": "the student (person-2)"}.get(duty.about, ""),
        state=duty.state,
        says=duty.says,
        says_es=duty.says_es,
        owed_by=duty.owed_by,
        owed_to=duty.owed_to,
        owe=mine,
        owed=duty.owed_to in MINE,
        due=duty.due,
        overdue=False,
        closed_ms=duty.closed.at_ms if duty.closed else None,
        closed_by=tuple(FIELDS[each.field].label for each in sorted(duty.closed.by)) if duty.closed else (),
        evidence=tuple(sorted(fields_of(rule.closed_by))),
        withdrawn=duty.withdrawn.says if duty.withdrawn else "",
        waits=tuple(FIELDS[each.field].label for each in duty.waits),
        source=duty.source,
        source_on=duty.source_on,
        verified_by=duty.verified.by if duty.verified else "",
        verified_on=duty.verified.on if duty.verified else None,
        confirms=confirmed(rule) if noted else "",
        may_note=(True,) if noted and mine else (),
        takes_words=keeps_words(rule),
        notes=(),
    )
    return replace(made, **more)


def one(rule: str, **more: object) -> DutyLine:
    """The duty of this rule after the teacher was hit."""
    return line_of(next(each for each in hurt().duties(tuple(RULES.values())).values() if each.rule == rule), **more)


def known(*lines: DutyLine, **more: object) -> DutiesKnown:
    """These duties, counted as the box counts them on the first of December."""
    open_ = [each for each in lines if each.state is State.OPEN and each.due is not None]
    still = [each for each in open_ if each.owe or each.owed or not each.told]
    due = sorted(each.due.at_ms for each in still if each.due)
    made = DutiesKnown(
        request=0,
        duties=lines,
        open=len(still),
        due_today=sum(each <= ms("2026-12-02 00:00") for each in due),
        overdue=sum(each.overdue for each in still),
        next_due_ms=due[0] if due else None,
        told=len(open_) - len(still),
    )
    return replace(made, **more)


TIME = one("time-for-others")
"""It is closed by a note, and its date moved for the snow day."""
CONTACT = one("point-of-contact", overdue=True, verified_by="the district's attorney", verified_on=date(2026, 8, 1))
STATEMENT = one("statement-checked")
NURSE = one("hurt-looked-at")
NOTED = replace(
    TIME,
    state=State.CLOSED,
    closed_ms=ms("2026-12-01 09:00"),
    may_note=(True, False),
    notes=(
        NoteView(
            entry=71,
            wall_ms=ms("2026-12-01 09:00"),
            by="Dana Reyes",
            done=True,
            done_ms=ms("2026-12-01 09:00"),
            confirms=TIME.confirms,
            words="Monday's meeting, with the third grade.",
        ),
    ),
)
ASKED = one(
    "no-repercussions-30-educator", owe=False, owed=True, may_note=(), is_question=True, answered_to="Dana Reyes"
)
"""What the district person asks; the reader is the educator."""
LESSON = LessonLine(
    lesson=b"n" * 16,
    sentence="Two adults at arrival calm a crowd.",
    action="Post a second adult.",
    told_ms=ms("2026-11-20 00:00"),
)
LATER = IfLateLine(
    tell=Party.LEAD, from_ms=ms("2026-12-03 15:30"), says="three school days after it was due", now=False, you=False
)
TOLD = replace(
    CONTACT,
    owe=False,
    late=(
        IfLateLine(
            tell=Party.HUMAN_RESOURCES,
            from_ms=ms("2026-11-28 00:00"),
            says="one business day after it was due",
            now=True,
            you=True,
        ),
        LATER,
    ),
)
"""The same point of contact, as human resources are told of it once it is late."""
FEW = known(CONTACT, STATEMENT, TIME)


def crowded() -> DutiesKnown:
    """Sixty duties of six incidents, in rooms with long names."""
    found = [
        line_of(duty, number, f"{LONG} {number}")
        for number in range(31, 37)
        for duty in hurt().duties(tuple(RULES.values())).values()
        if duty.state is State.OPEN
    ]
    by_date = sorted(found, key=lambda each: each.due.at_ms if each.due else 0)
    return known(*by_date[:60])


def told(asked: FromDeskOfDuties, has: DutiesKnown) -> Answer:
    """Answer as a box that has these, in pages, and takes every note and answer."""
    if isinstance(asked, ListLessons):
        return LessonsKnown(request=asked.request, lessons=(LESSON,))
    if not isinstance(asked, ListDuties):
        return Written(request=asked.request, ok=True, entry=99)
    page = has.duties[asked.skip : asked.skip + asked.limit]
    more = len(has.duties) - asked.skip - len(page)
    return replace(has, request=asked.request, duties=page, more=more)
