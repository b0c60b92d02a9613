"""Makes a document of the card of resources and rights: one language for a screen, or a sheet with English in front and Spanish behind.
Pure; knows no record.
"""

from appliance.exports.document import Document, Section, Table, Text
from appliance.plan.supports import Supports
from appliance.supports.card import Card, Entry, card
from appliance.supports.language import Language
from appliance.supports.readers import who_reads
from appliance.supports.texts import (
    CALL_US,
    FOR_WHOM,
    IN_AN_EMERGENCY,
    IN_THE_RECORD,
    NO_ADVICE,
    OFFERED,
    QUESTIONS,
    READS,
    SENT_HOME,
    STATEMENT,
    TITLE,
    VIEWS_KEPT,
    WHAT_IS_WRITTEN,
    WHO_GIVES_IT,
    WRITTEN_WHERE,
)

_SHARES = (5, 4)


def card_page(building: str, supports: Supports, language: Language, made_ms: int) -> Document:
    """Make the card in one language. `made_ms` as in `Document`."""
    made = card(building, supports, language)
    return Document(
        title=TITLE.within(language),
        subtitle=FOR_WHOM.within(language),
        sections=card_sections(made),
        identity=f"{building}. {NO_ADVICE.within(language)}",
        made_ms=made_ms,
        language=language,
    )


def card_sheet(building: str, supports: Supports, made_ms: int) -> Document:
    """Make the sheet to print: English, and on the next page Spanish."""
    english, spanish = (card(building, supports, each) for each in (Language.ENGLISH, Language.SPANISH))
    behind = Section(
        title=TITLE.es,
        blocks=(Text(FOR_WHOM.es),),
        language=Language.SPANISH,
        new_page=True,
    )
    return Document(
        title=TITLE.en,
        subtitle=FOR_WHOM.en,
        sections=(*card_sections(english), behind, *card_sections(spanish, level=2)),
        identity=f"{building}. {NO_ADVICE.en} {NO_ADVICE.es}",
        made_ms=made_ms,
        compact=True,
    )


def card_sections(made: Card, level: int = 1) -> tuple[Section, ...]:
    """Give the parts of the card, also for other pages on which the whole card stands."""
    language = made.language
    table = Table(
        caption=OFFERED.within(language),
        heads=(OFFERED.within(language), WHO_GIVES_IT.within(language)),
        rows=tuple((_what(each), "\n".join(each.lines)) for each in made.entries),
        shares=_SHARES,
    )
    readers = Table(
        caption=WRITTEN_WHERE.within(language),
        heads=(WHAT_IS_WRITTEN.within(language), READS.within(language)),
        rows=who_reads(language),
        shares=_SHARES,
    )
    parts = (
        (QUESTIONS, (Text(f"{made.ask[:1].upper()}{made.ask[1:]}", strong=True),)),
        (SENT_HOME, (Text(made.home, strong=True), Text(CALL_US.within(language)))),
        (OFFERED, (table,)),
        (
            WRITTEN_WHERE,
            (
                Text(IN_THE_RECORD.within(language)),
                readers,
                Text(f"{VIEWS_KEPT.within(language)} {IN_AN_EMERGENCY.within(language)}"),
            ),
        ),
        (STATEMENT, tuple(Text(each) for each in made.statement)),
    )
    return tuple(
        Section(title=title.within(language), blocks=blocks, level=level, language=language) for title, blocks in parts
    )


def _what(entry: Entry) -> str:
    return " ".join(part for part in (f"{entry.title}.", entry.says, entry.legal) if part)
