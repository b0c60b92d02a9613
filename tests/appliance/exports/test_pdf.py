"""Tests the PDF: the same bytes for the same document, tagged, no heading alone at the foot of a page, no word cut off."""

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from appliance.exports.document import Document, Pairs, Quote, Section, Signature, Table, Text
from appliance.exports.pdf import pdf
from appliance.exports.report import report
from tests.appliance.exports.bite import ACCOUNT, PRINTED, bite
from tests.appliance.exports.pages import lines_of

pytestmark = pytest.mark.slow


SENTENCE = "Ms Núñez and Mr Nguyễn came with Zoë Őry and Łukasz Źdźbło at once."


def document(*sections: Section, identity: str = "record 12") -> Document:
    return Document("Record 12", "A school", sections, identity, 1_788_280_265_000)


def test_the_same_document_makes_the_same_bytes_and_another_time_makes_others() -> None:
    first = pdf(report(bite(), PRINTED))
    assert first == pdf(report(bite(), PRINTED))
    later = PRINTED.__class__(at_ms=PRINTED.at_ms + 60_000, zone=PRINTED.zone, reader=PRINTED.reader)
    assert first != pdf(report(bite(), later))


def test_it_is_tagged_and_has_a_title_a_language_and_bookmarks() -> None:
    made = pdf(report(bite(), PRINTED))
    opened = pypdfium2.PdfDocument(made)
    assert opened.is_tagged()
    assert opened.get_metadata_value("Title") == "Incident record 12: Hallway north"
    assert b"/Lang (en-US)" in made
    marks = [(mark.level, mark.get_title()) for mark in opened.get_toc()]
    assert (0, "Incident record 12: Hallway north") in marks
    assert (1, "Timeline") in marks
    assert (2, "Told by whoever was there") in marks
    opened.close()


def test_every_page_says_what_it_is_of_and_which_of_how_many() -> None:
    pages = lines_of(pdf(report(bite(), PRINTED)))
    assert len(pages) > 1
    for number, lines in enumerate(pages, 1):
        assert "record 12. Printed 2026-09-01 13:31 UTC-06:00 for Ana Núñez (principal)." in " ".join(lines)
        assert f"Page {number} of {len(pages)}" in " ".join(lines)


def test_nothing_that_was_written_is_taken_for_the_number_of_pages() -> None:
    written = Section("Accounts", (Quote("The door reads {nb} and {\u200dnb}.", "written by A"),))
    (page,) = lines_of(pdf(document(written)))
    assert "The door reads {nb} and {nb}." in page
    assert any(line.endswith("Page 1 of 1") for line in page)


def test_every_word_of_an_account_is_on_paper_however_long_it_is() -> None:
    long = "\n".join(f"{number}. {SENTENCE}" for number in range(400))
    pages = lines_of(pdf(document(Section("Accounts", (Quote(long, "told"),)))))
    assert len(pages) > 5
    told = " ".join(line for page in pages for line in page)
    assert [number for number in range(400) if f"{number}. {SENTENCE}" not in told] == []


def test_a_name_without_blanks_longer_than_a_line_is_broken_and_not_cut() -> None:
    name = "Donaudampfschifffahrt" * 20
    told = "".join(
        "".join(page) for page in lines_of(pdf(document(Section("Facts", (Pairs("x", (("Name", name),)),)))))
    )
    assert name in told.replace(" ", "")


def test_a_letter_the_typeface_lacks_is_written_as_its_number_and_said_so() -> None:
    told = " ".join(" ".join(page) for page in lines_of(pdf(report(bite(), PRINTED))))
    assert "[U+674E] is how the family writes it." in told
    assert "stands for a letter" in told
    assert "Mr Nguyễn came within a minute." in told
    plain = Section("Accounts", (Quote(ACCOUNT.replace("李", "Li"), "told"),))
    assert "stands for a letter" not in " ".join(" ".join(page) for page in lines_of(pdf(document(plain))))


@pytest.mark.parametrize(
    "block",
    [
        Text(SENTENCE),
        Quote(f"{SENTENCE}\n{SENTENCE}", "told"),
        Table("t", ("Time", "What"), (("10:31", SENTENCE),), (1, 3)),
        Pairs("p", (("Asked", "Answered"),)),
        Signature("Principal"),
    ],
    ids=["text", "quote", "table", "pairs", "signature"],
)
def test_no_heading_stands_alone_at_the_foot_of_a_page(block: Text | Quote | Table | Pairs | Signature) -> None:
    for above in range(38, 60):
        filled = Section("Before", tuple(Text(f"line {number}") for number in range(above)))
        pages = lines_of(pdf(document(filled, Section("Heading", (block,)))))
        for page in pages:
            ends = [line for line in page if not line.startswith(("record 12", "Page"))][-1]
            assert ends != "Heading", f"after {above} lines"


def test_a_row_longer_than_a_page_goes_on_under_the_same_heads() -> None:
    row = ("10:31", "\n".join(f"line {number}" for number in range(150)))
    pages = lines_of(pdf(document(Section("Timeline", (Table("t", ("Time", "What"), (row,), (1, 3)),)))))
    told = [line for page in pages for line in page]
    assert len(pages) >= 3
    assert sum(line == "Time What" for line in told) >= len(pages) - 1
    assert [number for number in range(150) if not any(line.endswith(f"line {number}") for line in told)] == []


def test_all_that_is_set_stays_inside_the_paper() -> None:
    opened = pypdfium2.PdfDocument(pdf(report(bite(), PRINTED)))
    for page in opened:
        width, height = page.get_size()
        for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            left, bottom, right, top = each.get_bounds()
            assert left >= 0 and bottom >= 0 and right <= width - 20 and top <= height
    opened.close()


def test_signatures_are_never_on_two_pages() -> None:
    signatures = Section("Signatures", (Signature("Educator"), Signature("Principal"), Signature("Superintendent")))
    for above in range(38, 60):
        filled = Section("Before", tuple(Text(f"line {number}") for number in range(above)))
        pages = lines_of(pdf(document(filled, signatures)))
        signed = [sum("name in print" in line for line in page) for page in pages]
        assert sorted(signed)[-1] == 3, f"after {above} lines"
