"""Keeps what a desk says about who carries a pendant today. The name is in memory only: no entry, no log line and no copy ever has it."""

from appliance.api.ask import Reply
from appliance.api.desk.buttons import TellCarried
from appliance.core.ground.carried import NAME_CHARACTERS_MAX, carried_today
from appliance.engine.engine import Engine

NO_SUCH_DUTY = (
    "The plan has no pendant of this name that goes with a duty. Look at the list again: the plan may have changed."
)
TOO_LONG = f"A name has at most {NAME_CHARACTERS_MAX} characters here. Write it shorter."
NO_DAY = (
    "The box does not know what day it is, so it could not forget this name at midnight: nothing was kept. "
    "Write it on paper, and have district IT see to the box's clock."
)


def tell_carried(engine: Engine, wish: TellCarried) -> Reply:
    """Keep the name until midnight, or forget the earlier one."""
    button, name = engine.board.index.buttons.get(wish.button), _printable(wish.name)
    if button is None or not button.duty:
        return Reply(request=wish.request, ok=False, code="no-such-duty", says=NO_SUCH_DUTY)
    if len(name) > NAME_CHARACTERS_MAX:
        return Reply(request=wish.request, ok=False, code="name-too-long", says=TOO_LONG)
    carried = carried_today(name, button.duty, engine.clock.now())
    if name and carried is None:
        return Reply(request=wish.request, ok=False, code="no-day", says=NO_DAY)
    if name and carried is not None:
        engine.heard.carried[wish.button] = carried
    else:
        engine.heard.carried.pop(wish.button, None)
    engine.refresh()
    return Reply(request=wish.request, ok=True)


def _printable(name: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in name).split())
