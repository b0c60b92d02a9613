"""Whom to send to a call: any of a role, or a person on duty by the plan. Asks for one command."""

from appliance.api.messages import CallCard
from appliance.core.commands import Dispatch
from appliance.plan.ids import PersonId
from appliance.plan.model import ROLES_SENT, Role
from tui.model import ConsoleModel
from tui.screens.panel import Choice, Panel
from tui.wording import ROLES, call_named

type Sent = tuple[Role, PersonId | None]


class DispatchPanel(Panel[Sent]):
    """Roles first, so that a digit sends; the people on duty below them."""

    def __init__(self, call: CallCard, model: ConsoleModel) -> None:
        super().__init__(f"SEND HELP to {call_named(call)}", choices=whom(model))
        self._incident = call.incident

    def chosen(self, value: Sent | None, text: str) -> None:
        """Send them."""
        del text
        assert value is not None
        role, person = value
        self.ask(Dispatch(incident=self._incident, role=role, person=person))


def whom(model: ConsoleModel) -> tuple[Choice[Sent], ...]:
    """Every role that is sent, with who holds it now, then each person on duty once per role."""
    roles: list[Choice[Sent]] = []
    people: list[Choice[Sent]] = []
    for role in ROLES_SENT:
        word = ROLES[role]
        holders = model.people(role)
        names = ", ".join(person.name for person in holders) or "nobody on duty by the plan"
        roles.append(Choice(f"{word:<14} {names}", (role, None)))
        people += [Choice(f"{person.name}, as {word.lower()}", (role, person.person)) for person in holders]
    return (*roles, *people)
