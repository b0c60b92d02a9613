"""Names who owes a duty and who is owed it, and writes its days. Pure."""

from datetime import date, tzinfo

from appliance.api.duties.messages import DutyLine
from appliance.core.ground.moment import at
from appliance.duties.explaining import day_words
from appliance.duties.parties import OF_ROLE, Party
from appliance.words.roles import ROLES

PARTIES = {
    Party.ADMINISTRATOR: "the administrator",
    Party.LEAD: "the team lead",
    Party.OFFICE: "the office",
    Party.NURSE: "the nurse",
    Party.MENTAL_HEALTH: "the mental health staff",
    Party.POINT_OF_CONTACT: "the point of contact",
    Party.HUMAN_RESOURCES: "the human resources office",
    Party.SPECIAL_EDUCATION: "the special education office",
    Party.REPORTER: "whoever reported it",
    Party.EDUCATOR: "the educator",
    Party.PERSON_CONCERNED: "the person concerned",
    Party.TELLER: "whoever tells it",
    Party.TOLD: "whoever is told it",
    Party.EVERYBODY: "everybody who was there",
    Party.STUDENT: "the student",
    Party.FAMILY: "the family",
    Party.DISTRICT_PERSON: "a named person of the district",
    Party.PLAN_TEAM: "the team of the student's plan",
    Party.INSURER: "the insurer",
    Party.LAW_ENFORCEMENT: "law enforcement",
    Party.COMMUNICATIONS: "whoever speaks for the district",
}
"""Party -> its name inside a sentence."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def who_owes(line: DutyLine) -> str:
    """Say who owes whom: `You owe the educator`, `The administrator owes you`."""
    return f"You owe {_to(line)}" if line.owe else f"{_first(PARTIES[line.owed_by])} owes {_to(line)}"


def who_owes_in_short(line: DutyLine) -> str:
    """Say who owes it, for a narrow line: `You owe`, `The administrator owes you`, `The office owes`."""
    if line.owe:
        return "You owe"
    return f"{_first(PARTIES[line.owed_by])} owes{' you' if line.owed else ''}"


def as_what(line: DutyLine) -> str:
    """Say in which role the reader owes it: `, as administrator`. Empty where they owe nothing, or not because of a role."""
    role = OF_ROLE.get(line.owed_by) if line.owe else None
    return f", as {ROLES[role].title.lower()}" if role else ""


def day_of(wall_ms: int, zone: tzinfo) -> str:
    """Write the day of a time: `Tue 1 Dec`."""
    return day_words(at(wall_ms, zone).date())


def last_day_of(due_ms: int, zone: tzinfo) -> str:
    """Write the day on which something is due. What is due at the end of a day is due at the midnight after it."""
    return day_of(due_ms - 1, zone)


def full_date(day: date) -> str:
    """Write a day with its year: `30 Jun 2025`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _to(line: DutyLine) -> str:
    return "you" if line.owed and not line.owe else PARTIES[line.owed_to]


def _first(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
