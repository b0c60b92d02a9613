"""Has every sentence that Handbell says on a telephone, in both languages, in one table. Pure data; knows no plan."""

from collections.abc import Mapping

from appliance.plan.messages import Language
from appliance.plan.model import Kind

EN, ES = Language.EN, Language.ES

DIGITS: Mapping[Language, tuple[str, ...]] = {
    EN: ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    ES: ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
}
"""Digits are said one by one, and 0 is "zero": this a recogniser takes for nothing else, and a person neither."""

CALLER: Mapping[str, Mapping[Language, str]] = {
    "has-your-call": {EN: "Handbell has your call.", ES: "Handbell tiene su llamada."},
    "has-your-call-from": {EN: "Handbell has your call from", ES: "Handbell tiene su llamada de"},
    "where-unknown": {
        EN: "It does not know where you are. Nobody can hear you on this line.",
        ES: "No sabe dónde está usted. Nadie puede oírle en esta línea.",
    },
    "has-it": {EN: "A person has your call.", ES: "Una persona tiene su llamada."},
    "on-the-way": {EN: "Help is on the way.", ES: "La ayuda está en camino."},
    "nobody": {EN: "Nobody has answered yet.", ES: "Nadie ha respondido todavía."},
    "use": {EN: "Use", ES: "Use"},
    "dial-911": {
        EN: "If somebody is in danger, dial nine one one.",
        ES: "Si alguien está en peligro, marque nueve uno uno.",
    },
}
"""What a caller is told. Word of the clip → language → sentence."""

RUNG: Mapping[str, Mapping[Language, str]] = {
    "practice": {EN: "This is practice.", ES: "Esto es una práctica."},
    f"kind-{Kind.EMERGENCY.value}": {EN: "Handbell. Emergency.", ES: "Handbell. Emergencia."},
    f"kind-{Kind.MEDICAL.value}": {EN: "Handbell. Medical call.", ES: "Handbell. Llamada médica."},
    f"kind-{Kind.ASSIST.value}": {EN: "Handbell. Call for help.", ES: "Handbell. Llamada de ayuda."},
    f"kind-{Kind.TAP_OUT.value}": {
        EN: "Handbell. Request for a break.",
        ES: "Handbell. Petición de una pausa.",
    },
    "again": {EN: "It was called again.", ES: "Han llamado otra vez."},
    "unverified": {EN: "Unverified.", ES: "Sin verificar."},
    "place-unknown": {EN: "Place unknown.", ES: "Lugar desconocido."},
    "place-in-words": {EN: "A desk shows the place.", ES: "Un puesto muestra el lugar."},
    "near": {EN: "Near", ES: "Cerca de"},
    "phone-of": {EN: "From the phone of", ES: "Del teléfono de"},
    "from": {EN: "From", ES: "De"},
    "extension": {EN: "Extension", ES: "Extensión"},
    "press-own": {
        EN: "Press one if you are going, two to hear it again, zero if you cannot.",
        ES: "Pulse uno si va, dos para oírlo otra vez, cero si no puede.",
    },
    "press-shared": {
        EN: "Press one to take it, two to hear it again.",
        ES: "Pulse uno para atenderla, dos para oírla otra vez.",
    },
    "taken-own": {EN: "The desks show that you are going.", ES: "Los puestos muestran que usted va."},
    "taken-shared": {
        EN: "The desks show that a person has it. Give your name at a desk now.",
        ES: "Los puestos muestran que una persona la tiene. Dé su nombre en un puesto ahora.",
    },
    "declined": {EN: "Thank you. Somebody else is asked.", ES: "Gracias. Se pregunta a otra persona."},
    "test": {
        EN: "This is a test of Handbell. Nobody needs help. Press one.",
        ES: "Esto es una prueba de Handbell. Nadie necesita ayuda. Pulse uno.",
    },
}
"""What whoever is rung is told. Word of the clip → language → sentence."""


def fixed_words(language: Language) -> dict[str, str]:
    """Give what every building says: word of the clip → sentence."""
    said = {word: texts[language] for table in (CALLER, RUNG) for word, texts in table.items()}
    return said | {f"digit-{digit}": text for digit, text in enumerate(DIGITS[language])}
