"""Says which roles read what an educator tells, out of the table of rights itself, so that the card can never promise more. Pure."""

import msgspec

from appliance.plan.model import Role
from appliance.record.access import rights
from appliance.record.words import FieldId
from appliance.supports.language import Both, Language
from appliance.supports.texts import YOU_ALONE
from appliance.words.roles import ROLES


class Written(msgspec.Struct, frozen=True):
    """One kind of thing that is written about an educator. `care`: which care they were offered, or what they answered."""

    what: Both
    field: FieldId
    care: bool = False


WRITTEN = (
    Written(Both("Your account, in your words", "Su relato, con sus palabras"), FieldId("account.text")),
    Written(
        Both("Your name, as the person who told it", "Su nombre, como persona que informó"), FieldId("reporter.name")
    ),
    Written(Both("That you were hurt, and how badly", "Que usted se lesionó, y la gravedad"), FieldId("injury.level")),
    Written(Both("Where on the body you were hurt", "En qué parte del cuerpo se lesionó"), FieldId("injury.body_part")),
    Written(
        Both("Which care was offered to you, and your answer", "Qué atención le ofrecieron, y su respuesta"),
        FieldId("support.answer"),
        care=True,
    ),
)

_SPANISH: dict[Role, str] = {
    Role.LEAD: "Jefe del equipo de respuesta",
    Role.SECURITY: "Seguridad",
    Role.MENTAL_HEALTH: "Salud mental",
    Role.NURSE: "Enfermería",
    Role.ADMINISTRATOR: "Dirección",
    Role.OFFICE: "Oficina",
    Role.TEACHER: "Docente",
    Role.POINT_OF_CONTACT: "Persona de contacto",
    Role.HUMAN_RESOURCES: "Recursos humanos",
    Role.SPECIAL_EDUCATION: "Educación especial",
    Role.SCHOOL_RESOURCE_OFFICER: "Agente policial de la escuela",
    Role.AUDITOR: "Auditoría",
    Role.SYSTEM_ADMINISTRATOR: "Administración del sistema",
}


def title(role: Role, language: Language) -> str:
    """Name a role."""
    return _SPANISH[role] if language is Language.SPANISH else ROLES[role].title


def roles_that_read(written: Written) -> tuple[Role, ...]:
    """Give the roles that read it of a member of staff, without a reason and without having written it."""
    return tuple(
        role for role in Role if rights([role], proven=True).may_read(written.field, of_staff=True, care=written.care)
    )


def who_reads(language: Language) -> tuple[tuple[str, str], ...]:
    """Give each thing that is written, and who reads it besides the educator."""
    return tuple((each.what.within(language), _named(roles_that_read(each), language)) for each in WRITTEN)


def _named(roles: tuple[Role, ...], language: Language) -> str:
    return ", ".join(title(role, language) for role in roles) or YOU_ALONE.within(language)
