"""Tests the HTML report: everything is escaped, nothing is fetched, and it has what WCAG 2.1 AA asks of a page as far as a program can
check.
"""

import itertools
import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from appliance.exports.card import card_page, card_sheet
from appliance.exports.document import Document, Pairs, Quote, Section, Table, Text
from appliance.exports.form import blank_form
from appliance.exports.html import html
from appliance.exports.notice.notice import notice
from appliance.exports.report import report
from appliance.exports.sent_home import sent_home
from appliance.supports.language import Language
from tests.appliance.exports.bite import PRINTED, bite
from tests.appliance.exports.notice.hurt_record import shown
from tests.appliance.exports.pages import words_of
from tests.appliance.supports.filled_in import FILLED_IN

HOSTILE = "<script>alert(1)</script><img src=x onerror=y>\"'&amp; \u202eevil\u202c \x1b[31m"


class Tags(HTMLParser):
    """Collects tags in order, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, *names: str) -> list[str]:
        return [tag for tag, _ in self.tags if tag in names]


PAGES = {
    "report": report(bite(), PRINTED),
    "form": blank_form(),
    "notice": notice(shown(), PRINTED),
    "card": card_sheet("Fox Hollow", FILLED_IN, 0),
    "card in Spanish": card_page("Fox Hollow", FILLED_IN, Language.SPANISH, 0),
    "sent home": sent_home("Fox Hollow", FILLED_IN, Language.SPANISH, 0),
}


@pytest.fixture(params=list(PAGES))
def document(request: pytest.FixtureRequest) -> Document:
    return PAGES[request.param]


@pytest.fixture
def page(document: Document) -> str:
    return html(document)


def test_it_has_a_language_a_title_and_headings_in_order(document: Document, page: str) -> None:
    tags = Tags(page)
    assert ("html", {"lang": document.language}) in tags.tags
    assert tags.named("title") == ["title"]
    levels = [int(tag[1]) for tag in tags.named("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_each_table_has_a_caption_and_each_head_says_what_it_heads(page: str) -> None:
    tags = Tags(page)
    assert len(tags.named("caption")) == len(tags.named("table"))
    assert all(attrs.get("scope") in {"row", "col"} for tag, attrs in tags.tags if tag == "th")


def test_it_has_one_main_part_and_one_foot(page: str) -> None:
    assert Tags(page).named("main", "footer") == ["main", "footer"]


def test_it_needs_nothing_from_anywhere_and_runs_nothing(page: str) -> None:
    tags = Tags(page)
    assert not tags.named("script", "img", "link", "iframe", "object", "a")
    assert not [name for _, attrs in tags.tags for name in attrs if name.startswith("on") or name in {"src", "href"}]
    assert "url(" not in page


def test_whatever_was_written_is_words_and_never_markup() -> None:
    blocks = (Text(HOSTILE), Quote(HOSTILE, HOSTILE), Pairs(HOSTILE, ((HOSTILE, HOSTILE),)))
    table = Table(HOSTILE, (HOSTILE,), ((HOSTILE,),), (1,))
    document = Document(HOSTILE, HOSTILE, (Section(HOSTILE, (*blocks, table)),), HOSTILE, 0, banner=HOSTILE)
    page = html(document)
    assert not Tags(page).named("script", "img")
    assert "<script>alert(1)</script><img src=x onerror=y>\"'&amp;" in words_of(page)
    assert not re.search("[\u202e\u202c\x1b]", page), "what turns or hides a text is left out"


def test_every_colour_of_letters_and_lines_stands_out_from_white() -> None:
    style = files("appliance.exports").joinpath("report.css").read_text(encoding="utf-8")
    colours = set(re.findall(r"#([0-9a-f]{3,6})\b", style)) - {"fff"}
    assert colours
    for colour in colours:
        assert _against_white(colour) >= 4.5, f"#{colour}"


def _against_white(colour: str) -> float:
    """Give the contrast as WCAG 2.1 defines it."""
    full = "".join(2 * each for each in colour) if len(colour) == 3 else colour
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
