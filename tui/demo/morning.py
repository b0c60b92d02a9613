"""A scripted morning for where there is no terminal: presses, a response, a lost button, a kill in the middle of a call.

Every time printed was measured in this run. A step that does not come about ends the demo with what was awaited.
"""

import asyncio
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard
from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.core.calls.commands import Acknowledge, Arrive, Confirm, Dispatch, ReportShown, StandDown
from appliance.core.ground.words import Answer, Outcome
from appliance.plan.ids import DeskId
from appliance.plan.model import Kind, Role
from tui.command import COLUMNS_MIN
from tui.demo.school import School

FRONT = DeskId("front")
STEP_WITHIN_S = 30.0  # the slowest step of the script is the button's own five seconds; a busy laptop takes longer
LOST_WITHIN_S = 60.0  # a cut cable says nothing: 13 s until a line counts as dead, 10 more for it to come back
BUTTON, OTHER, HELD = "B204-wall", "B206-wall", "B208-wall"


class NotSeen(RuntimeError):
    """A step of the script did not come about."""


class Desk:
    """The front office in the script: sees the board, reports what it shows, acts."""

    def __init__(self, line: DeskClient) -> None:
        self.line = line
        self.board: BoardView | None = None
        self._news = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def attended(cls, school: School) -> AsyncIterator["Desk"]:
        """A console attached at the front office with a person at it."""
        async with DeskClient.connect(school.desk_socket, FRONT, "demo") as line:
            desk = cls(line)
            await line.present()
            watching = asyncio.get_running_loop().create_task(desk._watch(), name="desk")
            try:
                yield desk
            finally:
                watching.cancel()

    async def sees(self, what: str, wanted: Callable[[BoardView], bool], within_s: float = STEP_WITHIN_S) -> BoardView:
        """Wait until the board shows this."""
        try:
            async with asyncio.timeout(within_s):
                while self.board is None or not wanted(self.board):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise NotSeen(f"the desk did not see {what} within {within_s:g} s") from None
        return self.board

    async def sees_call(self, room: str) -> CallCard:
        """Wait for an open call from a room."""
        board = await self.sees(f"a call from {room}", lambda board: any(card.room == room for card in board.calls))
        return next(card for card in board.calls if card.room == room)

    async def _watch(self) -> None:
        """Keep the newest board; report each call as shown, as a console does once it has painted it."""
        shown: set[tuple[str, int]] = set()
        try:
            async for board in self.line.states():
                for card in board.calls:
                    if card.ringing and (card.incident, card.presses) not in shown:
                        shown.add((card.incident, card.presses))
                        await self.line.act(ReportShown(incident=card.incident))
                self.board = board
                self._news.set()
        except LineLost:
            return  # the script kills the daemon and attaches anew


class Transcript:
    """What happened, each with the time since the start, broken to fit a terminal."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def say(self, what: str) -> None:
        """Print what happened."""
        when = f"{time.monotonic() - self._began:6.2f} s  "
        sys.stdout.write(
            textwrap.fill(what, COLUMNS_MIN, initial_indent=when, subsequent_indent=" " * len(when)) + "\n"
        )
        sys.stdout.flush()


async def morning(school: School) -> None:
    """Run the script. Raises NotSeen or TimeoutError for a step that did not come about."""
    told = Transcript()
    told.say(f"{school.plan.building}: armed, plan adopted, {len(school.plan.buttons)} buttons, one desk attended")
    async with Desk.attended(school) as desk:
        await connected(school, told)
        await response(school, desk, told)
        await lost_button(school, desk, told)
        await held_button(school, desk, told)
    told.say("in the middle of that call the alert program is killed (kill -9), as by a power cut")
    await school.kill_daemon()
    armed_s = await school.start_daemon()
    told.say(f"started again: armed after {armed_s * 1000:.0f} ms")
    async with Desk.attended(school) as desk:
        card = await desk.sees_call("B208")
        told.say(
            f"call {card.number} from {card.room_name} is open and {'rings again' if card.ringing else 'is SILENT'}"
        )
        await school.until_lamp(HELD, "received", within_s=STEP_WITHIN_S)
        await desk.line.act(StandDown(incident=card.incident, outcome=Outcome.ATTENDED, saw_room="M. Reyes"))
        await school.until_lamp(HELD, "ready", within_s=STEP_WITHIN_S)
        told.say("stood down: attended, M. Reyes saw the room")
    told.say("done: every press was kept, shown and answered")


async def connected(school: School, told: Transcript) -> None:
    """Every wall button has dialled in, proven its key and been told that it may be relied on."""
    buttons = school.wall_buttons()
    for button in buttons:
        await school.until_lamp(button.button, "ready", within_s=STEP_WITHIN_S)
    ready_ms = (time.monotonic() - school.switched_on_s) * 1000
    told.say(
        f"{len(buttons)} wall buttons are switched on. Each calls the box over the network by itself, proves its own key "
        "and talks encrypted, as a real button does (ESPHome's protocol). "
        f"All their lamps say *ready* {ready_ms:.0f} ms later"
    )


async def press(school: School, desk: Desk, told: Transcript, button: str, room: str, how: str = "press") -> CallCard:
    """A press, seen at the desk and confirmed by the button's lamp."""
    pressed = time.monotonic()
    await school.tell_building(f"{how} {button} help")
    card = await desk.sees_call(room)
    seen_ms = (time.monotonic() - pressed) * 1000
    await school.until_lamp(button, "received", within_s=STEP_WITHIN_S)
    lit_ms = (time.monotonic() - pressed) * 1000
    told.say(
        f"{card.room_name} pressed: call {card.number} ({card.kind}) seen at the desk after {seen_ms:.0f} ms, "
        f"kept on disk, and the button's lamp says *received* after {lit_ms:.0f} ms"
    )
    return card


