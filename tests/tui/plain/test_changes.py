"""Tests what is said when the board has changed."""

import msgspec
import pytest

from appliance.api.board.board import BoardView
from appliance.api.board.supervised import CutOffLine
from appliance.core.ground.words import Awaited, Stage
from appliance.plan.model import Kind
from tests.tui.boards import TROUBLES, board, call, drill
from tests.tui.plain.conversation import Conversation, changed
from tui.plain.changes import still_ringing
from tui.plain.paper import LINE_WIDTH, lines_of

CALLED = call(3, "B204")
HAD = call(3, "B204", stage=Stage.ACKNOWLEDGED)
SENT = call(3, "B204", stage=Stage.DISPATCHED)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ((), (CALLED,), "Call 3: Room B204 needs help: assist. Nobody has it. Type: have 3"),
        ((), (changed(CALLED, drill=True),), "Drill call 3: Room B204 needs help: assist. Nobody has it. Type: have 3"),
        ((CALLED,), (HAD,), "Call 3, Room B204: Front office has it. Nobody is sent yet."),
        ((HAD,), (SENT,), "Call 3, Room B204: Sent: Marcus Bell. Not confirmed yet."),
        (
            (SENT,),
            (changed(SENT, presses=2, ringing=True),),
            "Call 3, Room B204: Pressed again, 2 times now. Type: have 3",
        ),
        (
            (SENT,),
            (changed(SENT, overdue=Awaited.CONFIRMATION, ringing=True),),
            "Call 3, Room B204: Nobody has confirmed that they are going. Type: have 3",
        ),
        (
            (CALLED,),
            (changed(CALLED, kind=Kind.EMERGENCY, presses=2, holds=1),),
            "Call 3, Room B204: The button was held on. Worse: it is emergency now. Type: have 3",
        ),
        (
            (CALLED,),
            (changed(CALLED, kind=Kind.EMERGENCY),),
            "Call 3, Room B204: Worse: it is emergency now.",
        ),
        (
            (HAD,),
            (CALLED,),
            "Call 3, Room B204: Nobody has it any more. Type: have 3",
        ),
        (
            (HAD,),
            (changed(CALLED, lapsed_ago_ms=60_000),),
            "Call 3, Room B204: Nobody has it any more: it was taken 60 seconds ago, and nobody was sent. Type: have 3",
        ),
        (
            (SENT,),
            (changed(SENT, overdue=Awaited.CONFIRMATION, ringing=True, lapsed_ago_ms=120_000),),
            "Call 3, Room B204: Help sent 2 minutes ago did not answer. Nobody has confirmed that they are going. "
            "Type: have 3",
        ),
        (
            (changed(CALLED, rings_here=False),),
            (CALLED,),
            "Call 3, Room B204: Rings here now. Type: have 3",
        ),
        ((SENT,), (), "Call 3, Room B204: Stood down."),
        (
            (CALLED,),
            (changed(CALLED, lamp="not-delivered"),),
            "Call 3, Room B204: The caller's button says: not delivered. Phone or walk there.",
        ),
        (
            (changed(CALLED, own_zone=True),),
            (changed(CALLED, own_zone=True, lamp="not-delivered"),),
            "Call 3, Room B204: The caller's button says: not delivered. Phone or walk there."
            " This desk is in the same zone and does not count.",
        ),
        ((CALLED,), (changed(CALLED, age_ms=90_000, deadline_in_ms=10),), None),
    ],
)
def test_a_call_that_changed_is_said_in_one_sentence(before: tuple, after: tuple, says: str | None) -> None:  # type: ignore[type-arg]
    assert Conversation(*before).told(board(*after)) == ([says] if says else [])


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (board(), board(troubles=TROUBLES[:1]), "Trouble: button lost, B117. " + TROUBLES[0].detail),
        (board(troubles=TROUBLES[:1]), board(), "Over: button lost, B117."),
        (
            board(),
            board(drill=drill("B204")),
            "Drill begun: Medical practice, in B204, for 12 minutes at most. Any other call is REAL.",
        ),
        (board(drill=drill("B204")), board(), "Drill ended: Medical practice. Every call is real now."),
        (board(), board(recording=False), "NOT RECORDING: the disk is not writing. Calls work; write times on paper."),
        (board(recording=False), board(), "The disk is writing again. Everything is being recorded."),
        (
            board(),
            board(cut_off=(CutOffLine(room_name="Room 117", why="its button is not heard"),)),
            "Room 117 cannot call now: its button is not heard.",
        ),
        (board(), board(here=None), None),
    ],
)
def test_a_house_that_changed_is_said_in_one_sentence(before: BoardView, after: BoardView, says: str | None) -> None:
    desk = Conversation()
    desk.told(before)
    assert desk.told(after) == ([says] if says else [])


