"""Defines what a school arranges beside its plan: partners from outside, and who is away on which days. Pure values."""

from datetime import date

import msgspec

from appliance.plan.hours import MINUTES_PER_DAY
from appliance.plan.ids import PersonId
from appliance.plan.model import Hours
from appliance.readiness.needs import Need


class Partner(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody from outside who helps at certain hours of the week, such as a co-responder of the county. `called` says how.

    Who gives `CO_RESPONDERS` comes as a pair. Who gives one half of the pair goes together with somebody of the school.
    """

    partner: str
    name: str
    gives: tuple[Need, ...]
    hours: tuple[Hours, ...]
    called: str


class Away(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the plan or a partner who is not there, from the first day to the last one. No reason is kept.

    On each of these days it holds from `start_min` to `end_min`, in minutes since midnight.
    """

    who: str
    first: date
    last: date
    start_min: int = 0
    end_min: int = MINUTES_PER_DAY


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the plan takes one need on one day besides their hours of duty, in minutes since midnight of that day.

    It covers one need alone, and never a pair: one half of a pair is taken, and goes with whoever is there for the other half.
    """

    person: PersonId
    need: Need
    day: date
    start_min: int
    end_min: int


class Arrangements(msgspec.Struct, frozen=True, kw_only=True):
    """All that a school arranged: which needs it looks at, its partners, and who is away."""

    needs: tuple[Need, ...] = tuple(Need)
    partners: tuple[Partner, ...] = ()
    away: tuple[Away, ...] = ()