async def response(school: School, desk: Desk, told: Transcript) -> None:
    """The whole way from a press to the stand-down, with what the teacher's lamp says at each step."""
    card = await press(school, desk, told, BUTTON, "B204")
    call = card.incident
    await desk.line.act(Acknowledge(incident=call))
    await school.until_lamp(BUTTON, "acknowledged", within_s=STEP_WITHIN_S)
    told.say("front office acknowledges with one key: the lamp says *acknowledged* (a person has it)")
    await desk.line.act(Dispatch(incident=call, role=Role.LEAD))
    told.say("the team's lead is sent; the lamp claims nothing more until somebody says they are going")
    await desk.line.act(Confirm(incident=call, responder="S. Lindqvist", answer=Answer.BY_RADIO))
    await school.until_lamp(BUTTON, "on-the-way", within_s=STEP_WITHIN_S)
    told.say("S. Lindqvist answers by radio: the lamp says *on the way*")
    await desk.line.act(Arrive(incident=call, responder="S. Lindqvist"))
    told.say("S. Lindqvist is on scene")
    await desk.line.act(StandDown(incident=call, outcome=Outcome.ATTENDED, saw_room="S. Lindqvist"))
    await school.until_lamp(BUTTON, "ready", within_s=STEP_WITHIN_S)
    told.say("stood down: attended, S. Lindqvist saw the room; the lamp is back to *ready*")


async def lost_button(school: School, desk: Desk, told: Transcript) -> None:
    """A button whose cable is out: it says so itself, the desk names it, and the press is not lost."""
    await school.tell_building(f"unplug {OTHER}")
    await school.tell_building(f"press {OTHER} help")
    pressed = time.monotonic()
    await school.until_lamp(OTHER, "not-delivered", within_s=STEP_WITHIN_S)
    told.say(
        "Room 206's cable is out and somebody presses: "
        f"after {time.monotonic() - pressed:.1f} s the button itself says *not delivered*: use the phone"
    )
    board = await desk.sees("the lost button", _names_the_lost_one, LOST_WITHIN_S)
    lost = next(line for line in board.troubles if line.subject == OTHER)
    told.say(f"the desk is told after {time.monotonic() - pressed:.0f} s: {lost.what} {lost.subject}: {lost.detail}")
    await school.tell_building(f"plug {OTHER}")
    card = await desk.sees_call("B206")
    ago = "at an unknown time" if card.pressed_ago_ms is None else f"{card.pressed_ago_ms / 1000:.0f} s ago"
    told.say(f"the cable is back: the late press rings as call {card.number}, marked pressed {ago}")
    await desk.line.act(
        StandDown(incident=card.incident, outcome=Outcome.NO_HELP_NEEDED, saw_room="Front office, by phone")
    )
    await desk.sees("the trouble gone", lambda board: not _names_the_lost_one(board))
    told.say("stood down: no help needed; the trouble is restored by itself")


async def held_button(school: School, desk: Desk, told: Transcript) -> None:
    """Held for two seconds: the call rings at the first touch, and is an emergency once the hold is felt."""
    card = await press(school, desk, told, HELD, "B208", "hold")
    await desk.sees("an emergency", lambda board: any(each.kind == Kind.EMERGENCY for each in board.calls))
    told.say(f"the button is held for two seconds: call {card.number} is now an emergency")


def _names_the_lost_one(board: BoardView) -> bool:
    return any(line.subject == OTHER for line in board.troubles)
