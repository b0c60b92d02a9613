"""The words of the card that are shipped, in English and Spanish. Data alone. No name, telephone or hours stand here: those are the
district's (`appliance.plan.supports`).

The wording follows the state task force's roadmap for district leaders, "Educator Supports", where no other source is named.
"""

import msgspec

from appliance.plan.supports import Offer
from appliance.supports.language import Both

ROADMAP = "Educator Safety Task Force, Roadmap for district leaders, Educator Supports"


class OfferText(msgspec.Struct, frozen=True):
    """What the card says of one kind of offer. `legal`: it tells of a law, and the district's attorney confirms it first."""

    title: Both
    says: Both
    source: str = ROADMAP
    legal: bool = False


OFFERS: dict[Offer, OfferText] = {
    Offer.POINT_OF_CONTACT: OfferText(
        Both("Your point of contact", "Su persona de contacto"),
        Both(
            "One person advises you on all available resources and on your rights. This person never evaluates your work. "
            "Ask on the same day who it is.",
            "Una persona le informa de todos los recursos disponibles y de sus derechos. Esta persona nunca evalúa su trabajo. "
            "Pregunte el mismo día quién es.",
        ),
    ),
    Offer.MEDICAL: OfferText(
        Both("Medical care", "Atención médica"),
        Both(
            "You can get medical care at once. If a life is in danger, call 911 first.",
            "Puede recibir atención médica de inmediato. Si una vida corre peligro, llame primero al 911.",
        ),
    ),
    Offer.PROVIDERS: OfferText(
        Both("Doctors for injuries at work (designated providers)", "Médicos para lesiones en el trabajo (designados)"),
        Both(
            "Your employer gives you a list of doctors who treat injuries at work. Ask for the list in writing.",
            "Su empleador le da una lista de médicos que tratan lesiones en el trabajo. Pida la lista por escrito.",
        ),
        source="Colorado Division of Workers' Compensation, Designating a medical provider",
        legal=True,
    ),
    Offer.WORKERS_COMPENSATION: OfferText(
        Both("Workers' compensation", "Compensación laboral (workers' compensation)"),
        Both(
            "An injury at work may give you access to workers' compensation benefits. Give your employer a written notice within "
            "10 days. Anybody may give it for you. Write “a student” and no name. Keep the copy with your employer's stamp and date.",
            "Una lesión en el trabajo puede darle acceso a la compensación laboral. Entregue a su empleador un aviso escrito en un "
            "plazo de 10 días. Otra persona puede entregarlo por usted. Escriba «un estudiante», sin nombre. Guarde la copia con "
            "sello y fecha.",
        ),
        source="C.R.S. 8-43-102(1)(a)",
        legal=True,
    ),
    Offer.MENTAL_HEALTH: OfferText(
        Both("Mental health support", "Apoyo de salud mental"),
        Both(
            "You can get mental health support, at once and later. What you answer to an offer stays between you and your point "
            "of contact.",
            "Puede recibir apoyo de salud mental, ahora y más adelante. Lo que responda a una oferta queda entre usted y su "
            "persona de contacto.",
        ),
    ),
    Offer.EDUCATOR_SUPPORT: OfferText(
        Both("Colorado Educator Support (CU Anschutz)", "Colorado Educator Support (CU Anschutz)"),
        Both(
            "A service for people who work in Colorado's schools.",
            "Un servicio para quienes trabajan en las escuelas de Colorado.",
        ),
    ),
    Offer.EMPLOYEE_ASSISTANCE: OfferText(
        Both("Employee assistance program (EAP)", "Programa de ayuda al empleado (EAP)"),
        Both(
            "Your employer's program of help for employees.",
            "El programa de su empleador para ayudar a sus empleados.",
        ),
        source="Our wording: the roadmap names a full range of supports",
    ),
    Offer.TIME_OFF: OfferText(
        Both("Time off", "Tiempo libre"),
        Both(
            "You can ask for the space you need to recover, and for time off, if needed and where appropriate.",
            "Puede pedir el espacio que necesita para recuperarse, y tiempo libre, si hace falta y cuando corresponda.",
        ),
    ),
    Offer.RIGHTS: OfferText(
        Both("Your rights", "Sus derechos"),
        Both(
            "You may take an active part in the debriefing. You may report what happened, and nobody may treat you worse for it. "
            "You get a receipt for what you tell.",
            "Usted puede participar activamente en la reunión de análisis. Puede informar lo que pasó, y nadie debe tratarle peor "
            "por ello. Recibe un comprobante de lo que cuenta.",
        ),
        source=f"{ROADMAP}; Processes to Support All Affected; Reporting System & Standards",
        legal=True,
    ),
}
"""Offer → what the card says of it, in the order of the card."""

