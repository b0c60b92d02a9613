"""Who would be told of a press from a room, in sentences: the first broken link first. Pure; decides nothing."""

from appliance.api.desk.reach import ReachKnown, ReachStep
from appliance.flows.calls.reach import SOMEBODY_AT_ONCE, told_at
from appliance.words.times import in_words
from tui.line.news import ReachArrived


def reach(arrived: ReachArrived) -> list[str]:
    """The verdict, the button, then each step of the ladder."""
    return [arrived.refused] if arrived.known is None else _told(arrived.known)


def _told(known: ReachKnown) -> list[str]:
    verdict = (
        f"the chain is broken. {known.broken}"
        if known.broken
        else f"{SOMEBODY_AT_ONCE[:1].lower()}{SOMEBODY_AT_ONCE[1:]}"
    )
    return [
        f"If {known.room_name} pressed now, {verdict}",
        *([] if known.button else ["Its button works."]),
        *(_step(step) for step in known.steps),
    ]


def _step(step: ReachStep) -> str:
    when = f"After {in_words(step.after_s * 1000)}" if step.after_s else "At once"
    return f"{when}: {told_at(step, aloud=True)}."
