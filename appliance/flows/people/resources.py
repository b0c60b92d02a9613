"""The card of resources and rights at a console: which language, and the card in sentences. It asks nobody who they are. Pure."""

from dataclasses import dataclass

from appliance.api.desk.supports import SupportsKnown
from appliance.flows.flow import Flow
from appliance.flows.parts import Given, Option, Part
from appliance.supports import texts
from appliance.supports.card import Entry, card
from appliance.supports.language import Both, Language
from appliance.supports.readers import who_reads


@dataclass(frozen=True, slots=True)
class AsksResources:
    """The box is to be asked for what the district filled in."""

    language: Language = Language.ENGLISH


def languages(given: Given) -> tuple[Option, ...]:
    """Give the choices."""
    del given
    return languages_offered()


def languages_offered() -> tuple[Option, ...]:
    """Give the languages, each in its own words."""
    return (
        Option(Language.ENGLISH, "English", ("english", "en", "inglés", "ingles")),
        Option(Language.SPANISH, "español", ("español", "espanol", "spanish", "es")),
    )


NO_SUCH_LANGUAGE = "Say English or español. Nothing was done."


def language_said(words: str) -> Language | None:
    """Give the language that these words name; English for none, and None where they name no language."""
    said = words.strip().casefold()
    named = (option.value for option in languages_offered() if said in option.typed)
    return next(named, None) if said else Language.ENGLISH


_OFFERED = "English"
"""What an empty answer means: its own name, so that a question can say it."""


def _asks(given: Given) -> AsksResources:
    language = given.parts["language"]
    return AsksResources(Language.ENGLISH if language == _OFFERED else language)


RESOURCES = Flow(
    "resources",
    _asks,
    (
        Part(
            "language",
            "In which language? ¿En qué idioma?",
            languages,
            offer=lambda _: _OFFERED,
        ),
    ),
    title=lambda _: "RESOURCES AND RIGHTS AFTER AN INCIDENT",
)


def told(known: SupportsKnown, language: Language) -> tuple[str, ...]:
    """Give the whole card, a sentence or a few in each line."""
    made = card(known.building, known.supports, language)

    def said(*both: Both) -> str:
        return " ".join(each.within(language) for each in both)

    return (
        f"{said(texts.TITLE)}. {said(texts.FOR_WHOM, texts.NO_ADVICE)}",
        f"{said(texts.QUESTIONS)}: {_ended(made.ask)}",
        f"{said(texts.SENT_HOME)} {_ended(made.home)} {said(texts.CALL_US)}",
        *(line for each in made.entries for line in _entry(each, language)),
        f"{said(texts.WRITTEN_WHERE)}. {said(texts.IN_THE_RECORD)}",
        *(f"{what}: {_ended(who)}" for what, who in who_reads(language)),
        said(texts.VIEWS_KEPT, texts.IN_AN_EMERGENCY),
        f"{said(texts.STATEMENT)}. {' '.join(made.statement)}",
    )


def _entry(entry: Entry, language: Language) -> tuple[str, ...]:
    what = " ".join(part for part in (f"{entry.title}.", entry.says, entry.legal) if part)
    lines = tuple(_ended(line) for line in entry.lines)
    if not entry.filled_in:
        return what, *lines
    return what, *(f"{texts.WHO_GIVES_IT.within(language)}: {line}" for line in lines)


def _ended(line: str) -> str:
    return line if line.endswith(".") else f"{line}."
