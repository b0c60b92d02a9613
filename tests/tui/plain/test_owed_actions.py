"""Tests what was agreed after an exercise at the plain console: heard in the one list of what is owed, noted and moved by short lines."""

from appliance.api.ask import Answer
from appliance.api.desk.messages import Question
from appliance.api.duties.actions import MoveOwedAction, NoteOwedAction
from appliance.api.duties.messages import ListDuties
from appliance.api.records.messages import Written
from tests.tui.action_lines import RADIO, SIGN
from tests.tui.boards import board
from tests.tui.duty_scenes import TIME, known, told
from tests.tui.plain.conversation import Conversation
from tui.plain.asking.answers import AboutRecords, OfRecord
from tui.plain.records.box import RecordBox
from tui.plain.records.seat import Seat
from tui.plain.records.talk import RecordTalk


class Desk:
    """A person at the plain console, who owes a duty and one action, and leads."""

    def __init__(self) -> None:
        self.talked = Conversation()
        self.talked.comes(board(proven=True))
        self.seat = Seat(RecordBox(self._ask), lambda: self.talked.model)
        self.records = RecordTalk(self.seat, self.talked.talk)
        self.asked: list[NoteOwedAction | MoveOwedAction] = []

    async def _ask(self, asked: Question) -> Answer | None:
        if isinstance(asked, ListDuties):
            return told(asked, known(TIME, actions=(SIGN, RADIO)))
        assert isinstance(asked, NoteOwedAction | MoveOwedAction), asked
        self.asked.append(asked)
        return Written(request=0, ok=True)

    async def hears(self, text: str) -> list[str]:
        answer = self.talked.types(text)
        if isinstance(answer, AboutRecords):
            return await self.records.command(answer.word, answer.rest)
        assert isinstance(answer, OfRecord), answer
        return [*answer.said, *(await answer.then() if answer.then else [])]


async def test_it_is_told_among_duties_in_the_order_of_days() -> None:
    said = await Desk().hears("owed")
    assert said[2] == (
        "1: You owe: Hang a sign at the north door. Until Mon 30 Nov 2026, end of the day. It is overdue. "
        "Agreed after the exercise “Two rooms call at once” on 24 Nov 2026."
    )
    assert said[3].startswith("2: You owe everybody who was there")
    assert said[4].startswith("3: Ben Ruiz owes: Buy a second radio.")


async def test_one_is_told_at_length_with_what_can_be_done() -> None:
    desk = Desk()
    await desk.hears("owed")
    said = await desk.hears("owed 1")
    assert "State: Open, and overdue." in said
    assert said[-2:] == ["To note it, type: owed 1 done", "To say another day, type: owed 1 move"]
    assert (await desk.hears("owed 3"))[-1] == "Whoever does it notes that it is done. You can note nothing here."
    assert (await desk.hears("owed 3 done"))[0].startswith("Nothing was noted.")
    assert (await desk.hears("owed 3 move"))[0].startswith("Nothing was moved.")
    assert desk.asked == []


async def test_it_is_noted_in_one_line_and_moved_by_two_answers() -> None:
    desk = Desk()
    await desk.hears("owed")
    assert await desk.hears("owed 1 done it hangs") == ["Noted: it is done."]
    note = desk.asked[-1]
    assert isinstance(note, NoteOwedAction)
    assert (note.number, note.done, note.words) == (SIGN.number, True, "it hangs")
    assert "By which day" in " ".join(await desk.hears("owed 1 move"))
    assert "Type the day as 2026-12-15." in " ".join(await desk.hears("soon"))
    assert "Why on another day?" in " ".join(await desk.hears("2026-12-20"))
    assert await desk.hears("The sign is late.") == ["Moved: it is due on 20 Dec 2026 now."]
    moved = desk.asked[-1]
    assert isinstance(moved, MoveOwedAction)
    assert (moved.number, moved.due_on, moved.reason) == (SIGN.number, "2026-12-20", "The sign is late.")
