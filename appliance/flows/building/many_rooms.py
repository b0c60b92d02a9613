"""The question about the whole building when many rooms called within a minute: until when it is open here, and its words. Pure."""

from dataclasses import dataclass

from appliance.api.board.board import BoardView
from appliance.api.board.building import ManyRoomsLine
from appliance.api.board.many_rooms_view import ASKED_MS
from appliance.flows.building.standing import IN_DANGER
from appliance.plan.ids import IncidentId

NO = "No. This desk is not asked again about these calls"


@dataclass(frozen=True, slots=True)
class NotTheWholeBuilding:
    """A person said no to the question. The box is not told: it is this desk's answer."""


def still_asked(view: BoardView, answered: frozenset[IncidentId], passed_ms: int) -> tuple[ManyRoomsLine, ...]:
    """What nobody answered at this desk, most rooms first."""
    still = [line for line in view.many_rooms if line.first not in answered and line.age_ms + passed_ms < ASKED_MS]
    return tuple(sorted(still, key=lambda line: -line.rooms))


def answered_by_response(view: BoardView) -> frozenset[IncidentId]:
    """What a response that is on answers for every desk, also once it is over.

    One that somebody started since then; and any in which no lesson goes on, since every room was told already. An earlier hold or
    secure answers nothing: that many rooms call in it may be why it becomes a lockdown. Practice answers nothing.
    """
    on = view.response
    if on is None or on.practice:
        return frozenset()
    return frozenset(line.first for line in view.many_rooms if on.response in IN_DANGER or on.age_ms <= line.age_ms)


def figure(line: ManyRoomsLine) -> str:
    """`9 rooms in 40 s`; never less than it was."""
    return f"{line.rooms} rooms in {max(1, -(-line.over_ms // 1000))} s"


def banner_words(line: ManyRoomsLine, key: str) -> str:
    """The question as one line. The key that opens it stands where 40 columns still show it."""
    return f"{figure(line)}. {key}: whole building? Hold, secure, lockdown, or no."


def title_words(line: ManyRoomsLine) -> str:
    """The question above its answers."""
    return f"{figure(line)}. WHOLE BUILDING? Nothing begins before its name is typed."


def not_asked_again(key: str) -> str:
    """What a desk is told that said no."""
    return f"Not asked again here. Other desks are; {key} starts a response at any time."
