"""The supplies with a battery, in the words of a desk. Pure."""

import textwrap

from appliance.api.board.board import BoardView
from appliance.api.board.supervised import PowerLine

NOT_WATCHED = "not watched by this box"
WORDS_MAX = 60  # one line of the idle screen, beside its name

type Words = tuple[str, bool | None]
"""What is said, and whether it is well; None where nobody knows."""


def power_words(view: BoardView, passed_ms: int) -> tuple[Words, ...]:
    """One clause a supply; that nobody watches is said where the plan has none."""
    if not view.power:
        return ((NOT_WATCHED, None),)
    return tuple(_shortened(*_words(line, passed_ms)) for line in view.power)


def dark_soon(view: BoardView, passed_ms: int) -> str:
    """When this box goes dark, as far as that is known: the first words are read from across a room. Empty while its battery is not low."""
    if not view.spares_power:
        return ""
    low = [line.minutes_left for line in view.power if line.feeds_box and line.state == "low"]
    left = [minutes - passed_ms // 60_000 for minutes in low if minutes is not None]
    when = f"IN ABOUT {max(0, min(left))} MIN" if left else "SOON"
    return f"DARK {when}: this box's battery is low. Then use the phone."


def _words(line: PowerLine, passed_ms: int) -> Words:
    if line.state == "low":
        return f"NEARLY EMPTY: {line.name}, {_dark(line, passed_ms)}", False
    if line.state == "battery":
        return f"ON BATTERY: {line.name}, {_dark(line, passed_ms)}", False
    if not line.watched:
        return f"NOT KNOWN: {line.name} is not heard", False
    if not line.state:
        return f"{line.name}: not heard yet", None
    if line.battery_due:
        return f"mains, but replace the battery: {line.name}", False
    return f"mains: {line.name}", True


def _dark(line: PowerLine, passed_ms: int) -> str:
    """When it ends. Minutes that nobody told anew have passed all the same."""
    if not line.watched:
        return "and not heard any more"
    if line.minutes_left is None:
        return "minutes not known"
    return f"dark in about {max(0, line.minutes_left - passed_ms // 60_000)} min"


def _shortened(words: str, well: bool | None) -> Words:
    return textwrap.shorten(words, WORDS_MAX, placeholder=" ..."), well
