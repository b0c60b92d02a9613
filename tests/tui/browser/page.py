"""A page of a desk without a browser: what stands on it, and what a hand does there. Time goes on only by `after`."""

from appliance.api.ask import Reply
from appliance.api.board.board import BoardView
from appliance.api.board.building import CheckInRoom, CheckInView
from appliance.core.ground.words import RoomAnswer
from appliance.plan.ids import CheckInId, IncidentId, RoomId
from tests.tui.boards import FACTS, FRONT
from tui.board.aim import LOOKED_AT_MS
from tui.browser.conversation import Act, Conversation
from tui.browser.heard import Choose, Enter, Painted, Select, Stroke, Typed
from tui.browser.scene import Asked, Scene, scene_of


class Page:
    """`shows` paints a board, and lets it stand for `looked_ms` before the next key."""

    def __init__(self) -> None:
        self.now_ms = 1_000_000
        self.talk = Conversation(FRONT, self.now_ms)
        self.talk.model = self.talk.model.with_facts(FACTS)

    @property
    def scene(self) -> Scene:
        """What stands on the page now."""
        return scene_of(self.talk, self.now_ms, locked=False)

    @property
    def asked(self) -> Asked:
        """What is asked on it."""
        asked = self.scene.asked
        assert asked is not None, f"nothing is asked; said was: {self.scene.notice!r}"
        return asked

    @property
    def rows(self) -> list[str]:
        """The lines there are to choose."""
        return [row.words for row in self.asked.rows]

    def after(self, passed_ms: int) -> None:
        self.now_ms += passed_ms

    def shows(self, view: BoardView, looked_ms: int = LOOKED_AT_MS, *, sounds: bool = True) -> tuple[IncidentId, ...]:
        """Take a board and paint it. Returns the calls that are reported as shown."""
        self.talk.board(view, self.now_ms)
        reported = self.paints(sounds=sounds)
        self.after(looked_ms)
        return reported

    def paints(self, *, sounds: bool = True) -> tuple[IncidentId, ...]:
        """Paint what there is now."""
        scene = self.scene
        seen = (*(each.ref for each in scene.calls), *(each[0] for each in scene.tap_outs))
        return self.talk.painted(Painted(scene.scene, seen, sounds), self.now_ms)

    def press(self, *keys: str) -> Act | None:
        """Press keys one after the other; gives what the last one asks the box for."""
        act = None
        for key in keys:
            act = self.talk.stroke(Stroke(key), self.now_ms)
        return act

    def choose(self, words: str, text: str = "") -> Act | None:
        """Touch the only line that has these words in it."""
        asked = self.asked
        (at,) = (at for at, row in enumerate(asked.rows) if words in f"{row.words} {row.beside}")
        return self.talk.choose(Choose(asked.list, at, text), self.now_ms)

    def type(self, text: str) -> None:
        self.talk.typed(Typed(self.asked.asked, text))

    def enter(self, text: str) -> Act | None:
        return self.talk.enter(Enter(self.asked.asked, text), self.now_ms)

    def select(self, incident: str) -> None:
        self.talk.select(Select(incident))

    def is_told(self, act: Act | None, says: str = "", *, ok: bool = True, recorded: bool = True) -> None:
        """The box answers an act."""
        assert act is not None, f"nothing was asked for; said was: {self.scene.notice!r}"
        reply = Reply(request=1, ok=ok, says=says, recorded=recorded)
        self.talk.replied(act, reply, self.now_ms)


def check_in() -> CheckInView:
    rooms = tuple(
        CheckInRoom(
            room=RoomId(room),
            room_name=f"Room {room}",
            floor="2",
            answer=RoomAnswer.NO_ANSWER,
            call=None,
            marked_by="",
            marked_ago_ms=None,
        )
        for room in ("117", "B204")
    )
    return CheckInView(check_in=CheckInId("k-1"), practice=False, rooms=rooms, age_ms=4_000)
