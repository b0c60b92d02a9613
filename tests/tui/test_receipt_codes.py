"""Tests that a decoder that is not ours reads the codes of a receipt off the console's screen, at every size and beside any calls."""

from pathlib import Path

import msgspec
import pytest

from appliance.api.ask import Answer
from appliance.api.board.board import BoardView
from appliance.api.records.messages import AccountTaken, FromDeskOfRecords, Paper
from appliance.plan.ids import IncidentId
from appliance.receipt.parse import read
from appliance.record.words import ItemId
from tests.qr_codes import qr_codes
from tests.tui.boards import FRONT, board, call
from tests.tui.picture import BLOCKS, Cell, cells_of, luminance
from tests.tui.record_scenes import BEGUN, PAPER, TO_TELL, told
from tests.tui.records import after_a_call, sits_down
from tests.tui.scenes import FLOOD, LARGE, MIDDLE, SMALL, E
from tests.tui.sitting import Clock, Sitting, at_console
from tests.tui.stage import standing_stage
from tests.tui.test_records_by_keys import tells
from tui.app import ConsoleApp
from tui.widgets.ended_calls import EndedCalls

pytestmark = pytest.mark.slow  # each test tells an account by keys: in `make test`, not in `make check`

MODULE_PX = 4
LONGEST = msgspec.structs.replace(
    PAPER,
    building="Wilhelmina Castañeda-Obermeyer Middle School of Cedar Creek",
    incident=IncidentId("5f0c2a91-1284"),
    identity="shown with the code of an earlier receipt",
    pin_set_by="Maria Guadalupe Fernández-Castañeda de la Vega y Obermeyer",
)


def box(asked: FromDeskOfRecords) -> Answer:
    """Answer as a box whose names are as long as a plan may have them."""
    answer = told(asked, BEGUN)
    if isinstance(answer, AccountTaken):
        return AccountTaken(request=answer.request, reporter=ItemId("reporter-1"), code="K7QM-3XWP", receipt=LONGEST)
    return answer


def photographed(cells: list[list[Cell]]) -> str:
    """Read what a phone sees: each half of a character is a square of pixels, as bright as its colour."""
    rows = [[_grey(cell, half) for cell in row for _ in range(MODULE_PX)] for row in cells for half in (0.0, 0.5)]
    picture = b"".join(bytes(row) * MODULE_PX for row in rows)
    (found,) = qr_codes(memoryview(picture).cast("B", [len(rows) * MODULE_PX, len(rows[0])]))
    return str(found.text)


def _grey(cell: Cell, half: float) -> int:
    begins, high = BLOCKS.get(cell.letter, (0.0, 0.0))
    return round(255 * luminance(cell.text if begins <= half < begins + high else cell.ground))


async def photographs(person: Sitting, *, sixteen: bool = False) -> tuple[int, Paper | object]:
    """Read every code from the first to the last; give the receipt that they hold together."""
    texts: list[str] = []
    while not texts or texts[-1] not in texts[:-1]:
        await person.looks(0.1)
        texts.append(photographed(cells_of(person.app, sixteen=sixteen)))
        await person.presses("enter")
    return len(texts) - 1, read("\n".join(texts))


ROOMS = ((SMALL, board()), (SMALL, board(call(12, "B204", E))), (SMALL, FLOOD), (MIDDLE, FLOOD), (LARGE, board()))


async def test_a_phone_reads_the_receipt_off_the_screen_whatever_size_it_has_and_whatever_rings(tmp_path: Path) -> None:
    async with standing_stage(tmp_path) as stage:
        stage.told_of_records = box
        app = ConsoleApp(stage.path, FRONT, Clock().now_ms)
        async with at_console(app, Clock(), SMALL) as person:
            for words, keys in (*TO_TELL, ("let us sit.", ("tab",)), ("Keep it word", ("1",)), ("WRITE THIS", ("q",))):
                await person.sees(words)
                await person.presses(*keys)
            counts = [await in_this_room(person, size, view, stage.shows) for size, view in ROOMS]
    assert counts[0] < counts[1] == counts[2] and counts[-1] == 1


async def in_this_room(person: Sitting, size: tuple[int, int], view: BoardView, shows: object) -> int:
    assert callable(shows)
    shows(view)
    await person.resizes(*size)
    await person.until(lambda: person.app.model.view == view, "the board")
    await person.looks()
    count, receipt = await photographs(person)
    assert receipt == LONGEST, size
    assert (count, receipt) == await photographs(person, sixteen=True)
    assert f" of {count}" in person.screen or count == 1
    if view.calls:
        assert person.app.board.calls.in_full_view(), "a call is in full view beside the code"
    return count


async def test_codes_that_no_longer_go_with_the_ones_before_are_begun_anew_and_say_so(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await tells(hand)
        ended = hand.person.app.board.query_one(EndedCalls)
        await hand.person.until(lambda: not ended.display, "no line of a call that is over any more")
        await hand.press("q")
        await hand.person.sees("RECEIPT, code 1 of", "ENTER  the next")
        await hand.press("enter")
        await hand.person.sees("RECEIPT, code 2 of")
        await harness.press("202").kept
        await hand.person.sees("Room 202", "RINGING", "RECEIPT, code 1 of", "Begin with this one")
        _, receipt = await photographs(hand.person)
        assert isinstance(receipt, Paper) and receipt.number == 1
        await hand.press("escape")
        await hand.person.sees("Room 202", "RINGING", "Kept word for word")
