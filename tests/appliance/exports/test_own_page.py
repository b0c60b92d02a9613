"""Tests the educator's own page as a document: what is theirs, "not done" where nothing was done, who has read it, and the card."""

import itertools
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.api.records.messages import FactView, OwnPage, RecordLine
from appliance.api.records.own_view import OwnView
from appliance.exports.html import html
from appliance.exports.own_page import OwedRow, own_page
from appliance.exports.pdf import pdf
from appliance.exports.plain import plain
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from appliance.plan.supports import NOTHING_FILLED_IN
from appliance.record.codes import LISTS
from appliance.record.words import FieldId, ItemId, Klass, Status
from appliance.supports import own_texts
from appliance.supports.language import Both, Language
from appliance.supports.texts import OFFERS
from tests.appliance.exports.bite import CALLED_MS, DENVER, fact, version
from tests.appliance.exports.pages import lines_of, words_of
from tests.appliance.exports.test_html import Tags
from tests.appliance.supports.filled_in import FILLED_IN

LANGUAGES = pytest.mark.parametrize("language", list(Language))
LINE = RecordLine(
    incident=IncidentId("i"),
    number=12,
    room_name="Room 201",
    kind=Kind.EMERGENCY,
    wall_ms=CALLED_MS,
    status=Status.DRAFT,
    missing=0,
    held=False,
)
ACCOUNT = FactView(
    field=FieldId("account.text"),
    item=ItemId("a1"),
    versions=(
        version("The student bit me.", "a reporter", 600, 40),
        version("It was the left arm.", "a reporter", 900, 44),
    ),
)
LINKED = fact("reporter.is_person", "p2", "r1")
PAGE = OwnPage(
    request=0,
    record=LINE,
    facts=(
        ACCOUNT,
        LINKED,
        fact("support.kind", "medical", "s1"),
        fact("support.offered_at", CALLED_MS, "s1"),
        fact("support.answer", "accepted", "s1"),
        fact("support.done_at", CALLED_MS + 7_200_000, "s1"),
        fact("support.kind", "mental-health", "s2"),
        fact("support.answer", "declined", "s2"),
        fact("support.kind", "time-off", "s3"),
    ),
    views=(
        OwnView(wall_ms=CALLED_MS, person="Cora Lind", desk="Front office", classes=(Klass.STUDENT,)),
        OwnView(wall_ms=CALLED_MS, person="", desk="Nurse", classes=(Klass.PERSONNEL,), glass_broken=True),
        OwnView(wall_ms=CALLED_MS, person="", desk="Nurse", classes=(Klass.STUDENT,), reporter=True),
    ),
    building="Fox Hollow",
    supports=FILLED_IN,
)


def told(page: OwnPage, language: Language = Language.ENGLISH, owed: tuple[OwedRow, ...] = ()) -> str:
    return words_of(html(own_page(page, language, DENVER, 0, owed)))


def test_both_texts_of_an_account_stand_with_their_times_and_entries() -> None:
    said = told(PAGE)
    assert "The student bit me. Told 2026-09-01 10:41, kept word for word as entry 40." in said
    assert "It was the left arm. Added 2026-09-01 10:46, as entry 44. Both texts stay." in said


def test_what_is_missing_is_said_to_be_not_done() -> None:
    said = told(PAGE)
    assert "Medical care offered 2026-09-01 10:31; you answered: accepted; done 2026-09-01 12:31" in said
    assert "Mental health support offered; you answered: declined Colorado" in said, "nothing is left to do"
    assert "Time off offered; not done" in said
    assert "Your point of contact not done" in said
    spanish = told(PAGE, Language.SPANISH)
    assert "Su persona de contacto sin hacer" in spanish
    assert "Apoyo de salud mental ofrecido; usted respondió: rechazado" in spanish


def test_nothing_is_called_not_done_while_nobody_said_which_person_they_are() -> None:
    said = told(msgspec.structs.replace(PAGE, facts=(ACCOUNT,)))
    assert "Nobody has written yet which person in the record you are." in said
    assert "not done" not in said


def test_who_has_read_it_stands_there_by_name_and_never_why() -> None:
    said = told(PAGE)
    assert "2026-09-01 10:31 Cora Lind what was told of the incident" in said
    assert "somebody at Nurse, not signed in what concerns people at work, in an emergency, with a reason" in said
    assert "another person who told an account" in said
    assert "Nobody else has read it." in told(msgspec.structs.replace(PAGE, views=()))