TITLE = Both("Resources and rights after an incident", "Recursos y derechos después de un incidente")
FOR_WHOM = Both(
    "For everybody who works at this school, at any time. Nobody asks why you read it.",
    "Para todas las personas que trabajan en esta escuela, en cualquier momento. Nadie pregunta por qué la lee.",
)
NO_ADVICE = Both(
    "This card lists what your district offers. It is no legal advice.",
    "Esta tarjeta dice lo que ofrece su distrito. No es asesoramiento legal.",
)
LEGAL = Both(
    "To be confirmed by the district's attorney.",
    "Pendiente de confirmar por el abogado del distrito.",
)
QUESTIONS = Both("Who answers questions", "Quién responde preguntas")
SENT_HOME = Both("You were sent home?", "¿Le enviaron a casa?")
CALL_US = Both(
    "Call this number. You need no computer, and you can ask for everything on this card.",
    "Llame a este número. No necesita computadora, y puede pedir todo lo que dice esta tarjeta.",
)
NOT_FILLED_IN = Both("Not filled in: ask", "Sin completar: pregunte a")
THE_OFFICE = Both("your school's front office", "la oficina de su escuela")
CALL = Both("call", "llame al")
OFFERED = Both("What is offered", "Lo que se ofrece")
WHO_GIVES_IT = Both("Who gives it", "Quién lo da")
WHAT_IS_WRITTEN = Both("What is written", "Qué se escribe")
READS = Both("Who may read it", "Quién puede leerlo")
STATEMENT = Both("No repercussions", "Sin represalias")
NOT_SIGNED = Both(
    "Not signed yet: nobody at the district has signed a statement that there are no repercussions for a report.",
    "Sin firmar todavía: nadie del distrito ha firmado una declaración de que informar no tiene represalias.",
)
WORDS_NOT_SIGNED = Both("Not signed yet.", "Sin firmar todavía.")
SIGNED = Both("Signed by {by} on {on}.", "Firmado por {by} el {on}.")
WRITTEN_WHERE = Both("What is written where, and who reads it", "Qué se escribe, dónde, y quién lo lee")
IN_THE_RECORD = Both(
    "The record of an incident is on the school's box. It is sealed, and nobody can change it in secret. These people may read it, "
    "after they prove who they are. You always read your own words.",
    "El registro de un incidente está en el equipo de la escuela. Está sellado, y nadie puede cambiarlo en secreto. Pueden leerlo "
    "estas personas, después de demostrar quiénes son. Usted siempre puede leer sus propias palabras.",
)
VIEWS_KEPT = Both(
    "Each reading of somebody else's words is written down. Your own page shows who read the record.",
    "Cada lectura de palabras de otra persona queda anotada. Su propia página muestra quién leyó el registro.",
)
IN_AN_EMERGENCY = Both(
    "In an emergency some of them may read more, with a reason. That is written down too, and the administrator is told.",
    "En una emergencia algunas de ellas pueden leer más, con un motivo. También queda anotado, y se avisa al administrador.",
)
YOU_ALONE = Both("you alone", "solo usted")
