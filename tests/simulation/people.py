"""People of the building, who act at random: fingers on buttons, keys at desks. Knows commands, and does not ask whether they are wise.

A PIN is here only what the core is told: that somebody proved who they are, read, got a PIN or lost it. A thread checks the PIN itself and
takes real time, which a day in pretended time does not have (`tests/appliance/doors/sitting/test_proving.py`).
"""

import asyncio
import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from appliance.core.building.commands import EndCheckIn, EndResponse, MarkRoom, StartCheckIn, StartResponse
from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    AssignCover,
    Confirm,
    ConfirmAllRight,
    Dispatch,
    Downgrade,
    HandOff,
    NameWhoActed,
    RaiseCallFromDesk,
    ReportShown,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.calls.sounding import rings_at
from appliance.core.commands import DeskCommand
from appliance.core.devices.commands import PutBackInService, TakeOutOfService
from appliance.core.ground.incident import Incident
from appliance.core.ground.place import Place
from appliance.core.ground.words import Actor, Answer, BuildingResponse, Outcome, RoomAnswer, Stage
from appliance.core.people.commands import Note, NotePin, NotePinTaken, NoteProof, NoteReading, SignDay, SignIn, SignOut
from appliance.core.practice.commands import ArmWalkTest, EndDrill, EndWalkTest, MakeDrillReal, MakeReal, StartDrill
from appliance.doors.console.replies import COMMAND_LINE
from appliance.engine.outcome import Submission
from appliance.plan.ids import AreaName, DeskId, DrillId, IncidentId, PersonId
from appliance.plan.model import ROLES_SENT, Kind, Role
from tests.simulation.school import changed

if TYPE_CHECKING:
    from tests.simulation.box import Box
    from tests.simulation.world import World

USES_A_PIN = 0.1  # the share of acts at a desk that use a PIN
SLIP_NOTICED = 0.15  # the share of acts that undo the last one, while something can be undone
ANSWER_WITHIN_S = (
    0.6  # a key is answered within one stalled round and the round before it, whether the disk works or not
)


class Console:
    """A desk: whether a console runs there and paints, and whether somebody sits at it."""

    def __init__(self, world: "World", desk: DeskId) -> None:
        self.world, self.desk = world, desk
        self.person: PersonId | None = None
        self.running = self.paints = True
        self.somebody_there = True
        self._box: Box | None = None
        self._touched_ms = 0
        self._touched_box: Box | None = None
        self._reported: set[tuple[IncidentId, int]] = set()
        self._painted: set[IncidentId] = set()

    @property
    def attended(self) -> bool:
        box = self.world.box
        if box is None or self._box is not box:
            return False
        limit_ms = box.engine.board.index.plan.limits.presence_s * 1000
        return self.world.now_ms - self._touched_ms < limit_ms

    def shows(self, incident: IncidentId) -> bool:
        """Whether somebody is here and this console, since it connected, has painted the call."""
        return self.attended and incident in self._painted

    def box_is_back(self) -> None:
        """The box answers again: the console finds it within a moment."""
        self.world.loop.call_later(self.world.dice.uniform(0.05, 2.0), self.connect)

    def connect(self) -> None:
        box = self.world.box
        if box is not None and self.running and self._box is not box:
            if self._touched_box is not box:
                self._touched_ms = -(10**9)  # a box that starts knows of nobody until a key is touched
            self._box = box
            self._reported.clear()
            self._painted.clear()
            box.engine.desk_connected(self.desk)
            if self.somebody_there:
                self.touch()

    def disconnect(self) -> None:
        if self._box is not None and self._box is self.world.box:
            self._box.engine.desk_gone(self.desk)
        self._box = None

    def touch(self) -> None:
        """Touch a key."""
        if self._box is not None and self._box is self.world.box:
            self._touched_ms, self._touched_box = self.world.now_ms, self._box
            self._box.engine.desk_touched(self.desk)

    def board_changed(self) -> None:
        """The board changed: it arrives a moment later, and is painted."""
        if self._box is not None and self.paints:
            self.world.loop.call_later(self.world.dice.uniform(0.02, 0.15), self._paint)

    def does(self, command: DeskCommand | Note) -> Submission | None:
        """A person at this desk asks for something; they are answered at once, or the run fails."""
        box = self.world.box
        if self._box is None or self._box is not box:
            return None
        self.touch()
        submission = box.submit(command, Actor(self.desk, self.person))
        self.world.start(self._is_answered(box, submission))
        return submission

    def _paint(self) -> None:
        box = self.world.box
        if self._box is None or self._box is not box or not self.paints:
            return
        board = box.engine.board
        ringing = {
            (call.incident, call.presses) for call in board.incidents.values() if rings_at(board, call, self.desk)
        }
        self._reported &= ringing
        for incident, presses in sorted(ringing - self._reported):
            self._reported.add((incident, presses))
            self._painted.add(incident)
            box.submit(ReportShown(incident=incident), Actor(self.desk, self.person))

    async def _is_answered(self, box: "Box", submission: Submission) -> None:
        done, _ = await asyncio.wait({submission.spoken}, timeout=ANSWER_WITHIN_S)
        assert done or not box.alive, f"nobody answered {submission.command} within {ANSWER_WITHIN_S} s"


