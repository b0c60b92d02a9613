"""What the console knows: the last board, when it came, which call is selected. Pure values; knows no screen and no clock.

Times `now_ms` and `arrived_ms` are readings of one local monotonic clock in milliseconds.
"""

from collections.abc import Callable
from copy import replace
from dataclasses import dataclass

from appliance.api.board.board import BoardView
from appliance.api.board.building import ManyRoomsLine
from appliance.api.board.calls import CallCard, EndedCall, TapOutLine
from appliance.api.desk.plan import PersonLine, PlanFacts
from appliance.api.listed.readiness import ReadinessKnown
from appliance.api.restoring.messages import Copy
from appliance.api.sticks import Stick
from appliance.communications.guidance import Guidance
from appliance.exercises.scenario import Scenario, place_in_list
from appliance.flows.box.new_box import is_offered
from appliance.flows.building.many_rooms import answered_by_response, banner_words, still_asked
from appliance.flows.known import Known, no_scenarios
from appliance.flows.sentences import NO_CALL, only_watches
from appliance.flows.undo import to_undo
from appliance.plan.ids import DeskId, IncidentId
from appliance.plan.model import Role
from tui.board.calm import Calm, calm
from tui.board.faces import Banner, CardFace, Level, banners, face
from tui.board.keys_here import ALL_KEYS, KeysHere
from tui.board.order import in_order, takes_the_keys
from tui.board.slips import EndedFace, ended_faces, name_owed_for, with_slips
from tui.board.tap_outs import TapOutFace, queue
from tui.keys.key import Key
from tui.keys.table import BY_ACTION

FLOOD_OVER, FLOOD_WITHIN_MS = 10, 600_000
"""EEMUA 191: at most ten alarms in the first ten minutes of an upset are what one operator can still attend to."""


type Line = CallCard | TapOutLine | EndedCall
"""What a key may be about."""


