"""Defines what the process of the pages asks for pages without encryption. Pure values; knows no socket. Nothing here is signed: whoever
is in the building's network can say it, so it is refused unless the plan says `plain_http: yes`.
"""

from typing import Annotated

import msgspec

from appliance.api.ask import Answer, Ask

ROOM_LEN_MAX = 64  # characters: twice an id of a plan
KIND_LEN_MAX = 16  # characters: the longest word of a kind has 9

type RoomName = Annotated[str, msgspec.Meta(min_length=1, max_length=ROOM_LEN_MAX)]
type KindName = Annotated[str, msgspec.Meta(min_length=1, max_length=KIND_LEN_MAX)]


class PlainRoom(Answer, frozen=True, kw_only=True, tag="plain-room"):
    """Answer to AskPlainRoom: the room's name, and the kinds of call that its page without encryption offers."""

    room_name: str
    kinds: tuple[str, ...]


class AskPlainRoom(Ask[PlainRoom], frozen=True, kw_only=True, tag="ask-plain-room"):
    """A page without encryption is opened for this room, by the room's id."""

    room: RoomName


class PlainPressed(Answer, frozen=True, kw_only=True, tag="plain-pressed"):
    """Answer to PressPlain: the press is on disk. It says nothing of help, and nobody may show more than *sent*."""


class PressPlain(Ask[PlainPressed], frozen=True, kw_only=True, tag="press-plain"):
    """A press of a page without encryption. It proves nothing and counts nothing."""

    room: RoomName
    kind: KindName
