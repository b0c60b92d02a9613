"""Whom to send to a call: any of a role, or a person on duty by the plan. Asks for one command."""

from appliance.api.messages import CallCard, PersonLine
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
    """Every role with who holds it now and who is sent already, then each person on duty once per role."""
    sent = {call.going: call.room_name for call in model.calls if call.going}
    roles: list[Choice[Sent]] = []
    people: list[Choice[Sent]] = []
    for role in ROLES_SENT:
        word = ROLES[role]
        roles.append(Choice(f"{word:<14} {_holders(role, model, sent)}", (role, None)))
        people += [
            Choice(f"{_named(person, sent)}, as {word.lower()}", (role, person.person)) for person in model.people(role)
        ]
    return (*roles, *people)


def _holders(role: Role, model: ConsoleModel, sent: dict[str, str]) -> str:
    """Who holds it now. Where that is nobody, who would on another hour: somebody may know that they are in the house."""
    on_duty = [_named(person, sent) for person in model.people(role)]
    if on_duty:
        return ", ".join(on_duty)
    off_duty = ", ".join(person.name for person in model.people(role, on_duty=False))
    return f"NOBODY ON DUTY by the plan; off duty: {off_duty}" if off_duty else "nobody has this role in the plan"


def _named(person: PersonLine, sent: dict[str, str]) -> str:
    """The name, and where they were sent already."""
    return f"{person.name} (sent to {sent[person.name]})" if person.name in sent else person.name
