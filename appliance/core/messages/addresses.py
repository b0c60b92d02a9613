"""Finds the address of a message in the plan of today. Pure. No entry holds an address: the record of a call is kept for years and given to
others, and a telephone of a person's own is no business of theirs.

A message keeps a check of its address instead, four hexadecimal digits. They are enough to tell whether the plan still has that address for
its person. They are too few to find it: 150,000 telephone numbers of ten digits have the same four. Every message to an address has the
same check, so that many messages tell no more than one.
"""

import functools
import hashlib

from appliance.core.board import Board
from appliance.core.ground.messages import Spoken
from appliance.core.messages.events import MessageQueued
from appliance.plan.ids import PersonId
from appliance.plan.model import Person

_DIGITS = 4

type Address = tuple[str, str]
"""The family of a way, and the address at which it finds a person."""


@functools.lru_cache(maxsize=1024)  # a building of 250 people with four ways each
def check_of(person: PersonId, way: str, to: str) -> str:
    """Give the check of the address at which a way finds a person."""
    return hashlib.sha256("\0".join(("handbell-address-1", person, way, to)).encode()).hexdigest()[:_DIGITS]


def address_of(board: Board, said: Spoken | MessageQueued) -> str | None:
    """Give the address to which a message went, if the plan still has this way to this person; else None."""
    person = told(board, said.person)
    ways = () if person is None else person.message_ways
    return next((each.to for each in ways if each.by == said.way and is_to(said, each.to)), None)


def told(board: Board, person: PersonId) -> Person | None:
    """Give the person, or the shared phone, to whom messages go by this id; None if the plan has neither."""
    return board.index.people.get(person) or board.index.rung.get(person)


def is_to(said: Spoken | MessageQueued, to: str) -> bool:
    """Whether a message went to this address of its way."""
    return check_of(said.person, said.way, to) == said.check
