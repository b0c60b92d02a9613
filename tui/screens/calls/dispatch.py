"""Whom to send to a call: any of a role, a pair of roles, or a person on duty by the plan. Asks for one command."""

from appliance.api.board.calls import CallCard
from appliance.api.desk.plan import PersonLine
from appliance.core.calls.commands import Dispatch
from appliance.flows.calls.dispatch import PAIRS
from appliance.flows.naming import call_named
from appliance.plan.ids import PersonId
from appliance.plan.model import ROLES_SENT, Role
from appliance.words.roles import ROLES
from tui.model import ConsoleModel
from tui.responders import everybody
from tui.screens.panel import Choice, Panel

type Sent = tuple[Role, PersonId | None]
type Pair = tuple[Role, Role]


class DispatchPanel(Panel[Sent | Pair]):
    """Roles first, then pairs, so that a digit sends; the people on duty below them."""

    def __init__(self, call: CallCard, model: ConsoleModel) -> None:
        roles, people = roles_and_people(model)
        super().__init__(f"SEND HELP to {call_named(call)}", choices=(*roles, *pairs(model), *people))
        self._incident = call.incident

    def chosen(self, value: Sent | Pair) -> None:
        """Send them."""
        role, other = value
        if isinstance(other, Role):
            self.ask(Dispatch(incident=self._incident, role=role, beside=other))
        else:
            self.ask(Dispatch(incident=self._incident, role=role, person=other))


def whom(model: ConsoleModel) -> tuple[Choice[Sent], ...]:
    """Every role with who holds it now and who is sent already, then each person on duty once per role."""
    roles, people = roles_and_people(model)
    return (*roles, *people)


def roles_and_people(model: ConsoleModel) -> tuple[tuple[Choice[Sent], ...], tuple[Choice[Sent], ...]]:
    """The same apart."""
    sent = _sent(model)
    roles = tuple(Choice(f"{word:<14} {_holders(role, model, sent)}", _any_of(role)) for role, word in _sent_roles())
    people = tuple(
        Choice(f"{_named(person, sent)}, as {word.lower()}", _one(role, person))
        for role, word in _sent_roles()
        for person in model.people(role)
    )
    return roles, people


def _sent_roles() -> list[tuple[Role, str]]:
    """The roles that are sent to calls; others only read and write records."""
    return [(role, ROLES[role].title) for role in ROLES_SENT]


def pairs(model: ConsoleModel) -> tuple[Choice[Pair], ...]:
    """Two roles that go together, with who holds each now."""
    sent = _sent(model)
    return tuple(
        Choice(
            f"{ROLES[one].title} + {ROLES[other].title.lower()}: {_on_duty(one, model, sent)} + {_on_duty(other, model, sent)}",
            (one, other),
        )
        for one, other in PAIRS
    )


def _any_of(role: Role) -> Sent:
    return role, None


def _one(role: Role, person: PersonLine) -> Sent:
    return role, person.person


def _sent(model: ConsoleModel) -> dict[str, str]:
    return {who: call.room_name for call in model.calls for who in everybody(call)}


def _holders(role: Role, model: ConsoleModel, sent: dict[str, str]) -> str:
    """Who holds it now. Where that is nobody, who would on another hour: somebody may know that they are in the house."""
    on_duty = [_named(person, sent) for person in model.people(role)]
    if on_duty:
        return ", ".join(on_duty)
    off_duty = [person.name for person in model.people(role, on_duty=False)]
    if not off_duty:
        return "nobody has this role in the plan"
    more = f" and {len(off_duty) - 1} more" if len(off_duty) > 1 else ""  # a second line would push a pair out of sight
    return f"NOBODY ON DUTY; off duty: {off_duty[0]}{more}"


def _on_duty(role: Role, model: ConsoleModel, sent: dict[str, str]) -> str:
    return ", ".join(_named(person, sent) for person in model.people(role)) or "NOBODY"


def _named(person: PersonLine, sent: dict[str, str]) -> str:
    """The name, and where they were sent already."""
    return f"{person.name} (sent to {sent[person.name]})" if person.name in sent else person.name
