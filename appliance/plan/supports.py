"""Defines what a district writes about its supports for educators: whom to call, and a statement that it signed. Pure values. The texts
of the card itself are shipped (`appliance.supports`).
"""

import enum

import msgspec


class Offer(enum.StrEnum):
    """What the card of resources and rights names. Where a record has a support of the same kind, its code is the same (list
    "support-type").
    """

    POINT_OF_CONTACT = "point-of-contact"
    MEDICAL = "medical"
    PROVIDERS = "designated-providers"
    WORKERS_COMPENSATION = "workers-compensation"
    MENTAL_HEALTH = "mental-health"
    EDUCATOR_SUPPORT = "educator-support"
    EMPLOYEE_ASSISTANCE = "employee-assistance"
    TIME_OFF = "time-off"
    RIGHTS = "rights"


class Reached(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody who answers a telephone, and when. `hours_es` is the same in Spanish; if it is empty, the hours are shown as they are."""

    name: str
    phone: str
    hours: str = ""
    hours_es: str = ""


class Offered(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the district offers of one kind: who gives it, and how to come to it. Several of a kind may be listed, such as four clinics."""

    offer: Offer
    name: str
    phone: str = ""
    hours: str = ""
    hours_es: str = ""
    says: str = ""
    says_es: str = ""


class NoRepercussions(msgspec.Struct, frozen=True, omit_defaults=True):
    """The district's own words that nobody suffers for a report. `signed_by` and `signed_on` (a date, YYYY-MM-DD) are both empty until
    somebody signed it.
    """

    says: str
    says_es: str = ""
    signed_by: str = ""
    signed_on: str = ""


class Supports(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that the district filled in. What is not here is shown as not filled in, with whom to `ask`.

    `home` answers somebody who was sent home.
    """

    offers: tuple[Offered, ...] = ()
    ask: Reached | None = None
    home: Reached | None = None
    no_repercussions: NoRepercussions | None = None


NOTHING_FILLED_IN = Supports()
"""What a plan without this section says."""
