"""Who is ready before a call, in lines: gaps first, then what is the reader's own, then names or counts. Pure; knows no screen."""

from appliance.api.listed.readiness import ReadinessKnown

NO_GAP = "Somebody covers each need in each occupied hour of the coming week."
NO_SCHOOL = "There is no occupied hour in the coming week."
GAPS = "Nobody covers these hours of the coming week:"
OWN = "Your own:"
PROVE = "Your own trainings are told after your PIN."


def in_short(known: ReadinessKnown) -> tuple[str, ...]:
    """Give what is heard first: gaps, then what must be known about all of it, and what is the reader's own."""
    if not known.today:
        return known.said
    return (*_gaps(known), *known.said, *_own(known))


def whole(known: ReadinessKnown) -> tuple[str, ...]:
    """Give all that this reader may read, gaps first."""
    if not known.today:
        return known.said
    return (
        *in_short(known),
        *known.outside,
        *(each.says for each in known.hours),
        *(known.named or known.counted),
    )


def span_words(start_min: int, end_min: int) -> str:
    """Write a span of a day: "12:00-12:40"."""
    return f"{_clock(start_min)}-{_clock(end_min)}"


def _gaps(known: ReadinessKnown) -> tuple[str, ...]:
    if known.gaps:
        return (GAPS, *(each.says for each in known.gaps))
    return (NO_GAP if known.occupied else NO_SCHOOL,)


def _own(known: ReadinessKnown) -> tuple[str, ...]:
    return (OWN, *known.own) if known.own else (PROVE,)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
