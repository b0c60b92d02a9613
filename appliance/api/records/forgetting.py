"""Defines what is told on the desk line of what this building will forget. Pure values; knows no socket."""

from datetime import date

import msgspec

from appliance.api.ask import Answer


class GoingLine(msgspec.Struct, frozen=True, kw_only=True):
    """A record that will be forgotten here: its number and the day on which it goes. It does not say whose record it is."""

    number: int
    on: date


class ForgettingKnown(Answer, frozen=True, kw_only=True, tag="forgetting-known"):
    """What will be forgotten here because the safety office has it, what goes first standing first.

    `why_not`: why nothing goes now, and what to do; empty if it does. `keeps`: everything that keeps the record that was asked about, a
    sentence each; empty if nothing does, or if no record was asked about.
    """

    going: tuple[GoingLine, ...]
    why_not: str = ""
    keeps: tuple[str, ...] = ()
