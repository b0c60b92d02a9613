"""Defines what a responder's phone and the alert daemon say to each other, sealed on the phone's private line. Both ends have it here; the
browser's twin is `appliance/page/site/phone_line.js`. JSON, one text a frame. Knows no plan and no socket.
"""

from typing import Annotated, Literal

import msgspec

HEARTBEAT_S = 5
"""A page that is in front says so as often as lamps are told anew. Each heartbeat is answered with the whole screen, so a page that
misses an answer knows within seconds that it hears nothing.
"""
DREW_MAX = 64  # one message for each open call; nobody reads more cards
ID_CHARACTERS_MAX = 80  # a message has the id of its call, a slash and a number: some 40

type MessageId = Annotated[str, msgspec.Meta(min_length=1, max_length=ID_CHARACTERS_MAX)]


class PhoneBeat(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="beat"):
    """The page is in front: its screen is lit, and a person could read it."""


class PhoneDrew(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="drew"):
    """The page drew these messages while it was in front. This is what *delivered* means on a phone."""

    messages: Annotated[tuple[MessageId, ...], msgspec.Meta(max_length=DREW_MAX)]


class PhoneAnswer(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="answer"):
    """The person answered a message. There is no field for a reason."""

    message: MessageId
    reply: Literal["going", "there", "cannot"]


type FromPhone = PhoneBeat | PhoneDrew | PhoneAnswer


class PhoneResponder(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was sent, or goes. `name` is empty while only a `role` was sent. `stage`: dispatched, confirmed or on-scene."""

    role: str
    name: str
    stage: str


class PhoneCard(msgspec.Struct, frozen=True, kw_only=True):
    """One call as its responder sees it. It holds no name of whoever called and nothing that was written about the call.

    `called_ms`: since when, in ms, counted from the moment it was sent; `called_at`: the same by the building's clock, such as "09:42",
    empty while no clock can be trusted. `pressed_ago_ms`: how long before that the button was pressed, None if nobody knows. `asks`: the
    message waits for an answer. `mine`: what this person answered ("going", "there" or ""). `taken`: somebody at a desk, or another
    responder, has the call.
    """

    message: str
    call: int
    kind: str
    practice: bool
    place: str
    floor: str
    called_ms: int
    called_at: str
    pressed_ago_ms: int | None
    presses: int
    asks: bool
    sent_you: bool
    mine: str
    taken: bool
    sent: tuple[PhoneResponder, ...]


class PhoneScreen(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="screen"):
    """Everything that a phone shows: its person, its building, the building's response ("lockdown", "" if none), and its calls: those that
    wait for an answer first, and the newest of them first. `more`: how many further calls have no place here, or ring while this phone is
    told of too many to be told of each. `test`: the id of a message that only proves that this phone is reached; empty if there is none. To
    draw it is all that it asks.
    """

    person: str
    building: str
    response: str
    response_practice: bool
    cards: tuple[PhoneCard, ...]
    more: int = 0
    test: str = ""


_UP = msgspec.json.Decoder(FromPhone)


def from_phone(data: bytes) -> FromPhone:
    """Read what a phone says. Raises ValueError for what is nothing that a phone says."""
    said: FromPhone = _UP.decode(data)
    return said


def to_phone(screen: PhoneScreen) -> bytes:
    """Write a screen."""
    return msgspec.json.encode(screen)
