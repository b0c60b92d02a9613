"""Names who owes duties, who is owed them, and who is told when one is late: roles of the plan, and relations to the incident. Pure."""

import enum

from appliance.plan.model import Role
from appliance.record.access import Rights, rights
from appliance.record.words import Status


class Party(enum.StrEnum):
    """One side of a duty. Rules use these words."""

    ADMINISTRATOR = "administrator"
    LEAD = "lead"
    OFFICE = "office"
    NURSE = "nurse"
    MENTAL_HEALTH = "mental-health"
    POINT_OF_CONTACT = "point-of-contact"
    HUMAN_RESOURCES = "human-resources"
    SPECIAL_EDUCATION = "special-education"
    REPORTER = "reporter"
    """Whoever told an account."""
    EDUCATOR = "educator"
    """The educator concerned: hurt, or the one it was aimed at."""
    PERSON_CONCERNED = "person-concerned"
    """The person that the duty is about, a student or one of the staff."""
    TELLER = "teller"
    """Whoever tells somebody before class what safety needs."""
    TOLD = "told"
    """Whoever is told it."""
    EVERYBODY = "everybody"
    """The students, paraprofessionals and others who were there."""
    STUDENT = "student"
    """The student concerned."""
    FAMILY = "family"
    DISTRICT_PERSON = "district-person"
    """A named person of the district outside the building, to whom some answers are sealed."""
    PLAN_TEAM = "plan-team"
    """The team that owns a student's IEP, 504 plan or behavior plan."""
    INSURER = "insurer"
    LAW_ENFORCEMENT = "law-enforcement"
    COMMUNICATIONS = "communications"
    """Whoever speaks for the district."""


OF_ROLE = {Party(each.value): each for each in Role if each.value in set(Party)}
"""Parties that are a role of the plan."""

OUTSIDE = frozenset(
    {Party.PERSON_CONCERNED, Party.EVERYBODY, Party.STUDENT, Party.FAMILY, Party.INSURER, Party.LAW_ENFORCEMENT}
)
"""Parties to whom something may be owed, and who never owe anything here."""

OF_CONVERSATION = frozenset({Party.TELLER, Party.TOLD})
"""Parties that are two people of the plan, who show their PIN. What they read of it is theirs."""

_OWN = frozenset({Party.REPORTER, Party.EDUCATOR})


def rights_of(party: Party) -> Rights | None:
    """Give what a party may do with a record, or None for parties that read no record in the building."""
    if party in OF_ROLE:
        return rights({OF_ROLE[party]}, proven=True)
    if party in OF_CONVERSATION:
        return rights((), proven=True, status=Status.REVIEWED)
    return rights((), proven=False, own=True) if party in _OWN else None
