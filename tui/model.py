"""What the console knows: the last board, when it came, which call is selected. Pure values; knows no screen and no clock.

Times `now_ms` and `arrived_ms` are readings of one local monotonic clock in milliseconds.
"""

from dataclasses import dataclass, replace

from appliance.api.messages import BoardView, CallCard, PersonLine, PlanFacts
from appliance.core.words import Stage
from appliance.plan.ids import DeskId, IncidentId
from appliance.plan.model import Kind, Role
from tui.faces import Banner, Calm, CardFace, banners, calm, face
from tui.keys import Key


@dataclass(frozen=True, slots=True)
class ConsoleModel:
    """One state of the console. `places` is the order calls stood in before; `chosen` what a person selected, if anything."""

    desk: DeskId | None
    view: BoardView | None = None
    arrived_ms: int = 0
    places: tuple[IncidentId, ...] = ()
    chosen: IncidentId | None = None
    facts: PlanFacts | None = None
    lost_why: str | None = None
    lost_ms: int = 0

    # ---- what comes in

    def with_board(self, view: BoardView, arrived_ms: int) -> "ConsoleModel":
        """A board came over the line: the line is there, and calls keep their places as far as urgency allows."""
        places = tuple(call.incident for call in in_order(view.calls, self.places))
        chosen = self.chosen if self.chosen in places else None
        return replace(self, view=view, arrived_ms=arrived_ms, places=places, chosen=chosen, lost_why=None)

    def with_facts(self, facts: PlanFacts) -> "ConsoleModel":
        """Rooms and people of the adopted plan."""
        return replace(self, facts=facts)

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
        """The call keys act on: the chosen one, else the first."""
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
        return next((call for call in self.calls if call.incident == incident), None)

    def cards(self, now_ms: int) -> tuple[CardFace, ...]:
        """Every card as it is to be painted now, in order."""
        if self.view is None:
            return ()
        passed_ms, selected, aimed = now_ms - self.arrived_ms, self.selected, self.to_acknowledge
        practising = self.view.drill is not None
        return tuple(
            face(call, passed_ms, selected=call is selected, aimed=call is aimed, practising=practising)
            for call in self.calls
        )

    def banners(self, now_ms: int) -> tuple[Banner, ...]:
        """What must be read before anything else, gravest first."""
        return banners(self.view, self.calls, now_ms - self.arrived_ms) if self.view else ()

    def calm(self, now_ms: int) -> Calm | None:
        """What proves that the system is alive; None before the first board."""
        return calm(self.view, now_ms - self.arrived_ms, self.uncovered) if self.view else None

    def people(self, role: Role | None = None, *, on_duty: bool = True) -> tuple[PersonLine, ...]:
        """People of the plan, on duty now and holding `role` unless told otherwise."""
        everyone = self.facts.people if self.facts else ()
        return tuple(
            each for each in everyone if (each.on_duty or not on_duty) and (role is None or role in each.roles)
        )

    @property
    def uncovered(self) -> tuple[str, ...]:
        """Places the plan has no two-way button for, and what to do there."""
        return self.facts.uncovered if self.facts else ()

    # ---- what may be done

    def why_not(self, key: Key) -> str:
        """Why a key does nothing now, in words for the person who pressed it; empty when it applies."""
        if not key.stages:
            return self._why_not_house(key)
        if self.desk is None:
            return "This console only watches. Start it with --desk to act."
        if key.action == "acknowledge":
            return "" if self.to_acknowledge else "Nothing rings that nobody has."
        call = self.selected
        if call is None:
            return "There is no open call."
        if call.stage not in key.stages:
            return key.otherwise
        if key.action == "upgrade" and call.kind is Kind.EMERGENCY:
            return "It is an emergency already: the most urgent there is."
        if key.action == "hand_off" and not self.other_desks:
            return "The plan has no other desk."
        return ""

    @property
    def other_desks(self) -> tuple[DeskId, ...]:
        """Desks a call can be handed to."""
        return tuple(desk.desk for desk in self.view.desks if desk.desk != self.desk) if self.view else ()

    def _why_not_house(self, key: Key) -> str:
        if key.action in {"raise_call", "sign_in", "drill", "walk_test", "response", "check_in"} and self.desk is None:
            return "This console only watches. Start it with --desk to act."
        if key.action == "leave" and self.calls and not self.blind:
            return "A call is open: this desk stays."
        return ""


def in_order(calls: tuple[CallCard, ...], places: tuple[IncidentId, ...]) -> list[CallCard]:
    """Real before drill, what nobody has before the rest, urgent first; equals keep their places, newcomers come last."""
    was = {incident: place for place, incident in enumerate(places)}
    arrived = {call.incident: len(places) + place for place, call in enumerate(calls)}

    def rank(call: CallCard) -> tuple[bool, bool, int, int]:
        waits = call.ringing or call.stage is Stage.CALLED
        return call.drill, not waits, -call.kind.urgency, was.get(call.incident, arrived[call.incident])

    return sorted(calls, key=rank)
