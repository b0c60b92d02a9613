"""Defines what several things of a plan fail with: switches, supplies, panels. Knows no other part of a plan."""

import enum

import msgspec

from appliance.plan.ids import HangId


class HangKind(enum.StrEnum):
    """The kinds of things that others hang on."""

    SWITCH = "switch"
    SUPPLY = "supply"
    PANEL = "panel"
    OTHER = "other"


class HangsOn(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that several things fail with: a switch, a supply, an alarm panel. `on` is what it hangs on itself."""

    hangs: HangId
    name: str
    what: HangKind
    on: HangId = HangId("")
