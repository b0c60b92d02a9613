"""What a district filled in: something of every kind, and as much of it as the checks let pass in the full one."""

from appliance.plan.check_supports import OFFERS_MAX
from appliance.plan.supports import NoRepercussions, Offer, Offered, Reached, Supports

HR = Reached("Human resources", "720 555 0140", "mon-fri 08:00-16:30", "lun-vie 08:00-16:30")
FILLED_IN = Supports(
    offers=(
        Offered(Offer.MEDICAL, "Northside Clinic", "720 555 0150", "every day", "todos los días"),
        Offered(Offer.PROVIDERS, "Dr. Ilse Vance", "720 555 0151"),
        Offered(
            Offer.PROVIDERS, "Work Health West", "720 555 0152", says="Bring the notice.", says_es="Lleve el aviso."
        ),
        Offered(Offer.EDUCATOR_SUPPORT, "Colorado Educator Support", "720 555 0153", "daily 8-20", "diario 8-20"),
    ),
    ask=HR,
    home=Reached("Dana Example, at home", "720 555 0141"),
    no_repercussions=NoRepercussions("Nobody suffers.", "Nadie sufre.", "Dana Example", "2026-08-14"),
)
CROWDED = Supports(
    offers=tuple(
        Offered(
            list(Offer)[at % len(Offer)],
            f"Clinic number {at} of the county",
            f"+1 720 555 0{at:03}",
            "mon-fri",
            "lun-vie",
        )
        for at in range(OFFERS_MAX)
    ),
    ask=HR,
    home=HR,
    no_repercussions=NoRepercussions("Nobody suffers for a report. " * 13, "Nadie sufre por informar. " * 13),
)
