"""What will be forgotten here because the safety office has it, and what still keeps one record: the words of every console. Pure."""

from appliance.api.records.forgetting import ForgettingKnown
from appliance.duties.explaining import day_words

HEADING = "WHAT WILL BE FORGOTTEN HERE, as the safety office has it"
LIST_LINE = "What will be forgotten here, and when ..."
KEPT_HEADING = "WHAT KEEPS IT HERE"
NOTHING_SOON = "No record will be forgotten here for now."
TO_KEEP_IT = (
    "To keep one here, hold it. Whoever reads one takes it off this list until the safety office opened that too."
)
NOTHING_KEEPS = "Nothing keeps it here. It stands on the morning check for seven days, and then it goes on a Monday. To keep it, hold it."


def going(known: ForgettingKnown) -> tuple[str, ...]:
    """List the records that go, a line each, what prevents it, and how one is kept."""
    why_not = (known.why_not,) if known.why_not else ()
    if not known.going:
        return (NOTHING_SOON, *why_not)
    lines = (f"Record {each.number} goes on {day_words(each.on)} {each.on.year}." for each in known.going)
    return (*lines, *why_not, TO_KEEP_IT)


def kept(known: ForgettingKnown, number: int) -> tuple[str, ...]:
    """Say everything that keeps this record, a sentence each; or when it goes."""
    if known.keeps:
        return (*known.keeps, *((known.why_not,) if known.why_not else ()))
    if known.why_not:
        return (f"Nothing in the record keeps it here. {known.why_not}",)
    on = next((each.on for each in known.going if each.number == number), None)
    if on is None:
        return (NOTHING_KEEPS,)
    return (f"Nothing keeps it here: it goes on {day_words(on)} {on.year}. To keep it, hold it.",)
