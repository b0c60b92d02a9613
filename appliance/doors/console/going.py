"""Keeps what a desk says about who can go to a call now. It is in memory only: no entry, no log line and no copy ever has it.

Who goes on rounds, sits with a child or is out for lunch says it once. From then on nobody waits for them: every chain of calls leaves
them out (`appliance.core.calls.reach`).
"""

from appliance.api.ask import Reply
from appliance.api.desk.people import TellCanGo
from appliance.core.ground.moment import today
from appliance.engine.engine import Engine

NO_SUCH_PERSON = "The plan has nobody of this name any more. Look at the list again: the plan may have changed."
NO_DAY = (
    "The box does not know what day it is, so it could not forget this at midnight: nothing was kept, and calls still reach this person. "
    "Tell the desks by word, and have district IT see to the box's clock."
)


def tell_can_go(engine: Engine, wish: TellCanGo) -> Reply:
    """Keep until midnight that somebody cannot go, or forget it."""
    if wish.person not in engine.board.index.people:
        return Reply(request=wish.request, ok=False, code="no-such-person", says=NO_SUCH_PERSON)
    said_for = today(engine.clock.now())
    if wish.can_go:
        engine.heard.not_now.pop(wish.person, None)
    elif said_for is None:
        return Reply(request=wish.request, ok=False, code="no-day", says=NO_DAY)
    else:
        engine.heard.not_now[wish.person] = said_for
    engine.refresh()
    return Reply(request=wish.request, ok=True)
