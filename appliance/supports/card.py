"""Makes the card of resources and rights: the shipped texts, and what the district filled in. What it left out is said, and never
invented. Pure; knows no record and no page.
"""

import msgspec

from appliance.plan.supports import Offer, Offered, Reached, Supports
from appliance.supports.language import Language, of_district
from appliance.supports.statement import statement
from appliance.supports.texts import CALL, LEGAL, NOT_FILLED_IN, OFFERS, THE_OFFICE


class Entry(msgspec.Struct, frozen=True):
    """One kind of offer. `says` is what it is, `lines` are who gives it; without any, the one line says whom to ask. `legal` is empty
    unless it tells of a law.
    """

    offer: Offer
    title: str
    says: str
    lines: tuple[str, ...]
    filled_in: bool
    legal: str = ""


class Card(msgspec.Struct, frozen=True):
    """The whole card in one language. `ask` and `home` are who answers questions, and who answers somebody who was sent home."""

    language: Language
    building: str
    ask: str
    home: str
    entries: tuple[Entry, ...]
    statement: tuple[str, ...]


def card(building: str, supports: Supports, language: Language) -> Card:
    """Make it."""
    return Card(
        language=language,
        building=building,
        ask=asked(supports, language),
        home=at_home(supports, language),
        entries=tuple(_entry(offer, supports, language) for offer in OFFERS),
        statement=statement(supports.no_repercussions, language),
    )


def asked(supports: Supports, language: Language) -> str:
    """Say who answers questions. Without anybody named, it is the front office, which every school has."""
    return _reached(supports.ask, language) if supports.ask else THE_OFFICE.within(language)


def at_home(supports: Supports, language: Language) -> str:
    """Say who answers somebody who was sent home, with the number; or that nobody filled this in."""
    return _reached(supports.home, language) if supports.home else not_filled_in(supports, language)


def not_filled_in(supports: Supports, language: Language) -> str:
    """Say that something is not filled in, and whom to ask."""
    return f"{NOT_FILLED_IN.within(language)} {asked(supports, language)}."


def _entry(offer: Offer, supports: Supports, language: Language) -> Entry:
    text = OFFERS[offer]
    lines = tuple(_line(each, language) for each in supports.offers if each.offer is offer)
    return Entry(
        offer=offer,
        title=text.title.within(language),
        says=text.says.within(language),
        lines=lines or (not_filled_in(supports, language),),
        filled_in=bool(lines),
        legal=LEGAL.within(language) if text.legal else "",
    )


def _line(each: Offered, language: Language) -> str:
    parts = (
        each.name,
        each.phone,
        of_district(each.hours, each.hours_es, language),
        of_district(each.says, each.says_es, language),
    )
    return ", ".join(part for part in parts if part)


def _reached(each: Reached, language: Language) -> str:
    hours = of_district(each.hours, each.hours_es, language)
    call = f"{each.name}, {CALL.within(language)} {each.phone}"
    return f"{call} ({hours})" if hours else call
