"""Tests the card of resources and rights: whatever the district filled in stands on it, and nothing else that looks as if it had."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.plan.supports import NOTHING_FILLED_IN, NoRepercussions, Offer, Offered, Reached, Supports
from appliance.supports import texts
from appliance.supports.card import card
from appliance.supports.language import Both, Language
from appliance.supports.texts import LEGAL, OFFERS

SCHOOL = "Fox Hollow Elementary"
LANGUAGES = pytest.mark.parametrize("language", list(Language))
HR = Reached("Human resources", "720 555 0140", "mon-fri", "lun-vie")


def test_every_offer_has_its_words_in_both_languages() -> None:
    assert set(OFFERS) == set(Offer)
    both = [value for value in vars(texts).values() if isinstance(value, Both)]
    both += [each for text in OFFERS.values() for each in (text.title, text.says)]
    assert len(both) > 2 * len(Offer)
    for each in both:
        assert each.en.strip() and each.es.strip()
    assert all(text.source for text in OFFERS.values())


def test_no_shipped_text_holds_a_telephone_other_than_911() -> None:
    """A number that a district did not confirm may be somebody else's by now."""
    said = [each for text in OFFERS.values() for each in (text.title.en, text.title.es, text.says.en, text.says.es)]
    said += [text for value in vars(texts).values() if isinstance(value, Both) for text in (value.en, value.es)]
    assert {number for text in said for number in re.findall(r"\d{3,}", text)} == {"911"}


@LANGUAGES
def test_what_is_left_out_says_so_and_whom_to_ask(language: Language) -> None:
    made = card(SCHOOL, Supports(ask=HR), language)
    says = {
        Language.ENGLISH: ("Not filled in: ask Human resources, call 720 555 0140 (mon-fri).",),
        Language.SPANISH: ("Sin completar: pregunte a Human resources, llame al 720 555 0140 (lun-vie).",),
    }
    assert [each.lines for each in made.entries] == [says[language]] * len(Offer)
    assert not any(each.filled_in for each in made.entries)
    assert made.home == says[language][0]


@LANGUAGES
def test_with_nothing_filled_in_the_front_office_is_asked(language: Language) -> None:
    made = card(SCHOOL, NOTHING_FILLED_IN, language)
    office = {Language.ENGLISH: "your school's front office", Language.SPANISH: "la oficina de su escuela"}[language]
    assert made.ask == office
    assert all(line.endswith(f"{office}.") for each in made.entries for line in each.lines)
    assert made.statement[0].startswith({Language.ENGLISH: "Not signed yet", Language.SPANISH: "Sin firmar"}[language])


@LANGUAGES
def test_whatever_tells_of_a_law_waits_for_the_attorney(language: Language) -> None:
    for each in card(SCHOOL, NOTHING_FILLED_IN, language).entries:
        of_law = each.offer in {Offer.PROVIDERS, Offer.WORKERS_COMPENSATION, Offer.RIGHTS}
        assert each.legal == (LEGAL.within(language) if of_law else "")
    for text in OFFERS.values():
        assert text.legal or "C.R.S." not in text.source


def test_hours_without_a_spanish_twin_say_that_they_are_english() -> None:
    offered = Offered(Offer.MEDICAL, "Clinic", "555", "daily", says="Ring twice.", says_es="Toque dos veces.")
    (line,) = next(
        each.lines for each in card(SCHOOL, Supports((offered,)), Language.SPANISH).entries if each.filled_in
    )
    assert line == "Clinic, 555, daily (en inglés), Toque dos veces."


def test_a_statement_is_signed_only_if_somebody_signed_it() -> None:
    words = NoRepercussions("Nobody suffers.", "Nadie sufre.")
    assert card(SCHOOL, Supports(no_repercussions=words), Language.ENGLISH).statement == (
        "Nobody suffers.",
        "Not signed yet.",
    )
    signed = msgspec.structs.replace(words, signed_by="Dana Example", signed_on="2026-08-14")
    assert card(SCHOOL, Supports(no_repercussions=signed), Language.SPANISH).statement == (
        "Nadie sufre.",
        "Firmado por Dana Example el 2026-08-14.",
    )


NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=20)


@given(st.lists(st.builds(Offered, st.sampled_from(Offer), NAMES, NAMES), max_size=20), st.sampled_from(Language))
def test_each_entry_shows_exactly_what_the_district_wrote_of_it(offers: list[Offered], language: Language) -> None:
    made = card(SCHOOL, Supports(tuple(offers)), language)
    assert [each.offer for each in made.entries] == list(OFFERS)
    for entry in made.entries:
        own = tuple(f"{each.name}, {each.phone}" for each in offers if each.offer is entry.offer)
        assert entry.filled_in == bool(own)
        assert not own or entry.lines == own
