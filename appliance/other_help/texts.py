"""The words that are shipped about each kind of help and about families at the door, in English and Spanish, each with its source. Data
alone. No name and no telephone stand here: those are the plan's (`appliance.plan.other_help`).
"""

import msgspec

from appliance.core.ground.words import BuildingResponse
from appliance.plan.other_help import HelpKind
from appliance.supports.language import Both

EMERGENCY = "34 CFR 99.31(a)(10) and 99.36 (FERPA: health or safety emergency)"
OFFICIAL = "34 CFR 99.31(a)(1) (FERPA: school officials)"


class KindText(msgspec.Struct, frozen=True):
    """What the card says of one kind of help: its title, what may be said there, and the source of that."""

    title: Both
    says: Both
    source: str


KINDS: dict[HelpKind, KindText] = {
    HelpKind.FAMILY: KindText(
        Both("Family", "Familia"),
        Both(
            "Tell the family about their own child: what happened, how the child is, and where. Name no other child. Look first who may "
            "be told: the student information system says it.",
            "Hable con la familia de su propio hijo: qué pasó, cómo está y dónde. No nombre a otro niño. Mire antes a quién se puede "
            "informar: lo dice el sistema de información estudiantil.",
        ),
        "34 CFR 99.10 and 99.12(a) (FERPA: a parent reads what is about their own child)",
    ),
    HelpKind.BEHAVIOR_TEAM: KindText(
        Both("Behavior team", "Equipo de conducta"),
        Both(
            "They work for the district. Tell them what they need for this child, also from the child's plan for behavior.",
            "Trabajan para el distrito. Dígales lo que necesitan para este niño, también de su plan de conducta.",
        ),
        OFFICIAL,
    ),
    HelpKind.CO_RESPONDER: KindText(
        Both("Co-responder", "Equipo de corresponsables"),
        Both(
            "A clinician who may come with an officer: ask who comes. In danger, tell them what they need to protect people.",
            "Un clínico que puede venir con un agente: pregunte quién viene. Si hay peligro, diga lo que necesitan para proteger a las "
            "personas.",
        ),
        EMERGENCY,
    ),
    HelpKind.MOBILE_CRISIS: KindText(
        Both("Mobile crisis team", "Equipo móvil de crisis"),
        Both(
            "Clinicians who come to the school. If somebody is in danger, tell them what they need to help. What the student tells them is "
            "theirs to keep (HIPAA): ask them only what the school must do now.",
            "Clínicos que vienen a la escuela. Si hay peligro, diga lo que necesitan para ayudar. Lo que el estudiante les cuente lo "
            "guardan ellos (HIPAA): pregunte solo qué debe hacer la escuela ahora.",
        ),
        f"{EMERGENCY}; 45 CFR 164.506 and 164.512(j) (HIPAA)",
    ),
    HelpKind.CRISIS_LINE: KindText(
        Both("Crisis line", "Línea de crisis"),
        Both(
            "Anybody may call, also about somebody else, and give no name. Say how the student is, and no name. In Spanish: press 2.",
            "Cualquiera puede llamar, también por otra persona. Nadie tiene que dar un nombre. Diga cómo está el estudiante, sin nombre. "
            "En español: oprima 2.",
        ),
        "988lifeline.org; the words about names are Handbell's proposal",
    ),
    HelpKind.OTHER: KindText(
        Both("Other help", "Otra ayuda"),
        Both(
            "If somebody is in danger, tell them what they need to help. Otherwise say no name.",
            "Si hay peligro, diga lo que necesitan para ayudar. Si no, no diga ningún nombre.",
        ),
        EMERGENCY,
    ),
}

TITLE = Both("Help that is not police", "Ayuda que no es policía")
FOR_WHOM = Both(
    "If a life is in danger now, call 911. Handbell calls nobody: you do.",
    "Si una vida corre peligro ahora, llame al 911. Handbell no llama a nadie: llama usted.",
)
DRILL = Both("A DRILL is running: call nobody for it.", "Hay un SIMULACRO: no llame a nadie por él.")
SAY_LITTLE = Both(
    "Say what was seen, where, and what is needed. Say no more than they need to help.",
    "Diga qué se vio, dónde y qué se necesita. No diga más de lo que necesitan para ayudar.",
)
WRITE_DOWN = Both(
    "If you told somebody from outside about a student, the record needs whom, what and why (34 CFR 99.32(a)(5)).",
    "Si informó a alguien de fuera sobre un estudiante, el registro necesita a quién, qué y por qué (34 CFR 99.32(a)(5)).",
)
TO_NOTE = Both("To note what came of it, type", "Para anotar qué pasó, escriba")
CONFIRM = Both(
    "What may be said: to be confirmed by the district's attorney.",
    "Lo que se puede decir: debe confirmarlo el abogado del distrito.",
)
MAY_BE_SAID = Both("May be said", "Se puede decir")
NO_NUMBER = Both("number in the student information system", "número en el sistema de información estudiantil")
NOW = Both("now", "ahora")
ANY_HOUR = Both("at any hour", "a cualquier hora")
UNTIL = Both("until", "hasta las")
FROM = Both("from", "desde")
CLOSED = Both("CLOSED", "CERRADO")
CLOCK_UNKNOWN = Both("the box does not know the time; hours", "la caja no sabe la hora; horario")
WHO = Both("Who", "Quién")
HOURS = Both("Hours", "Horario")

