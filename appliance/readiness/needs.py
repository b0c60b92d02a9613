"""Names what a school must have in each occupied hour: the parts of a Classroom Incident Response Team (CIRT). Pure data."""

import enum
from dataclasses import dataclass

from appliance.plan.model import Role


class Need(enum.StrEnum):
    """One part of the team. The ESTF Roadmap for district leaders asks for trained responders "including security and mental or behavioral
    health experts", and for co-responder models that pair the two (its row "Classroom Incident Response Team").
    """

    LEAD = "lead"
    SECURITY = "security"
    MENTAL_HEALTH = "mental-health"
    CO_RESPONDERS = "co-responder-pair"
    NURSE = "nurse"


@dataclass(frozen=True, slots=True)
class NeedWords:
    """The words for one need. `title` stands alone; `nobody` says in a sentence that it is missing."""

    title: str
    nobody: str


NEEDS = {
    Need.LEAD: NeedWords("Team lead", "nobody leads the team"),
    Need.SECURITY: NeedWords("Security", "nobody is there for security"),
    Need.MENTAL_HEALTH: NeedWords("Mental health", "nobody is there for mental health"),
    Need.CO_RESPONDERS: NeedWords("Co-responder pair", "security and mental health cannot go as a pair"),
    Need.NURSE: NeedWords("Nurse", "no nurse is there"),
}
"""In the order in which they are listed."""

ROLE_OF = {
    Need.LEAD: Role.LEAD,
    Need.SECURITY: Role.SECURITY,
    Need.MENTAL_HEALTH: Role.MENTAL_HEALTH,
    Need.NURSE: Role.NURSE,
}
"""The role of the plan that covers a need. A pair of co-responders is two people, one of each role in `PAIR`."""

PAIR = (Need.SECURITY, Need.MENTAL_HEALTH)
"""The two needs whose holders go together as co-responders. One person who has both roles is no pair."""
