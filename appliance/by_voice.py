"""Hands in calls by telephone and by text, as the intake hands in presses. Knows the plan that is adopted now; knows no wire, and decides
nothing.
"""

from appliance.core.calls.by_voice.calling import by_phone, by_text
from appliance.core.ground.callers import Caller
from appliance.core.ground.incident import caller_spot
from appliance.engine.engine import Engine
from appliance.engine.outcome import Submission
from appliance.plan.ids import RoomId


class VoiceIntake:
    """Takes calls from the doors of telephones and texts; one per daemon. Never blocks and never raises for anything a caller may say.

    A caller is told that the box has the call only after `Submission.kept` of what these give back: then it is on disk.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def phone_call(self, caller: Caller, *, diverted: bool = False) -> Submission:
        """Hand in a call at the help extension. The moment at which it rings is the press: whoever hangs up at once has called all the
        same. `diverted`: another phone passed it on.
        """
        return self._engine.submit(by_phone(caller, self._engine.board.index, diverted=diverted))

    def text_call(
        self, number: str, near: RoomId | None, said: str = "", *, late_ms: int | None = None, many: bool = False
    ) -> Submission:
        """Hand in a text that calls. `number` "" is withheld; `near` is the room of the plan that it names, and `said` how it names a room.
        `late_ms`: how long it was kept on its way, if that is known. `many`: so many numbers call that this one gets no call of its own; if
        it has one, it calls there.
        """
        board = self._engine.board
        call = by_text(number, near, said, late_ms=late_ms)
        spot = caller_spot(call.place, call.source)
        if many and spot is not None and board.open_in(spot, drill=False) is None:
            call = by_text(number, near, said, late_ms=late_ms, many=True)
        return self._engine.submit(call)
