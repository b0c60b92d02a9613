"""Tests texts that come in, over a line to a pretend modem: whole, once, and deleted only when they are recorded."""

from pathlib import Path

import pytest

from hardware.modem import joining
from hardware.modem.joining import UNREADABLE
from tests.hardware.modem.stick import PATIENT, REYES, Box, a_box, running, stored
from tests.hardware.running import until


async def test_a_text_is_heard_and_deleted_once_it_is_recorded(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.text(REYES, "HELP 204")
        await until(lambda: box.texts == ["HELP 204"])
        await until(lambda: stored(stick.modem) == 0)
        (heard,) = box.heard
        assert heard.number == REYES
        assert not heard.part
        assert heard.sent_at_claim_ms is not None


async def test_a_text_that_is_not_recorded_stays_and_is_heard_again_by_the_next_run(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        box.takes = False
        stick.modem.text(REYES, "HELP")
        await until(lambda: box.texts == ["HELP"])
        polls = stick.modem.heard.count("AT+CMGL=4")
        await until(lambda: stick.modem.heard.count("AT+CMGL=4") > polls + 3)
        assert box.texts == ["HELP"]
        assert stored(stick.modem) == 1
        assert not [each for each in stick.modem.heard if each.startswith("AT+CMGD")]
        box.untaken[0]()
        await until(lambda: stored(stick.modem) == 0)


async def test_a_box_that_was_killed_before_it_recorded_a_text_hears_it_again_under_the_same_id(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        box.takes = False
        stick.modem.text(REYES, "HELP")
        await until(lambda: box.texts == ["HELP"])
        again = Box(tmp_path, tmp_path / "modem", PATIENT)
    async with running(again):
        pass
    async with a_box(tmp_path) as (later, other):
        other.modem.card.stores = stick.modem.card.stores
        await until(lambda: later.texts == ["HELP"])
        assert later.heard[0].id == box.heard[0].id
        await until(lambda: stored(other.modem) == 0)


async def test_a_text_of_which_no_word_came_is_found_by_looking(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.keeps_news = True
        stick.modem.text(REYES, "HELP")
        await until(lambda: box.texts == ["HELP"])


async def test_what_lay_in_the_modem_before_the_start_is_heard(tmp_path: Path) -> None:
    async with a_box(tmp_path, ready=False) as (box, stick):
        stick.modem.text(REYES, "HELP one")
        stick.modem.card.receives = "ME"
        stick.modem.text(REYES, "HELP two")
        await until(lambda: sorted(box.texts) == ["HELP one", "HELP two"], 10.0)
        await until(lambda: stored(stick.modem) == 0)


@pytest.mark.parametrize("text", ["HELP " + "ñ and {more}, " * 40, "AYUDA " + "😀 ő " * 50])
async def test_a_long_text_comes_whole(tmp_path: Path, text: str) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.text(REYES, text)
        await until(lambda: box.texts == [text])
        await until(lambda: stored(stick.modem) == 0)
        assert not box.heard[0].part


async def test_a_part_that_stays_alone_is_heard_after_a_while_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "WAITS_S", 0.5)
    async with a_box(tmp_path) as (box, stick):
        stick.modem.text(REYES, "HELP " + "more " * 50, only=1)
        await until(lambda: [each.part for each in box.heard] == [True])
        assert box.texts[0].startswith("HELP more more")
        await until(lambda: stored(stick.modem) == 0)


async def test_what_nobody_can_read_is_told_and_does_not_fill_the_card(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.come("00FFFFFF")
        await until(lambda: box.texts == [UNREADABLE])
        await until(lambda: stored(stick.modem) == 0)


async def test_ten_texts_at_once_in_the_middle_of_every_answer_are_all_heard(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.chatters = True
        for each in range(10):
            stick.modem.text(REYES, f"HELP {each}")
        await until(lambda: sorted(box.texts) == [f"HELP {each}" for each in range(10)])
        await until(lambda: stored(stick.modem) == 0)
        assert "modem-full" not in box.wrong


async def test_a_draft_of_somebody_is_neither_told_nor_deleted(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.card.draft("0011000B912717500501F10000AA0AE8329BFD4697D9EC37")
        stick.modem.text(REYES, "HELP")
        await until(lambda: box.texts == ["HELP"])
        await until(lambda: stored(stick.modem) == 1)
