"""What the golden stories share: the rules, the dates of duties, and a teacher who is struck."""

from appliance.duties.calendar import Calendar
from appliance.duties.duty import State
from appliance.duties.rules import Rule
from tests.appliance.duties.school import CALENDAR, Telling, adopted, wall

RULES = adopted("neutral", "colorado")
OPEN, CLOSED, WITHDRAWN, NOT_YET = State.OPEN, State.CLOSED, State.WITHDRAWN, State.NOT_YET


def dates(story: Telling, state: State = OPEN, rules: tuple[Rule, ...] = RULES) -> dict[str, str]:
    """Duties in this state, with the time by which they are due; without the questions of the district's person."""
    return {
        name: wall(duty.due.at_ms) if duty.due else ""
        for name, duty in story.duties(rules).items()
        if duty.state is state and not name.startswith("no-repercussions")
    }


def struck(now: str, *form: str, level: str = "minor", calendar: Calendar = CALENDAR) -> Telling:
    """A teacher (p1) is hurt by a student (p2)."""
    story = Telling(now, calendar=calendar)
    story.facts(event_kind="happened", behavior="battery", contact_form=form, directed_at=("staff",), anyone_hurt=True)
    story.facts("p1", person_role="affected", person_type="teacher")
    story.facts("p2", person_role="involved", person_type="student")
    return story.facts("i1", injury_person="p1", injury_level=level)
