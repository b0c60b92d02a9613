"""Tests a receipt on paper: a decoder that is not ours reads its code off the printed page, and every line of the receipt is there."""

from zoneinfo import ZoneInfo

import msgspec
import pypdfium2
import pytest

from appliance.api.records.messages import Paper
from appliance.exports.receipt import receipt_page
from appliance.receipt import printed
from appliance.receipt.parse import read, typed
from appliance.supports.statement import both_languages
from tests.appliance.exports.pages import lines_of
from tests.appliance.receipt.taken import taken
from tests.appliance.supports.filled_in import CROWDED
from tests.qr_codes import qr_codes

pytestmark = pytest.mark.slow


PAPER = taken().paper
DENVER = ZoneInfo("America/Denver")
LONG = msgspec.structs.replace(
    PAPER,
    building="Centennial Bilingual Expeditionary Elementary and Middle School of the North Fork Valley Consolidated District",
    pin_set_by="Maria-Guadalupe Villanueva-Etxeberria, registrar of the front office and keeper of the box",
)
STATED = msgspec.structs.replace(LONG, beside=both_languages(CROWDED.no_repercussions))
"""With the longest names and the longest statement."""
CAPITALS = msgspec.structs.replace(
    PAPER, building="WOODROW WILSON MEMORIAL COMMUNITY MIDDLE SCHOOL OF HUMANITIES AND ARTS"
)


def grey(page: pypdfium2.PdfPage) -> memoryview:
    """Give the page as an office scanner of 200 dots an inch sees it."""
    picture = page.render(scale=200 / 72, grayscale=True).to_pil()
    return memoryview(picture.tobytes()).cast("B", [picture.height, picture.width])


@pytest.mark.parametrize("paper", [PAPER, LONG, CAPITALS], ids=["short", "long", "capitals"])
def test_the_code_on_the_page_is_the_whole_receipt(paper: Paper) -> None:
    document = pypdfium2.PdfDocument(receipt_page(paper, DENVER))
    (found,) = qr_codes(grey(document[0]))
    assert read(found.text) == paper


@pytest.mark.parametrize("paper", [PAPER, LONG, CAPITALS], ids=["short", "long", "capitals"])
def test_no_letter_stands_on_the_code(paper: Paper) -> None:
    page = pypdfium2.PdfDocument(receipt_page(paper, DENVER))[0]
    (code,) = (each.get_bounds() for each in page.get_objects() if each.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE)
    text = page.get_textpage()
    rects = [text.get_rect(number) for number in range(text.count_rects())]
    beside = [(left, right) for left, bottom, right, top in rects if bottom < code[3] and top > code[1]]
    assert beside and all(right <= code[0] for _, right in beside)


def test_the_longest_statement_stands_on_it_and_the_receipt_has_two_pages() -> None:
    pages = lines_of(receipt_page(STATED, DENVER))
    said = " ".join(line for page in pages for line in page)
    assert len(pages) <= 2
    assert all(" ".join(paragraph.split()) in said for paragraph in STATED.beside)


@pytest.mark.parametrize("paper", [PAPER, LONG, STATED], ids=["short", "long", "stated"])
def test_every_word_of_it_stands_on_the_page_and_what_is_typed_line_by_line(paper: Paper) -> None:
    pages = lines_of(receipt_page(paper, DENVER))
    lines = [line for page in pages for line in page]
    for line in typed(paper):
        assert line in lines
    words = " ".join(lines).split()
    owed = [word for line in printed.lines(paper, width=60, zone=DENVER) for word in line.split() if set(word) != {"="}]
    assert [word for word in owed if word not in words] == []
    assert len(pages) <= 3


def test_the_same_receipt_makes_the_same_bytes() -> None:
    assert receipt_page(PAPER, DENVER) == receipt_page(PAPER, DENVER)
