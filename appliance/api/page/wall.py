"""Defines what the alert daemon tells of a wall board. Pure values; knows no socket. Nothing here names a room, person or kind of call."""

import enum

import msgspec

from appliance.api.ask import Answer


class WingWord(enum.StrEnum):
    """How it stands in one wing, from the least to the most that somebody there waits for."""

    CALM = "calm"
    ON_THE_WAY = "on-the-way"
    """Somebody calls there, and to each call a named responder is on the way or there."""
    CALL = "call"
    """Somebody calls there, and at least one call has nobody on the way yet."""


class Wing(msgspec.Struct, frozen=True):
    """One wing. `zone` is the plan's id of it; "" stands for a place of which nobody knows the wing. `practice`: all calls there are of a
    drill.
    """

    zone: str
    word: WingWord
    practice: bool = False


class WallState(msgspec.Struct, frozen=True, kw_only=True):
    """What one wall board shows. `dark`: show nothing, a lockdown is on; then `wings` is empty."""

    page: str
    dark: bool
    wings: tuple[Wing, ...]


class WallOpened(Answer, frozen=True, kw_only=True, tag="wall-opened"):
    """Answer to OpenPage of a browser that is paired as a wall board. `name` is its name in the plan."""

    name: str
    state: WallState
