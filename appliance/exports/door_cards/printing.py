"""Prints door cards for `handbell plan doors`, and says which of those that hang are out of date; consoles read lists and days as it does.
Never speaks to the box: what a box knows of walk tests is an argument.
"""

import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, tzinfo
from pathlib import Path

from appliance.api.ways.messages import WaysKnown
from appliance.command_line import reason
from appliance.core.ground.moment import at
from appliance.door_cards.card import door_cards
from appliance.door_cards.hung import ListError, Standing, Stands, compared, list_of, read_list, to_print
from appliance.exports.door_cards.pages import door_pages
from appliance.exports.ending import Misnamed, format_of
from appliance.exports.formats import page_of
from appliance.exports.plain import plain
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.model import Plan
from appliance.plan.parse import examine_file
from appliance.plan.timezone import timezone_named

KINDS = ("pdf", "html", "text")
_LIST_BYTES_MAX = 1024 * 1024  # 2,000 lines of a room and a code are 100 KiB; whatever is larger is another file


class NotPrinted(Exception):
    """`str()` says why, and what to do."""


def print_doors(
    file: Path,
    output: Path | None,
    hung: Path | None,
    *,
    listing: bool = False,
    ask_box: Callable[[], WaysKnown | str] | None = None,
) -> int:
    """Print the cards of a plan: to `output`, or as text here. `listing`: their codes as CSV in place of the cards.

    With `hung`, a list of the codes at the doors, it says how each of them stands, and prints only the cards that are missing or out of
    date. Returns the exit code: 0 done, and no card has to be hung; 1 mistakes in the plan, or cards that have to be hung; 2 not done.
    """
    reading = examine_file(file)
    if reading.plan is None:
        sys.stderr.write("".join(f"{each.told(str(file))}\n" for each in reading.mistakes))
        return 1
    plan, cards = reading.plan, door_cards(reading.plan)
    try:
        kind = format_of(output, None, KINDS) if output is not None else "text"
        standings = compared(cards, read_hung(hung)) if hung is not None else ()
        wanted = to_print(cards, standings) if hung is not None else cards
        now_ms = time.time_ns() // 1_000_000
        tested = _tested(ask_box, plan, now_ms) if ask_box is not None else {}
        if listing:
            sys.stdout.write(list_of(cards))
        elif output is not None and wanted:
            write_new(page_of(door_pages(plan.building, wanted, tested, now_ms), kind), output)
            sys.stdout.write(f"Written: {output}\n")
        elif hung is None:
            sys.stdout.write(plain(door_pages(plan.building, wanted, tested, now_ms)))
    except (NotPrinted, Misnamed) as why:
        sys.stderr.write(f"handbell plan doors: {why}\n")
        return 2
    return _told(standings) if hung is not None else 0


def _told(standings: tuple[Standing, ...]) -> int:
    """Say which cards have to be changed; return the exit code."""
    lines = standings_told(standings)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if len(lines) > 1 else 0


def standings_told(standings: tuple[Standing, ...]) -> list[str]:
    """Name each room whose card has to be changed, and last how many rooms have the right one."""
    wrong = [each for each in standings if each.stands is not Stands.SAYS_THE_SAME]
    right = len(standings) - len(wrong)
    return [
        *(f"{f'{each.name} ({each.room})' if each.name else each.room}: {each.stands.value}" for each in wrong),
        f"{right} of {len(standings)} rooms have the card of this plan.",
    ]


def read_hung(file: Path) -> Mapping[RoomId, tuple[str, ...]]:
    """Read the list of the codes at the doors. Raises NotPrinted with every mistake in it."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(_LIST_BYTES_MAX + 1)
    except OSError as error:
        raise NotPrinted(f"{file} could not be read ({reason(error)}).") from error
    if len(raw) > _LIST_BYTES_MAX:
        raise NotPrinted(f"{file} is longer than any list of cards. Name the list of the codes at the doors.")
    try:
        return read_list(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NotPrinted(f"{file} is no text in UTF-8. Save the list as CSV in UTF-8.") from error
    except ListError as wrong:
        raise NotPrinted("\n".join(f"{file}: {each}" for each in wrong.mistakes)) from wrong


def _tested(ask_box: Callable[[], WaysKnown | str], plan: Plan, now_ms: int) -> dict[ButtonId, date]:
    """Ask a box for the day of each button's last walk test. A box that has another building's plan knows nothing of these buttons."""
    known = ask_box()
    if isinstance(known, str):
        raise NotPrinted(known)
    if known.building != plan.building:
        raise NotPrinted(f"The box has the plan of {known.building}, and this one is of {plan.building}.")
    return tested_days(known, timezone_named(plan.timezone) or UTC, now_ms)


def tested_days(known: WaysKnown, zone: tzinfo, now_ms: int) -> dict[ButtonId, date]:
    """Give the day of each button's last walk test, as a box tells it."""
    return {
        ButtonId(way.subject): at(now_ms - way.proved_ago_ms, zone).date()
        for room in known.rooms
        for way in room.ways
        if way.kind == "button" and way.proved_ago_ms is not None
    }


def write_new(page: bytes, output: Path) -> None:
    """Write a new file. Raises NotPrinted where there is one already, or where it cannot be written."""
    try:
        with output.open("xb") as new:
            new.write(page)
    except FileExistsError as error:
        raise NotPrinted(f"{output} is there already, and was left as it is. Name another file.") from error
    except OSError as error:
        raise NotPrinted(f"{output} could not be written ({reason(error)}). Name another place.") from error
