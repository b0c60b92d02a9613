"""Defines the small words of communications: audiences, stages, kinds of incident, languages. Pure.

The record has the same words for audiences and stages (`appliance/record/code_lists/communications.py`).
"""

import enum


class Audience(enum.StrEnum):
    """To whom a statement is made."""

    STAFF = "staff"
    FAMILIES = "families"
    """All families of the school."""
    INVOLVED_FAMILY = "involved-family"
    """The family of a student who was involved."""
    PRESS = "press"


class Stage(enum.StrEnum):
    """When a statement is made."""

    NOW = "now"
    """While it goes on, or within the hour."""
    SAME_DAY = "same-day"
    AFTER = "after"
    """On the days that follow."""
    ASKED = "asked"
    """When the press asks."""


class About(enum.StrEnum):
    """What kind of incident it was, as far as a statement needs to know."""

    ANY = "any"
    """No particular kind. A draft of this kind serves for every incident."""
    HURT = "hurt"
    """Somebody was hurt by what somebody did."""
    THREAT = "threat"
    """A threat or an attempt, or a weapon was shown."""
    MEDICAL = "medical"
    """Illness or accident."""
    BUILDING = "building"
    """The whole building was locked down or emptied."""


class Language(enum.StrEnum):
    """A language of a statement. Each draft is in both."""

    ENGLISH = "en"
    SPANISH = "es"


AUDIENCES = {
    Audience.STAFF: "staff",
    Audience.FAMILIES: "all families",
    Audience.INVOLVED_FAMILY: "the involved family",
    Audience.PRESS: "the press",
}
"""Audience → how a sentence names it."""
STAGES = {
    Stage.NOW: "now",
    Stage.SAME_DAY: "on the same day",
    Stage.AFTER: "on the days after",
    Stage.ASKED: "when the press asks",
}
"""Stage → how a sentence names it."""
LANGUAGES = {Language.ENGLISH: "English", Language.SPANISH: "Spanish"}
