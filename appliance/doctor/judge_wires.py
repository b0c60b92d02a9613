"""How serial lines, boards, pins and watched supplies are. Pure. Says what was never seen with this release: real ones."""

from typing import Final

from appliance.doctor.facts import Told
from appliance.doctor.finding import Finding, Key, broken, ok
from appliance.doctor.words import count, some

UNTESTED: Final = (
    "This release met pretend receivers, boards, panels and pins alone: a walk test of each button proves a real one"
)


def wires(told: Told) -> Finding | None:
    """None where the plan has none, or an older daemon does not know the question."""
    known = told.wires
    if known is None or not (known.lines or known.boards or known.pins or known.supplies):
        return None
    every = [
        *((each.line, each.troubles) for each in known.lines),
        *((each.board, each.troubles) for each in known.boards),
        *((each.pin, each.troubles) for each in known.pins),
        *((each.supply, each.troubles) for each in known.supplies),
    ]
    wrong = [f"{name} ({some([each.what for each in troubles])})" for name, troubles in every if troubles]
    if wrong:
        return broken(Key.WIRES, f"Something is wrong with {some(wrong)}.", "What to do about each: handbell wires")
    return ok(
        Key.WIRES,
        f"{count(len(every), 'line, board, pin or supply', 'lines, boards, pins and supplies')}, all well. {UNTESTED}.",
    )
