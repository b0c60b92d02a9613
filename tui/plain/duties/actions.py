"""What was agreed after an exercise, at the plain console: one of them at length, a note, and another day. Decides nothing of them."""

from appliance.api.duties.actions import ActionLine, MoveOwedAction, NoteOwedAction
from appliance.flows.duties.actions import MOVE, action_written, moving_action, noting_action, why_not_action
from appliance.flows.duties.noting import OWED
from appliance.flows.flow import Flow
from appliance.flows.parts import Given
from tui.plain.asking.form import Puts
from tui.plain.duties.saying import one_action
from tui.plain.records.asked import asked
from tui.plain.records.box import NotDone
from tui.plain.records.seat import Seat

_HOW = f"Nothing was done. Type {OWED}, the number, and then done, not done or {MOVE}, as in: {OWED} 2 done"
_NOT_NOW = "This cannot be noted now: look at the list again."


class ActionTalk:
    """`seat` says who sits here, `puts` asks a person."""

    def __init__(self, seat: Seat, puts: Puts) -> None:
        self._seat = seat
        self._puts = puts

    async def about(self, number: int, line: ActionLine, after: list[str]) -> list[str]:
        """What the words after its number ask for."""
        words = [each.casefold() for each in after]
        if not words:
            return one_action(number, line)
        if words[0] == "done":
            return await self._note(line, " ".join(after[1:]), done=True)
        if words[:2] == ["not", "done"]:
            return await self._note(line, " ".join(after[2:]), done=False)
        if words == [MOVE]:
            if not line.may_move:
                return [f"Nothing was moved. {why_not_action(line) or _NOT_NOW}"]
            return await self._asked(moving_action(line), {}, "")
        return [_HOW]

    async def _note(self, line: ActionLine, words: str, *, done: bool) -> list[str]:
        if done not in line.may_note:
            return [f"Nothing was noted. {why_not_action(line) or _NOT_NOW}"]
        return await self._asked(noting_action(line), {"done": done}, words)

    async def _asked[Wanted: (NoteOwedAction, MoveOwedAction)](
        self, flow: Flow[Wanted], parts: dict[str, bool], words: str
    ) -> list[str]:
        async def does(wanted: Wanted) -> list[str]:
            written = await self._seat.box.writes(wanted)
            return [f"Not written. {written}"] if isinstance(written, NotDone) else [action_written(wanted)]

        return await asked(self._puts, flow, Given(self._seat.model().known, None, None, dict(parts)), does, words)
