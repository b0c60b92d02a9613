"""Chooses which way of messages is proved next by a test, and says which have not proved themselves. Pure.

A way that nobody used for months may be dead, and its device may not know it. So each way of each person, and the modem for texts itself,
is tested every four weeks by a message that says so, in the hours in which the way may be used, and never while anything happens in the
building. What proves a way is no word of the person: where the way can know that a message was delivered, this is enough.
"""

from collections.abc import Iterator, Mapping

import msgspec

from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.messages.addresses import Address
from appliance.core.messages.turns import in_hours, works
from appliance.plan.messages import MessageWay
from appliance.plan.model import Person

DAY_MS = 86_400_000
PROVE_EVERY_DAYS = 28
"""A month, as NFPA 72 and makers of text modems test a path; four whole weeks, so that the day of the week stays the same."""
UNPROVED_AFTER_DAYS = 35
"""A week more: a person may be away for one, and a test is tried again each day."""


class Proof(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one way to one person, in days since 1970: since when the plan has it, when it last proved itself, and when it was
    last tested. No time of the day: it could tell when a call was.
    """

    known: int
    proved: int | None = None
    tested: int | None = None


TEST = "test/"
"""The id of a test begins with this. No call has such an id."""


def is_test(message: str) -> bool:
    """Whether the message of this id is a test, and about no call."""
    return message.startswith(TEST)


type Proofs = Mapping[Address, Proof]


def day_of(now: Moment) -> int | None:
    """Number the day; None while the clock is not trusted."""
    return None if now.week_minute is None else now.wall_ms // DAY_MS


def is_quiet(board: Board) -> bool:
    """Whether a test disturbs nothing: no call, no response of the building, no check-in, no room that is cleared, and no practice."""
    practice = board.drill is not None or board.walk_test is not None
    return not (board.incidents or board.response or board.check_in or board.clears or practice)


def next_test(board: Board, heard: Heard, proofs: Proofs, now: Moment) -> tuple[Person, MessageWay] | None:
    """Give the way that is to be tested now, or None. The one whose proof is oldest comes first. Each is tested once a day at most."""
    today = day_of(now)
    if today is None or not is_quiet(board):
        return None
    due = [
        (person, way)
        for person, way in tested_ways(board)
        if in_hours(person, way, now) and works(heard, way) is True and _is_due(proofs.get((way.by, way.to)), today)
    ]
    return min(due, key=lambda each: _proved(proofs.get((each[1].by, each[1].to))), default=None)


def unproved(board: Board, proofs: Proofs, today: int) -> set[str]:
    """Give the families of ways of which one did not prove itself within the month and a week."""
    found: set[str] = set()
    for _, way in tested_ways(board):
        proof = proofs.get((way.by, way.to))
        if proof is not None and today - max(proof.known, _proved(proof)) > UNPROVED_AFTER_DAYS:
            found.add(way.by)
    return found


def still_known(board: Board, proofs: Proofs, today: int) -> dict[Address, Proof]:
    """Give what is to be kept: a proof for each way that the plan has. Of any other nothing is kept, so that a yes can be withdrawn without
    a mark.
    """
    return {(way.by, way.to): proofs.get((way.by, way.to), Proof(today)) for _, way in tested_ways(board)}


def all_ways(board: Board) -> Iterator[tuple[Person, MessageWay]]:
    """Give each way of each person of the plan, in order, and then each shared phone."""
    told = (*board.index.plan.people, *board.index.rung.values())
    return ((person, way) for person in told for way in person.message_ways)


def tested_ways(board: Board) -> Iterator[tuple[Person, MessageWay]]:
    """Give each way that is tested: all of them, and then the modem's own number. A text to that goes out and comes in again."""
    yield from all_ways(board)
    modem = board.index.modem
    yield from ((modem, way) for way in modem.message_ways) if modem is not None else ()


def proved_lately(heard: Heard, way: MessageWay, now: Moment) -> bool:
    """Whether a way proved itself by a test within the month and a week, or by a call since the box started."""
    address, today = (way.by, way.to), day_of(now)
    if address in heard.ways_proved_ms:
        return True
    day = heard.ways_proved_day.get(address)
    return day is not None and (today is None or today - day <= UNPROVED_AFTER_DAYS)


def _is_due(proof: Proof | None, today: int) -> bool:
    """Whether a test is due. A clock that was set back makes it due at once, and no more than once a day."""
    if proof is None or proof.tested == today:
        return False
    return proof.proved is None or not 0 <= today - proof.proved < PROVE_EVERY_DAYS


def _proved(proof: Proof | None) -> int:
    return 0 if proof is None or proof.proved is None else proof.proved
