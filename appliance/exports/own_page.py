"""Makes a document of the educator's own page: their account, what was done for them, what is owed, who has read it, and the card. Pure. It
shows what the box sent for this page and nothing else (`appliance.doors.records.own_page`).
"""

from collections.abc import Sequence
from datetime import tzinfo

import msgspec

from appliance.api.records.messages import FactView, OwnPage, VersionView
from appliance.api.records.own_view import OwnView
from appliance.exports.card import card_sections
from appliance.exports.document import Block, Document, Pairs, Quote, Section, Table, Text
from appliance.exports.times import short
from appliance.plan.supports import Offer
from appliance.record.words import ItemId, Value
from appliance.supports import own_texts as texts
from appliance.supports.card import card
from appliance.supports.language import Language
from appliance.supports.texts import OFFERS


class OwedRow(msgspec.Struct, frozen=True):
    """One thing that is owed to this person or by them, in words in the page's language: what it is, by when and why then, and how it
    stands.
    """

    what: str
    until: str
    stands: str


def own_page(page: OwnPage, language: Language, zone: tzinfo, made_ms: int, owed: Sequence[OwedRow] = ()) -> Document:
    """Make the page. `zone` is for its times, `made_ms` as in `Document`. Without rows in `owed` nothing is said of what is owed."""
    number, building = page.record.number, page.building
    made = card(building, page.supports, language)
    return Document(
        title=texts.TITLE.within(language).format(number=number),
        subtitle=texts.PRIVATE.within(language),
        sections=(
            Section(texts.ACCOUNT.within(language), _account(page, language, zone)),
            Section(texts.DONE.within(language), _done(page, language, zone)),
            *_owed(owed, language),
            Section(texts.READ_BY.within(language), _readers(page.views, language, zone)),
            *card_sections(made),
        ),
        identity=texts.WHOSE.within(language).format(number=number, building=building),
        made_ms=made_ms,
        language=language,
    )


def _account(page: OwnPage, language: Language, zone: tzinfo) -> tuple[Block, ...]:
    """Give every text of theirs, also those that a later one replaced: both stay."""
    quotes = [
        _quote(version, first, language, zone)
        for fact in page.facts
        if fact.field in {"account.text", "account.addition"}
        for first, version in _in_order(fact)
        if version.value
    ]
    gone = (Text(texts.DESTROYED.within(language), strong=True),) if page.destroyed else ()
    return (*gone, *(quotes or (Text(texts.NO_ACCOUNT.within(language)),)))


def _in_order(fact: FactView) -> list[tuple[bool, VersionView]]:
    return [(at == 0 and fact.field == "account.text", version) for at, version in enumerate(fact.versions)]


def _quote(version: VersionView, first: bool, language: Language, zone: tzinfo) -> Quote:
    told = texts.TOLD if first else texts.AMENDED
    return Quote(
        str(version.value), told.within(language).format(when=short(version.wall_ms, zone), entry=f"{version.entry:,}")
    )


def _done(page: OwnPage, language: Language, zone: tzinfo) -> tuple[Block, ...]:
    if not any(fact.field == "reporter.is_person" and fact.versions[-1].value for fact in page.facts):
        return (Text(texts.NOT_LINKED.within(language), strong=True),)
    supports = _supports(page)
    rows = tuple(
        (OFFERS[offer].title.within(language), _stands(supports, offer, language, zone))
        for offer in OFFERS
        if offer not in texts.NOT_IN_RECORDS
    )
    return Pairs(texts.DONE.within(language), rows), Text(texts.AS_RECORDED.within(language))


def _supports(page: OwnPage) -> list[dict[str, Value]]:
    """Give each support in the record that is about this person: its fields by name, without the group."""
    items: dict[ItemId, dict[str, Value]] = {}
    for fact in page.facts:
        group, _, name = fact.field.partition(".")
        if group == "support":
            items.setdefault(fact.item, {})[name] = fact.versions[-1].value
    return list(items.values())


def _stands(supports: list[dict[str, Value]], offer: Offer, language: Language, zone: tzinfo) -> str:
    found = [_one(each, language, zone) for each in supports if each.get("kind") == offer]
    return "\n".join(found) or texts.NOT_DONE.within(language)


def _one(support: dict[str, Value], language: Language, zone: tzinfo) -> str:
    offered, answer, done = support.get("offered_at"), support.get("answer"), support.get("done_at")
    parts = [
        texts.OFFERED.within(language).format(when=short(offered, zone))
        if isinstance(offered, int)
        else texts.OFFERED_SOME_DAY.within(language)
    ]
    if isinstance(answer, str) and answer:
        words = texts.ANSWERS[answer].within(language) if answer in texts.ANSWERS else answer
        parts.append(texts.ANSWERED.within(language).format(answer=words))
    if isinstance(done, int):
        parts.append(texts.IS_DONE.within(language).format(when=short(done, zone)))
    elif answer not in texts.NOT_WANTED:
        parts.append(texts.NOT_DONE.within(language))
    return "; ".join(parts)


def _owed(rows: Sequence[OwedRow], language: Language) -> tuple[Section, ...]:
    """Give the part about duties, if there are any."""
    if not rows:
        return ()
    title = texts.OWED.within(language)
    table = Table(
        caption=title,
        heads=tuple(each.within(language) for each in (texts.WHAT, texts.UNTIL, texts.STANDS)),
        rows=tuple((each.what, each.until, each.stands) for each in rows),
        shares=(4, 3, 2),
    )
    return (Section(title, (Text(texts.OWED_IS.within(language)), table)),)


def _readers(views: Sequence[OwnView], language: Language, zone: tzinfo) -> tuple[Block, ...]:
    if not views:
        return (Text(texts.NOBODY.within(language)),)
    table = Table(
        caption=texts.READ_BY.within(language),
        heads=tuple(each.within(language) for each in (texts.WHEN, texts.WHO, texts.READ_WHAT)),
        rows=tuple((short(each.wall_ms, zone), _who(each, language), _what(each, language)) for each in views),
        shares=(2, 3, 4),
    )
    return (table,)


def _who(view: OwnView, language: Language) -> str:
    if view.reporter:
        return texts.ANOTHER_REPORTER.within(language)
    return view.person or texts.SOMEBODY_AT.within(language).format(desk=view.desk)


def _what(view: OwnView, language: Language) -> str:
    read = ", ".join(texts.CLASSES[klass].within(language) for klass in view.classes)
    return f"{read}{texts.WITH_A_REASON.within(language)}" if view.glass_broken else read
