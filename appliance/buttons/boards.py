"""The boards there is firmware for, and what a case may hold besides the board. Pure; the files are in hardware/firmware."""

from collections.abc import Callable

from appliance.plan.mistakes import did_you_mean, listed, quoted

BOARDS = ("esp32-poe", "esp32-c3")
WIRELESS = ("esp32-c3",)
MEASURES_SUPPLY = ("esp32-poe",)  # has the two resistors already

PARTS = {
    "tamper": "a switch that the closed case presses",
    "supply": "two equal resistors through which the board measures its supply",
    "buzzer": "a buzzer or a vibration motor",
}
"""What the case of a button may hold, by the file of our firmware that serves it. One that is not there must not be built in: an
open case would be reported for ever, and a voltage that is none."""


def board_of(line: int, text: str, usual: str, note: Callable[[int, str, str, str], None]) -> str:
    """The board a cell names, `usual` where it is empty; what is no board of ours is noted."""
    board = text.casefold() or usual
    if board not in BOARDS:
        says = f"There is no firmware for a board {quoted(board)}."
        note(line, "board", says, did_you_mean(board, BOARDS) or f"Known boards: {listed(BOARDS)}.")
    return board
