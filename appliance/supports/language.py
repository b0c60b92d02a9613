"""The languages of the card and of the educator's own page, and texts that stand in both. Pure values."""

import enum

import msgspec


class Language(enum.StrEnum):
    """A language, by its tag in BCP 47, as a page of HTML names it."""

    ENGLISH = "en"
    SPANISH = "es"


class Both(msgspec.Struct, frozen=True):
    """One text in both languages."""

    en: str
    es: str

    def within(self, language: Language) -> str:
        """Give the text in this language."""
        return self.es if language is Language.SPANISH else self.en


def of_district(english: str, spanish: str, language: Language) -> str:
    """Give a text of the district. Where it has no Spanish one, the English text says so by its mark."""
    if language is Language.ENGLISH:
        return english
    return spanish or (f"{english} (en inglés)" if english else "")
