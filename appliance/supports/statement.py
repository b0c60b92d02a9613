"""The statement that a report has no repercussions: the district's own words, who signed them and when, or that nobody did. Pure."""

from appliance.plan.supports import NoRepercussions
from appliance.supports.language import Language, of_district
from appliance.supports.texts import NOT_SIGNED, SIGNED, WORDS_NOT_SIGNED


def statement(filled_in: NoRepercussions | None, language: Language) -> tuple[str, ...]:
    """Give its sentences. Words that nobody signed are never shown without saying so."""
    if filled_in is None:
        return (NOT_SIGNED.within(language),)
    words = of_district(filled_in.says, filled_in.says_es, language)
    if not filled_in.signed_by:
        return words, WORDS_NOT_SIGNED.within(language)
    return words, SIGNED.within(language).format(by=filled_in.signed_by, on=filled_in.signed_on)


def both_languages(filled_in: NoRepercussions | None) -> tuple[str, ...]:
    """Give its paragraphs for a receipt: English, then Spanish."""
    return tuple(" ".join(statement(filled_in, language)) for language in Language)
