"""The words of the educator's own page, in English and Spanish. Data alone."""

from appliance.plan.supports import Offer
from appliance.record.words import Klass
from appliance.supports.language import Both

TITLE = Both("Your own page: record {number}", "Su propia página: registro {number}")
PRIVATE = Both(
    "Read this page in a private room, not at the counter. It is for you alone.",
    "Lea esta página en un lugar privado, no en el mostrador. Es solo para usted.",
)
WHOSE = Both(
    "Record {number}, {building}. For one person alone.", "Registro {number}, {building}. Para una sola persona."
)
ACCOUNT = Both("Your account", "Su relato")
TOLD = Both(
    "Told {when}, kept word for word as entry {entry}.",
    "Contado {when}, guardado palabra por palabra como entrada {entry}.",
)
AMENDED = Both(
    "Added {when}, as entry {entry}. Both texts stay.", "Añadido {when}, como entrada {entry}. Quedan ambos textos."
)
NO_ACCOUNT = Both("No words of yours stand in this record.", "En este registro no hay palabras suyas.")
DESTROYED = Both(
    "A part of this record was destroyed, as the district's rules for keeping say. What was in it cannot be shown.",
    "Una parte de este registro fue destruida, según las reglas de conservación del distrito. No se puede mostrar.",
)
DONE = Both("What was done for you", "Lo que se hizo por usted")
NOT_DONE = Both("not done", "sin hacer")
OFFERED = Both("offered {when}", "ofrecido {when}")
OFFERED_SOME_DAY = Both("offered", "ofrecido")
ANSWERED = Both("you answered: {answer}", "usted respondió: {answer}")
IS_DONE = Both("done {when}", "hecho {when}")
AS_RECORDED = Both(
    "This is what the record says. If something was done and is not here, tell your point of contact.",
    "Esto es lo que dice el registro. Si algo se hizo y no figura aquí, dígalo a su persona de contacto.",
)
NOT_LINKED = Both(
    "Nobody has written yet which person in the record you are. So nothing can be shown here. Your point of contact can write it.",
    "Nadie ha anotado todavía qué persona del registro es usted. Por eso no se puede mostrar nada. Su persona de contacto puede anotarlo.",
)
OWED_NOT_LINKED = Both(
    "Nobody has written yet which person in the record you are. So what is owed to you as that person is not shown here yet.",
    "Nadie ha anotado todavía qué persona del registro es usted. Por eso aún no figura aquí lo que se le debe como tal.",
)
OWED = Both("What is owed", "Lo que se le debe")
OWED_IS = Both(
    "“Owed” means: listed by your district. It is no legal advice.",
    "«Se le debe» significa: figura en la lista de su distrito. No es asesoramiento legal.",
)
WHAT = Both("What", "Qué")
UNTIL = Both("By when", "Para cuándo")
STANDS = Both("How it stands", "Cómo está")
READ_BY = Both("Who has read it", "Quién lo ha leído")
NOBODY = Both("Nobody else has read it.", "Nadie más lo ha leído.")
WHEN = Both("When", "Cuándo")
WHO = Both("Who", "Quién")
READ_WHAT = Both("What they read", "Qué leyó")
SOMEBODY_AT = Both("somebody at {desk}, not signed in", "alguien en {desk}, sin identificarse")
ANOTHER_REPORTER = Both("another person who told an account", "otra persona que contó su relato")
WITH_A_REASON = Both(", in an emergency, with a reason", ", en una emergencia, con un motivo")
CLASSES: dict[Klass, Both] = {
    Klass.OPERATIONAL: Both("the course of the call", "el curso de la llamada"),
    Klass.STUDENT: Both("what was told of the incident", "lo que se contó del incidente"),
    Klass.PERSONNEL: Both("what concerns people at work", "lo que afecta al personal"),
    Klass.RESTRICTED: Both("what is restricted", "lo restringido"),
}
ANSWERS: dict[str, Both] = {
    "accepted": Both("accepted", "aceptado"),
    "declined": Both("declined", "rechazado"),
    "later": Both("later, perhaps", "quizás más adelante"),
    "words": Both("sends words instead", "envía palabras"),
    "person": Both("sends a person instead", "envía a otra persona"),
    "not-again": Both("do not ask me again", "no me pregunte más"),
    "cannot-be-asked": Both("cannot be asked", "no se le puede preguntar"),
}
"""Code of the list "support-answer" → its words."""
NOT_WANTED = frozenset({"declined", "not-again"})
"""Answers after which nothing is left to be done."""
NOT_IN_RECORDS = frozenset({Offer.PROVIDERS})
"""Offers of the card of which a record holds nothing: a list of doctors is given, and not offered to one person."""
