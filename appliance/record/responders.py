"""Lists who went to an incident, by role, and by name if the desk noted it. Pure."""

import msgspec

from appliance.core.calls.events import HelpArrived, HelpConfirmed, HelpDispatched, OneReleased
from appliance.core.events import Event
from appliance.core.ground.moment import Moment
from appliance.plan.index import PlanIndex
from appliance.plan.model import Role
from appliance.record.words import Value


class _Went(msgspec.Struct):
    name: str = ""
    role: Role | None = None
    on_scene_ms: int | None = None

    def facts(self) -> dict[str, Value]:
        facts: dict[str, Value] = {"role": self.role.value if self.role else "other"}
        if self.name:
            facts["name"] = self.name
        if self.on_scene_ms is not None:
            facts["on_scene_at"] = self.on_scene_ms
        return facts


class _Team(msgspec.Struct):
    """The people who went so far, and the roles that were sent without a name."""

    index: PlanIndex
    went: list[_Went] = []
    unnamed: list[Role] = []

    def send(self, event: HelpDispatched) -> None:
        person = self.index.people.get(event.person) if event.person is not None else None
        name = person.name if person else str(event.person or "")
        if not name:
            self.unnamed.append(event.role)
        elif self._named(name) is None:
            self.went.append(_Went(name, event.role))

    def note(self, responder: str) -> _Went:
        """Note a responder whom the desk called by name or by role."""
        if responder in set(Role):
            return self._as(Role(responder))
        known = self._named(responder)
        if known is None:
            known = _Went(responder, self._role_of(responder))
            self.went.append(known)
        return known

    def release(self, responder: str) -> None:
        """Leave out a responder who did not come after all. Whoever was there stays: they were."""
        known = self._named(responder)
        if known is not None and known.on_scene_ms is None:
            self.went.remove(known)

    def _as(self, role: Role) -> _Went:
        known = next((each for each in self.went if each.role is role), None)
        if known is None:
            known = _Went(role=role)
            self.went.append(known)
            self._claim(role)
        return known

    def _named(self, name: str) -> _Went | None:
        return next((each for each in self.went if each.name.casefold() == name.casefold()), None)

    def _role_of(self, name: str) -> Role | None:
        """Find a role for this name: a role that was sent and that the person holds in the plan, or else the only role that was sent
        without a name.
        """
        planned = (each for each in self.index.people.values() if each.name.casefold() == name.casefold())
        held = {role for person in planned for role in person.roles}
        fits = [role for role in self.unnamed if role in held] or (self.unnamed if len(self.unnamed) == 1 else [])
        return self._claim(fits[0]) if fits else None

    def _claim(self, role: Role) -> Role:
        if role in self.unnamed:
            self.unnamed.remove(role)
        return role


def responders(told: list[tuple[Moment, Event]], index: PlanIndex) -> list[dict[str, Value]]:
    """Give the facts `role`, `name` and `on_scene_at` of each responder, in the order in which they were sent or noted."""
    team = _Team(index)
    for at, event in told:
        match event:
            case HelpDispatched():
                team.send(event)
            case HelpConfirmed():
                team.note(event.responder)
            case HelpArrived():
                arrived = team.note(event.responder)
                arrived.on_scene_ms = arrived.on_scene_ms or at.wall_ms
            case OneReleased():
                team.release(event.responder)
            case _:
                pass
    return [each.facts() for each in (*team.went, *(_Went(role=role) for role in team.unnamed))]
