"""Tests door cards as they are printed, seen and heard, and the command that prints them."""

import re
from datetime import date
from pathlib import Path

import pytest

from appliance.api.ways.messages import RoomWaysLine, WayLine, WaysKnown
from appliance.commands.plan import main
from appliance.door_cards import texts
from appliance.door_cards.card import door_cards
from appliance.exports.door_cards.pages import LINE_TO_WRITE, door_pages
from appliance.exports.door_cards.pictograms import signs
from appliance.exports.door_cards.printing import print_doors
from appliance.exports.html import html
from appliance.exports.pdf import pdf
from appliance.exports.plain import plain
from appliance.plan.cli import example
from appliance.plan.ids import ButtonId
from tests.appliance.door_cards.test_card import PLAN
from tests.appliance.exports.pages import lines_of, words_of

CARDS = door_cards(PLAN)
DAY_MS = 86_400_000


@pytest.mark.slow
def test_a_card_is_one_page_where_its_room_has_one_kind_of_button() -> None:
    usual = tuple(each for each in CARDS if each.room != "C120")
    pages = lines_of(pdf(door_pages(PLAN.building, usual, {}, 0)))
    assert [page[0] for page in pages] == ["Door cards", *(each.name for each in usual)]
    for page, card in zip(pages[1:], usual, strict=True):
        text = " ".join(page)
        assert card.code in text and "Sin firmar todavía." in text and PLAN.phone in text


@pytest.mark.slow
def test_what_is_drawn_on_paper_is_no_content_and_spanish_is_marked() -> None:
    made = pdf(door_pages(PLAN.building, CARDS[:1], {}, 0))
    assert made == pdf(door_pages(PLAN.building, CARDS[:1], {}, 0)), "the same cards make the same bytes"
    assert b"/Lang (en-US)" in made


def test_a_page_on_a_screen_hides_drawings_from_who_hears_it_and_marks_spanish() -> None:
    page = html(door_pages(PLAN.building, CARDS, {}, 0))
    assert page.count("<svg") == page.count('aria-hidden="true"') > 9 * len(CARDS)
    assert f'<p lang="es">{texts.ANYBODY.es}</p>' in page
    assert re.findall(r"<h([1-6])", page)[:4] == ["1", "2", "2", "3"], "headings follow each other in order"
    assert "src=" not in page and "href=" not in page


def test_the_day_of_the_last_walk_test_is_told_or_left_to_be_written() -> None:
    one, other = CARDS[0], CARDS[1]
    page = plain(door_pages(PLAN.building, (one, other), {one.buttons[0]: date(2026, 11, 24)}, 0))
    assert f"{texts.TESTED.en} / {texts.TESTED.es}: 2026-11-24" in page
    assert f"{texts.TESTED.en} / {texts.TESTED.es}: {LINE_TO_WRITE}" in page


def test_buttons_of_one_room_that_were_tested_on_different_days_are_told_apart() -> None:
    gym = next(each for each in CARDS if each.room == "C120")
    page = plain(door_pages(PLAN.building, (gym,), {ButtonId("C120-wall"): date(2026, 11, 24)}, 0))
    assert f"C120-wall 2026-11-24, C120-pendant {LINE_TO_WRITE}" in " ".join(page.split())


def test_every_sign_of_every_card_is_drawn_and_stays_inside_its_drawing() -> None:
    for card in CARDS:
        for line in (*card.calls, *card.lamp, *card.fallback):
            picture = signs(line.signs)
            assert (picture is None) == (line.signs == ())
            if picture is not None:
                assert picture.parts and 0 < picture.width <= 25 and 0 < picture.height <= 9


@pytest.mark.slow
def test_every_card_is_one_page_also_of_a_room_in_which_much_has_to_be_said() -> None:
    fullest = max(CARDS, key=lambda each: len(each.calls) + len(each.fallback) + len(each.lamp))
    assert len(fullest.calls) > 5 and len(fullest.fallback) > 3 and fullest.lamp
    pages = lines_of(pdf(door_pages(PLAN.building, CARDS, {}, 0)))
    assert [page[0] for page in pages] == ["Door cards", *(each.name for each in CARDS)]


class TestCommand:
    """`handbell plan doors`."""

    @pytest.fixture
    def plan(self, tmp_path: Path) -> Path:
        file = tmp_path / "plan.yaml"
        file.write_text(example(), encoding="utf-8")
        return file

    def test_the_list_of_one_day_finds_what_is_out_of_date_on_another(
        self, plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["doors", str(plan), "--list"]) == 0
        hung = tmp_path / "doors.csv"
        hung.write_text(capsys.readouterr().out, encoding="utf-8")
        assert main(["doors", str(plan), "--hung", str(hung)]) == 0
        assert capsys.readouterr().out == "12 of 12 rooms have the card of this plan.\n"
        plan.write_text(example().replace("name: Library", "name: Media center"), encoding="utf-8")
        to = tmp_path / "new.html"
        assert main(["doors", str(plan), "--hung", str(hung), "-o", str(to)]) == 1
        told = capsys.readouterr().out
        assert "Media center (A110): out of date\n" in told and "11 of 12 rooms" in told
        page = words_of(to.read_text(encoding="utf-8"))
        assert "Media center" in page and "Health room" not in page

    def test_a_file_is_never_written_over_and_a_wrong_list_is_told_with_its_lines(
        self, plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        to = tmp_path / "doors.txt"
        assert main(["doors", str(plan), "-o", str(to)]) == 0
        assert main(["doors", str(plan), "-o", str(to)]) == 2
        assert "is there already, and was left as it is" in capsys.readouterr().err
        hung = tmp_path / "doors.csv"
        hung.write_text("room,code\nA101,what\n", encoding="utf-8")
        assert main(["doors", str(plan), "--hung", str(hung)]) == 2
        assert "doors.csv: Line 2: “what” is no code of a card." in capsys.readouterr().err
        assert main(["doors", str(plan), "--hung", str(tmp_path / "none.csv")]) == 2
        assert "could not be read" in capsys.readouterr().err

    def test_a_box_tells_the_day_in_the_time_of_the_school(
        self, plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        way = WayLine(
            kind="button", subject="A101-desk", name="A101-desk", family="esphome", proved_ago_ms=20_000 * DAY_MS
        )
        room = RoomWaysLine(room="A101", name="Front office", zone="front", phone="", independent=1, ways=(way,))
        known = WaysKnown(request=0, building=PLAN.building, seen=True, rooms=(room,))
        assert print_doors(plan, None, None, ask_box=lambda: known) == 0
        page = capsys.readouterr().out
        assert len(re.findall(r"Última prueba del botón: \d{4}-\d{2}-\d{2}", page)) == 1
        other = WaysKnown(request=0, building="Elk Run", seen=True)
        assert print_doors(plan, None, None, ask_box=lambda: other) == 2
        assert "The box has the plan of Elk Run" in capsys.readouterr().err

    def test_a_box_that_does_not_answer_is_told(
        self, plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["doors", str(plan), "--socket", str(tmp_path / "no.sock")]) == 2
        assert "handbell plan doors: " in capsys.readouterr().err
