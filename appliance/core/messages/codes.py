"""Gives the codes with which people answer by a way on which anybody may pretend to be them, and counts wrong ones. Pure.

A carrier shows whatever number a sender claims. So the number of an answer proves nothing; the code does, which only the person's own
device was told. A code is worked out from a key that is drawn at each start and handed in (`Heard.code_key`). Nobody can tell a code
without that key, and with it a decision can be made again.
"""

import hashlib
from collections.abc import Iterator, Sequence

from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import Spoken
from appliance.core.messages.addresses import address_of
from appliance.core.messages.events import MessageQueued, MessageQueuedWithCode
from appliance.core.messages.turns import still_counts
from appliance.plan.ids import IncidentId, PersonId
from appliance.plan.telephones import CALLED_BY_TEXT

CODED = frozenset({CALLED_BY_TEXT})
"""The families of ways on which anybody may pretend to be the person."""

CODES = 9_999
"""Four digits, and never 0000: a person in haste copies four without looking twice, and 0000 is tried by who has none."""
WRONG_CODES_MAX = 3
"""Wrong codes from one number in one call. They leave a stranger a chance of 3 in 9,999. Whoever copies a code wrong three times is better
phoned.
"""


def with_codes(
    board: Board, heard: Heard, queued: Sequence[MessageQueued], beside: Sequence[MessageQueued] = ()
) -> list[MessageQueued]:
    """Give these messages, which are queued now, with a code where their way needs one. `beside` are queued in the same moment. Without a
    key no message gets one, and then no answer acts by itself.
    """
    done: list[MessageQueued] = []
    for each in queued:
        coded = each.way in CODED and heard.code_key
        done.append(_coded(board, heard.code_key, each, (*beside, *done)) if coded else each)
    return done


def wrong_codes(board: Board, incident: Incident, person: PersonId) -> int:
    """Count the wrong codes that came from a person's number in a call as it is."""
    known = board.messages.get(incident.incident, ())
    return sum(each.wrong_codes for each in known if each.person == person and still_counts(incident, each))


def muted(board: Board, incident: Incident, person: PersonId) -> bool:
    """Whether answers from a person's number act no more by themselves in this call."""
    return wrong_codes(board, incident, person) >= WRONG_CODES_MAX


def newest_to(board: Board, number: str) -> list[tuple[Incident, Spoken]]:
    """Give each open call of which a text went to this number, and the newest such text. The plan of today must still have the number for
    the same person, and the text must speak of the call as it is.
    """
    found: list[tuple[Incident, Spoken]] = []
    for incident in board.incidents.values():
        known = (each for each in reversed(board.messages.get(incident.incident, ())) if each.way in CODED)
        newest = next(
            (each for each in known if still_counts(incident, each) and address_of(board, each) == number), None
        )
        if newest is not None:
            found.append((incident, newest))
    return found


def calls_of_code(board: Board, person: PersonId, code: str) -> frozenset[IncidentId]:
    """Give the calls about which a person was told this code, as far as they are remembered; also those that are over."""
    return frozenset(
        call
        for call, said in board.messages.items()
        if code and any((each.person, each.code) == (person, code) for each in said)
    )


def _coded(board: Board, key: bytes, queued: MessageQueued, beside: Sequence[MessageQueued]) -> MessageQueuedWithCode:
    incident = board.incidents[queued.incident]
    known = board.messages.get(queued.incident, ())
    code = next(
        (each.code for each in known if each.code and _is_same(each, queued) and still_counts(incident, each)), ""
    )
    if not code:
        # also those of calls that are over: a late answer must find no other call
        remembered = (each for said in board.messages.values() for each in said)
        taken = {each.code for each in remembered if _is_same(each, queued)}
        taken |= {each.code for each in beside if isinstance(each, MessageQueuedWithCode) and _is_same(each, queued)}
        code = next(each for each in _drawn(key, queued, len(known)) if each not in taken)
    return MessageQueuedWithCode(
        incident=queued.incident,
        message=queued.message,
        person=queued.person,
        way=queued.way,
        check=queued.check,
        code=code,
    )


def _is_same(said: Spoken | MessageQueued, queued: MessageQueued) -> bool:
    """Whether both go to the same number."""
    return (said.person, said.way, said.check) == (queued.person, queued.way, queued.check)


def _drawn(key: bytes, queued: MessageQueued, before: int) -> Iterator[str]:
    """Give one code after the other, without end. A number is never told of 9,999 calls that are remembered at once."""
    number = 0
    while True:
        words = "\0".join(("handbell-code-1", queued.incident, queued.person, str(before), str(number)))
        drawn = int.from_bytes(hashlib.blake2b(words.encode(), key=key, digest_size=8).digest())
        yield f"{drawn % CODES + 1:04}"
        number += 1
