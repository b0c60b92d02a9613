"""Says what a page shows now: what the lamp of a button in its room would, and nothing else. Reads the board; changes nothing."""

from appliance.api.page.messages import PageState
from appliance.core.building.responses import dark
from appliance.core.calls.lamps import lamp_for
from appliance.engine.engine import Engine
from appliance.plan.ids import ButtonId


def state_of(engine: Engine, page: str) -> PageState:
    """Give the state of a page of the plan."""
    name, kept = ButtonId(page), engine.kept.get(ButtonId(page))
    lamp = lamp_for(engine.board, engine.heard, name, engine.clock.now(), engine.unrecorded)
    return PageState(
        page=page,
        phase=lamp.value,
        dark=dark(engine.board, name),
        kept={} if kept is None else dict(kept.counts),
        ledger="" if kept is None else kept.ledger,
    )