FAMILIES = Both("Families at the door", "Familias en la puerta")
FAMILIES_FOR_WHOM = Both(
    "For the office, during a hold or an incident. One person talks to families, and one person writes down who came for whom.",
    "Para la oficina, durante un Hold (permanecer) o un incidente. Una persona habla con las familias y otra anota quién vino por quién.",
)
FAMILIES_DRILL = Both(
    "THIS IS A DRILL: tell families at the door that it is practice.",
    "ESTO ES UN SIMULACRO: diga a las familias en la puerta que es una práctica.",
)
WAIT = Both("They wait", "Esperan en")
MEETS = Both("Who meets them", "Quién las recibe")
NOT_FILLED_IN = Both(
    'not filled in: agree on it now, and write it into the plan under "families"',
    "sin completar: acuérdelo ahora y escríbalo en el plan, en «families»",
)
NEVER = Both("Never say", "No diga nunca")
NEVER_SAYS = Both(
    "a name of a student or of staff, a room, a guess, or when it ends.",
    "un nombre de estudiante o de personal, un aula, una suposición ni cuándo termina.",
)
BY_RESPONSE: dict[BuildingResponse, tuple[Both, Both]] = {
    BuildingResponse.HOLD: (
        Both("In a hold", "En Hold (permanecer)"),
        Both(
            "Halls are clear and lessons go on. Families may come in and wait. No child is fetched from a room before it is over.",
            "Los pasillos están vacíos y las clases siguen. Las familias pueden entrar a la oficina y esperar. Nadie saca a un niño de su "
            "aula hasta que termine.",
        ),
    ),
    BuildingResponse.SECURE: (
        Both("In a secure", "En Secure (asegurar)"),
        Both(
            "Outside doors stay locked: nobody comes in or goes out. Talk by the intercom or the telephone.",
            "Las puertas exteriores quedan cerradas: nadie entra ni sale. Hable por el intercomunicador o por teléfono.",
        ),
    ),
    BuildingResponse.LOCKDOWN: (
        Both("In a lockdown", "En Lockdown (confinamiento)"),
        Both(
            "Nobody opens a door and nobody goes to a door. Police and the district say where families wait.",
            "Nadie abre una puerta ni va a una puerta. La policía y el distrito dicen dónde esperan las familias.",
        ),
    ),
}
"""What the door means in each response. Source: The "I Love U Guys" Foundation, Standard Response Protocol; the words are Handbell's."""

TOLD: tuple[tuple[Both, Both], ...] = (
    (
        Both("Every family", "A toda familia"),
        Both(
            "“Adults are with the children. We tell you as soon as it is over.” Say the word that was announced, such as hold, and only "
            "what the office has confirmed.",
            "«Hay adultos con los niños. Le avisamos en cuanto termine.» Diga la palabra que se anunció, como Hold, y solo lo que la "
            "oficina confirmó.",
        ),
    ),
    (
        Both("The family of a child who was part of it", "A la familia de un niño que participó"),
        Both(
            "Apart from the others: what happened to their own child, how the child is, and where. Name no other child. Look first who "
            "may be told and who may take the child home.",
            "Aparte de las demás: qué le pasó a su propio hijo, cómo está y dónde. No nombre a otro niño. Mire antes a quién se puede "
            "informar y quién puede llevárselo.",
        ),
    ),
    (
        Both("Press, neighbors, anybody else", "A la prensa, vecinos y otras personas"),
        Both(
            "“The district answers.” Give the district's number, and nothing else.",
            "«Responde el distrito.» Dé su número y nada más.",
        ),
    ),
)
"""What may be said at the door, and to whom. Source: 34 CFR 99.10, 99.12(a) and 99.30 (FERPA); the words are Handbell's proposal."""
