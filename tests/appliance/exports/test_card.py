"""Tests the card of resources and rights and the paper for somebody who was sent home, as they are printed and as they are heard."""

import re
from pathlib import Path

import pytest

from appliance.commands.plan import main
from appliance.exports.card import card_page, card_sheet
from appliance.exports.html import html
from appliance.exports.pdf import pdf
from appliance.exports.plain import plain
from appliance.exports.sent_home import sent_home
from appliance.exports.sheet import Sheet
from appliance.plan.cli import example
from appliance.plan.supports import NOTHING_FILLED_IN, Supports
from appliance.supports import home_texts
from appliance.supports.language import Both, Language
from appliance.supports.texts import OFFERS, SENT_HOME, TITLE
from tests.appliance.exports.pages import lines_of, words_of
from tests.appliance.supports.filled_in import CROWDED, FILLED_IN

SCHOOL = "Fox Hollow Elementary"
LANGUAGES = pytest.mark.parametrize("language", list(Language))
WHOLE = pytest.mark.parametrize("supports", [NOTHING_FILLED_IN, FILLED_IN, CROWDED], ids=["nothing", "some", "crowded"])


def one_line(pages: list[list[str]]) -> str:
    return " ".join(line for page in pages for line in page)


@pytest.mark.slow
@WHOLE
def test_the_card_is_one_sheet_with_a_language_on_each_side(supports: Supports) -> None:
    english, spanish = lines_of(pdf(card_sheet(SCHOOL, supports, 0)))
    assert english[0] == TITLE.en
    assert spanish[0] == TITLE.es
    for text in OFFERS.values():
        assert f"{text.title.en}." in " ".join(english)
        assert f"{text.title.es}." in " ".join(spanish)


@pytest.mark.slow
def test_every_name_and_number_of_the_district_stands_on_both_sides() -> None:
    for page in lines_of(pdf(card_sheet(SCHOOL, FILLED_IN, 0))):
        for each in FILLED_IN.offers:
            assert each.name in " ".join(page) and each.phone in " ".join(page)
        assert "720 555 0140" in " ".join(page) and "720 555 0141" in " ".join(page)
        assert "Dana Example" in " ".join(page) and "2026-08-14" in " ".join(page)


def test_the_spanish_side_is_marked_as_spanish_for_whoever_hears_it() -> None:
    made = card_sheet(SCHOOL, FILLED_IN, 0)
    before, _, spanish = html(made).partition('<div lang="es">')
    assert TITLE.es in spanish and TITLE.es not in before
    assert set(re.findall(r">([^<.]+)\.", before)) >= OFFERS_OF_EN
    file = pdf(made)
    assert file.startswith(b"%PDF")
    assert b"/Lang (en-US)" in file
    assert b"/Lang (es-US)" in pdf(card_page(SCHOOL, FILLED_IN, Language.SPANISH, 0))


def test_a_paragraph_in_another_language_says_so_on_paper_too() -> None:
    sheet = Sheet("Card", "Fox Hollow", 0)
    for language in ("", "es"):
        sheet.other_language = language
        with sheet.tagged("P"):
            sheet.put_all(["Sus derechos"], 10.0)
    drawn = bytes(sheet.pages[1].contents)
    sheet.output()  # which closes the fonts
    assert drawn.count(b"/P <</MCID") == 2
    assert b"/P <</MCID 1 /Lang (es-US)>> BDC" in drawn


OFFERS_OF_EN = {"Your point of contact", "Medical care", "Time off", "Your rights"}


@LANGUAGES
def test_on_a_screen_it_is_in_one_language(language: Language) -> None:
    other = Language.SPANISH if language is Language.ENGLISH else Language.ENGLISH
    told = " ".join(plain(card_page(SCHOOL, FILLED_IN, language, 0)).split())
    for text in OFFERS.values():
        assert text.says.within(language) in told
        assert text.says.within(other) not in told


@pytest.mark.slow
@LANGUAGES
@WHOLE
def test_the_paper_for_home_is_one_sheet_with_a_number_and_the_whole_card(
    supports: Supports, language: Language
) -> None:
    front, back = lines_of(pdf(sent_home(SCHOOL, supports, language, 0)))
    assert front[0] == home_texts.TITLE.within(language)
    assert " ".join(front).count(home_texts.ANSWERS[1].within(language)) >= len(OFFERS)
    for text in OFFERS.values():
        assert text.title.within(language) in " ".join(front)
        assert f"{text.title.within(language)}." in " ".join(back)


def test_the_paper_for_home_begins_with_the_number_and_never_asks_for_the_code() -> None:
    page = words_of(html(sent_home(SCHOOL, FILLED_IN, Language.ENGLISH, 0)))
    assert page.index("720 555 0141") < page.index("What was done for you")
    assert "Never tell anybody the code on your receipt." in page
    assert SENT_HOME.en not in page, "the number is said once, first"
    missing = words_of(html(sent_home(SCHOOL, NOTHING_FILLED_IN, Language.ENGLISH, 0)))
    assert "Call this number Not filled in: ask your school's front office." in missing


def test_its_words_stand_in_both_languages() -> None:
    found = [value for value in vars(home_texts).values() if isinstance(value, Both)]
    found += [*home_texts.ON_THE_TELEPHONE, *home_texts.ANSWERS, *home_texts.WHICH]
    assert len(found) > 10 and all(each.en.strip() and each.es.strip() for each in found)


class TestCommand:
    """`handbell plan card` and `handbell plan home`."""

    @pytest.fixture
    def plan(self, tmp_path: Path) -> Path:
        file = tmp_path / "plan.yaml"
        file.write_text(example(), encoding="utf-8")
        return file

    def test_a_file_has_both_languages_and_is_never_written_over(
        self, plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        to = tmp_path / "card.html"
        assert main(["card", str(plan), "-o", str(to)]) == 0
        page = words_of(to.read_text(encoding="utf-8"))
        assert TITLE.en in page and TITLE.es in page and "Example Urgent Care" in page
        was = to.read_bytes()
        assert main(["card", str(plan), "-o", str(to)]) == 2
        assert to.read_bytes() == was
        assert "is there already, and was left as it is" in capsys.readouterr().err

    @pytest.mark.slow
    @pytest.mark.parametrize("what", ["card", "home"])
    def test_it_is_printed_as_pdf_in_the_language_asked_for(self, what: str, plan: Path, tmp_path: Path) -> None:
        to = tmp_path / "paper.pdf"
        assert main([what, str(plan), "-o", str(to), "--language", "es"]) == 0
        title = {"card": TITLE.es, "home": home_texts.TITLE.es}[what]
        assert title in one_line(lines_of(to.read_bytes()))

    def test_without_a_file_it_is_shown(self, plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["card", str(plan)]) == 0
        assert capsys.readouterr().out.startswith(f"{TITLE.en}\n")

    def test_a_name_without_a_meaning_and_a_plan_with_mistakes_are_refused(
        self, plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["home", str(plan), "-o", str(tmp_path / "home.doc")]) == 2
        assert "Let the name end in one of .pdf, .html, .txt" in capsys.readouterr().err
        plan.write_text(example().replace("offer: medical", "offer: medicine"), encoding="utf-8")
        assert main(["card", str(plan)]) == 1
        line = next(
            at for at, text in enumerate(plan.read_text(encoding="utf-8").splitlines(), 1) if "offer: medicine" in text
        )
        assert f"plan.yaml:{line}: supports.offers[0].offer" in capsys.readouterr().err
