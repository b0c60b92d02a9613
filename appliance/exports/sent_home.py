"""Makes the paper twin of the educator's own page, for somebody who was sent home: the number to call, what to ask for, room for their
account, and the card. Pure; knows no record, so it holds nothing that anybody must not find.
"""

from appliance.exports.card import card_sections
from appliance.exports.document import Ask, Blanks, Document, Section, Signature, Text
from appliance.plan.supports import Supports
from appliance.supports import home_texts as texts
from appliance.supports.card import card
from appliance.supports.language import Language
from appliance.supports.texts import NO_ADVICE, OFFERS, SENT_HOME

_ACCOUNT_LINES = 15
"""As many as leave room for the rest of the page. Whoever has more to tell takes more paper."""


def sent_home(building: str, supports: Supports, language: Language, made_ms: int) -> Document:
    """Make it in one language: a page to fill in, and the card behind it. `made_ms` as in `Document`."""
    made = card(building, supports, language)
    (first, *others) = card_sections(made)
    return Document(
        title=texts.TITLE.within(language),
        subtitle=texts.FOR_WHOM.within(language),
        sections=(
            _call(made.home, language),
            _done(language),
            _account(language),
            Section(first.title, first.blocks, first.level, first.language, new_page=True),
            *(each for each in others if each.title != SENT_HOME.within(language)),
        ),
        identity=f"{building}. {NO_ADVICE.within(language)}",
        made_ms=made_ms,
        compact=True,
        language=language,
    )


def _call(home: str, language: Language) -> Section:
    said = (Text(each.within(language)) for each in texts.ON_THE_TELEPHONE)
    return Section(texts.CALL.within(language), (Text(home, strong=True), *said))


def _done(language: Language) -> Section:
    options = tuple(each.within(language) for each in texts.ANSWERS)
    asks = (Ask(text.title.within(language), options=options) for text in OFFERS.values())
    return Section(texts.DONE.within(language), (Text(texts.DONE_HOW.within(language)), *asks))


def _account(language: Language) -> Section:
    return Section(
        texts.ACCOUNT.within(language),
        (
            Text(texts.ACCOUNT_HOW.within(language)),
            Blanks(tuple(each.within(language) for each in texts.WHICH)),
            Ask(texts.WHAT_HAPPENED.within(language), lines=_ACCOUNT_LINES),
            Signature(texts.WHO_SIGNS.within(language)),
        ),
    )
