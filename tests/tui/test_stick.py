"""Tests the record on a stick, by keys and by words: the real process at the stick, with a real feed behind it."""

from pathlib import Path

import pytest

from appliance.api.sticks import AskSticks, Carried, Carry, Progress, Stick, Sticks
from appliance.flows.box.sticks import progress_words
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record
from tests.tui.at_sticks import sticks_at
from tests.tui.boards import board
from tests.tui.conftest import Sits
from tests.tui.plain.conversation import Conversation
from tests.tui.stage import Stage
from tui.keys.table import BY_ACTION
from tui.line.news import SticksArrived, StickTold
from tui.model import ConsoleModel
from tui.plain.box.sticks import found, told

pytestmark = pytest.mark.slow


NEW, BACK = Stick("/media/new", 29_000, carries=False), Stick("/media/usb", 800, carries=True)


async def test_a_stick_is_chosen_by_a_digit_written_and_said_to_be_done(
    stage: Stage, sits: Sits, tmp_path: Path
) -> None:
    (path := tmp_path / "stick").mkdir()
    sticks: list[Stick] = []
    async with BoxFeed.open(Record(), tmp_path) as box, sticks_at(stage.path, sticks, box.socket), sits() as person:
        box.writes(20)
        await person.sees("38 of 38")
        await person.presses("f")
        await person.sees("USB STICK", "No stick is in this box", "1 Look again")
        sticks.append(Stick(str(path), 500, carries=False))
        await person.presses("1")
        await person.sees(
            "1 Write the record onto", "(500"
        )  # where the line is folded depends on how long the folder's name is
        await person.presses("1")
        await person.sees("Entries 1 to 20 are on the stick. It may be pulled out now.")
        assert [*path.glob("handbell/*/deposit-0000000001-0000000020.hbp")]
        sticks[:] = [Stick(str(path), 500, carries=True)]
        await person.presses("escape")
        await person.presses("f")
        await person.sees("1 Take in what the district wrote")
        await person.presses("1")
        await person.sees("Nothing on it is countersigned by the district yet.")


async def test_a_stick_that_was_pulled_out_is_said_and_calls_come_over_it(
    stage: Stage, sits: Sits, tmp_path: Path
) -> None:
    sticks = [Stick(str(tmp_path / "stick"), 500, carries=False)]
    async with BoxFeed.open(Record(), tmp_path) as box, sticks_at(stage.path, sticks, box.socket), sits() as person:
        box.writes(2)
        await person.sees("38 of 38")
        await person.presses("f")
        await person.sees("1 Write the record onto")
        sticks.clear()
        await person.presses("1")
        await person.sees("! The stick is not there any more")


async def test_without_the_process_it_is_said_what_to_do(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("38 of 38")
        await person.presses("f")
        await person.sees("Nothing at this box writes sticks")


def test_a_console_that_only_watches_carries_nothing() -> None:
    watching = ConsoleModel(desk=None).with_board(board(), 0)
    assert "only watches" in watching.why_not(BY_ACTION["stick"])


def test_words_hear_it_write_it_and_take_it_in() -> None:
    desk = Conversation()
    assert desk.types("carry") == AskSticks()
    assert "type: carry" in desk.hears("write stick")
    desk.model = desk.model.with_sticks((NEW, BACK))
    assert "Which stick?" in desk.hears("write stick")
    assert desk.types("usb") == Carry("export", "/media/usb")
    assert desk.types("take stick") == Carry("import", "/media/usb"), "the only one there is"
    assert desk.types("write stick new") == Carry("export", "/media/new")


def test_it_is_told_in_sentences_and_not_in_a_stream_of_them() -> None:
    known = found(SticksArrived(Sticks((BACK,))))
    assert known[0] == "Take in what the district wrote on /media/usb."
    assert known[-1] == "To write one, type: write stick. To take one in, type: take stick"
    assert "Put one in" in found(SticksArrived(Sticks(())))[0]
    assert told(StickTold(Progress(500, 90_000)), 0) == []
    assert told(StickTold(Progress(10_500, 90_000)), 0) == [progress_words(Progress(10_500, 90_000))]
    assert told(StickTold(Carried(True, ("Done.", "Take it away."))), 0) == ["Done.", "Take it away."]
