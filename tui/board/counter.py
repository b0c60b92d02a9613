"""Where visitors can hear or see a console: what it tells by itself names nobody. Pure. What a person asks for is told."""

from copy import replace

import msgspec

from tui.model import ConsoleModel

SOMEBODY = "somebody"


def told_aloud(model: ConsoleModel) -> ConsoleModel:
    """The model as it is told unasked: at a counter with nobody's name in it."""
    view = model.view
    if view is None or not model.nameless:
        return model
    calls = (
        msgspec.structs.replace(
            call,
            acknowledged_by=call.acknowledged_by and SOMEBODY.capitalize(),
            going=call.going and SOMEBODY,
            sent=tuple(msgspec.structs.replace(each, who=SOMEBODY) for each in call.sent),
            messages=tuple(msgspec.structs.replace(each, who=SOMEBODY) for each in call.messages),
        )
        for call in view.calls
    )
    tap_outs = (msgspec.structs.replace(line, cover=line.cover and SOMEBODY) for line in view.tap_outs)
    here = view.here and msgspec.structs.replace(view.here, operator=view.here.operator and SOMEBODY)
    response = view.response and msgspec.structs.replace(view.response, started_by="")
    check = view.day_check and msgspec.structs.replace(view.day_check, by="")
    bare = msgspec.structs.replace(
        view,
        calls=tuple(calls),
        tap_outs=tuple(tap_outs),
        here=here,
        response=response,
        day_check=check,
        clears=tuple(msgspec.structs.replace(line, walks="") for line in view.clears),
    )
    return replace(model, view=bare)
