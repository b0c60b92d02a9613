"""Defines whom a school can call besides police, and what is said to families at its door. Pure values. The words that are shipped for
each kind of help are in `appliance.other_help`.
"""

import enum

import msgspec

from appliance.plan.span import MINUTES_PER_WEEK, Hours


class HelpKind(enum.StrEnum):
    """A kind of help that is not police, in the order in which a school thinks of them: first whoever is nearest to the child."""

    FAMILY = "family"
    BEHAVIOR_TEAM = "behavior-team"
    CO_RESPONDER = "co-responder"
    MOBILE_CRISIS = "mobile-crisis"
    CRISIS_LINE = "crisis-line"
    OTHER = "other"


class Helper(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody from outside who can be called, such as the mobile crisis team of the county.

    `hours` are when they can be called. `how` says what to know about the call, such as what to say first. `says` is what the district
    adds to what may be said. Each text has a Spanish twin.
    """

    helper: str
    kind: HelpKind
    name: str
    phone: str = ""
    hours: tuple[Hours, ...] = ()
    how: str = ""
    how_es: str = ""
    says: str = ""
    says_es: str = ""


class ToldTo(msgspec.Struct, frozen=True, omit_defaults=True):
    """What may be said at the door, and to whom."""

    to: str
    says: str
    to_es: str = ""
    says_es: str = ""


class Families(msgspec.Struct, frozen=True, omit_defaults=True):
    """Families at the door during a hold or an incident: where they wait, who meets them, and what may be said to whom."""

    wait: str
    meets: str
    wait_es: str = ""
    meets_es: str = ""
    told: tuple[ToldTo, ...] = ()


ALWAYS = (Hours(0, MINUTES_PER_WEEK),)
"""Every minute of the week."""

SHIPPED = (
    Helper("family", HelpKind.FAMILY, "Family of the student", hours=ALWAYS),
    Helper("988", HelpKind.CRISIS_LINE, "988 Suicide & Crisis Lifeline", "988", ALWAYS),
)
"""Help that every school in the United States has. 988 answers calls and texts at any hour: National Suicide Hotline Designation Act of
2020, Public Law 116-172, and 988lifeline.org. A family has no telephone here: telephones of families are in the student information
system, and a plan is copied to places where they do not belong.
"""
