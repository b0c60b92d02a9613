"""Who is at this desk. Never needed before acting on a call. Asks for one command, or goes on to the PIN."""

from appliance.api.messages import BoardView, PersonLine, PlanFacts
from appliance.core.commands import SignIn, SignOut
from tui.screens.panel import Choice, Field, Panel
from tui.screens.pin import PinPanel
from tui.wording import ROLES


class SignInPanel(Panel[SignIn | SignOut | PersonLine]):
    """People on duty first. With somebody signed in, the first lines are for them: sign out, or read with a PIN."""

    def __init__(self, facts: PlanFacts, view: BoardView) -> None:
        operator = view.here.operator if view.here else ""
        people = sorted(facts.people, key=lambda person: (not person.on_duty, person.name))
        own: list[Choice[SignIn | SignOut | PersonLine]] = []
        if operator:
            own.append(Choice(f"SIGN OUT {operator}", SignOut(), always=True))
        if operator and not view.proven:
            own += [
                Choice(f"READ NAMES AND NOTES as {_roles(person)}: asks for your PIN", person, always=True)
                for person in _who(facts, operator)
            ]
        names = [Choice(f"{person.name:<28} {_roles(person)}", SignIn(person=person.person)) for person in people]
        reads = "  Names and notes are shown: sign out when you leave." if view.proven else ""
        super().__init__(f"WHO IS AT THIS DESK?{reads}", field=Field("Name:", filters=True), choices=(*own, *names))

    def chosen(self, value: SignIn | SignOut | PersonLine | None, text: str) -> None:
        """Sign in or out, or go on to the PIN."""
        del text
        if isinstance(value, PersonLine):
            self.open(PinPanel(value))
        elif value is not None:
            self.ask(value)


def _who(facts: PlanFacts, operator: str) -> list[PersonLine]:
    """Who is signed in, by the name the board shows: more than one where people share a name, and their roles tell them apart."""
    return [person for person in facts.people if person.name == operator]


def _roles(person: PersonLine) -> str:
    return ", ".join(ROLES[role].lower() for role in person.roles)
