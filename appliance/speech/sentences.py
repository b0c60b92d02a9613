"""Has every sentence that Handbell says on a telephone, in both languages, in one table. Pure data; knows no plan."""

from collections.abc import Mapping

from appliance.plan.model import Kind
from appliance.speech.clips import Language

DIGITS: Mapping[Language, tuple[str, ...]] = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
}
"""Digits are said one by one, and 0 is "zero": this a recogniser takes for nothing else, and a person neither."""

CALLER: Mapping[str, Mapping[Language, str]] = {
    "has-your-call": {"en": "Handbell has your call.", "es": "Handbell tiene su llamada."},
    "has-your-call-from": {"en": "Handbell has your call from", "es": "Handbell tiene su llamada de"},
    "where-unknown": {
        "en": "It does not know where you are. Nobody can hear you on this line.",
        "es": "No sabe dónde está usted. Nadie puede oírle en esta línea.",
    },
    "has-it": {"en": "A person has your call.", "es": "Una persona tiene su llamada."},
    "on-the-way": {"en": "Help is on the way.", "es": "La ayuda está en camino."},
    "nobody": {"en": "Nobody has answered yet.", "es": "Nadie ha respondido todavía."},
    "use": {"en": "Use", "es": "Use"},
    "dial-911": {
        "en": "If somebody is in danger, dial nine one one.",
        "es": "Si alguien está en peligro, marque nueve uno uno.",
    },
}
"""What a caller is told. Word of the clip → language → sentence."""

RUNG: Mapping[str, Mapping[Language, str]] = {
    "practice": {"en": "This is practice.", "es": "Esto es una práctica."},
    f"kind-{Kind.EMERGENCY.value}": {"en": "Handbell. Emergency.", "es": "Handbell. Emergencia."},
    f"kind-{Kind.MEDICAL.value}": {"en": "Handbell. Medical call.", "es": "Handbell. Llamada médica."},
    f"kind-{Kind.ASSIST.value}": {"en": "Handbell. Call for help.", "es": "Handbell. Llamada de ayuda."},
    f"kind-{Kind.TAP_OUT.value}": {
        "en": "Handbell. Request for a break.",
        "es": "Handbell. Petición de una pausa.",
    },
    "again": {"en": "It was called again.", "es": "Han llamado otra vez."},
    "unverified": {"en": "Nobody knows who called.", "es": "Nadie sabe quién llamó."},
    "place-unknown": {"en": "The place is unknown.", "es": "El lugar es desconocido."},
    "place-in-words": {"en": "A desk shows the place.", "es": "Un puesto muestra el lugar."},
    "near": {"en": "Near", "es": "Cerca de"},
    "phone-of": {"en": "From the phone of", "es": "Del teléfono de"},
    "extension": {"en": "From extension", "es": "De la extensión"},
    "press-own": {
        "en": "Press one if you are going, two to hear it again, zero if you cannot.",
        "es": "Pulse uno si va, dos para oírlo otra vez, cero si no puede.",
    },
    "press-shared": {
        "en": "Press one to take it, two to hear it again.",
        "es": "Pulse uno para atenderla, dos para oírla otra vez.",
    },
    "taken-own": {"en": "The desks show that you are going.", "es": "Los puestos muestran que usted va."},
    "taken-shared": {
        "en": "The desks show that a person has it. Give your name at a desk now.",
        "es": "Los puestos muestran que una persona la tiene. Dé su nombre en un puesto ahora.",
    },
    "declined": {"en": "Thank you. Somebody else is asked.", "es": "Gracias. Se pregunta a otra persona."},
    "test": {
        "en": "This is a test of Handbell. Nobody needs help. Press one.",
        "es": "Esto es una prueba de Handbell. Nadie necesita ayuda. Pulse uno.",
    },
}
"""What whoever is rung is told. Word of the clip → language → sentence."""


def fixed_words(language: Language) -> dict[str, str]:
    """Give what every building says: word of the clip → sentence."""
    said = {word: texts[language] for table in (CALLER, RUNG) for word, texts in table.items()}
    return said | {f"digit-{digit}": text for digit, text in enumerate(DIGITS[language])}