class People:
    """Whoever is in the building. `press`, `act` and `plan` each do one thing at random."""

    def __init__(self, world: "World") -> None:
        self.world, self.dice = world, world.dice
        # These have dice of their own, so that kept days stay the days they were.
        self.real = random.Random(f"{world.seed}/real")
        self.places = random.Random(f"{world.seed}/places")
        self.pins, self.pairs = random.Random(f"{world.seed}/pins"), random.Random(f"{world.seed}/pairs")

    def press(self) -> None:
        """Let somebody press: once, holding, or again and again; sometimes a whole corridor at once."""
        buttons = self.world.building.buttons()
        count = self.dice.choice((1, 1, 1, 1, 1, 1, 2, min(8, len(buttons))))
        for button in self.dice.sample(buttons, min(count, len(buttons))):
            if self.world.lamps.get(button) != "dark":
                self.world.start(self._press(button))

    def act(self) -> None:
        """Let somebody at a desk do something that may or may not fit."""
        console = self.dice.choice(list(self.world.consoles.values()))
        box = self.world.box
        if box is None:
            return
        if self.pins.random() < USES_A_PIN:
            self._with_a_pin(console, box)
        if self.dice.random() < 0.1:
            console.person = PersonId(f"p{self.dice.randint(0, 4)}") if self.dice.random() < 0.8 else None
        calls = list(box.engine.board.incidents.values())
        slip = next(reversed(box.engine.board.last_acts), None)
        if slip is not None and self.dice.random() < SLIP_NOTICED:
            self.world.say(f"{console.desk}: Undo")
            console.does(Undo(incident=slip))
            return
        command = self._about(self.dice.choice(calls)) if calls and self.dice.random() < 0.8 else self._otherwise(box)
        self.world.say(f"{console.desk}: {type(command).__name__}")
        console.does(command)

    def plan(self) -> None:
        """Let the administrator adopt another plan."""
        if self.world.box is not None:
            self.world.plan = self.world.fitted(changed(self.world.plan, self.world.whole_plan, self.dice))
            self.world.box.adopt(self.world.plan)

    async def _press(self, button: str) -> None:
        """Press as a frightened person does."""
        await asyncio.sleep(self.dice.uniform(0, 0.5))
        building = self.world.building
        fitted = [each for each in building.counters(button) if each != "hold"]
        contact = self.dice.choice(fitted)
        times, held = self.dice.choice(((1, False), (1, False), (1, True), (3, False), (12, False)))
        for _ in range(times):
            if self.world.lamps.get(button) == "dark":
                return
            self.world.pressed(button)
            self.world.say(f"{button} {contact} pressed{' and held' if held else ''}")
            if held:
                building.stick(button, contact)
                await asyncio.sleep(2.1)
                if self.world.lamps.get(button) != "dark":
                    building.free(button, contact)
            else:
                await building.press(button, contact)
            self.world.pressed(button)
            await asyncio.sleep(self.dice.uniform(0.06, 1.5))

    def _with_a_pin(self, console: Console, box: "Box") -> None:
        """Let somebody prove at this desk who they are, or read there; or let the administrator give or take a PIN."""
        person, board = PersonId(f"p{self.pins.randint(0, 4)}"), box.engine.board
        if self.pins.random() < 0.3:
            what = self.pins.choice((NotePin(person=person), NotePinTaken(person=person)))
            self.world.say(f"the administrator: {type(what).__name__}")
            box.submit(what, Actor(COMMAND_LINE))
            return
        there = board.operators.get(console.desk)
        if there is None or self.pins.random() < 0.5:
            command: Note = NoteProof(person=person)
        else:
            console.person = there
            call = self.pins.choice([None, *board.incidents.values()])
            command = NoteReading(incident=call and call.incident, call=call and call.number)
        self.world.say(f"{console.desk}: {type(command).__name__}")
        console.does(command)

    def _about(self, call: Incident) -> DeskCommand:
        """Give what people most often do next in this stage, or anything."""
        if call.drill is not None and self.real.random() < 0.1:
            return MakeReal(incident=call.incident)
        incident, who = call.incident, f"Person {self.dice.randint(0, 4)}"
        cover = AssignCover(incident=incident, role=self.dice.choice(ROLES_SENT), cover=self.dice.choice(("", who)))
        if call.kind is Kind.TAP_OUT and call.stage is Stage.CALLED and self.dice.random() < 0.5:
            return cover
        likely: dict[Stage, Callable[[], DeskCommand]] = {
            Stage.CALLED: lambda: Acknowledge(incident=incident),
            Stage.ACKNOWLEDGED: lambda: self._dispatch(incident),
            Stage.DISPATCHED: lambda: Confirm(incident=incident, responder=who, answer=self.dice.choice(list(Answer))),
            Stage.CONFIRMED: lambda: Arrive(incident=incident, responder=who),
            Stage.ON_SCENE: lambda: StandDown(incident=incident, outcome=self.dice.choice(list(Outcome)), saw_room=who),
        }
        anything: tuple[Callable[[], DeskCommand], ...] = (
            *likely.values(),
            lambda: cover,
            lambda: ConfirmAllRight(incident=incident),
            lambda: Upgrade(incident=incident, kind=self.dice.choice(list(Kind))),
            lambda: Downgrade(incident=incident, kind=self.dice.choice(list(Kind))),
            lambda: Undo(incident=incident),
            lambda: NameWhoActed(incident=incident, name="Somebody Unlisted"),
            lambda: HandOff(incident=incident, to=self.dice.choice(list(self.world.consoles))),
            lambda: AddNote(incident=incident, text="A note."),
            lambda: StandDown(incident=incident, outcome=Outcome.NO_HELP_NEEDED, saw_room=who),
        )
        return likely[call.stage]() if self.dice.random() < 0.6 else self.dice.choice(anything)()

    def _otherwise(self, box: "Box") -> DeskCommand:
        """Give things that are about no call."""
        plan, board = self.world.plan, box.engine.board
        rooms = [room.room for room in plan.rooms]
        button = self.dice.choice(plan.buttons).button
        choices: tuple[Callable[[], DeskCommand], ...] = (
            lambda: SignIn(person=PersonId("p0")),
            SignOut,
            lambda: self._elsewhere(RaiseCallFromDesk(room=self.dice.choice(rooms), kind=self.dice.choice(list(Kind)))),
            lambda: StartDrill(
                name="Practice",
                rooms=tuple(self.dice.sample(rooms, self.dice.randint(1, len(rooms)))),
                ends_after_s=120,
            ),
            lambda: self._over(board.drill.drill) if board.drill else SignOut(),
            lambda: ArmWalkTest(button=board.walk_test.button if board.walk_test else button),
            lambda: EndWalkTest(button=board.walk_test.button if board.walk_test else button),
            lambda: TakeOutOfService(
                button=button, people=("p0", self.dice.choice(("p0", "p1"))), ends_after_s=900, reason="Paint."
            ),
            lambda: PutBackInService(button=next(iter(board.out_of_service), button)),
        )
        chosen = self.dice.choice((*choices, *self._building_wide(box)))()
        return SignDay(name="Somebody Unlisted") if self.pairs.random() < 0.1 else chosen

    def _elsewhere(self, asked: RaiseCallFromDesk) -> RaiseCallFromDesk:
        """Change the place now and then to one without a button."""
        near = self.places.choice(self.world.plan.rooms).room
        places = (Place(area=AreaName("Playground")), Place(words="By the bus loop", near=near), Place())
        there = self.places.choice((None, *places))
        return asked if there is None else RaiseCallFromDesk(place=there, kind=asked.kind)

    def _over(self, drill: DrillId) -> DeskCommand:
        """End the drill; now and then by saying that it was none."""
        return MakeDrillReal(drill=drill) if self.real.random() < 0.3 else EndDrill(drill=drill)

    def _building_wide(self, box: "Box") -> tuple[Callable[[], DeskCommand], ...]:
        """Give acts that concern every room. They are ended as often as begun, so that there is time for practice too."""
        board, dice = box.engine.board, self.dice
        on, check_in = board.response, board.check_in

        def respond() -> DeskCommand:
            if on is not None and dice.random() < 0.6:
                return EndResponse(response=on.response, practice=on.drill is not None)
            return StartResponse(
                response=dice.choice(list(BuildingResponse)),
                practice=board.drill is not None and dice.random() < 0.8,
                check_in=dice.random() < 0.5,
            )

        def ask() -> DeskCommand:
            if check_in is None:
                return StartCheckIn(practice=board.drill is not None and dice.random() < 0.8)
            if dice.random() < 0.2:
                return EndCheckIn(check_in=check_in.check_in)
            answer = dice.choice(list(RoomAnswer))
            call = dice.choice((None, Kind.ASSIST)) if answer is RoomAnswer.NEEDS_HELP else None
            return MarkRoom(check_in=check_in.check_in, room=dice.choice(check_in.rooms), answer=answer, call=call)

        return respond, ask, ask

    def _dispatch(self, incident: IncidentId) -> DeskCommand:
        person = PersonId("p1") if self.dice.random() < 0.3 else None
        beside = Role.MENTAL_HEALTH if self.pairs.random() < 0.3 else None
        return Dispatch(incident=incident, role=self.dice.choice(ROLES_SENT), person=person, beside=beside)