def test_a_desk_that_counts_as_unattended_says_which_key_helps() -> None:
    here = board().here
    assert here is not None
    desk = Conversation()
    away = msgspec.structs.replace(here, attended=False)
    assert desk.told(board(here=away)) == ["This desk counts as unattended. Press Enter if you are here."]


def test_a_flood_is_summed_up_and_still_names_every_call_nobody_has() -> None:
    calls = tuple(call(number, f"{100 + number}") for number in range(1, 39))
    (said,) = Conversation().told(board(*calls))
    assert said.startswith("38 calls ring: 1 Room 101 (assist), ")
    assert all(f"Room {100 + number} " in said for number in range(1, 39))


def test_lines_keep_their_width_and_their_words() -> None:
    sentence = " ".join(["somewhat-longer-words"] * 20)
    assert all(len(line) <= LINE_WIDTH for line in lines_of(sentence))
    assert " ".join(lines_of(sentence)) == sentence
    assert lines_of("x" * 100) == ["x" * 100]


def test_nothing_a_terminal_would_obey_gets_through() -> None:
    assert lines_of("Note:\x1b[2J gone\x07\u202e\r\n") == ["Note: [2J gone"]


def test_in_a_flood_only_what_is_new_is_named_and_how_many_ring_in_all() -> None:
    first = tuple(call(number, f"{100 + number}") for number in range(1, 12))
    desk = Conversation(*first)
    (said,) = desk.told(board(*first, call(12, "112"), call(13, "113")))
    assert said.startswith("2 more calls ring: 12 Room 112 (assist), 13 Room 113 (assist). 13 ring in all.")
    assert desk.told(board(*first, call(12, "112"), changed(call(13, "113"), presses=2))) == [
        "Call 13, Room 113: Pressed again, 2 times now. Type: have 13"
    ]


def test_what_else_needs_somebody_now_is_not_lost_in_a_flood() -> None:
    calls = tuple(call(number, f"{100 + number}") for number in range(1, 12))
    said = Conversation().told(board(*calls, recording=False))
    assert said[0].startswith("12 things changed at once. 11 calls ring: ")
    assert said[1] == "NOT RECORDING: the disk is not writing. Calls work; write times on paper."


def test_many_that_still_ring_are_said_by_their_numbers() -> None:
    ringing = tuple(call(number, f"{100 + number}") for number in (1, 2, 4, 5, 6, 9))
    said = still_ringing(ringing)
    assert said[0] == "6 calls ring: numbers 1, 2, 4 to 6, 9. Type board to hear all. The first:"
    assert said[1].startswith("Call 1, Room 101, assist, still rings.")


def test_in_a_flood_the_board_names_all_that_ring_in_one_sentence() -> None:
    calls = tuple(call(number, f"{100 + number}") for number in range(1, 12))
    had = call(12, "112", stage=Stage.ACKNOWLEDGED)
    desk = Conversation(*calls, had)
    said = desk.hears("board")
    assert (
        "12 calls are open. For more about one type board and its number. 11 calls ring: 1 Room 101 (assist)," in said
    )
    assert "Call 12, Room 112, assist: Front office has it. Nobody is sent yet." in said
    assert desk.hears("board 12").startswith("Call 12, Room 112: assist, open for ")
    assert "Call 40 is not open." in desk.hears("board 40")
