"""Holds the few words that a format itself puts on a page, beside those of the document, in each language of a document."""

import msgspec


class FixedWords(msgspec.Struct, frozen=True):
    """`asked` and `recorded` head the columns of questions and answers. `page` is the
    number at the foot. The others stand below the lines to sign on.
    """

    asked: str
    recorded: str
    name: str
    name_alone: str
    signature: str
    date: str
    page: str


_WORDS = {
    "en": FixedWords("Asked", "Recorded", "name in print", "name", "Signature", "Date", "Page {} of {}"),
    "es": FixedWords("Pregunta", "Respuesta", "nombre", "nombre", "Firma", "Fecha", "Página {} de {}"),
}


def fixed_words(language: str) -> FixedWords:
    """Give those of a language. Raises KeyError for a language in which no document is written."""
    return _WORDS[language]
