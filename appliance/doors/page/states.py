"""Says what a page shows now: what the lamp of a button in its room would, and nothing else. Of what is paired and is no page of a room it
says nothing. Reads the board; changes nothing.
"""

from appliance.api.page.messages import PageState
from appliance.core.building.responses import dark
from appliance.core.calls.lamps import lamp_for
from appliance.engine.engine import Engine
from appliance.plan.ids import ButtonId


def state_of(engine: Engine, page: str) -> PageState:
    """Give the state of a page of the plan; an empty one for an id that is no page of a room."""
    if page not in engine.board.index.pages:
        return PageState(page=page, phase="", dark=False)
    name, kept = ButtonId(page), engine.kept.get(ButtonId(page))
    lamp = lamp_for(engine.board, engine.heard, name, engine.clock.now(), engine.unrecorded)
    return PageState(
        page=page,
        phase=lamp.value,
        dark=dark(engine.board, name),
        kept={} if kept is None else dict(kept.counts),
        ledger="" if kept is None else kept.ledger,
    )