@LANGUAGES
def test_the_whole_card_stands_on_it(language: Language) -> None:
    said = told(PAGE, language)
    for text in OFFERS.values():
        assert text.says.within(language) in said
    for each in FILLED_IN.offers:
        assert each.name in said and each.phone in said
    assert "720 555 0141" in said


@LANGUAGES
def test_what_is_owed_has_a_place_of_its_own_and_no_heading_without_a_row(language: Language) -> None:
    title = own_texts.OWED.within(language)
    row = OwedRow("A debriefing", "Tue 1 Dec: two school days after Wed 25 Nov", "open")
    page = html(own_page(PAGE, language, DENVER, 0, (row,)))
    assert f"<h2>{title}</h2>" in page
    assert f'<caption class="unseen">{title}</caption>' in page, "its heading says it to the eye"
    assert "A debriefing" in page and "Tue 1 Dec: two school days after Wed 25 Nov" in page
    assert f"<h2>{title}</h2>" not in html(own_page(PAGE, language, DENVER, 0))


@LANGUAGES
@pytest.mark.parametrize("rows", [(), (OwedRow("A debriefing", "Tue 1 Dec", "open"),)])
def test_where_what_is_owed_cannot_be_known_yet_it_says_why(language: Language, rows: tuple[OwedRow, ...]) -> None:
    why = own_texts.OWED_NOT_LINKED.within(language)
    said = told(msgspec.structs.replace(PAGE, facts=(ACCOUNT,)), language, rows)
    assert why in said and ("A debriefing" in said) == bool(rows)
    assert why not in told(PAGE, language, rows)


def test_what_was_destroyed_is_said_and_a_page_without_words_says_so() -> None:
    bare = msgspec.structs.replace(PAGE, facts=(), supports=NOTHING_FILLED_IN)
    assert "No words of yours stand in this record." in told(bare)
    assert "A part of this record was destroyed" in told(msgspec.structs.replace(bare, destroyed=True))


@LANGUAGES
def test_a_screen_reader_gets_its_language_its_headings_in_order_its_parts_and_its_tables(language: Language) -> None:
    row = OwedRow("A debriefing", "Tue 1 Dec", "open")
    tags = Tags(html(own_page(PAGE, language, DENVER, 0, (row,))))
    assert ("html", {"lang": language.value}) in tags.tags
    assert tags.named("main", "footer", "title") == ["title", "main", "footer"]
    levels = [int(tag[1]) for tag in tags.named("h1", "h2", "h3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert len(tags.named("caption")) == len(tags.named("table")) == 5
    assert all(attrs.get("scope") in {"row", "col"} for tag, attrs in tags.tags if tag == "th")
    assert not tags.named("script", "img", "link", "a")


def test_every_answer_and_every_class_has_words_in_both_languages() -> None:
    assert {each.code for each in LISTS["support-answer"].codes} == set(own_texts.ANSWERS)
    assert set(own_texts.CLASSES) == set(Klass)
    kinds = {each.code for each in LISTS["support-type"].codes}
    assert {str(offer) for offer in OFFERS if offer not in own_texts.NOT_IN_RECORDS} <= kinds
    both = [value for value in vars(own_texts).values() if isinstance(value, Both)]
    both += [*own_texts.ANSWERS.values(), *own_texts.CLASSES.values()]
    for each in both:
        assert each.en.strip() and each.es.strip()
        assert set(re.findall(r"\{\w+\}", each.en)) == set(re.findall(r"\{\w+\}", each.es))


@given(st.lists(st.sampled_from([each.code for each in LISTS["support-type"].codes]), max_size=6))
def test_a_kind_is_not_done_exactly_where_the_record_has_no_support_of_it(kinds: list[str]) -> None:
    facts = tuple(fact("support.kind", kind, f"s{at}") for at, kind in enumerate(kinds))
    done = tuple(fact("support.done_at", CALLED_MS, f"s{at}") for at in range(len(kinds)))
    text = " ".join(
        plain(
            own_page(msgspec.structs.replace(PAGE, facts=(LINKED, *facts, *done)), Language.ENGLISH, DENVER, 0)
        ).split()
    )
    for offer, words in OFFERS.items():
        if offer not in own_texts.NOT_IN_RECORDS:
            assert (f"{words.title.en}: not done" in text) == (str(offer) not in kinds)


@pytest.mark.slow
@LANGUAGES
def test_on_paper_it_has_the_same_words(language: Language) -> None:
    pages = " ".join(line for page in lines_of(pdf(own_page(PAGE, language, DENVER, 0))) for line in page)
    assert own_texts.TITLE.within(language).format(number=12) in pages
    assert "The student bit me." in pages and "Cora Lind" in pages
    assert own_texts.NOT_DONE.within(language) in pages
