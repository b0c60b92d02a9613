"""All words about a role, in one table."""

from dataclasses import dataclass

from appliance.plan.model import Role


@dataclass(frozen=True, slots=True)
class RoleWords:
    """The words for one role: `title` stands alone, `noun` stands in a sentence of the log."""

    title: str
    noun: str


ROLES = {
    Role.LEAD: RoleWords("Team lead", "the team lead"),
    Role.SECURITY: RoleWords("Security", "security"),
    Role.MENTAL_HEALTH: RoleWords("Mental health", "mental health"),
    Role.NURSE: RoleWords("Nurse", "the nurse"),
    Role.ADMINISTRATOR: RoleWords("Administrator", "an administrator"),
    Role.OFFICE: RoleWords("Office", "the office"),
    Role.TEACHER: RoleWords("Teacher", "a teacher"),
    Role.POINT_OF_CONTACT: RoleWords("Point of contact", "the point of contact"),
    Role.HUMAN_RESOURCES: RoleWords("Human resources", "human resources"),
    Role.SPECIAL_EDUCATION: RoleWords("Special education", "special education"),
    Role.SCHOOL_RESOURCE_OFFICER: RoleWords("School resource officer", "the school resource officer"),
    Role.AUDITOR: RoleWords("Auditor", "an auditor"),
    Role.SYSTEM_ADMINISTRATOR: RoleWords("System administrator", "a system administrator"),
}
