"""Lists the circuit boards for which there is firmware, and what a case may hold besides the board. Pure; the files are in
hardware/firmware.
"""

from collections.abc import Callable

from appliance.plan.mistakes import did_you_mean, listed, quoted

BOARDS = ("esp32-poe", "esp32-c3")
WIRELESS = ("esp32-c3",)
MEASURES_SUPPLY = ("esp32-poe",)  # these have the two resistors already

PARTS = {
    "tamper": "a switch that the closed case presses",
    "supply": "two equal resistors through which the board measures its supply",
    "buzzer": "a buzzer or a vibration motor",
}
"""What the case of a button may hold. Each name is the name of a file of our firmware that serves the part. Firmware for a part that is
not in the case must be left out: otherwise an open case would be reported for ever, or a voltage that is not there.
"""


def board_of(line: int, text: str, usual: str, note: Callable[[int, str, str, str], None]) -> str:
    """Give the board that a cell names, `usual` if it is empty. A board without firmware of ours is noted as a mistake."""
    board = text.casefold() or usual
    if board not in BOARDS:
        says = f"There is no firmware for a board {quoted(board)}."
        note(line, "board", says, did_you_mean(board, BOARDS) or f"Known boards: {listed(BOARDS)}.")
    return board