@dataclass(frozen=True, slots=True)
class ConsoleModel:
    """One state of the console. `places` is the order calls stood in before; `chosen` what a person selected, if anything.

    `answered`: what it was asked about the whole building and is asked no more, by the first call of each.

    `nameless`: visitors see this screen, so the board shows nobody's name. `kiosk`: this console is never left. `guidance`: the
    district's own file of communications, if the console was started with one. `adopted`: the one that the box adopted. `keys`: what this
    console has keys for.
    """

    desk: DeskId | None
    nameless: bool = False
    kiosk: bool = False
    guidance: Guidance | None = None
    view: BoardView | None = None
    arrived_ms: int = 0
    places: tuple[IncidentId, ...] = ()
    chosen: IncidentId | None = None
    facts: PlanFacts | None = None
    adopted: Guidance | None = None
    lost_why: str | None = None
    lost_ms: int = 0
    sticks: tuple[Stick, ...] = ()
    copies: tuple[Copy, ...] = ()
    scenarios: Callable[[], tuple[Scenario, ...]] = no_scenarios
    """Gives the scenarios of table-top exercises; they are read when first asked for."""
    own_scenarios: tuple[Scenario, ...] = ()
    """The scenarios that the building adopted."""
    ready: ReadinessKnown | None = None
    """Who is ready before a call, as the box told whoever sits here."""
    answered: frozenset[IncidentId] = frozenset()
    keys: KeysHere = ALL_KEYS

    # ---- what comes in

    def with_board(self, view: BoardView, arrived_ms: int) -> "ConsoleModel":
        """A board came over the line: the line is there, and calls keep their places as far as urgency allows."""
        calls = in_order(view.calls, self.places)
        places = tuple(call.incident for call in calls)
        stays = self.chosen in places and not takes_the_keys(
            calls, self.chosen, {each.incident for each in self.ringing_here}
        )
        chosen = self.chosen if stays else None
        answered = self.answered | answered_by_response(view)
        return replace(
            self,
            view=view,
            arrived_ms=arrived_ms,
            places=places,
            chosen=chosen,
            lost_why=None,
            answered=answered,
            ready=self.ready if _same_sitter(self.view, view) else None,
        )

    def with_ready(self, ready: ReadinessKnown | None) -> "ConsoleModel":
        """Who is ready, as the box told it just now."""
        return replace(self, ready=ready)

    def with_guidance(self, adopted: Guidance | None) -> "ConsoleModel":
        """Another file of communications counts on the box; None where it is the shipped one."""
        return replace(self, adopted=adopted)

    @property
    def own_guidance(self) -> Guidance | None:
        """What the district says about communications: in the file of this console, or else as the box adopted it."""
        return self.guidance or self.adopted

    def with_own_scenarios(self, own: tuple[Scenario, ...]) -> "ConsoleModel":
        """Other scenarios count in the building than before."""
        return replace(self, own_scenarios=own)

    @property
    def offered(self) -> Callable[[], tuple[Scenario, ...]]:
        """Gives the scenarios that can be talked about here. One that the building adopted takes the place of one with its id."""
        own, read = self.own_scenarios, self.scenarios
        if not own:
            return read
        return lambda: tuple(sorted({each.scenario: each for each in (*read(), *own)}.values(), key=place_in_list))

    def with_facts(self, facts: PlanFacts) -> "ConsoleModel":
        """Rooms and people of the adopted plan."""
        return replace(self, facts=facts)

    def with_sticks(self, sticks: tuple[Stick, ...]) -> "ConsoleModel":
        """The sticks that were found last."""
        return replace(self, sticks=sticks)

    def with_copies(self, copies: tuple[Copy, ...]) -> "ConsoleModel":
        """The copies of a dead box that were found last."""
        return replace(self, copies=copies)

    def not_the_whole_building(self) -> "ConsoleModel":
        """A person said no to what is asked now."""
        asked = self.view.many_rooms if self.view else ()
        return replace(self, answered=self.answered.union(line.first for line in asked))

    def without_line(self, why: str, now_ms: int) -> "ConsoleModel":
        """The line is lost; the first moment counts, however often connecting fails after it."""
        return replace(self, lost_why=why, lost_ms=self.lost_ms if self.blind else now_ms)

    def choosing(self, incident: IncidentId) -> "ConsoleModel":
        """A person selected a call, or acted on it."""
        return replace(self, chosen=incident)

    def choosing_next(self, step: int) -> "ConsoleModel":
        """Select the call `step` places below (above if negative), stopping at the ends."""
        if self.selected is None:
            return self
        place = self.places.index(self.selected.incident) + step
        return self.choosing(self.places[min(max(place, 0), len(self.places) - 1)])

    @property
    def known(self) -> Known:
        """What the acts of this desk go by, as the board came."""
        return Known(
            self.desk,
            self.view,
            self.facts,
            0,
            self.calls,
            self.sticks,
            self.copies,
            scenarios=self.offered,
            ready=self.ready,
            kiosk=self.kiosk,
        )

    def known_at(self, now_ms: int) -> Known:
        """The same at a moment, with what this desk is asked then."""
        return replace(self.known, passed_ms=now_ms - self.arrived_ms, many_rooms=self.many_rooms(now_ms))

    # ---- what is to be seen

    @property
    def blind(self) -> bool:
        """Whether there is no line to the alert daemon."""
        return self.lost_why is not None

    @property
    def calls(self) -> tuple[CallCard, ...]:
        """Open calls in the order shown."""
        by_incident = {call.incident: call for call in self.view.calls} if self.view else {}
        return tuple(by_incident[incident] for incident in self.places if incident in by_incident)

    @property
    def selected(self) -> CallCard | None:
        """The call keys act on, and the one drawn largest: the chosen one, else the first."""
        calls = self.calls
        return next((call for call in calls if call.incident == self.chosen), calls[0] if calls else None)

    @property
    def to_acknowledge(self) -> CallCard | None:
        """What the acknowledge key would act on: the selected call if it rings, else the first that rings."""
        if self.selected and self.selected.ringing:
            return self.selected
        return next((call for call in self.calls if call.ringing), None)

    @property
    def ringing_here(self) -> tuple[CallCard, ...]:
        """Calls that sound at this desk."""
        return tuple(call for call in self.calls if call.ringing and call.rings_here)

    def call(self, incident: IncidentId) -> CallCard | None:
        """An open call by its incident."""
        return self.known.call(incident)

    def cards(self, now_ms: int) -> tuple[CardFace, ...]:
        """Every card as it is to be painted now, in order."""
        if self.view is None:
            return ()
        passed_ms, selected, aimed = now_ms - self.arrived_ms, self.selected, self.to_acknowledge if self.desk else None
        practising, undone = self.view.drill is not None, self.to_undo(now_ms)
        faces = (
            face(
                call,
                passed_ms,
                selected=call is selected,
                aimed=call is aimed,
                practising=practising,
                nameless=self.nameless,
            )
            for call in self.calls
        )
        return tuple(
            with_slips(each, call, self.desk, passed_ms, undoable=call.incident == undone)
            for call, each in zip(self.calls, faces, strict=True)
        )

    def banners(self, now_ms: int) -> tuple[Banner, ...]:
        """What must be read before anything else: first what this desk is asked, since its key answers it; then gravest first."""
        if self.view is None:
            return ()
        asked = [
            Banner(Level.DANGER, banner_words(line, BY_ACTION["response"].shown))
            for line in self.many_rooms(now_ms)[:1]
        ]
        return (*asked, *banners(self.view, self.calls, now_ms - self.arrived_ms, self.desk, self.keys))

    def many_rooms(self, now_ms: int) -> tuple[ManyRoomsLine, ...]:
        """What this desk is asked about the whole building, most rooms first. A console that only watches is asked nothing."""
        if self.view is None or self.desk is None:
            return ()
        return still_asked(self.view, self.answered, now_ms - self.arrived_ms)

    def calm(self, now_ms: int) -> Calm | None:
        """What proves that the system is alive; None before the first board."""
        if self.view is None:
            return None
        return calm(self.view, now_ms - self.arrived_ms, self.uncovered, nameless=self.nameless, keys=self.keys)

    def flooded(self, now_ms: int) -> bool:
        """Whether so many calls came lately that each may take one line only."""
        passed_ms = now_ms - self.arrived_ms
        return sum(call.age_ms + passed_ms < FLOOD_WITHIN_MS for call in self.calls) > FLOOD_OVER

    def tap_outs(self, now_ms: int) -> tuple[TapOutFace, ...]:
        """The quiet queue, oldest first."""
        passed_ms = now_ms - self.arrived_ms
        return queue(self.view, passed_ms, desk=self.desk, nameless=self.nameless) if self.view else ()

    @property
    def asking_here(self) -> tuple[TapOutLine, ...]:
        """Tap-outs that wait for somebody, and are shown at this desk for that."""
        return tuple(line for line in self.view.tap_outs if line.asks and line.asks_here) if self.view else ()

    def people(self, role: Role | None = None, *, on_duty: bool = True) -> tuple[PersonLine, ...]:
        """People of the plan, on duty now and holding `role` unless told otherwise."""
        return self.known.people(role, on_duty=on_duty)

    @property
    def uncovered(self) -> tuple[str, ...]:
        """Places the plan has no two-way button for, and what to do there."""
        return self.facts.uncovered if self.facts else ()

    # ---- what may be done

    def to_undo(self, now_ms: int) -> IncidentId | None:
        """The call of what this desk did last, while it can take that back."""
        return to_undo(self.view, self.desk, now_ms - self.arrived_ms) if self.view else None

    def ended(self, now_ms: int) -> tuple[EndedFace, ...]:
        """Calls stood down a moment ago."""
        return ended_faces(self.view, self.desk, now_ms - self.arrived_ms) if self.view else ()

    @property
    def test_rang(self) -> IncidentId | None:
        """The call of which this desk may say that it was the press its walk test waits for."""
        return self.known.test_rang

    @property
    def name_owed_for(self) -> CallCard | TapOutLine | None:
        """What this desk owes a name for: the selected call before other calls, and those before tap-outs."""
        selected = (self.selected,) if self.selected else ()
        return name_owed_for((*selected, *self.calls, *(self.view.tap_outs if self.view else ())), self.desk)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All of these: what is open, and what was stood down a moment ago."""
        return (*self.view.calls, *self.view.tap_outs, *self.view.ended) if self.view else ()

    @property
    def may_restore(self) -> bool:
        """Whether this box may take the place of a dead one."""
        return is_offered(self.view)

    def meant(self, key: Key, now_ms: int) -> Line | None:
        """What a key about a call acts on: the selected call, but for a key that finds its own."""
        return self.selected if key.finds is None else key.finds(self, now_ms)

    def why_not(self, key: Key, now_ms: int | None = None) -> str:
        """Why a key does nothing now, in words for the person who pressed it; empty when it applies.

        Without a time it is the moment the board came.
        """
        if (key.acts or key.stages) and self.desk is None:
            return only_watches("act")
        if key.stages and key.finds is None:
            if self.selected is None:
                return NO_CALL
            if self.selected.stage not in key.stages:
                return key.otherwise
        return key.why_not(self, self.arrived_ms if now_ms is None else now_ms)

    @property
    def panel(self) -> str:
        """The alarm panel that calls may be handed over to from this desk; empty where they may not."""
        return self.facts.hands_over if self.facts else ""

    @property
    def other_desks(self) -> tuple[DeskId, ...]:
        """Desks a call can be handed to."""
        return tuple(desk.desk for desk in self.view.desks if desk.desk != self.desk) if self.view else ()


def _same_sitter(before: BoardView | None, after: BoardView) -> bool:
    """Whether the same person sits here as before: what they were told is theirs alone."""
    if before is None or before.proven != after.proven:
        return False
    was, now = before.here, after.here
    return (was.operator if was else "") == (now.operator if now else "")
